import type { ModelCall, Tool } from "./model.js";
import type { Step } from "../report/contract.js";
import type { Draft, Threat } from "./threat.js";

export const lethalTrifecta: Threat = {
  id: "lethal-trifecta",
  title: "One agent reads private data and strangers' text, and can send",
  severity: "warning",
  stride: ["information-disclosure"],
  references: ["LLM03:2026", "LLM02:2026", "ASI01:2026", "ASI02:2026", "CWE-200"],
  reads: { tools: () => true, models: () => true, calls: () => true },
  *query(model) {
    const tools = new Map(model.tools.map((tool) => [tool.element, tool]));
    if (tools.size === 0) return;
    const callees = new Map<string, Callee[]>();
    for (const { from, to, approval } of model.calls) {
      const known = callees.get(from);
      const callee = { to, asked: approval !== undefined };
      if (known) known.push(callee);
      else callees.set(from, [callee]);
    }
    const seen = new Set<string>();
    for (const call of model.models) {
      const found = draft(call, reach(call.element, callees, tools));
      const key = found && `${found.sink.file}:${found.sink.line}`;
      if (!found || seen.has(key!)) continue;
      seen.add(key!);
      yield found;
    }
  },
  docs: {
    what: `A model can call tools that together read private data (files, a database, mail), bring in content that strangers write (web
pages, messages, tickets), and send something out (a request, a mail, a message), with no approval on the sending. The message names
the three tools.`,
    why: `Text in the strangers' content tells the model to look something up and to send it away. No single tool is wrong, and no filter
of texts stops it reliably; only together they make the leak.`,
    fix: `Take away one leg: no open content for the agent that sees private data, or fixed recipients for what it sends, or a person's
approval for every sending. Split the agent, and give each half one side only.`,
    bad: `import { readFile } from "node:fs/promises";
import { openai } from "@ai-sdk/openai";
import { generateText, tool } from "ai";
import { z } from "zod";

const readNote = tool({
  description: "Reads one of the user's notes",
  inputSchema: z.object({ name: z.enum(["today", "private"]) }),
  execute: ({ name }) => readFile(\`notes/\${name}.md\`, "utf8"),
});
const readNews = tool({
  description: "Reads the comments of the day",
  inputSchema: z.object({}),
  execute: async () => (await fetch("https://news.example.com/comments")).text(),
});
const post = tool({
  description: "Posts to the channel",
  inputSchema: z.object({ text: z.string() }),
  execute: async ({ text }) => {
    await fetch("https://chat.example.com/post", { method: "POST", body: text });
    return "posted";
  },
});

export function assist(task: string) {
  return generateText({
    model: openai("gpt-4.1-2025-04-14"),
    prompt: task,
    tools: { readNote, readNews, post },
  });
}
`,
    good: `import { readFile } from "node:fs/promises";
import { openai } from "@ai-sdk/openai";
import { generateText, tool } from "ai";
import { z } from "zod";

const readNote = tool({
  description: "Reads one of the user's notes",
  inputSchema: z.object({ name: z.enum(["today", "private"]) }),
  execute: ({ name }) => readFile(\`notes/\${name}.md\`, "utf8"),
});

export function assist(task: string) {
  return generateText({
    model: openai("gpt-4.1-2025-04-14"),
    prompt: task,
    tools: { readNote },
  });
}
`,
    whenNot: `Whether a file, a table or a page is private is not known: each counts as what it usually is. Tools of other MCP servers are
seen only by name, not by what they do. An approval on every sending tool, or of the agent for it, closes it.`,
  },
};

interface Callee {
  to: string;
  /** The agent has a person approve each call. */
  asked: boolean;
}

interface Reachable {
  tool: Tool;
  /** No call of it happens without a person, whoever calls. */
  asked: boolean;
}

/** The tools that a model can call, through agents that it can call too. */
function reach(
  element: string,
  callees: ReadonlyMap<string, readonly Callee[]>,
  tools: ReadonlyMap<string, Tool>,
): Reachable[] {
  const asked = new Map([[element, false]]);
  const queue = [element];
  for (const at of queue)
    for (const { to, asked: own } of callees.get(at) ?? []) {
      if (!asked.has(to)) queue.push(to);
      asked.set(to, own && (asked.get(to) ?? true));
    }
  return queue.flatMap((each) => {
    const tool = tools.get(each);
    return tool ? [{ tool, asked: asked.get(each)! }] : [];
  });
}

interface Leg {
  tool: Tool;
  what: string;
  step: Step;
}

/** Origins of content that strangers write, and of what is kept for somebody. */
const STRANGERS = new Set([
  "web-content",
  "http-response",
  "message-queue",
  "tool-result",
  "server-metadata",
]);
const PRIVATE = new Set(["file-content", "retrieval", "memory"]);

function read(tools: readonly Tool[], origins: ReadonlySet<string>): Leg | undefined {
  for (const tool of tools)
    for (const { origin, what, step } of tool.reads) if (origins.has(origin)) return { tool, what, step };
  return undefined;
}

function stored(tools: readonly Tool[]): Leg | undefined {
  for (const tool of tools)
    for (const { effect, origin, what, step } of tool.effects)
      if (effect === "read" && origin !== "global") return { tool, what, step };
  return undefined;
}

/** Each tool by which something can be sent without a person's approval, with what sends it. */
function channels(reachable: readonly Reachable[], strangers: Tool): Leg[] {
  return reachable.flatMap(({ tool, asked }): Leg[] => {
    if (asked || tool.approval !== undefined || tool === strangers) return [];
    const sending = tool.effects.find(
      ({ effect, confidence, approval }) =>
        effect === "network" && confidence !== "low" && approval === undefined,
    );
    return sending ? [{ tool, what: sending.what, step: sending.step }] : [];
  });
}

function draft({ element, step, what }: ModelCall, reachable: readonly Reachable[]): Draft | undefined {
  const tools = reachable.map(({ tool }) => tool);
  const outside = read(tools, STRANGERS);
  if (!outside) return undefined;
  const secret = read(tools, PRIVATE) ?? stored(tools.filter((tool) => tool !== outside.tool));
  const ways = channels(reachable, outside.tool);
  if (!secret || ways.length === 0) return undefined;
  const named = ways.slice(0, 3).map((way) => `${way.tool.name}: ${way.what}`);
  const senders = [...named, ...(ways.length > 3 ? [`${ways.length - 3} more`] : [])].join(", ");
  return {
    severity: "warning",
    confidence: "medium",
    message: [
      `This ${what} can read private data (${secret.tool.name}: ${secret.what}), gets content that strangers write (${outside.tool.name}: ${outside.what}) and can send (${senders}).`,
      "Text in that content can tell it to look something up and send it away.",
      "Take away one of the three, or have a person approve every sending.",
    ].join(" "),
    source: outside.step,
    sink: step,
    // Where each sending tool is registered is where a person can be asked.
    path: [outside.step, secret.step, ...ways.flatMap((way) => [way.tool.step, way.step]), step],
    elements: [element, outside.tool.element, secret.tool.element, ...ways.map(({ tool }) => tool.element)],
  };
}
