/** Constants on the value graph. */
import { Op, type Graph } from "../facts/facts.js";
import { rootOf } from "./relations.js";

/** Whether a node is always true or always false, as a condition; undefined when it depends. */
export function literalTruth(graph: Graph, node: number): boolean | undefined {
  const root = rootOf(graph, node);
  switch (graph.op(root)) {
    case Op.Boolean:
      return graph.name(root) === "true";
    case Op.Nullish:
      return false;
    case Op.String:
      return graph.name(root) !== "";
    case Op.Number:
      return Number(graph.name(root)) !== 0;
    case Op.Object:
    case Op.Array:
    case Op.Function:
    case Op.Class:
    case Op.New:
    case Op.Regex:
      return true;
    default:
      return undefined;
  }
}
