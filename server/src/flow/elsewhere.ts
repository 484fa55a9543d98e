/** Values that a package gives which is no part of the program: what they are is not known. */
import { Op, type Graph } from "../facts/facts.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** An import of a package, a property of one, or what a call makes of such. */
export function isElsewhere(resolver: Resolver, ref: Ref): boolean {
  const { graph, node } = resolver.split(ref);
  const root = rootOf(graph, node);
  if (graph.op(root) !== Op.Call) return isImported(resolver, graph, root);
  return [...graph.args(root)]
    .slice(1)
    .some((argument) => isImported(resolver, graph, rootOf(graph, argument)));
}

function isImported(resolver: Resolver, graph: Graph, node: number): boolean {
  if (node < 0) return false;
  if (graph.op(node) === Op.Member) return isImported(resolver, graph, rootOf(graph, graph.arg(node, 0)));
  if (graph.op(node) !== Op.Import || graph.name(node).startsWith(".")) return false;
  return !("file" in resolver.program.modules.resolve(graph.file, graph.name(node)));
}
