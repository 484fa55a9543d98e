/** Maps that many use, each under keys of its own: a cache gives nobody what another kept in it. */
import { Op, type Graph } from "../facts/facts.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { Mark, type State } from "./state.js";

/** More callers than these keep and read things of many kinds. */
const FEW = 3;

/**
 * What is assumed when data that one caller left in a map is taken to be what is read there under the key that another gives.
 * @param key the node that says what is read
 */
export function keyDoubt(resolver: Resolver, { marks }: State, graph: Graph, key: number): number {
  if ((marks & Mark.anyCaller) === 0 || key < 0) return 0;
  const param = rootOf(graph, key);
  const fn = graph.op(param) === Op.Param ? graph.facts.functions[graph.owner(param)] : undefined;
  if (!fn) return 0;
  const callers = resolver.callers.of(resolver.program.ref(graph, fn.node)).length;
  return callers > FEW ? 2 : callers > 1 ? 1 : 0;
}
