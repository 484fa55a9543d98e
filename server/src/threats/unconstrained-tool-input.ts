import type { Tool } from "./model.js";
import type { Draft, Threat } from "./threat.js";

export const unconstrainedToolInput: Threat = {
  id: "unconstrained-tool-input",
  title: "A tool takes whatever the model sends",
  severity: "warning",
  presets: { recommended: "info" },
  stride: ["tampering"],
  references: ["LLM03:2026", "ASI02:2026", "CWE-20"],
  local: true,
  *query(model) {
    for (const tool of model.tools) {
      const found =
        tool.surface === "mcp-resource" || tool.surface === "mcp-prompt" ? undefined : draft(tool);
      if (found) yield found;
    }
  },
  docs: {
    what: `A tool has no schema for its input, one that accepts anything (\`z.any()\`, \`{ type: "object" }\` with no properties), or one that
lets through properties it does not name (\`passthrough\`, \`additionalProperties: true\`), and it does more than read.`,
    why: `The schema is what a model is held to. Without one, a model that was misled sends what the code never expected: another type, an
extra option, an object where a text should be; and whatever the code does with it, it does.`,
    fix: `Name every property with the narrowest type that serves: an enumeration, a number with bounds, a text with a pattern. Refuse what is
not named.`,
    bad: `import { rm } from "node:fs/promises";
import { tool } from "ai";
import { z } from "zod";

export const clean = tool({
  description: "Removes old reports",
  inputSchema: z.any(),
  needsApproval: true,
  execute: async (options) => {
    await rm("reports/old", { recursive: true, force: options.force === true });
    return "removed";
  },
});
`,
    good: `import { rm } from "node:fs/promises";
import { tool } from "ai";
import { z } from "zod";

export const clean = tool({
  description: "Removes old reports",
  inputSchema: z.object({ force: z.boolean() }),
  needsApproval: true,
  execute: async ({ force }) => {
    await rm("reports/old", { recursive: true, force });
    return "removed";
  },
});
`,
    whenNot: `Schemas that come from elsewhere, such as another server's, are not judged. A tool that only reads is not reported.`,
  },
};

const SAYS: Partial<Record<Tool["schema"]["kind"], string>> = {
  none: "has no schema for its input",
  any: "has a schema that accepts anything",
  open: "accepts properties that its schema does not name",
};

function draft({ element, name, step, schema, handler, effects }: Tool): Draft | undefined {
  const says = SAYS[schema.kind];
  const effect = effects.find((each) => each.effect !== "read" && each.confidence !== "low");
  if (says === undefined || !effect || (schema.kind === "none" && !handler)) return undefined;
  const at = schema.step ?? step;
  return {
    severity: schema.kind === "open" ? "info" : "warning",
    confidence: schema.kind === "none" ? "medium" : "high",
    message: [
      `The tool ${name} ${says}, and it can do more than read (${effect.what}).`,
      "A model that was misled sends what the code does not expect.",
      "Name every property with the narrowest type that serves, and refuse the rest.",
    ].join(" "),
    source: step,
    sink: at,
    path: at === step ? [step] : [step, at],
    elements: [element],
  };
}
