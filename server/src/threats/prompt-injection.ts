import type { TaintFlow } from "./model.js";
import { canAct } from "./effects.js";
import type { Draft, Threat } from "./threat.js";
import { actor, flowDraft, subject } from "./wording.js";

export const promptInjection: Threat = {
  id: "prompt-injection",
  title: "Untrusted input reaches a model's instructions",
  severity: "warning",
  stride: ["tampering", "elevation-of-privilege"],
  references: ["LLM01:2026", "ASI01:2026", "CWE-1427", "AML.T0051.000"],
  local: true,
  *query(model) {
    for (const flow of model.flows) {
      const found = flow.sink.kind === "prompt" ? draft(flow) : undefined;
      if (found) yield found;
    }
  },
  docs: {
    what: `Input that anyone can send reaches a place where a model expects its operator's instructions: the system or developer
message, an agent's instructions, the template of a prompt, or text put together with instructions in one message. A whole
conversation taken from the request counts too: whoever sends it can write the system message.

Text of a user in a user message is normal use and is not reported.`,
    why: `Models follow what stands in their instructions. A value such as a display name or a language that is pasted there can replace
the rules, reveal the rest of the prompt, and decide which tools are called and with what.`,
    fix: `Keep instructions constant and give input a message of its own with the role \`user\`. Where the input really selects the
instructions, look the text up in a constant table. Take only the new message from a request and keep the conversation on the
server, or rebuild it with roles you set yourself.`,
    bad: `import express from "express";
import { expressjwt } from "express-jwt";
import OpenAI from "openai";

const app = express();
const openai = new OpenAI();

app.use(express.json());
app.use(expressjwt({ secret: process.env.JWT_SECRET!, algorithms: ["HS256"] }));
app.post("/assist", async (req, res) => {
  const completion = await openai.chat.completions.create({
    model: "gpt-4.1-2025-04-14",
    messages: [
      { role: "system", content: \`You help customers of \${req.body.company}. Answer in \${req.body.language}.\` },
      { role: "user", content: req.body.question },
    ],
  });
  res.json({ answer: completion.choices[0]?.message.content });
});
`,
    good: `import express from "express";
import { expressjwt } from "express-jwt";
import OpenAI from "openai";
import { z } from "zod";

const app = express();
const openai = new OpenAI();
const Body = z.object({ language: z.enum(["English", "German", "Polish"]), question: z.string().max(2000) });

app.use(express.json());
app.use(expressjwt({ secret: process.env.JWT_SECRET!, algorithms: ["HS256"] }));
app.post("/assist", async (req, res) => {
  const body = Body.parse(req.body);
  const completion = await openai.chat.completions.create({
    model: "gpt-4.1-2025-04-14",
    messages: [
      { role: "system", content: \`You help customers of Example Travel. Answer in \${body.language}.\` },
      { role: "user", content: body.question },
    ],
  });
  res.json({ answer: completion.choices[0]?.message.content });
});
`,
    whenNot: `A playground where people write their own system prompt, for themselves only, has nothing to protect here: dismiss the finding
as not applicable. What a model does with a user message is not judged.`,
  },
};

function draft(flow: TaintFlow): Draft | undefined {
  const { source, sink } = flow;
  const acts = canAct(sink.modelEffects);
  // A conversation that is kept has the roles that the program gave it; what a model noted, memory-poisoning tells.
  if (flow.kept && (sink.slot === "messages" || source.label === "tool-input")) return undefined;
  if (source.label === "untrusted" && sink.slot === "messages")
    return flowDraft(flow, acts ? "error" : "warning", [
      `${subject(source.what)} becomes ${sink.what}.`,
      `${actor(source)} can write the system message${acts ? ` of a model that can ${acts}` : ""}.`,
      "Take only the new message, and set the roles on the server.",
    ]);
  if (sink.slot !== "instruction") return undefined;
  // The person at the command line, and a model that calls this one as a tool, instruct it on purpose more often than not.
  const own = source.origin === "cli-argument" || source.label === "tool-input";
  if (source.label !== "untrusted" && source.label !== "tool-input") return undefined;
  return flowDraft(flow, own ? "info" : acts ? "error" : "warning", [
    `${subject(source.what)} becomes part of ${sink.what}.`,
    `${actor(source)} can give it other instructions${acts ? `, and it can ${acts}` : ""}.`,
    "Keep instructions constant and pass the input as a user message, or choose the text from a constant table.",
  ]);
}
