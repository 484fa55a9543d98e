/** Where an object was constructed: through chains of calls, helpers that give it, fields, parameters and alternatives. */
import { Op, type Graph } from "../facts/facts.js";
import { BOUNDS } from "./bounds.js";
import { definitionOf } from "./definitions.js";
import type { Ref } from "./program.js";
import { ALTERNATIVES, givenBack, rootOf, valueOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { holdersOf } from "./values.js";

/** Constructions of the object whose method is called: `client.from("x").delete()` is `client`'s. */
export function clientsOf(resolver: Resolver, call: Ref): Ref[] {
  const receiver = receiverOf(resolver, call);
  return receiver === undefined ? [] : constructionsOf(resolver, receiver);
}

/** `new` expressions and calls of packages that may have made a value. */
export function constructionsOf(resolver: Resolver, ref: Ref): Ref[] {
  const found: Ref[] = [];
  const queue = [ref];
  const seen = new Set<Ref>();
  for (let at = 0; at < queue.length && at < BOUNDS.constructions; at++) {
    const made = madeAt(resolver, queue[at]!);
    if (seen.has(made)) continue;
    seen.add(made);
    const { graph, node } = resolver.split(made);
    const op = graph.op(node);
    const add = (operand: number): void => {
      if (operand >= 0) queue.push(resolver.program.ref(graph, operand));
    };
    if (op === Op.New) found.push(made);
    else if (op === Op.Call) {
      const next = givenBy(resolver, made);
      if (next === undefined) found.push(made);
      else queue.push(...next);
    } else if (op === Op.Choice || op === Op.Cell) for (const operand of graph.args(node)) add(operand);
    else if (op === Op.Member) queue.push(...keptIn(resolver, graph, node));
    else if (op === Op.Param) queue.push(...passedFor(resolver, graph, node));
    else for (const index of ALTERNATIVES[op] ?? []) add(graph.arg(node, index));
  }
  return found;
}

/** Where a value was made; of `a ?? b`, the alternatives themselves. */
function madeAt(resolver: Resolver, ref: Ref): Ref {
  const { graph, node } = resolver.split(ref);
  const root = valueOf(graph, node);
  return graph.op(root) === Op.Coalesce ? resolver.program.ref(graph, root) : definitionOf(resolver, ref);
}

/** What a call gives back when it makes nothing itself: what a function of the program returns, or a part of what its receiver is. */
function givenBy(resolver: Resolver, call: Ref): readonly Ref[] | undefined {
  const returned = returnedBy(resolver, call);
  if (returned.length > 0) return returned;
  const receiver = receiverOf(resolver, call);
  return receiver === undefined ? undefined : [receiver];
}

/** What functions of the program that a call runs give back. */
export function returnedBy(resolver: Resolver, call: Ref): Ref[] {
  const { graph, node } = resolver.split(call);
  return resolver.resolve(resolver.program.ref(graph, graph.arg(node, 0))).flatMap((value) => {
    if (value.kind !== "function") return [];
    const { graph: owner, node: made } = resolver.split(value.ref);
    return givenBack(owner, made).map((given) => resolver.program.ref(owner, given));
  });
}

/** The object whose method a call is of, unless that is a whole module: `supabase.createClient()` makes a client. */
function receiverOf(resolver: Resolver, call: Ref): Ref | undefined {
  const { graph, node } = resolver.split(call);
  const callee = graph.arg(node, 0);
  if (graph.op(node) !== Op.Call || callee < 0) return undefined;
  const member = rootOf(graph, callee);
  if (graph.op(member) !== Op.Member) return undefined;
  const object = resolver.program.ref(graph, graph.arg(member, 0));
  const holder = resolver.split(definitionOf(resolver, object));
  return isModule(holder.graph, holder.node) ? undefined : object;
}

/** `import * as x`, `await import("x")`, `require("x")` */
function isModule(graph: Graph, node: number): boolean {
  if (graph.op(node) === Op.Import) return true;
  const callee = graph.op(node) === Op.Call ? graph.arg(node, 0) : -1;
  return callee >= 0 && graph.op(callee) === Op.Global && /^(?:import|require)$/.test(graph.name(callee));
}

/** What the fields of classes were given, wherever they are read; else what holds the member: the client of `client.users`. */
function keptIn(resolver: Resolver, graph: Graph, member: number): Ref[] {
  const { program } = resolver;
  const object = program.ref(graph, graph.arg(member, 0));
  const values = resolver.resolve(object);
  const holders = new Set(holdersOf(values));
  const declared = values.flatMap((value) => {
    if (value.kind !== "instance") return [];
    const { graph: owner, node } = resolver.split(value.ref);
    const field = owner.facts.classes[owner.aux(node)]?.members.find(
      ({ kind, name }) => kind === "field" && name === graph.name(member),
    );
    return field && field.node >= 0 && owner.op(field.node) !== Op.Typed
      ? [program.ref(owner, field.node)]
      : [];
  });
  const stored = resolver.fields.writes(graph.name(member), holders).map((store) => {
    const { graph: writer, node } = resolver.split(store);
    return program.ref(writer, writer.arg(node, 1));
  });
  const given = [...declared, ...stored];
  return given.length > 0 ? given : [object];
}

/** What callers give for a parameter. */
export function passedFor(resolver: Resolver, graph: Graph, param: number): Ref[] {
  const fn = graph.facts.functions[graph.owner(param)];
  if (!fn) return [];
  const index = graph.aux(param);
  return resolver.callers
    .of(resolver.program.ref(graph, fn.node))
    .flatMap((use) =>
      use.kind === "call" ? [...resolver.callers.argument(use, index, fn.rest === index)] : [],
    );
}
