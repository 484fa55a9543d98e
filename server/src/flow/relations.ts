/** How one value was made from another: the same text, its resolved path, its URL's host, only a part of it. */
import { CHANGES_CASE, Op, type Graph } from "../facts/facts.js";
import type { Ref } from "./program.js";
import type { Resolver } from "./resolve.js";
import { isDeclaredUrl, isUrl } from "./urls.js";

/** Operands that a value may be, by position. */
export const ALTERNATIVES: Partial<Record<Op, readonly number[]>> = {
  [Op.Ternary]: [1, 2],
  [Op.And]: [1],
  [Op.Or]: [0, 1],
  [Op.Coalesce]: [0, 1],
};

export type Relation =
  | "same" // the same text, perhaps trimmed or in another case
  | "path" // the path it resolves to
  | "relative" // its path relative to a base
  | "name" // its base name
  | "url" // a URL object of it
  | "host"
  | "protocol"
  | "address" // what its host resolves to
  | "segments" // the names between its separators, in a list
  | "segment"
  | "part";

/** What uses a node; of a variable that is passed to a call, the call. */
export function usersOf(graph: Graph, node: number): number[] {
  return [...graph.uses(node)].flatMap((use) => (graph.op(use) === Op.Use ? [...graph.uses(use)] : [use]));
}

/** The call that takes the function that a place is in, or the place itself where that is the call. */
export function takingCall(resolver: Resolver, place: Ref): Ref {
  const { graph, node } = resolver.split(place);
  const fn = graph.op(node) === Op.Call ? undefined : graph.facts.functions[graph.owner(node)];
  if (!fn) return place;
  const taker = usersOf(graph, fn.node).find((use) => graph.op(use) === Op.Call);
  return taker === undefined ? place : resolver.program.ref(graph, taker);
}

/**
 * The node that a version is of: conditions, calls, types and joins of one value's versions stripped.
 * @param first whether `a ?? b` counts as `a`
 */
export function rootOf(graph: Graph, node: number, depth = 0, first = true): number {
  let root = node;
  for (let guard = 0; guard < 200; guard++) {
    const op = graph.op(root);
    if (op === Op.Refine || op === Op.AfterCall || op === Op.Typed || op === Op.Await || op === Op.Use)
      root = graph.arg(root, 0);
    else if (op === Op.Coalesce && first) root = graph.arg(root, 0);
    else if (op === Op.Choice && depth < 3) {
      // Branches that only passed it to calls.
      const roots = new Set<number>();
      for (const option of graph.args(root))
        if (roots.size < 2) roots.add(rootOf(graph, option, depth + 1, first));
      if (roots.size !== 1) return root;
      [root] = roots as unknown as [number];
    } else return root;
  }
  return root;
}

/** The same, where what stands in for a missing one counts: `a ?? b` is neither of them. */
export function valueOf(graph: Graph, node: number): number {
  return rootOf(graph, node, 0, false);
}

/** What was made small or capital letters: `text` of `text.toLowerCase()`; -1 for anything else. What a test allows, it allows in both. */
export function otherCaseOf(graph: Graph, node: number): number {
  const root = valueOf(graph, node);
  const callee = graph.op(root) === Op.Call ? graph.arg(root, 0) : -1;
  const isCase = callee >= 0 && graph.op(callee) === Op.Member && CHANGES_CASE.test(graph.name(callee));
  return isCase ? rootOf(graph, graph.arg(callee, 0)) : -1;
}

/** Whether a comparison asks for the same (`===`, `==`), or for anything else (`!==`, `!=`); undefined for any other comparison. */
export function asksEqual(graph: Graph, comparison: number): boolean | undefined {
  const operator = /^([!=])==?$/.exec(graph.name(comparison))?.[1];
  return operator === undefined ? undefined : operator === "=";
}

/** Whether a node is a later version of a value: what was made at its first operand has been changed, checked or handed on since. */
export function isVersion(graph: Graph, node: number): boolean {
  const op = graph.op(node);
  return op === Op.Update || op === Op.Choice || op === Op.Cell || op === Op.AfterCall || op === Op.Refine;
}

