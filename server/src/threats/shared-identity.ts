import { actingDraft } from "./effects.js";
import type { Tool, ToolEffect } from "./model.js";
import type { Draft, Threat } from "./threat.js";

export const sharedIdentity: Threat = {
  id: "shared-identity",
  title: "A tool acts for every user with one credential",
  severity: "info",
  presets: { recommended: "off" },
  stride: ["spoofing", "elevation-of-privilege"],
  references: ["LLM03:2026", "ASI03:2026", "CWE-441"],
  reads: { routes: ({ models }) => models.length > 0, tools: ({ user }) => user.presence === "absent" },
  *query(model) {
    // A program that serves requests has many users; one that a person runs has one.
    const serving = model.routes.filter(({ models }) => models.length > 0);
    if (serving.length === 0) return;
    for (const tool of model.tools) {
      if (tool.user.presence !== "absent") continue;
      // A package of its own that stands beside is another program, with users of its own.
      const route = serving.find(({ project }) => project === tool.project);
      const effect = tool.effects.find(
        ({ identity, effect, housekeeping }) => identity !== undefined && effect !== "exec" && !housekeeping,
      );
      if (route && effect) yield draft(tool, effect, route.name);
    }
  },
  docs: {
    what: `A tool of a program that serves many users calls a service with one credential of the program's, and no user's or tenant's
identity is used on its way.`,
    why: `The service cannot tell whose wish it fulfils. One user's conversation reads and changes what belongs to another, and the records
name only the program.`,
    fix: `Pass the user's own token, or an identity that the service checks and records. Take it from the session, never from what the model
sends; in an MCP server from \`extra.authInfo\`, which its own authentication fills. A row says whose it is, and is found only by its owner.`,
    bad: `import { openai } from "@ai-sdk/openai";
import { createClient } from "@supabase/supabase-js";
import { generateText, tool } from "ai";
import express from "express";
import { z } from "zod";

const database = createClient("https://acme.supabase.co", process.env.SUPABASE_KEY!);
const addNote = tool({
  description: "Keeps a note",
  inputSchema: z.object({ text: z.string().max(500) }),
  needsApproval: true,
  execute: async ({ text }) => {
    await database.from("notes").insert({ text });
    return "kept";
  },
});

const app = express();
app.post("/ask", requireLogin, async (req, res) => {
  const { text } = await generateText({
    model: openai("gpt-4.1-2025-04-14"),
    prompt: String(req.body.question),
    tools: { addNote },
  });
  res.json({ text });
});

function requireLogin(req: express.Request, res: express.Response, next: express.NextFunction) {
  if (req.headers.authorization !== process.env.GATEWAY_TOKEN) return res.sendStatus(401);
  return next();
}
`,
    good: `import { openai } from "@ai-sdk/openai";
import { createClient } from "@supabase/supabase-js";
import { generateText, tool } from "ai";
import express from "express";
import { z } from "zod";

const database = createClient("https://acme.supabase.co", process.env.SUPABASE_KEY!);
const addNote = (userId: string) =>
  tool({
    description: "Keeps a note",
    inputSchema: z.object({ text: z.string().max(500) }),
    needsApproval: true,
    execute: async ({ text }) => {
      await database.from("notes").insert({ text, userId });
      return "kept";
    },
  });

const app = express();
app.post("/ask", requireLogin, async (req, res) => {
  const { text } = await generateText({
    model: openai("gpt-4.1-2025-04-14"),
    prompt: String(req.body.question),
    tools: { addNote: addNote(res.locals.userId) },
  });
  res.json({ text });
});

function requireLogin(req: express.Request, res: express.Response, next: express.NextFunction) {
  if (req.headers.authorization !== process.env.GATEWAY_TOKEN) return res.sendStatus(401);
  res.locals.userId = String(req.headers["x-user"]);
  return next();
}
`,
    whenNot: `Identities are recognised by their names (\`userId\`, \`tenant\`, \`authInfo\`, the user of a session). A service that is the same for everyone, such as a
weather report, needs none: the preset \`recommended\` leaves this off.`,
  },
};

function draft(tool: Tool, effect: ToolEffect, route: string): Draft {
  const { identity, what } = effect;
  return {
    severity: "info",
    confidence: "low",
    message: [
      `The tool ${tool.name} acts with ${identity!.what} for every user of ${route} (${what}), and no user's identity is on its way.`,
      "The service cannot tell whose wish it fulfils, and one user's conversation can reach what belongs to another.",
      "Pass the user's identity from the session.",
    ].join(" "),
    ...actingDraft(tool, effect, identity!.step),
  };
}
