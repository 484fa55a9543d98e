import { isAllowed, type Policy } from "../review/policy.js";
import { sentenceOf, sentenceOfUnapproved } from "../review/violation.js";
import { STRIDE, type Step } from "../report/contract.js";
import type { ModelCall, ThreatModel, Tool, ToolServer } from "./model.js";
import type { Draft, Threat } from "./threat.js";

export const policyViolation: Threat = {
  id: "policy-violation",
  title: "The policy does not allow this",
  severity: "error",
  stride: STRIDE,
  references: [],
  local: true,
  *query(model) {
    const { policy } = model;
    if (policy) yield* violations(model, policy);
  },
  docs: {
    what: `A provider, a model, a tool, an effect of a tool or an MCP server is used that the \`policy\` in \`threatline.json\` does not
allow. Without a policy nothing is reported.`,
    why: `Which providers may see data, what agents may do and which of it a person approves are decisions of the organisation. In a
document they are forgotten by the next change; here they hold for every commit.`,
    fix: `Use what the policy allows, or have its owners change the policy, which is reviewed like code: the lightbulb adds the name to
the list in \`threatline.json\`.`,
    bad: `import { tool } from "ai";
import { rm } from "node:fs/promises";
import { z } from "zod";

export const clearCache = tool({
  description: "Removes the cached reports",
  inputSchema: z.object({}),
  execute: () => rm("cache/reports", { recursive: true, force: true }),
});
`,
    good: `import { tool } from "ai";
import { rm } from "node:fs/promises";
import { z } from "zod";

export const clearCache = tool({
  description: "Removes the cached reports",
  inputSchema: z.object({}),
  needsApproval: true,
  execute: () => rm("cache/reports", { recursive: true, force: true }),
});
`,
    config: { policy: { approvedEffects: ["write"] } },
    whenNot: `What cannot be told from the code, such as a model whose name comes from the environment, is not judged. A policy says what
may be used, not what must be.`,
  },
};

function* violations({ models, tools, toolServers }: ThreatModel, policy: Policy): Iterable<Draft> {
  for (const call of models) {
    const told = ofModel(call, policy);
    if (told) yield draft(told, call.step, [call.element]);
  }
  for (const tool of tools) {
    const { told, at } = ofTool(tool, policy);
    if (told) yield draft(told, at, [tool.element], tool.step);
  }
  for (const server of toolServers) {
    const told = ofServer(server, policy);
    if (told)
      yield draft(told, server.fetched?.step ?? server.address?.step ?? server.step, [server.element]);
  }
}

function ofModel({ provider, name, model }: ModelCall, policy: Policy): string | undefined {
  const { providers, models } = policy;
  if (!isAllowed(providers, provider)) return sentenceOf({ list: "providers", name: provider }, policy);
  const called = name.value ?? model;
  return isAllowed(models, called) ? undefined : sentenceOf({ list: "models", name: called! }, policy);
}

function ofTool(
  { name, effects, approval, step }: Tool,
  policy: Policy,
): { told: string | undefined; at: Step } {
  const { tools, effects: allowed, approvedEffects = [] } = policy;
  if (!isAllowed(tools, name)) return { told: sentenceOf({ list: "tools", name }, policy), at: step };
  for (const { effect, what, confidence, step: at } of effects) {
    if (confidence === "low") continue;
    if (approvedEffects.includes(effect)) {
      if (approval === undefined) return { told: sentenceOfUnapproved(name, effect, what), at };
    } else if (allowed && !allowed.includes(effect))
      return { told: sentenceOf({ list: "effects", name: effect }, policy, `${name} can () (${what})`), at };
  }
  return { told: undefined, at: step };
}

function ofServer({ name, fetched, address }: ToolServer, policy: Policy): string | undefined {
  const used = fetched?.what ?? address?.url;
  return isAllowed(policy.toolServers, used)
    ? undefined
    : sentenceOf({ list: "toolServers", name: used! }, policy, name);
}

function draft(told: string, at: Step, elements: string[], from = at): Draft {
  return {
    severity: "error",
    confidence: "high",
    message: `${told} Somebody decided that for the whole organisation. Use what is allowed, or have the policy changed.`,
    source: from,
    sink: at,
    path: from === at ? [at] : [from, at],
    elements,
  };
}
