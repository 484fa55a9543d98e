import OpenAI from "openai";
import { config } from "../config.js";
import { pool } from "../database.js";

const openai = new OpenAI({ apiKey: config.openai.apiKey });

const SCHEMA = `tickets(id, customer_id, subject, status, created_at, updated_at)
bookings(id, customer_id, carrier, total_cents, travelled_on)`;

export type Row = Record<string, unknown>;

/** Answers a colleague's question with a query that the model writes. */
export async function runReport(question: string): Promise<Row[]> {
  const completion = await openai.chat.completions.create({
    model: config.openai.chatModel,
    messages: [
      { role: "system", content: `Write one PostgreSQL query and nothing else. Tables:\n${SCHEMA}` },
      { role: "user", content: question },
    ],
  });
  const sql = (completion.choices[0]?.message.content ?? "").replace(/^```sql\n|```$/g, "").trim();
  if (!sql.toLowerCase().startsWith("select")) throw new Error("only questions, please");
  const { rows } = await pool.query<Row>(sql);
  return rows;
}
