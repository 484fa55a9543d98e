/** Calls in the whole program that only names tell: of a method, on something that is called so. */
import { Op, type Graph } from "../facts/facts.js";
import { nameOf } from "./describe.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** @param isMeant whether an object of this name, `chrome.storage.local`, is meant */
export function* callsNamed(
  resolver: Resolver,
  method: string,
  isMeant: (object: string) => boolean,
): Generator<{ graph: Graph; call: number }> {
  for (const member of resolver.program.members(method)) {
    const { graph, node } = resolver.split(member);
    if (!isMeant(nameOf(graph, rootOf(graph, graph.arg(node, 0))))) continue;
    for (const call of graph.uses(node))
      if (graph.op(call) === Op.Call && graph.arg(call, 0) === node) yield { graph, call };
  }
}

/** The constant text of a call's argument; the first is 1. */
export function textGiven(
  resolver: Resolver,
  graph: Graph,
  call: number,
  argument: number,
): string | undefined {
  const node = graph.arg(call, argument);
  return node < 0 ? undefined : resolver.text(resolver.program.ref(graph, node));
}

/** The first parameters of the functions that a call's argument may be. */
export function firstParameters(resolver: Resolver, graph: Graph, call: number, argument: number): Ref[] {
  const given = graph.arg(call, argument);
  if (given < 0) return [];
  return resolver.resolve(resolver.program.ref(graph, given)).flatMap((value) => {
    if (value.kind !== "function") return [];
    const { graph: owner, node } = resolver.split(value.ref);
    const [param] = owner.facts.functions[owner.aux(node)]!.params;
    return param === undefined ? [] : [resolver.program.ref(owner, param)];
  });
}
