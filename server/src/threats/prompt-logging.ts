import type { FlowSource, TaintFlow } from "./model.js";
import { isOwn } from "./origins.js";
import { isForTerminal } from "./terminal.js";
import type { Threat } from "./threat.js";
import { flowDraft, subject } from "./wording.js";

export const promptLogging: Threat = {
  id: "prompt-logging",
  title: "Prompts or answers are logged in clear",
  severity: "info",
  presets: { recommended: "off" },
  stride: ["information-disclosure"],
  references: ["LLM02:2026", "CWE-532"],
  local: true,
  needs: [{ labels: ["untrusted", "model-output"], sinks: ["log"] }],
  *query(model) {
    const asked = new Map<string, Set<string>>();
    for (const { source, sink, parts = [] } of model.flows) {
      if (sink.kind !== "prompt") continue;
      const known = asked.get(keyOf(source)) ?? new Set();
      asked.set(keyOf(source), known);
      for (const part of parts) known.add(part);
    }
    for (const flow of model.flows) {
      if (flow.sink.kind !== "log" || flow.confidence === "low" || isForTerminal(flow)) continue;
      if (isAnswer(flow)) yield draft(flow, "what the model answered");
      else if (flow.source.label === "untrusted" && !isOwn(flow.source)) {
        const parts = asked.get(keyOf(flow.source));
        if (parts && (flow.parts ?? []).some((part) => part === "" || parts.has("") || parts.has(part)))
          yield draft(flow, "what somebody asked the model");
      }
    }
  },
  docs: {
    what: `What a model answered, or a request whose text also goes to a model, is written to a log as it is.`,
    why: `People tell assistants what they would not write in a form: illnesses, passwords, plans, other people's affairs. Logs are kept for
months, are copied to services, and are open to everybody who runs the system.`,
    fix: `Log what an operator needs: an id, the length, the number of tokens, the time it took, the reason it ended. Where texts are needed
to find mistakes, keep them apart, redacted, for a short time and with access of their own.`,
    bad: `import express from "express";
import OpenAI from "openai";

const app = express();
const openai = new OpenAI();

app.post("/chat", async (req, res) => {
  console.log("asked:", req.body.question);
  const response = await openai.responses.create({
    model: "gpt-4.1-2025-04-14",
    input: req.body.question,
    max_output_tokens: 500,
  });
  console.log("answered:", response.output_text);
  res.json({ answer: response.output_text });
});
`,
    good: `import OpenAI from "openai";

const openai = new OpenAI();

export async function answer(question: string) {
  const response = await openai.responses.create({
    model: "gpt-4.1-2025-04-14",
    input: question,
    max_output_tokens: 500,
  });
  console.log("answered:", response.id, question.length, response.usage?.total_tokens);
  return response.output_text;
}
`,
    whenNot: `What is logged by files in folders named \`scripts\`, \`bin\`, \`cli\` or \`examples\` is for whoever runs them and not reported. For programs whose output is meant for the person in front of them: a command line prints answers. Off in the preset
\`recommended\` for that reason.`,
  },
};

function draft(flow: TaintFlow, says: string) {
  return flowDraft(flow, "info", [
    `${subject(flow.source.what)} is written to ${flow.sink.what}: ${says}, word for word.`,
    "Logs are kept, copied and read by more people than the conversation is for.",
    "Log an id, a length or a number of tokens, or redact the text first.",
  ]);
}

function isAnswer({ source }: TaintFlow): boolean {
  return source.label === "model-output";
}

/** One parameter is the body, the headers and the address of a request: what the model reads is not what each of them says. */
function keyOf({ what, step }: FlowSource): string {
  return `${what} ${step.file}:${step.line}:${step.column}`;
}
