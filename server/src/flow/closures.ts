/** Functions that another makes and gives back: `wrap(handler)`. Each has what its maker was given, and nobody else's. */
import { Op, type Graph } from "../facts/facts.js";
import { definitionOf } from "./definitions.js";
import type { Ref } from "./program.js";
import { givenBack, rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** Functions that make functions that make functions. */
const DEEPEST = 3;

/** A function, and the calls that made it: what they gave is what it sees of the parameters around it. */
export interface Made {
  fn: Ref;
  makers: readonly Ref[];
}

export const NOT_MADE: readonly Ref[] = [];

/** The function around a function. */
export function parentOf(resolver: Resolver, fn: Ref): Ref | undefined {
  const { graph, node } = resolver.split(fn);
  const parent = graph.facts.functions[graph.facts.functions[graph.aux(node)]!.parent];
  return parent && resolver.program.ref(graph, parent.node);
}

/**
 * The calls that made the function which another call runs: `wrap(handler)` for `const run = wrap(handler); run(x)`.
 * @param around makers of the function that the call is in
 */
export function makersOf(resolver: Resolver, call: Ref, fn: Ref, around = NOT_MADE): readonly Ref[] {
  const { graph, node } = resolver.split(call);
  const callee = graph.op(node) === Op.Jsx ? -1 : graph.arg(node, 0);
  return callee < 0 ? NOT_MADE : makersAt(resolver, resolver.program.ref(graph, callee), fn, around);
}

/** The same for a value that is the function. */
export function makersAt(resolver: Resolver, value: Ref, fn: Ref, around = NOT_MADE): readonly Ref[] {
  const parent = parentOf(resolver, fn);
  if (parent === undefined) return NOT_MADE;
  const ancestors = new Set<Ref>();
  for (let at: Ref | undefined = parent; at !== undefined; at = parentOf(resolver, at)) ancestors.add(at);
  const kept = around.filter((maker) => calledBy(resolver, maker).some((each) => ancestors.has(each)));
  const makers = chainTo(resolver, givenToMakers(resolver, around, value) ?? value, parent);
  return makers.length + kept.length === 0 ? NOT_MADE : [...new Set([...makers, ...kept])];
}

/** From a call that gives a function to the one that made it, innermost first: `tool("x", f)` gives `wrap(g)`, which made it. */
function chainTo(resolver: Resolver, value: Ref, parent: Ref): readonly Ref[] {
  const makers: Ref[] = [];
  let at: Ref | undefined = definitionOf(resolver, value);
  while (at !== undefined && makers.length < DEEPEST) {
    const called = calledBy(resolver, at);
    if (called.length === 0) return NOT_MADE;
    makers.unshift(at);
    if (called.includes(parent)) return makers;
    at = called.length === 1 ? returnedCall(resolver, called[0]!) : undefined;
  }
  return NOT_MADE;
}

/** Functions of the workspace that a node calls. */
function calledBy(resolver: Resolver, ref: Ref): readonly Ref[] {
  const { graph, node } = resolver.split(ref);
  if (graph.op(node) !== Op.Call) return [];
  return resolver.functions(resolver.program.ref(graph, graph.arg(node, 0)));
}

/** The one call whose result a function gives back. */
function returnedCall(resolver: Resolver, fn: Ref): Ref | undefined {
  const { graph, node } = resolver.split(fn);
  const values = givenBack(graph, node);
  if (values.length !== 1) return undefined;
  const root = rootOf(graph, values[0]!);
  return graph.op(root) === Op.Call ? resolver.program.ref(graph, root) : undefined;
}

/** What a parameter was given by the makers of a function that sees it; undefined when that is not known. */
export function givenToMakers(resolver: Resolver, makers: readonly Ref[], value: Ref): Ref | undefined {
  let given: Ref | undefined;
  let at = value;
  for (let guard = 0; guard < DEEPEST; guard++) {
    const { graph, node } = resolver.split(at);
    const next = givenFor(resolver, makers, graph, rootOf(graph, node));
    if (next === undefined) break;
    given = at = next;
  }
  return given;
}

function givenFor(resolver: Resolver, makers: readonly Ref[], graph: Graph, param: number): Ref | undefined {
  const owner = graph.op(param) === Op.Param ? graph.facts.functions[graph.owner(param)] : undefined;
  if (!owner || makers.length === 0 || owner.rest === graph.aux(param)) return undefined;
  const ownerRef = resolver.program.ref(graph, owner.node);
  const maker = makers.find((each) => calledBy(resolver, each).includes(ownerRef));
  if (maker === undefined) return undefined;
  const { graph: caller, node } = resolver.split(maker);
  const given = caller.arg(node, graph.aux(param) + 1);
  return given < 0 ? undefined : resolver.program.ref(caller, given);
}
