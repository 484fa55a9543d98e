/** Whether what a parser returned is checked by a schema before it is used, or is not used as data at all. */
import { type Graph, Op } from "../facts/facts.js";
import type { Ref } from "./program.js";
import { isCheckedByHand } from "./hand-checks.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import type { Context } from "./state.js";

/** How far back callers are asked what they do with it. */
const CALLERS = 2;

/** A schema that is only known by its name: `this.answerSchema.parse(data)`. */
const SCHEMA = /schema$/i;

/**
 * @param parse the call that made structured data of text
 * @param context how the text came into the function that the call is in; every caller of it counts when left out
 * @param under the property that holds the data, where it was put into an object: `{ result: JSON.parse(text) }`
 */
export function isValidated(
  resolver: Resolver,
  parse: Ref,
  context: Context | undefined = undefined,
  depth = 0,
  under?: string,
): boolean {
  const { graph, node } = resolver.split(parse);
  if (under === undefined && graph.op(node) !== Op.Param && isByHand(resolver, graph, node, context, depth))
    return true;
  const queue: { node: number; under: string | undefined }[] = [{ node, under }];
  const seen = new Set([node]);
  for (let at = 0; at < queue.length && at < 200; at++) {
    const { node: current, under: key } = queue[at]!;
    const push = (next: number, within: string | undefined): void => {
      seen.add(next);
      queue.push({ node: next, under: within });
    };
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
          push(use, key);
          break;
        case Op.Prop:
          if (key === undefined)
            for (const holder of graph.uses(use))
              if (graph.op(holder) === Op.Object && !seen.has(holder)) push(holder, graph.name(use));
          break;
        case Op.Member:
          if (key !== undefined && graph.name(use) === key) push(use, undefined);
          break;
        case Op.Call:
          if (graph.arg(use, 0) !== current && validates(resolver, graph, use, current, depth)) return true;
          break;
      }
    }
    if (depth >= CALLERS) continue;
    for (const fn of resolver.program.index(graph).exits.get(current))
      if (isCheckedByCallers(resolver, graph, fn, context, depth, key)) return true;
  }
  return false;
}

/** The calls that get what a function gives back: those that the text came through, where that is known. */
function callsOf(
  resolver: Resolver,
  fn: Ref,
  context: Context | undefined,
): { call: Ref; context: Context | undefined }[] {
  if (context?.fn === fn && context.callback === undefined && context.callers.length > 0)
    return context.callers.map(({ call, from }) => ({ call, context: from.context }));
  return resolver.callers
    .of(fn)
    .flatMap((use) => (use.kind === "call" ? [{ call: use.call, context: undefined }] : []));
}

/** Whether the shape is looked at by hand: here, or by all that get it from here. */
function isByHand(
  resolver: Resolver,
  graph: Graph,
  node: number,
  context: Context | undefined,
  depth: number,
): boolean {
  const { exits } = resolver.program.index(graph);
  const goesOn = (call: number, argument: number): boolean =>
    validates(resolver, graph, call, argument, depth) ||
    isTakenByHand(resolver, graph, call, argument, depth);
  const isReturned = (result: number): boolean | undefined => {
    const fns = exits.get(result);
    if (fns.length === 0) return undefined;
    return depth < CALLERS && fns.every((fn) => isCheckedByCallers(resolver, graph, fn, context, depth));
  };
  return isCheckedByHand(graph, node, goesOn, isReturned);
}

/** Whether every function that a call may run looks at the shape of an argument itself, or uses nothing of it. */
function isTakenByHand(
  resolver: Resolver,
  graph: Graph,
  call: number,
  argument: number,
  depth: number,
): boolean {
  const index = graph.indexOf(call, argument) - 1;
  const run = resolver.resolve(resolver.program.ref(graph, graph.arg(call, 0)));
  return (
    depth < CALLERS &&
    run.length > 0 &&
    run.every((value) => {
      if (value.kind !== "function") return false;
      const target = resolver.split(value.ref);
      const param = target.graph.facts.functions[target.graph.aux(target.node)]!.params[index];
      return param !== undefined && isByHand(resolver, target.graph, param, undefined, depth + 1);
    })
  );
}

function isCheckedByCallers(
  resolver: Resolver,
  graph: Graph,
  fn: number,
  context: Context | undefined,
  depth: number,
  under?: string,
): boolean {
  const ref = resolver.program.ref(graph, graph.facts.functions[fn]!.node);
  const calls = callsOf(resolver, ref, context);
  return (
    calls.length > 0 &&
    calls.every((each) => isValidated(resolver, each.call, each.context, depth + 1, under))
  );
}

function validates(resolver: Resolver, graph: Graph, call: number, argument: number, depth: number): boolean {
  const index = [...graph.args(call)].indexOf(argument) - 1;
  if (index === 0 && isNamedSchema(graph, graph.arg(call, 0))) return true;
  for (const value of resolver.resolve(resolver.program.ref(graph, graph.arg(call, 0)))) {
    if (value.kind === "api" && (value.api.step({ kind: "call" })?.rows("validator").length ?? 0) > 0)
      return true;
    if (value.kind !== "function" || depth > 2) continue;
    const target = resolver.split(value.ref);
    const record = target.graph.facts.functions[target.graph.aux(target.node)]!;
    const param = record.params[index];
    if (param === undefined) continue;
    if (isValidated(resolver, resolver.program.ref(target.graph, param), undefined, depth + 1)) return true;
    // A type guard or assertion of the workspace that looks at the shape.
    if (checksShape(target.graph, param)) return true;
  }
  return false;
}

/** `schema.safeParse`, or `parse` of something that is called a schema, where nothing says which schema it is. */
function isNamedSchema(graph: Graph, callee: number): boolean {
  if (graph.op(callee) !== Op.Member) return false;
  if (/^safeParse(?:Async)?$/.test(graph.name(callee))) return true;
  const holder = rootOf(graph, graph.arg(callee, 0));
  return /^parse(?:Async)?$/.test(graph.name(callee)) && SCHEMA.test(graph.name(holder));
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
