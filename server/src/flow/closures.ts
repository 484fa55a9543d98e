/** Functions that another makes and gives back: `wrap(handler)`. Each has what its maker was given, and nobody else's. */
import { Op, type Graph } from "../facts/facts.js";
import { definitionOf } from "./definitions.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import type { Value } from "./values.js";

/** The function around a function. */
export function parentOf(resolver: Resolver, fn: Ref): Ref | undefined {
  const { graph, node } = resolver.split(fn);
  const parent = graph.facts.functions[graph.facts.functions[graph.aux(node)]!.parent];
  return parent && resolver.program.ref(graph, parent.node);
}

/** The call that made the function which another call runs: `wrap(handler)` for `const run = wrap(handler); run(x)`. */
export function makerOf(resolver: Resolver, call: Ref, fn: Ref): Ref | undefined {
  const parent = parentOf(resolver, fn);
  const { graph, node } = resolver.split(call);
  const callee = graph.op(node) === Op.Jsx ? -1 : graph.arg(node, 0);
  if (parent === undefined || callee < 0) return undefined;
  const made = definitionOf(resolver, resolver.program.ref(graph, callee));
  return makes(resolver, made, parent) ? made : undefined;
}

function makes(resolver: Resolver, made: Ref, maker: Ref): boolean {
  const { graph, node } = resolver.split(made);
  if (graph.op(node) !== Op.Call) return false;
  return resolver
    .resolve(resolver.program.ref(graph, graph.arg(node, 0)))
    .some((value) => value.kind === "function" && value.ref === maker);
}

/** What a parameter of the maker, as the function that it made sees it, was given there; undefined when that is not known. */
export function givenToMaker(
  resolver: Resolver,
  maker: Ref,
  fn: Ref,
  graph: Graph,
  node: number,
): readonly Value[] | undefined {
  const param = rootOf(graph, node);
  const outer = parentOf(resolver, fn);
  if (graph.op(param) !== Op.Param || outer === undefined) return undefined;
  const owner = graph.facts.functions[graph.owner(param)];
  if (!owner || resolver.program.ref(graph, owner.node) !== outer || owner.rest === graph.aux(param))
    return undefined;
  const { graph: caller, node: made } = resolver.split(maker);
  const given = caller.arg(made, graph.aux(param) + 1);
  if (given < 0) return undefined;
  const values = resolver.resolve(resolver.program.ref(caller, given));
  return values.length > 0 ? values : undefined;
}
