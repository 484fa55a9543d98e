/** Whether what a parser returned is checked by a schema before it is used. */
import { Op, type Graph } from "../facts/facts.js";
import type { Ref } from "./program.js";
import type { Resolver } from "./resolve.js";

/** @param parse the call that made structured data of text */
export function isValidated(resolver: Resolver, parse: Ref, depth = 0): boolean {
  const { graph, node } = resolver.split(parse);
  const queue = [node];
  const seen = new Set(queue);
  for (let at = 0; at < queue.length && at < 200; at++) {
    const current = queue[at]!;
    for (const use of graph.uses(current)) {
      if (seen.has(use)) continue;
      switch (graph.op(use)) {
        case Op.Await:
        case Op.Use:
        case Op.Typed:
        case Op.Refine:
        case Op.AfterCall:
        case Op.Choice:
        case Op.Cell:
        case Op.Or:
        case Op.Coalesce:
          seen.add(use);
          queue.push(use);
          break;
        case Op.Call:
          if (graph.arg(use, 0) !== current && validates(resolver, graph, use, current, depth)) return true;
          break;
      }
    }
    if (depth > 1) continue;
    for (const fn of resolver.program.index(graph).exits.get(current) ?? []) {
      const callers = resolver.callers.of(resolver.program.ref(graph, graph.facts.functions[fn]!.node));
      const calls = callers.filter((use) => use.kind === "call");
      if (calls.length > 0 && calls.every((use) => isValidated(resolver, use.call, depth + 1))) return true;
    }
  }
  return false;
}

function validates(resolver: Resolver, graph: Graph, call: number, argument: number, depth: number): boolean {
  const index = [...graph.args(call)].indexOf(argument) - 1;
  for (const value of resolver.resolve(resolver.program.ref(graph, graph.arg(call, 0)))) {
    if (value.kind === "api" && (value.api.step({ kind: "call" })?.rows("validator").length ?? 0) > 0)
      return true;
    if (value.kind !== "function" || depth > 2) continue;
    const target = resolver.split(value.ref);
    const record = target.graph.facts.functions[target.graph.aux(target.node)]!;
    const param = record.params[index];
    if (param === undefined) continue;
    if (isValidated(resolver, resolver.program.ref(target.graph, param), depth + 1)) return true;
    // A type guard or assertion of the workspace that looks at the shape.
    if (checksShape(target.graph, param)) return true;
  }
  return false;
}

/** The function compares types of the parameter's properties. */
function checksShape(graph: Graph, param: number): boolean {
  let checks = 0;
  const queue = [param];
  const seen = new Set(queue);
  for (let at = 0; at < queue.length && at < 100; at++)
    for (const use of graph.uses(queue[at]!)) {
      if (seen.has(use)) continue;
      seen.add(use);
      const op = graph.op(use);
      if (op === Op.TypeOf) checks++;
      if (op === Op.Member || op === Op.Typed || op === Op.Refine || op === Op.AfterCall) queue.push(use);
    }
  return checks >= 2;
}
