import { tool } from "ai";
import Stripe from "stripe";
import { z } from "zod";
import { config } from "../../config.js";
import { setStatus, ticketById } from "../../database.js";

const stripe = new Stripe(config.stripe.secretKey);

export const findTicket = tool({
  description: "Finds a ticket by its number",
  inputSchema: z.object({ id: z.string().regex(/^T-\d{6}$/) }),
  execute: async ({ id }) => (await ticketById(id)) ?? { error: "no such ticket" },
});

export const closeTicket = tool({
  description: "Closes a ticket once the customer agrees",
  inputSchema: z.object({ id: z.string().regex(/^T-\d{6}$/) }),
  needsApproval: true,
  execute: async ({ id }) => {
    await setStatus(id, "closed");
    return { closed: id };
  },
});

export const refundBooking = tool({
  description: "Refunds a booking, in whole or in part",
  inputSchema: z.object({
    payment: z.string().describe("payment intent of the booking"),
    cents: z.number().int().positive(),
  }),
  execute: async ({ payment, cents }) => {
    const refund = await stripe.refunds.create({ payment_intent: payment, amount: cents });
    return { refund: refund.id, status: refund.status };
  },
});
