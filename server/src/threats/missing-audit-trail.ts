import type { Tool, ToolEffect } from "./model.js";
import type { Draft, Threat } from "./threat.js";

export const missingAuditTrail: Threat = {
  id: "missing-audit-trail",
  title: "A tool changes things and leaves no record",
  severity: "info",
  presets: { recommended: "off", strict: "info" },
  stride: ["repudiation"],
  references: ["LLM03:2026", "ASI09:2026", "CWE-778"],
  local: true,
  *query(model) {
    for (const tool of model.tools) {
      const found = draft(tool);
      if (found) yield found;
    }
  },
  docs: {
    what: `A tool that a model calls writes, deletes, pays, sends or runs something, and nothing on its way writes a record of it: no
logger, no call whose name says that it records, neither in the tool nor where the program runs its tools. Tools that only read, and what is
temporary or the program's own, are not reported.`,
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
    whenNot: `The preset \`recommended\` leaves it off. Records that a gateway, the database or an SDK's tracing keeps by itself are not
seen, but for SDKs that record each call unless that is turned off.`,
  },
};

function draft(tool: Tool): Draft | undefined {
  const { element, name, step, effects, audit, hints } = tool;
  if (audit.presence !== "absent" || hints.readOnly) return undefined;
  const reads = isReading(name);
  const changes = effects.filter((effect) => isChange(effect, reads));
  const effect = changes.find(({ destructive }) => destructive) ?? changes[0];
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

/** Folders are made to put something there, which is a change of its own. */
const MAKES_FOLDER = /mkdir|ensureDir|mkdtemp/i;

/** @param reads the tool's name says that it only reads */
function isChange(
  { effect, confidence, destructive, what, command, housekeeping, temporary }: ToolEffect,
  reads: boolean,
): boolean {
  if (confidence === "low") return false;
  if (effect === "pay") return true;
  // A tool that reads starts programs to do so: only the ones that it is told to start may change anything.
  if (effect === "exec") return !reads || command === "";
  if (reads || temporary) return false;
  return destructive || (effect === "write" && !housekeeping && !MAKES_FOLDER.test(what));
}

const READS = new Set(
  (
    "get list read search find grep glob ls stat inspect show status state view describe check screenshot query fetch " +
    "lookup look log info diff preview count analyze explain validate lint help tail"
  ).split(" "),
);
const CHANGES = new Set(
  (
    "set put add create write update edit delete remove rename move run exec execute send post save install apply build " +
    "start stop kill click type press open close patch insert commit push fix deploy generate"
  ).split(" "),
);

/** Whether a tool's name says that it reads and nothing else: `git_status`, `listApps`. */
function isReading(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some((word) => READS.has(word)) && !words.some((word) => CHANGES.has(word));
}
