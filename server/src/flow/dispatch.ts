/** Calls of methods of which several could run. */
import { Op, type Graph } from "../facts/facts.js";
import { isElement } from "./access.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import type { Value } from "./values.js";

/** One of several methods runs: several classes have it, or a subclass too. Of elements of a list, each one's runs. */
export function isDispatch(
  resolver: Resolver,
  graph: Graph,
  callee: number,
  values: readonly Value[],
): boolean {
  if (graph.op(callee) !== Op.Member || values.filter(({ kind }) => kind === "function").length < 2)
    return false;
  const object = rootOf(graph, graph.arg(callee, 0));
  if (isElementOf(graph, object)) return false;
  const taker = graph.op(object) === Op.Param ? graph.facts.functions[graph.owner(object)] : undefined;
  if (!taker) return true;
  const uses = resolver.callers.of(resolver.program.ref(graph, taker.node));
  // `for (const tool of tools) register(tool)`
  const givesElement = (ref: Ref): boolean => {
    const given = resolver.split(ref);
    return isElementOf(given.graph, rootOf(given.graph, given.node));
  };
  return !uses.some((use) =>
    use.kind === "call"
      ? resolver.callers.argument(use, graph.aux(object), false).some(givesElement)
      : use.kind === "given" && use.element,
  );
}

/** Whether a node is one of the elements of something, whichever. */
function isElementOf(graph: Graph, node: number): boolean {
  return graph.op(node) === Op.Index || (graph.op(node) === Op.Member && isElement(graph.name(node)));
}
