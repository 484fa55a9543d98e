import { isAllowed, type Policy } from "../review/policy.js";
import { STRIDE, type Step } from "../report/contract.js";
import type { ModelCall, ThreatModel, Tool, ToolServer } from "./model.js";
import type { Draft, Threat } from "./threat.js";

export const policyViolation: Threat = {
  id: "policy-violation",
  title: "The policy does not allow this",
  severity: "error",
  stride: STRIDE,
  references: [],
  controls: [],
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
    fix: `Use what the policy allows, or have its owners change the policy, which is reviewed like code.`,
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

function ofModel({ provider, name, model }: ModelCall, { providers, models }: Policy): string | undefined {
  if (!isAllowed(providers, provider))
    return `The policy allows models of ${list(providers!)}; this one is called at ${provider}.`;
  const called = name.value ?? model;
  return isAllowed(models, called)
    ? undefined
    : `The policy allows the models ${list(models!)}; this calls ${called}.`;
}

function ofTool(
  { name, effects, approval, step }: Tool,
  { tools, effects: allowed, approvedEffects = [] }: Policy,
): { told: string | undefined; at: Step } {
  if (!isAllowed(tools, name))
    return { told: `The policy allows the tools ${list(tools!)}; this one is ${name}.`, at: step };
  for (const { effect, what, confidence, step: at } of effects) {
    if (confidence === "low") continue;
    if (approvedEffects.includes(effect)) {
      if (approval === undefined)
        return {
          told: `The policy wants a person to approve what the tool ${name} does (${effect}: ${what}).`,
          at,
        };
    } else if (allowed && !allowed.includes(effect))
      return { told: `The policy allows tools to ${list(allowed)}; ${name} can ${effect} (${what}).`, at };
  }
  return { told: undefined, at: step };
}

function ofServer({ name, fetched, address }: ToolServer, { toolServers }: Policy): string | undefined {
  const used = fetched?.what ?? address?.url;
  return isAllowed(toolServers, used)
    ? undefined
    : `The policy allows the MCP servers ${list(toolServers!)}; ${name} is ${used}.`;
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

function list(items: readonly string[]): string {
  return items.length === 0 ? "(none)" : items.join(", ");
}
