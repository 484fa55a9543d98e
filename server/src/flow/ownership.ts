/** Whether a store is asked, or given something, for one user or tenant: by an id that the program knows and no request claims. */
import { Op, type Graph } from "../facts/facts.js";
import { BOUNDS } from "./bounds.js";
import { identities } from "./identities.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** What a stranger decides about a request. */
const CLAIMED = /^(?:body|query|params|searchParams|input|args|arguments|data|payload|json|formData)$/;

/** Parts of a record or query that say what it is or looks for, and not whose. */
const CONTENT =
  /^(?:_?ids?|vectors?|values|sparseValues|text|query\w*|content|pageContent|embeddings?|documents|limit|topK)$/;

/** Whether the id of a user or tenant stands in what a call is given. What a call inside is given is not looked at. */
export function isForOwner(resolver: Resolver, call: Ref): boolean {
  const { program } = resolver;
  const { graph, node: root } = resolver.split(call);
  const known = new Set(identities(graph, program.index(graph).members));
  const queue = [...graph.args(root)].slice(1).filter((argument) => argument >= 0);
  const seen = new Set(queue);
  for (let at = 0; at < queue.length && at < BOUNDS.answer; at++) {
    const node = rootOf(graph, queue[at]!);
    if (known.has(node) && !isClaimed(graph, node)) return true;
    const op = graph.op(node);
    if (op === Op.Function || op === Op.Call || op === Op.Member) continue;
    if (op === Op.Prop && CONTENT.test(graph.name(node))) continue;
    for (const part of graph.args(node))
      if (part >= 0 && !seen.has(part)) {
        seen.add(part);
        queue.push(part);
      }
  }
  return false;
}

/** Whether a value is read from what a request says. */
function isClaimed(graph: Graph, node: number): boolean {
  let at = node;
  for (let guard = 0; guard < 20; guard++) {
    const op = graph.op(at);
    if (op !== Op.Member && op !== Op.Call && op !== Op.Cell) return false;
    if (op === Op.Member && CLAIMED.test(graph.name(at))) return true;
    const next = graph.arg(at, 0);
    if (next < 0) return false;
    at = rootOf(graph, next);
  }
  return false;
}
