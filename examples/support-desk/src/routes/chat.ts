import { convertToModelMessages, stepCountIs, streamText } from "ai";
import { Router } from "express";
import { z } from "zod";
import { answerQuestion, assistantModel, instructions } from "../agent/agent.js";
import { tools } from "../agent/tools/index.js";

export const chat = Router();

/** The widget keeps the conversation and sends all of it with every turn. */
chat.post("/", async (req, res) => {
  const { messages, customer } = req.body;
  const result = streamText({
    model: assistantModel,
    system: instructions(customer.name, customer.language),
    messages: await convertToModelMessages(messages),
    tools,
    stopWhen: stepCountIs(8),
  });
  result.pipeUIMessageStreamToResponse(res);
});

const Question = z.object({
  question: z.string().min(3).max(2000),
  language: z.enum(["English", "German", "Polish"]).default("English"),
});

/** One question, one answer: what the search box on the help page uses. */
chat.post("/ask", async (req, res) => {
  const parsed = Question.safeParse(req.body);
  if (!parsed.success) {
    res.status(400).json({ error: "a question is needed" });
    return;
  }
  const { question, language } = parsed.data;
  res.json({ answer: await answerQuestion(question, language) });
});
