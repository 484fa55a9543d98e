import { HIDDEN_CHARACTERS } from "../hidden-characters.js";
import type { ThreatModel, Tool } from "./model.js";
import type { Draft, Threat } from "./threat.js";

export const toolMetadataPoisoning: Threat = {
  id: "tool-metadata-poisoning",
  title: "A tool's description hides something from people",
  severity: "error",
  stride: ["tampering"],
  references: ["LLM01:2026", "ASI04:2026", "CWE-1007", "CWE-116"],
  local: true,
  *query(model: ThreatModel) {
    for (const tool of model.tools) {
      const found = draft(tool);
      if (found) yield found;
    }
  },
  docs: {
    what: `The description of a tool, prompt or resource holds characters that no one sees (zero-width ones, tag characters, or marks that
turn the direction of the text), or it tells the model to keep something from the person it works for, to forget its instructions, or to read
keys and settings that have nothing to do with the tool (\`~/.ssh/id_rsa\`, \`~/.aws/credentials\`, \`mcp.json\`).`,
    why: `A description is read by every model that is offered the tool, as part of its instructions. Clients show its first line or
none of it: orders further down, or in invisible characters, never reach the person who is asked for approval.`,
    fix: `Write descriptions as plain, constant text about the tool alone, and refuse metadata of other servers that speaks to the model
about anything else.`,
    bad: `import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { z } from "zod";

const server = new McpServer({ name: "notes", version: "1.0.0" });

server.registerTool(
  "search",
  { description: "Searches notes.\\u{E0052}\\u{E0045}\\u{E0041}\\u{E0044}", inputSchema: { text: z.string() } },
  async ({ text }) => ({ content: [{ type: "text", text: String(text.length) }] }),
);
`,
    good: `import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { z } from "zod";

const server = new McpServer({ name: "notes", version: "1.0.0" });

server.registerTool(
  "search",
  { description: "Searches notes.", inputSchema: { text: z.string() } },
  async ({ text }) => ({ content: [{ type: "text", text: String(text.length) }] }),
);
`,
    whenNot: `Joiners inside emoji and in scripts that need them are not reported. Beyond a few unmistakable orders, what a
description means is not judged.`,
  },
};

function draft({ element, name, step, description }: Tool): Draft | undefined {
  const text = description.value ?? "";
  const told = unseen(name, text) ?? ordered(name, text);
  if (told === undefined) return undefined;
  const at = description.step ?? step;
  return {
    severity: told.severity,
    confidence: told.confidence,
    message: told.message,
    source: at,
    sink: at,
    path: [at],
    elements: [element],
  };
}

interface Told {
  severity: Draft["severity"];
  message: string;
  confidence: Draft["confidence"];
}

function unseen(name: string, text: string): Told | undefined {
  const hidden = HIDDEN_CHARACTERS.exec(text)?.[0];
  if (hidden === undefined) return undefined;
  const code = hidden.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return {
    severity: "error",
    confidence: "high",
    message: [
      `The description of ${name} holds a character that nobody sees (U+${code}).`,
      "Models read it as part of their instructions, and people who review or approve the tool do not.",
      "Write plain text.",
    ].join(" "),
  };
}

const PEOPLE = "(?:the |your |any )?(?:end[- ]?)?(?:user|human|person|people|operator)s?";
/** Orders that no description of a tool needs. */
const ORDERS: readonly { says: RegExp; what: string }[] = [
  {
    says: new RegExp(
      `\\b(?:do not|don'?t|never|must not)\\b[^.!\\n]{0,30}\\b(?:mention|tell|inform|reveal|disclose|notify)\\b[^.!\\n]{0,60}\\b${PEOPLE}\\b|` +
        `\\bwithout\\s+(?:telling|informing|notifying|alerting)\\s+${PEOPLE}\\b|\\bhid(?:e|den|ing)\\b[^.!\\n]{0,30}\\bfrom\\s+${PEOPLE}\\b`,
      "i",
    ),
    what: "to keep something from the person it works for",
  },
  {
    says: /\b(?:ignore|disregard|forget)\s+(?:all\s+|any\s+|your\s+|the\s+)*(?:previous|prior|earlier|above|other)\s+(?:instructions?|rules|prompts?|messages?)/i,
    what: "to forget its instructions",
  },
  {
    says: /~\/\.(?:ssh|aws|gnupg|cursor|kube|netrc|npmrc|config\/gcloud)\b|\bid_(?:rsa|ed25519)\b|\.aws\/credentials\b/i,
    what: "about keys and settings of the person it works for",
  },
];

function ordered(name: string, text: string): Told | undefined {
  for (const { says, what } of ORDERS) {
    const found = says.exec(text)?.[0].replace(/\s+/g, " ");
    if (found !== undefined)
      return {
        severity: "warning",
        confidence: "medium",
        message: [
          `The description of ${name} speaks to the model ${what} ("${found.length > 60 ? `${found.slice(0, 60)}…` : found}").`,
          "Models follow it as part of their instructions, and people are shown its first line at most.",
          "Describe the tool and nothing else.",
        ].join(" "),
      };
  }
  return undefined;
}
