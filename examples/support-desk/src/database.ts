import { Pool } from "pg";
import { config } from "./config.js";

export const pool = new Pool({ connectionString: config.databaseUrl });

export interface Ticket {
  id: string;
  customer_id: string;
  subject: string;
  body: string;
  status: "open" | "waiting" | "closed";
}

export async function ticketById(id: string): Promise<Ticket | undefined> {
  const { rows } = await pool.query<Ticket>("select * from tickets where id = $1", [id]);
  return rows[0];
}

export async function setStatus(id: string, status: Ticket["status"]): Promise<void> {
  await pool.query("update tickets set status = $2, updated_at = now() where id = $1", [id, status]);
}

/** Tickets of a customer, newest first, in the order the list asks for. */
export async function ticketsOf(customerId: string, orderBy: string): Promise<Ticket[]> {
  const columns: Record<string, string> = {
    newest: "created_at desc",
    oldest: "created_at",
    subject: "subject",
  };
  const order = columns[orderBy] ?? "created_at desc";
  const { rows } = await pool.query<Ticket>(
    `select * from tickets where customer_id = $1 order by ${order}`,
    [customerId],
  );
  return rows;
}
