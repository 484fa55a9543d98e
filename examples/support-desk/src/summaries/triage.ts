import Anthropic from "@anthropic-ai/sdk";
import { config } from "../config.js";
import type { Ticket } from "../database.js";

const anthropic = new Anthropic({ apiKey: config.anthropic.apiKey });

interface Decision {
  queue: string;
  priority: number;
  canClose: boolean;
}

export async function triage(ticket: Ticket): Promise<Decision> {
  const message = await anthropic.messages.create({
    model: config.anthropic.model,
    max_tokens: 200,
    system: 'Sort the ticket. Answer with JSON only: {"queue": string, "priority": 1-5, "canClose": boolean}',
    messages: [{ role: "user", content: `${ticket.subject}\n\n${ticket.body}` }],
  });
  const block = message.content[0];
  const decision = JSON.parse(block?.type === "text" ? block.text : "{}") as Decision;
  return { queue: decision.queue, priority: decision.priority, canClose: decision.canClose };
}
