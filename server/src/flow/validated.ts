/** Whether what a parser returned is checked by a schema before it is used, or is not used as data at all. */
import { GIVES, type Graph, Op } from "../facts/facts.js";
import type { Ref } from "./program.js";
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
  if (depth === 0 && (isOnlyText(resolver, graph, node) || isOnlyCompared(resolver, graph, node)))
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
    for (const fn of resolver.program.index(graph).exits.get(current)) {
      const calls = callsOf(resolver, resolver.program.ref(graph, graph.facts.functions[fn]!.node), context);
      if (
        calls.length > 0 &&
        calls.every((each) => isValidated(resolver, each.call, each.context, depth + 1, key))
      )
        return true;
    }
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

/** It is only found out whether a text is JSON, or the text is laid out anew: nothing is read from it. */
function isOnlyText(resolver: Resolver, graph: Graph, parse: number): boolean {
  if (resolver.program.index(graph).exits.has(parse)) return false;
  return [...graph.uses(parse)].every((use) => {
    // Where it stands as a variable, and what it is once it was written out.
    if (graph.op(use) === Op.Use || graph.op(use) === Op.AfterCall) return isOnlyText(resolver, graph, use);
    const callee = graph.op(use) === Op.Call && graph.arg(use, 1) === parse ? graph.arg(use, 0) : -1;
    return callee >= 0 && isStringify(graph, callee);
  });
}

/** `console.log`: a person looks at it. */
function isConsole(graph: Graph, callee: number): boolean {
  const object = graph.op(callee) === Op.Member ? graph.arg(callee, 0) : -1;
  return object >= 0 && graph.op(object) === Op.Global && graph.name(object) === "console";
}

/** Methods that look for a value among others. */
const LOOKS_FOR = /^(?:includes|has|indexOf)$/;

/** What was parsed is shown, or properties are compared with what the program knows, and nothing else happens to it: any other answer is none. */
function isOnlyCompared(resolver: Resolver, graph: Graph, parse: number): boolean {
  const { exits } = resolver.program.index(graph);
  const reached = [{ node: parse, isRead: false }];
  const seen = new Set([parse]);
  let compared = false;
  for (let at = 0; at < reached.length; at++) {
    const { node, isRead } = reached[at]!;
    if (at > 40 || exits.has(node)) return false;
    for (const use of graph.uses(node)) {
      const op = graph.op(use);
      const first = graph.arg(use, 0) === node;
      if (op === Op.TypeOf || op === Op.Not) continue;
      if (op === Op.Call && !first && isConsole(graph, graph.arg(use, 0))) {
        compared = true;
        continue;
      }
      if (op === Op.Compare || (op === Op.Call && looksFor(graph, use, node))) {
        compared ||= isRead;
        continue;
      }
      // A condition, and what is known where it holds.
      if (op === Op.Ternary && first) continue;
      if ((op === Op.Refine || op === Op.AfterCall) && !first) continue;
      if (!GIVES.has(op) && !(op === Op.Member && first)) return false;
      if (seen.has(use)) continue;
      seen.add(use);
      reached.push({ node: use, isRead: isRead || op === Op.Member });
    }
  }
  return compared;
}

function looksFor(graph: Graph, call: number, node: number): boolean {
  const callee = graph.arg(call, 0);
  return graph.op(callee) === Op.Member && LOOKS_FOR.test(graph.name(callee)) && graph.arg(call, 1) === node;
}

function isStringify(graph: Graph, callee: number): boolean {
  if (graph.op(callee) !== Op.Member || graph.name(callee) !== "stringify") return false;
  const object = graph.arg(callee, 0);
  return graph.op(object) === Op.Global && graph.name(object) === "JSON";
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