const SAME_TEXT = new Set([
  "trim",
  "trimStart",
  "trimEnd",
  "toLowerCase",
  "toUpperCase",
  "normalize",
  "toString",
  "toLocaleLowerCase",
]);
const URL_PARTS: Record<string, Relation> = {
  hostname: "host",
  host: "host",
  origin: "host",
  protocol: "protocol",
  href: "same",
};
const PATH_CALLS: Record<string, Relation> = {
  resolve: "path",
  join: "part",
  normalize: "path",
  relative: "relative",
  basename: "name",
  extname: "part",
  dirname: "part",
  realpath: "path",
  realpathSync: "path",
};

/** Steps from one value back to another. */
const DEEPEST = 10;

/** What was found for nodes in the course of one question, and how deep in it. */
type Known = Map<number, { relation: Relation | undefined; depth: number }>;

/**
 * How `node` was made from `subject`, or undefined when it was not.
 * @param as how the subject itself was made from what is asked about
 */
export function relationOf(
  resolver: Resolver,
  graph: Graph,
  node: number,
  subject: number,
  depth = 0,
  known: Known = new Map(),
  as: Relation = "same",
): Relation | undefined {
  if (node < 0 || depth > DEEPEST) return undefined;
  const root = rootOf(graph, node);
  if (root === subject) return as;
  const before = known.get(root);
  if (before && (before.relation || before.depth <= depth)) return before.relation;
  const inner = (operand: number): Relation | undefined =>
    operand < 0 ? undefined : relationOf(resolver, graph, operand, subject, depth + 1, known, as);
  const relation = relationOfRoot(resolver, graph, root, inner, depth);
  known.set(root, { relation, depth });
  return relation;
}

function relationOfRoot(
  resolver: Resolver,
  graph: Graph,
  root: number,
  inner: (operand: number) => Relation | undefined,
  depth: number,
): Relation | undefined {
  switch (graph.op(root)) {
    case Op.Member: {
      const object = inner(graph.arg(root, 0));
      if (!object || object === "address") return object;
      if (object === "segments") return graph.name(root) === "[]" ? "segment" : "part";
      const holder = rootOf(graph, graph.arg(root, 0));
      const url =
        object === "url" || (object === "same" && (isUrl(graph, holder) || isDeclaredUrl(graph, holder)));
      if (url) return URL_PARTS[graph.name(root)] ?? "part";
      return "part";
    }
    case Op.New:
      return isUrl(graph, root) && inner(graph.arg(root, 1)) ? "url" : undefined;
    case Op.Call:
      return callRelation(resolver, graph, root, inner, depth);
    case Op.Concat: {
      const parts = [...graph.args(root)].map(inner);
      return parts.length === 1 ? parts[0] : parts.some((part) => part !== undefined) ? "part" : undefined;
    }
    case Op.Spread:
      return inner(graph.arg(root, 0));
    case Op.Array:
      // Several look-ups of one host.
      return [...graph.args(root)].some((part) => inner(part) === "address") ? "address" : undefined;
    case Op.Choice: {
      // A variable that was declared first and set in every branch since.
      const set = [...graph.args(root)].filter((option) => graph.op(rootOf(graph, option)) !== Op.Nullish);
      const options = set.map((option) => {
        const relation = inner(option);
        return relation === "same" && resolvesPath(resolver, graph, rootOf(graph, option))
          ? "path"
          : relation;
      });
      if (options.every((option) => option === options[0])) return options[0];
      const isOrWithin = (option: Relation | undefined, at: number): boolean =>
        option === "host" || isReadOff(graph, set[at]!, (node) => inner(node) === "host");
      return options.includes("host") && options.every(isOrWithin) ? "host" : undefined;
    }
    case Op.Or:
      return inner(graph.arg(root, 0));
    case Op.Ternary:
      return inner(graph.arg(root, 1)) ?? inner(graph.arg(root, 2));
    default:
      return undefined;
  }
}

/** What a pattern found in a host, put together anew: the address that another one holds, `::ffff:10.0.0.1` or `::ffff:a00:1`. */
function isReadOff(graph: Graph, node: number, isHost: (node: number) => boolean, depth = 0): boolean {
  const root = rootOf(graph, node);
  if (depth > DEEPEST) return false;
  const within = (operand: number): boolean => isReadOff(graph, operand, isHost, depth + 1);
  switch (graph.op(root)) {
    case Op.Number:
    case Op.String:
      return depth > 0;
    case Op.Concat:
    case Op.Arithmetic:
      return [...graph.args(root)].every(within);
    case Op.Member:
    case Op.Index:
      return within(graph.arg(root, 0));
    case Op.Call: {
      const callee = graph.arg(root, 0);
      if (graph.op(callee) === Op.Global)
        return ["parseInt", "Number"].includes(graph.name(callee)) && within(graph.arg(root, 1));
      if (graph.op(callee) !== Op.Member) return false;
      if (graph.name(callee) === "match") return isHost(graph.arg(callee, 0));
      return graph.name(callee) === "exec" && isHost(graph.arg(root, 1));
    }
    default:
      return false;
  }
}

