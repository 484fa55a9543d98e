/** Whether a person was asked about the very thing that is handed on: a question about something else is no review. */
import { Op, type Graph } from "../facts/facts.js";
import { BOUNDS } from "./bounds.js";
import { gateBefore, type Told } from "./gates.js";
import type { Program, Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/**
 * The question before a call, in words, that is given what the call is given or what that was made from.
 * @param gates questions in the function of the call and those around it, whose answer decides
 */
export function reviewBefore(resolver: Resolver, gates: readonly Told[], call: Ref): string | undefined {
  const { program } = resolver;
  const about = gates.filter((gate) => isAbout(program, gate.call, call));
  return about.length > 0 ? gateBefore(program, about, call) : undefined;
}

function isAbout(program: Program, question: Ref, call: Ref): boolean {
  const graph = program.graph(call);
  if (program.graph(question) !== graph) return false;
  const asked = new Set<string>();
  for (const argument of argumentsOf(graph, question)) {
    asked.add(keyOf(graph, argument));
    // `{ record, origin }`
    if (graph.op(argument) === Op.Object)
      for (const part of graph.args(argument))
        if (part >= 0 && graph.op(part) === Op.Prop) asked.add(keyOf(graph, graph.arg(part, 0)));
  }
  const queue = argumentsOf(graph, call);
  const seen = new Set(queue);
  for (let at = 0; at < queue.length && at < BOUNDS.answer; at++) {
    const node = queue[at]!;
    if (!isConstant(graph, node) && asked.has(keyOf(graph, node))) return true;
    const root = rootOf(graph, node);
    for (const part of [root, ...(graph.op(root) === Op.Function ? [] : graph.args(root))])
      if (part >= 0 && !seen.has(part)) {
        seen.add(part);
        queue.push(part);
      }
  }
  return false;
}

function argumentsOf(graph: Graph, call: Ref): number[] {
  return [...graph.args(call - graph.first)].slice(1).filter((argument) => argument >= 0);
}

function isConstant(graph: Graph, node: number): boolean {
  const op = graph.op(rootOf(graph, node));
  return op === Op.String || op === Op.Number || op === Op.Boolean || op === Op.Global || op === Op.Import;
}

/** The same for what means the same: `req.body` read twice. */
function keyOf(graph: Graph, node: number): string {
  const root = rootOf(graph, node);
  return graph.op(root) === Op.Member
    ? `${keyOf(graph, graph.arg(root, 0))}.${graph.name(root)}`
    : String(root);
}
