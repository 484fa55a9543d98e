/** Connections that a request is made over, where the program made them itself: one may refuse private addresses. */
import { Op, type Graph } from "../facts/facts.js";
import { definitionOf } from "./definitions.js";
import type { Ref } from "./program.js";
import { functionsIn, worksOutRanges } from "./ranges.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** Options of clients that say how a connection is made or a name looked up. */
const OPTIONS = ["dispatcher", "agent", "httpsAgent", "httpAgent", "lookup"];
/** Positions of the argument that has them. */
const POSITIONS = [0, 1, 2];
/** How many values that one may be are looked at. */
const VALUES = 12;

/** Whether the request that a call makes goes over a connection that looks at the addresses it reaches. */
export function refusesAddresses(resolver: Resolver, call: Ref): boolean {
  return POSITIONS.some((position) =>
    OPTIONS.some((name) => {
      const given = resolver.navigate
        .relative(call, "x()", `(${position}).${name}`)
        .flatMap(({ ref }) => (ref === undefined ? [] : [ref]));
      return given.length > 0 && given.every((ref) => isGuarded(resolver, ref));
    }),
  );
}

/** Each value that it may be was made by code that knows private addresses. */
function isGuarded(resolver: Resolver, ref: Ref): boolean {
  const queue = [ref];
  let made = 0;
  for (let at = 0; at < queue.length && at < VALUES; at++) {
    const place = definitionOf(resolver, queue[at]!);
    const { graph, node } = resolver.split(place);
    const root = rootOf(graph, node);
    const op = graph.op(root);
    const options = op === Op.Ternary ? graph.args(root).slice(1) : graph.args(root);
    if (op === Op.Ternary || op === Op.Choice || op === Op.Cell || op === Op.Or || op === Op.Coalesce) {
      for (const option of options) if (option >= 0) queue.push(resolver.program.ref(graph, option));
    } else if (knows(resolver, graph, root)) made++;
    else return false;
  }
  return made > 0;
}

/** The code of a value, or of a function that it is made by or has in it, works out whether an address is private. */
function knows(resolver: Resolver, graph: Graph, made: number): boolean {
  const values = resolver.resolve(resolver.program.ref(graph, made));
  if (
    values.some(
      (value) => value.kind === "api" && value.api.rows("barrier").some((row) => row.for.includes("request")),
    )
  )
    return true;
  const op = graph.op(made);
  if (op !== Op.Call && op !== Op.New && op !== Op.Function && op !== Op.Object) return false;
  const { starts, ends } = graph.facts;
  return functionsIn(resolver, graph, starts[made]!, ends[made]!).some((fn) => worksOutRanges(resolver, fn));
}
