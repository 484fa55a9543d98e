/** Whether a value is an address that was taken apart: `new URL(…)`, or declared as one. */
import { Op, type Graph } from "../facts/facts.js";

/** `new URL(…)` */
export function isUrl(graph: Graph, node: number): boolean {
  if (graph.op(node) !== Op.New) return false;
  const callee = graph.arg(node, 0);
  const op = graph.op(callee);
  if (op !== Op.Global && op !== Op.Import && op !== Op.Member) return false;
  return (op === Op.Import ? graph.imported(callee) : graph.name(callee)) === "URL";
}

/** `(address: URL) => …` */
export function isDeclaredUrl(graph: Graph, param: number): boolean {
  if (graph.op(param) !== Op.Param) return false;
  return [...graph.uses(param)].some((typed) => {
    if (graph.op(typed) !== Op.Typed || graph.arg(typed, 0) !== param) return false;
    const type = graph.arg(typed, 1);
    return (
      (graph.op(type) === Op.TypeRef ? nameOfType(graph, graph.arg(type, 0)) : graph.name(type)) === "URL"
    );
  });
}

function nameOfType(graph: Graph, type: number): string {
  return type < 0 ? "" : graph.name(type);
}
