import OpenAI from "openai";
import { config } from "../config.js";
import type { Row } from "./report.js";

const openai = new OpenAI({ apiKey: config.openai.apiKey });

/** Adds a column that a colleague describes in words, such as "days until the trip". */
export async function addColumn(rows: Row[], description: string): Promise<Row[]> {
  const response = await openai.responses.create({
    model: config.openai.chatModel,
    instructions: `Write one JavaScript expression over the object row. Its fields: ${Object.keys(rows[0] ?? {}).join(", ")}`,
    input: description,
  });
  const compute = new Function("row", `return (${response.output_text});`);
  return rows.map((row) => ({ ...row, [description]: compute(row) }));
}
