/** The agent that a model call runs. */
import type { ModelRow } from "../catalog/schema.js";
import { Op } from "../facts/facts.js";
import { definitionOf } from "./definitions.js";
import type { Ref } from "./program.js";
import type { Resolver } from "./resolve.js";

/** Where the agent was made that this call of a row runs; undefined when it runs none, or none that is known. */
export function agentOf(resolver: Resolver, call: Ref, row: ModelRow): Ref | undefined {
  if (!row.agent) return undefined;
  const { graph, node } = resolver.split(call);
  const callee = graph.arg(node, 0);
  const receiver = callee >= 0 && graph.op(callee) === Op.Member ? graph.arg(callee, 0) : -1;
  const target =
    row.agent === "this"
      ? receiver < 0
        ? undefined
        : resolver.program.ref(graph, receiver)
      : resolver.navigate.relative(call, row.path, row.agent)[0]?.ref;
  return target === undefined ? undefined : definitionOf(resolver, target);
}
