import { HIDDEN_CHARACTERS } from "../hidden-characters.js";
import type { ThreatModel, Tool } from "./model.js";
import type { Draft, Threat } from "./threat.js";

export const toolMetadataPoisoning: Threat = {
  id: "tool-metadata-poisoning",
  title: "A tool's description says something that people cannot see",
  severity: "error",
  stride: ["tampering"],
  references: ["LLM01:2026", "ASI04:2026", "CWE-1007", "CWE-116"],
  controls: [],
  local: true,
  *query(model: ThreatModel) {
    for (const tool of model.tools) {
      const found = draft(tool);
      if (found) yield found;
    }
  },
  docs: {
    what: `The description of a tool, prompt or resource holds characters that no one sees: zero-width ones, tag characters, or marks that
turn the direction of the text.`,
    why: `A description is read by every model that is offered the tool, as part of its instructions. Invisible characters carry orders
that a reviewer of the code, or a person who is asked for approval, never gets to read.`,
    fix: `Write descriptions as plain, constant text, and refuse metadata of other servers that holds such characters.`,
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
    whenNot: `Joiners inside emoji and in scripts that need them are not reported. What a description means is not judged.`,
  },
};

function draft({ element, name, step, description }: Tool): Draft | undefined {
  const hidden = HIDDEN_CHARACTERS.exec(description.value ?? "")?.[0];
  if (hidden === undefined) return undefined;
  const at = description.step ?? step;
  const code = hidden.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return {
    severity: "error",
    confidence: "high",
    message: [
      `The description of ${name} holds a character that nobody sees (U+${code}).`,
      "Models read it as part of their instructions, and people who review or approve the tool do not.",
      "Write plain text.",
    ].join(" "),
    source: at,
    sink: at,
    path: [at],
    elements: [element],
  };
}