function callRelation(
  resolver: Resolver,
  graph: Graph,
  call: number,
  inner: (operand: number) => Relation | undefined,
  depth: number,
): Relation | undefined {
  const callee = graph.arg(call, 0);
  const args = [...graph.args(call)].slice(1);
  const name =
    graph.op(callee) === Op.Member
      ? graph.name(callee)
      : graph.op(callee) === Op.Import
        ? graph.imported(callee)
        : "";
  if (
    graph.op(callee) === Op.Global &&
    (graph.name(callee) === "String" || graph.name(callee) === "decodeURIComponent")
  )
    return inner(args[0] ?? -1);
  const onPath = pathCall(resolver, graph, callee);
  if (onPath) {
    const sources = args.map(inner);
    if (!sources.some((source) => source !== undefined)) return undefined;
    // Its folder, resolved, and its name: a file that is still to be made.
    if (sources.length === 2 && sources[0] === "path" && sources[1] === "name") return "path";
    if (onPath === "relative") return inner(args[1] ?? -1) ? "relative" : "part";
    return onPath;
  }
  if (looksUp(resolver, graph, callee, name) && inner(args[0] ?? -1)) return "address";
  if (args.some((argument) => inner(argument) === "address")) return "address";
  if (graph.op(callee) === Op.Member) {
    const object = inner(graph.arg(callee, 0));
    if (object === "address") return object;
    if (object && SAME_TEXT.has(name)) return object;
    if (object === "same" && name === "split" && isSeparator(resolver, graph, args[0] ?? -1))
      return "segments";
    // A text that something is taken off around is a host; what is known of it closes nothing else.
    if (object) return (object === "host" || object === "same") && bares(graph, args) ? "host" : "part";
  }
  // A helper of the workspace that resolves the path it is given.
  const index = args.findIndex((argument) => inner(argument) !== undefined);
  return index < 0 ? undefined : helperRelation(resolver, graph, call, index, inner(args[index]!)!, depth);
}

/** `"/"`, `path.sep`, `/[\\/]/`: what stands between the names in a path. */
function isSeparator(resolver: Resolver, graph: Graph, node: number): boolean {
  if (node < 0) return false;
  if (graph.op(node) === Op.Regex) return /^\/(?:\[[\\/]+\]|\\\/)\+?\/\w*$/.test(graph.name(node));
  if (graph.op(node) === Op.Member && graph.name(node) === "sep") return true;
  return resolver.text(resolver.program.ref(graph, node)) === "/";
}

/** What a function of `path` or `fs` makes of a path; undefined for any other. */
function pathCall(resolver: Resolver, graph: Graph, callee: number): Relation | undefined {
  const named = withoutNative(graph, callee);
  const relation = PATH_CALLS[graph.op(named) === Op.Import ? graph.imported(named) : graph.name(named)];
  return relation && isPathModule(resolver, graph, named) ? relation : undefined;
}

/** `fs.realpathSync.native` is `fs.realpathSync`. */
export function withoutNative(graph: Graph, callee: number): number {
  const isNative = graph.op(callee) === Op.Member && graph.name(callee) === "native";
  return isNative ? rootOf(graph, graph.arg(callee, 0)) : callee;
}

/** `path.resolve(…)`: what it gives is the place itself. */
function resolvesPath(resolver: Resolver, graph: Graph, call: number): boolean {
  return graph.op(call) === Op.Call && pathCall(resolver, graph, graph.arg(call, 0)) === "path";
}

/**
 * `hostname.slice(1, -1)`, `hostname.replace(/^\[|\]$/g, "")`, `hostname.replace(/^\[(.*)\]$/, "$1")`: what stands around the
 * address in a URL goes.
 */
