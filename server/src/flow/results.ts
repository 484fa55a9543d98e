/** What functions that check say by what they give back, or by giving anything back at all. */
import { Op, versionsOf, type Exit, type Graph } from "../facts/facts.js";
import type { ApiValue } from "./api.js";
import { rowHolds } from "./conditions.js";
import { literalTruth } from "./constants.js";
import { calleeName } from "./file-index.js";
import { kindsOf, NONE, type KindSet } from "./kinds.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** Packages whose assertions throw unless their first argument holds. */
const ASSERTING = /^(?:(?:node:)?assert(?:\/strict)?|tiny-invariant|invariant)$/;

/** What a call of a package says of its first argument by not throwing, by the catalogue. */
export function saidByReturning(resolver: Resolver, api: ApiValue, graph: Graph, call: number): KindSet {
  const ref = resolver.program.ref(graph, call);
  const rows = api.step({ kind: "call" })?.rows("barrier") ?? [];
  return rows
    .filter((row) => row.guard === "returned" && rowHolds(resolver, row, ref))
    .reduce((set: KindSet, row) => set | kindsOf(row.for), NONE);
}

/**
 * Whether a field of the object that a function gives back may be true, or false: `{ ok: false }`, and `failed("…")` of a helper
 * that makes such objects.
 */
export function mayGive(
  resolver: Resolver,
  owner: Graph,
  exit: Exit,
  field: string,
  sense: boolean,
): boolean {
  const given = exit.value < 0 ? -1 : rootOf(owner, exit.value);
  if (given < 0) return true;
  if (owner.op(given) === Op.Object) return objectMay(owner, given, field, sense);
  if (owner.op(given) !== Op.Call) return true;
  const values = resolver.resolve(resolver.program.ref(owner, given));
  const objects = values.flatMap((value) => (value.kind === "object" ? [resolver.split(value.ref)] : []));
  if (objects.length === 0 || objects.length < values.length) return true;
  return objects.some(
    ({ graph, node }) => graph.op(node) !== Op.Object || objectMay(graph, node, field, sense),
  );
}

function objectMay(graph: Graph, object: number, field: string, sense: boolean): boolean {
  for (const part of graph.args(object))
    if (graph.op(part) === Op.Prop && graph.name(part) === field) {
      const truth = literalTruth(graph, graph.arg(part, 0));
      return truth === undefined || truth === sense;
    }
  // What is spread there may bring it.
  return !sense || [...graph.args(object)].some((part) => graph.op(part) !== Op.Prop);
}

/** Whether a call returns only where its first argument holds: `assert(isKnown(id))`. */
export function asserts(resolver: Resolver, graph: Graph, call: number): boolean {
  const callee = graph.arg(call, 0);
  const functions = resolver.functions(resolver.program.ref(graph, callee));
  if (functions.length > 0) return functions.every((fn) => throwsUnless(resolver, fn));
  const object = rootOf(graph, graph.op(callee) === Op.Member ? graph.arg(callee, 0) : callee);
  return (
    graph.op(object) === Op.Import &&
    ASSERTING.test(graph.name(object)) &&
    /^(?:default|assert|ok|invariant|strict)$/.test(calleeName(graph, callee))
  );
}

/** `function assert(condition) { if (!condition) throw … }` */
function throwsUnless(resolver: Resolver, fn: Ref): boolean {
  const { graph, node } = resolver.split(fn);
  const { params, exits } = graph.facts.functions[graph.aux(node)]!;
  const [condition] = params;
  if (condition === undefined || exits.length === 0) return false;
  return exits.every((exit) =>
    [...versionsOf(exit)].some(
      ([origin, version]) =>
        rootOf(graph, origin) === rootOf(graph, condition) && holds(graph, version, origin),
    ),
  );
}

/** Whether a version of a value is there only where the value itself holds. */
function holds(graph: Graph, version: number, origin: number): boolean {
  for (let at = version, guard = 0; at !== origin && guard < 20; guard++) {
    const op = graph.op(at);
    if (op === Op.Refine) {
      let [asked, sense] = [graph.arg(at, 1), graph.aux(at)];
      while (graph.op(asked) === Op.Not) [asked, sense] = [graph.arg(asked, 0), sense === 1 ? 0 : 1];
      if (sense === 1 && rootOf(graph, asked) === rootOf(graph, origin)) return true;
    } else if (op !== Op.AfterCall && op !== Op.Typed) return false;
    at = graph.arg(at, 0);
  }
  return false;
}
