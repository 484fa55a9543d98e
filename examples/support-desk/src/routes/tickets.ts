import { Router } from "express";
import { setStatus, ticketById, ticketsOf } from "../database.js";
import { summarisePage } from "../summaries/page.js";
import { triage } from "../summaries/triage.js";

export const tickets = Router();

tickets.get("/", async (req, res) => {
  const customer = String(req.query.customer ?? "");
  res.json(await ticketsOf(customer, String(req.query.sort ?? "newest")));
});

/** Sorts a new ticket into a queue, and answers the easy ones at once. */
tickets.post("/:id/triage", async (req, res) => {
  const ticket = await ticketById(req.params.id);
  if (!ticket) {
    res.status(404).end();
    return;
  }
  const decision = await triage(ticket);
  if (decision.canClose) await setStatus(ticket.id, "closed");
  res.json({ queue: decision.queue, priority: decision.priority });
});

/** A summary of a page that a customer refers to, shown above the ticket. */
tickets.get("/summary", async (req, res) => {
  const summary = await summarisePage(String(req.query.url));
  res.send(`<section class="summary">${summary}</section>`);
});