function bares(graph: Graph, args: readonly number[]): boolean {
  const [first = -1, second = -1] = args;
  if (first < 0 || second < 0) return false;
  if (graph.op(first) === Op.Number) return graph.name(first) === "1" && graph.op(second) === Op.Arithmetic;
  const pattern = graph.op(first) === Op.Regex || graph.op(first) === Op.String ? graph.name(first) : "";
  if (graph.name(second) === "$1" && /^\/\^\\\[\([^()]*\)\\\]\$\/\w*$/.test(pattern)) return true;
  return graph.name(second) === "" && /^\/?(?:[[\]^$|\\.()]|\\\.[+*])+(?:\/g?)?$/.test(pattern);
}

/** `dns.lookup(host)`, also promisified. */
export function looksUp(resolver: Resolver, graph: Graph, callee: number, name: string): boolean {
  if (!/^(?:\w*lookup\w*|resolve[46]?|resolveAny)$/i.test(name || nameOfVariable(graph, callee)))
    return false;
  return resolver
    .resolve(resolver.program.ref(graph, callee))
    .some(
      (value) =>
        (value.kind === "api" ? value.api.origin : value.kind === "external" && value.package) === "dns",
    );
}

function nameOfVariable(graph: Graph, callee: number): string {
  return graph.op(callee) === Op.Call || graph.op(callee) === Op.Cell ? "lookup" : "";
}

/**
 * What a workspace function makes of its argument, when all its returns agree.
 * @param given how the argument was made
 */
function helperRelation(
  resolver: Resolver,
  graph: Graph,
  call: number,
  index: number,
  given: Relation,
  depth: number,
): Relation {
  // Helpers of helpers are looked into, as far as there is depth left; one that calls itself ends there.
  const inside = Math.max(5, depth + 2);
  for (const value of resolver.resolve(resolver.program.ref(graph, graph.arg(call, 0)))) {
    if (value.kind !== "function") continue;
    const target = resolver.split(value.ref);
    const record = target.graph.facts.functions[target.graph.aux(target.node)]!;
    const param = record.params[index];
    if (param === undefined || record.exits.length === 0) continue;
    const relations = record.exits
      // Nothing at all, where the helper could make nothing of it, is compared with nothing.
      .filter(({ value }) => value >= 0 && target.graph.op(value) !== Op.Nullish)
      .map(({ value }) => relationOf(resolver, target.graph, value, param, inside, new Map(), given));
    const first = relations[0];
    if (first && relations.every((relation) => relation === first)) return first;
    if (normalises(resolver, target.graph, target.graph.aux(target.node))) return "path";
  }
  return "part";
}

/** What a function gives back, at each of its ends that gives anything. */
export function givenBack(graph: Graph, fn: number): number[] {
  return graph.facts.functions[graph.aux(fn)]!.exits.flatMap(({ value }) => (value >= 0 ? [value] : []));
}

/** The name that `object[key]` reads where the key is written out; else any element, `[]`. */
export function keyName(graph: Graph, key: number): string {
  const op = graph.op(key);
  return op === Op.String || op === Op.Number ? graph.name(key) : "[]";
}

/** The function brings a path into a normal form: it calls `resolve`, `normalize` or `realpath` on the way. */
function normalises(resolver: Resolver, graph: Graph, fn: number): boolean {
  return resolver.program
    .index(graph)
    .callsOf.get(fn)
    .some((call) => {
      const callee = graph.arg(call, 0);
      const name = graph.op(callee) === Op.Import ? graph.imported(callee) : graph.name(callee);
      return (
        /^(?:resolve|normalize|realpath|realpathSync)$/.test(name) && isPathModule(resolver, graph, callee)
      );
    });
}

/** A function of `path` or `fs`, or of a package in their place. */
export function isPathModule(resolver: Resolver, graph: Graph, callee: number): boolean {
  let object = graph.op(callee) === Op.Member ? rootOf(graph, graph.arg(callee, 0)) : callee;
  if (graph.op(object) === Op.Member && graph.name(object) === "promises")
    object = rootOf(graph, graph.arg(object, 0));
  if (graph.op(object) === Op.Import) {
    const specifier = graph.name(object).replace(/^node:/, "");
    return /^(?:path|fs|path\/|fs\/|fs-extra|upath|pathe)/.test(specifier);
  }
  // A module passed around.
  return resolver
    .resolve(resolver.program.ref(graph, callee))
    .some((value) => value.kind === "api" && /^(?:path|fs)/.test(value.api.origin));
}
