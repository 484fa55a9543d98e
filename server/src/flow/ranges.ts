/** Functions that work out whether an address is private, themselves or with the help of others. */
import { Op, type Graph } from "../facts/facts.js";
import { knowsRanges } from "./checks.js";
import type { Ref } from "./program.js";
import type { Resolver } from "./resolve.js";

/** Whether a function knows private addresses, or with `helped` one that it calls does. */
export function worksOutRanges(resolver: Resolver, fn: Ref, helped = true): boolean {
  const { graph, node } = resolver.split(fn);
  if (knowsRanges(graph, graph.aux(node))) return true;
  if (!helped) return false;
  const { start, end } = graph.facts.functions[graph.aux(node)]!;
  return functionsIn(resolver, graph, start, end).some((called) => {
    const target = resolver.split(called);
    return knowsRanges(target.graph, target.graph.aux(target.node));
  });
}

/** Functions that a piece of code calls or hands on. */
export function functionsIn(resolver: Resolver, graph: Graph, start: number, end: number): Ref[] {
  const found = new Set<Ref>();
  const { starts, ends } = graph.facts;
  const { handing } = resolver.program.index(graph);
  for (let at = firstFrom(handing, starts, start); at < handing.length; at++) {
    const node = handing[at]!;
    if (starts[node]! > end) break;
    if (ends[node]! > end) continue;
    const value = graph.op(node) === Op.Function ? node : graph.arg(node, 0);
    if (value < 0) continue;
    for (const each of resolver.resolve(resolver.program.ref(graph, value)))
      if (each.kind === "function") found.add(each.ref);
  }
  return [...found];
}

/** Where the nodes begin that start at a place or behind it, among nodes in the order of the text. */
function firstFrom(nodes: readonly number[], starts: ArrayLike<number>, place: number): number {
  let [low, high] = [0, nodes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[nodes[middle]!]! < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
