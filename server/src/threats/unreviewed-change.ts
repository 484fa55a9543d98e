import { STRIDE } from "../report/contract.js";
import { surfaceOf } from "../review/surface.js";
import { sentenceOfUnreviewed } from "../review/violation.js";
import type { Threat } from "./threat.js";

export const unreviewedChange: Threat = {
  id: "unreviewed-change",
  title: "What the AI can do has changed since it was reviewed",
  severity: "warning",
  stride: STRIDE,
  references: [],
  local: true,
  *query(model) {
    const { reviewed } = model;
    if (!reviewed) return;
    for (const { key, wider = key, owner, step, element } of surfaceOf(model))
      if (!reviewed.has(key) && !reviewed.has(wider))
        yield {
          severity: "warning",
          confidence: "high",
          message: [
            sentenceOfUnreviewed(key),
            "What an AI can read, say and do should not grow unseen.",
            "Review it, then run `threatline review` and commit the file.",
          ].join(" "),
          source: owner,
          sink: step,
          path: owner === step ? [step] : [owner, step],
          elements: [element],
        };
  },
  docs: {
    what: `A model, a tool, an effect of a tool, a credential it acts with, an MCP server, a route to a model, or a source that reaches a
prompt is there that was not when the threat model was last reviewed. The review is \`threatline.review.json\` at the root of the
repository, which \`threatline review\` writes; without it nothing is reported.`,
    why: `A threat model is stale the day a tool or a source is added. The change is one line in a diff of hundreds, and nobody asks what it
lets a model do.`,
    fix: `Look at what is new and at what now reaches it. Then take the line into the review from the lightbulb, or run \`threatline review\` and commit the file: its diff says in plain words
what the AI can do that it could not before, and who reviewed it is in the history.`,
    bad: `import { tool } from "ai";
import { rm } from "node:fs/promises";
import { z } from "zod";

export const clearCache = tool({
  description: "Removes the cached reports",
  inputSchema: z.object({}),
  needsApproval: true,
  execute: () => rm("cache/reports", { recursive: true, force: true }),
});
`,
    good: `import { tool } from "ai";
import { z } from "zod";

export const clearCache = tool({
  description: "Says what is cached",
  inputSchema: z.object({}),
  execute: async () => "nothing",
});
`,
    reviewed: ["tool clearCache in example.ts"],
    whenNot: `Moving code to another file is a change here too. Values that are chosen at run time are not compared.`,
  },
};
