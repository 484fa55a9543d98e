import type { Route } from "./model.js";
import type { Draft, Threat } from "./threat.js";

export const unauthenticatedInference: Threat = {
  id: "unauthenticated-inference",
  title: "Anyone can make a model run",
  severity: "warning",
  presets: { recommended: "info" },
  stride: ["spoofing", "denial-of-service"],
  references: ["LLM06:2026", "ASI03:2026", "CWE-306"],
  local: true,
  *query(model) {
    for (const route of model.routes) {
      const found = draft(route);
      if (found) yield found;
    }
  },
  docs: {
    what: `A request handler reaches a model or an agent, and nothing on the way establishes who calls: no middleware, no session, no check of a
header or signature.`,
    why: `Strangers spend the operator's money, use the model for their own purposes, and try prompts until one works, with every tool and
every document that the route gives the model.`,
    fix: `Authenticate first: a middleware before the routes, the session at the start of the handler. Then limit what each user may spend.
Where people sign in, that is their session; where programs call, a token that they were given and that is compared in constant time.`,
    bad: `import express from "express";
import OpenAI from "openai";

const app = express();
const openai = new OpenAI();

app.use(express.json());
app.post("/ask", async (req, res) => {
  const completion = await openai.chat.completions.create({
    model: "gpt-4.1-2025-04-14",
    max_completion_tokens: 500,
    messages: [{ role: "user", content: String(req.body.question) }],
  });
  res.json({ answer: completion.choices[0]?.message.content });
});
`,
    good: `import express from "express";
import { expressjwt } from "express-jwt";
import OpenAI from "openai";

const app = express();
const openai = new OpenAI();

app.use(express.json());
app.use(expressjwt({ secret: process.env.JWT_SECRET!, algorithms: ["HS256"] }));
app.post("/ask", async (req, res) => {
  const completion = await openai.chat.completions.create({
    model: "gpt-4.1-2025-04-14",
    max_completion_tokens: 500,
    messages: [{ role: "user", content: String(req.body.question) }],
  });
  res.json({ answer: completion.choices[0]?.message.content });
});
`,
    whenNot: `A gateway, a private network or a platform's own protection in front of the program is not seen. Where anything on the way might
authenticate but cannot be read, nothing is reported. A public demonstration may want to be open: accept it with a date.`,
  },
};

function draft({ element, name, authentication, models }: Route): Draft | undefined {
  const [model] = models;
  if (!model || authentication.presence !== "absent") return undefined;
  return {
    severity: "warning",
    confidence: "medium",
    message: [
      `Anyone who can reach ${name} makes a model run (${model.what}).`,
      "Strangers spend the operator's money and can try prompts until one works.",
      "Establish who calls before the model is reached, and limit what each may spend.",
    ].join(" "),
    source: model.path[0]!,
    sink: model.step,
    path: model.path,
    elements: [element, model.element],
  };
}
