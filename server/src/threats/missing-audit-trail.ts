import type { Tool } from "./model.js";
import type { Draft, Threat } from "./threat.js";

export const missingAuditTrail: Threat = {
  id: "missing-audit-trail",
  title: "A tool changes things and leaves no record",
  severity: "info",
  presets: { recommended: "off", strict: "info" },
  stride: ["repudiation"],
  references: ["LLM03:2026", "ASI09:2026", "CWE-778"],
  controls: [],
  local: true,
  *query(model) {
    for (const tool of model.tools) {
      const found = draft(tool);
      if (found) yield found;
    }
  },
  docs: {
    what: `A tool that a model calls writes, deletes, pays, sends or runs something, and nothing on its way writes a record of it: no
logger, no call whose name says that it records.`,
    why: `When something was done in a user's name, nobody can say afterwards what the model called, with which arguments, on whose
behalf and who approved it. An attack cannot be told from a mistake, and neither can be undone with certainty.`,
    fix: `Record every call before its effect: the tool, its arguments without secrets, the user, the conversation, the approval; then the
outcome. Keep it where the tool itself cannot change it.`,
    bad: `import { rm } from "node:fs/promises";
import { tool } from "ai";
import { z } from "zod";

export const clearCache = tool({
  description: "Removes the cached reports",
  inputSchema: z.object({ reason: z.string() }),
  needsApproval: true,
  execute: async () => {
    await rm("cache/reports", { recursive: true, force: true });
    return "removed";
  },
});
`,
    good: `import { rm } from "node:fs/promises";
import { tool } from "ai";
import pino from "pino";
import { z } from "zod";

const audit = pino({ name: "audit" });

export const clearCache = tool({
  description: "Removes the cached reports",
  inputSchema: z.object({ reason: z.string() }),
  needsApproval: true,
  execute: async () => {
    audit.info({ tool: "clearCache" }, "called");
    await rm("cache/reports", { recursive: true, force: true });
    return "removed";
  },
});
`,
    whenNot: `The preset \`recommended\` leaves it off. Records that an SDK's tracing, a gateway or the database keeps by itself are not seen.`,
  },
};

function draft({ element, name, step, effects, audit }: Tool): Draft | undefined {
  if (audit.presence !== "absent") return undefined;
  const effect = effects.find(
    (each) =>
      each.confidence !== "low" &&
      (each.destructive || each.effect === "exec" || each.effect === "pay" || each.effect === "write"),
  );
  if (!effect) return undefined;
  return {
    severity: "info",
    confidence: "medium",
    message: [
      `The tool ${name} changes things (${effect.what}) and leaves no record.`,
      "Afterwards nobody can say what the model called, with what and for whom.",
      "Record the call before its effect, and the outcome.",
    ].join(" "),
    source: step,
    sink: effect.step,
    path: effect.path,
    elements: [element],
  };
}
