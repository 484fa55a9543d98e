import express from "express";
import { config } from "./config.js";
import { chat } from "./routes/chat.js";
import { reports } from "./routes/reports.js";
import { tickets } from "./routes/tickets.js";

const app = express();

app.use(express.json({ limit: "1mb" }));
app.use("/api/chat", chat);
app.use("/api/tickets", tickets);
app.use("/api/reports", reports);

app.listen(config.port, () => {
  console.log(`support desk on http://localhost:${config.port}`);
});
