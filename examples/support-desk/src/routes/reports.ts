import { Router } from "express";
import { addColumn } from "../reports/columns.js";
import { runReport } from "../reports/report.js";

export const reports = Router();

reports.post("/", async (req, res) => {
  const { question, column } = req.body as { question: string; column?: string };
  const rows = await runReport(question);
  res.json(column ? await addColumn(rows, column) : rows);
});
