/** What single checks close: a prefix, an equality, a test of something made from the value. */
import { Op, type Graph } from "../facts/facts.js";
import { EACH } from "./intrinsics.js";
import { ALL, kinds, NONE, settle, type KindSet } from "./kinds.js";
import { rootOf, type Relation } from "./relations.js";
import { isResolvedPath } from "./resolved-paths.js";
import type { Resolver } from "./resolve.js";
import { isUrl } from "./urls.js";

/** Kinds of sinks that a known host closes. */
export const REQUESTS = kinds("request", "navigation", "model-endpoint", "tool-server");
/** What a check of the address that a host resolves to closes: it may still be anybody's. */
export const RESOLVED = kinds("request", "navigation", "host-followed");

/** `x.startsWith(prefix)`: what it makes `x` safe for, when it is true or, with `sense` false, when it is not. */
export function prefixKinds(
  resolver: Resolver,
  graph: Graph,
  relation: Relation,
  object: number,
  argument: number,
  sense: boolean,
): KindSet {
  if (argument < 0) return NONE;
  const text = resolver.text(resolver.program.ref(graph, argument));
  if (relation === "relative") {
    // `..${path.sep}` begins with what is known of it.
    const start = text ?? leadingText(resolver, graph, argument);
    return !sense && start?.startsWith("..") ? kinds("path") : NONE;
  }
  if (!sense) {
    if (relation === "host" && text !== undefined && namesRanges([text])) return kinds("host-ranges");
    if (relation === "path" && text?.startsWith("..")) return kinds("path-climb");
    if (relation !== "same") return NONE;
    return text === "-" ? kinds("argument") : text === "/" ? kinds("path-root") : NONE;
  }
  const address = text === undefined ? NONE : beginningKinds(text);
  if (address !== NONE) return address;
  const resolved = relation === "path" || (relation === "same" && isResolvedPath(resolver, graph, object));
  if (!resolved) return NONE;
  // `/data-private` passes for `/data`: what is left is worth less to an attacker, and still open.
  return endsWithSeparator(graph, argument) ? kinds("path") : kinds("path-prefix");
}

/** What an address that begins with a text is safe for: with a scheme, or with a host to its end. */
export function beginningKinds(text: string): KindSet {
  if (/^[a-z][a-z0-9+.-]*:(?:\/\/)?$/i.test(text)) return kinds("navigation");
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+[/?#]/i.test(text) ? REQUESTS : NONE;
}

function leadingText(resolver: Resolver, graph: Graph, node: number): string | undefined {
  const root = rootOf(graph, node);
  if (graph.op(root) !== Op.Concat) return undefined;
  return resolver.text(resolver.program.ref(graph, graph.arg(root, 0)));
}

/** `folder.endsWith(sep) ? folder : …` */
function isAskedForEnd(graph: Graph, ternary: number): boolean {
  const test = rootOf(graph, graph.arg(ternary, 0));
  const callee = graph.op(test) === Op.Call ? graph.arg(test, 0) : -1;
  return (
    callee >= 0 &&
    graph.op(callee) === Op.Member &&
    graph.name(callee) === "endsWith" &&
    endsWithSeparator(graph, graph.arg(test, 1)) &&
    rootOf(graph, graph.arg(callee, 0)) === rootOf(graph, graph.arg(ternary, 1))
  );
}

function endsWithSeparator(graph: Graph, node: number): boolean {
  const root = rootOf(graph, node);
  switch (graph.op(root)) {
    case Op.Concat: {
      const last = graph.arg(root, graph.argCount(root) - 1);
      return endsWithSeparator(graph, last);
    }
    case Op.String:
      return /[/\\]$/.test(graph.name(root));
    case Op.Ternary:
      return (
        endsWithSeparator(graph, graph.arg(root, 2)) &&
        (endsWithSeparator(graph, graph.arg(root, 1)) || isAskedForEnd(graph, root))
      );
    case Op.Member:
      return graph.name(root) === "sep";
    case Op.Call: {
      // `directory.replace(/\\?$/, "\\")` puts one there.
      const callee = graph.arg(root, 0);
      const last = graph.arg(root, 2);
      return graph.op(callee) === Op.Member && /^replace/.test(graph.name(callee)) && last >= 0
        ? endsWithSeparator(graph, last)
        : false;
    }
    case Op.Import:
      return graph.imported(root) === "sep";
    case Op.Ternary:
      return endsWithSeparator(graph, graph.arg(root, 1)) && endsWithSeparator(graph, graph.arg(root, 2));
    case Op.Choice:
      return [...graph.args(root)].every((option) => endsWithSeparator(graph, option));
    default:
      return false;
  }
}

/** What being equal to one of several constants closes, for what stands in this relation to a value. */
export function closedByEquality(relation: Relation): KindSet {
  switch (relation) {
    case "same":
    case "path":
      return ALL;
    case "host":
      return REQUESTS;
    case "protocol":
      return kinds("navigation");
    default:
      return NONE;
  }
}

/** A validator that saw only something made from the value. */
export function weaken(relation: Relation): KindSet {
  switch (relation) {
    case "path":
      return kinds("path", "path-prefix");
    case "host":
    case "url":
      return REQUESTS | RESOLVED | kinds("host-ranges", "host-literal");
    default:
      return NONE;
  }
}

/** What it says about a text that none of these are in it. */
export function absenceKinds(texts: readonly string[]): KindSet {
  let set = NONE;
  if (texts.includes("..") || texts.includes(".")) set |= kinds("path-climb");
  if (texts.includes("/")) set |= kinds("path-climb", "path-root");
  return settle(set);
}

/** Texts that climb, and texts that start at the root. */
const CLIMBING = ["../a", "a/../b", "a/.."];
const ROOTED = ["/a", "/a/b"];

/** What it says about a path that an expression did not match it. */
export function unmatchedKinds(literal: string): KindSet {
  const pattern = expressionOf(literal);
  let set = NONE;
  if (pattern && CLIMBING.every((text) => pattern.test(text))) set |= kinds("path-climb");
  if (pattern && ROOTED.every((text) => pattern.test(text))) set |= kinds("path-root");
  return settle(set);
}

/**
 * What it says about a path that matches of an expression were replaced in it.
 * @param normal whether the path was in its normal form, which climbs at its start or not at all
 */
export function replacedKinds(literal: string, replacement: string, normal: boolean): KindSet {
  const pattern = expressionOf(literal);
  if (!pattern) return NONE;
  const left = (text: string): string => text.replace(pattern, replacement);
  let set = NONE;
  // All of them, wherever they are: what is left has no two dots beside each other.
  if (/g/.test(literal.slice(literal.lastIndexOf("/"))) && left("..") === "" && left("a..b") === "ab")
    set |= kinds("path-climb");
  if (normal && ["../a", "../../a"].every((text) => left(text) === "a")) set |= kinds("path-climb");
  if (ROOTED.every((text) => !left(text).startsWith("/"))) set |= kinds("path-root");
  return settle(set);
}

function expressionOf(literal: string): RegExp | undefined {
  const end = literal.lastIndexOf("/");
  try {
    return new RegExp(literal.slice(1, end), literal.slice(end + 1).replace(/[gy]/g, ""));
  } catch {
    return undefined;
  }
}

/** Some texts speak of private addresses: of what begins with 10, 192.168 or 172. */
export function namesRanges(texts: readonly string[]): boolean {
  return texts.some((text) => /(?<!\d)(?:10\\?\.|192\\?\.168|172\\?\.)/.test(text));
}

/** An expression that addresses of four numbers match, and names do not. */
export function matchesAddresses(literal: string): boolean {
  const expression = expressionOf(literal);
  if (!expression) return false;
  return (
    ["10.0.0.1", "192.168.100.254"].every((text) => expression.test(text)) &&
    !["localhost", "example.com", "a1.b2.c3.d4"].some((text) => expression.test(text))
  );
}

/** The function works out whether an address is private: three of the numbers that private ranges start with are in it. */
export function knowsRanges(graph: Graph, fn: number): boolean {
  const { start, end } = graph.facts.functions[fn]!;
  const { ops, starts, ends, args, argStarts } = graph.facts;
  const found = new Set<string>();
  const read = (node: number): void => {
    const op = ops[node];
    if (op !== Op.String && op !== Op.Number && op !== Op.Regex) return;
    // Numbers of the ranges, or the names that packages have for them.
    const names = /^(?:unicast|private|loopback)$/.test(graph.name(node)) ? 3 : 0;
    for (let at = 0; at < names; at++) found.add(`name ${at}`);
    for (const [number] of graph.name(node).matchAll(/\b(?:10|127|169|172|192)\b/g)) found.add(number);
  };
  for (let node = 0; node < graph.size && found.size < 3; node++) {
    if (starts[node]! < start || ends[node]! > end) continue;
    read(node);
    // A list beside the function.
    for (let at = argStarts[node]!; at < argStarts[node + 1]!; at++) {
      const list = writtenList(graph, args[at]!);
      if (list >= 0) for (const item of graph.args(list)) readItem(graph, item, read);
    }
  }
  return found.size >= 3;
}

/** A list that is written out, as it is, in a set, or with something made of each element; -1 when it is none. */
function writtenList(graph: Graph, node: number): number {
  if (node < 0) return -1;
  const op = graph.op(node);
  if (op === Op.Array) return node;
  const callee = op === Op.Call ? graph.arg(node, 0) : -1;
  const inner =
    op === Op.New
      ? graph.arg(node, 1)
      : callee >= 0 && graph.op(callee) === Op.Member && graph.name(callee) === "map"
        ? graph.arg(callee, 0)
        : -1;
  return inner >= 0 && graph.op(inner) === Op.Array ? inner : -1;
}

function readItem(graph: Graph, item: number, read: (node: number) => void): void {
  read(item);
  const op = graph.op(item);
  if (op === Op.Array || op === Op.Object || op === Op.New)
    for (const part of graph.args(item)) read(graph.op(part) === Op.Prop ? graph.arg(part, 0) : part);
}

/** One of a list's elements, where each of them is looked at: what a callback is handed, what a loop goes over. */
export function isEach(graph: Graph, node: number): boolean {
  const root = rootOf(graph, node);
  if (graph.op(root) === Op.Member) return graph.name(root) === "[]";
  if (graph.op(root) !== Op.Param || graph.aux(root) !== 0) return false;
  const fn = graph.facts.functions[graph.owner(root)];
  if (!fn) return false;
  return [...graph.uses(fn.node)].some((call) => {
    const callee = graph.op(call) === Op.Call ? graph.arg(call, 0) : -1;
    return callee >= 0 && graph.op(callee) === Op.Member && EACH.has(graph.name(callee));
  });
}

/** Parts of an address that say where it is. */
const PLACES = new Set(["origin", "host", "hostname", "protocol"]);
/** Parts of an address that are written with what HTML means something to encoded. */
const ENCODED_PARTS = new Set([...PLACES, "href", "pathname", "search", "hash"]);

/**
 * What a part of a parsed address is safe for: `new URL(text).pathname` has no `..` left, and no tags; a host has no `/`.
 * Source: the URL standard, "path percent-encode set" and "path state".
 */
export function urlPartKinds(graph: Graph, object: number, name: string): KindSet {
  const url = rootOf(graph, object);
  // Next.js puts its own address there, whatever the request says.
  if (PLACES.has(name) && graph.op(url) === Op.Member && graph.name(url) === "nextUrl") return ALL;
  if (!ENCODED_PARTS.has(name) || !isUrl(graph, url)) return NONE;
  if (PLACES.has(name) && isOwnAddress(graph, graph.arg(url, 1))) return OWN_PLACE | kinds("html");
  if (name === "pathname") return kinds("html", "path-climb");
  return name === "host" || name === "hostname" ? kinds("html", "path-root", "path-segment") : kinds("html");
}

/** What the server's own address is: whoever sends a request says at most by which of its names the server is called. */
export const OWN_PLACE = kinds("navigation", "host-ranges");

/** `request.url`: where a request came to is the server itself, not a place that its sender leads somebody else to. */
export function isOwnAddress(graph: Graph, node: number): boolean {
  const root = node < 0 ? node : rootOf(graph, node);
  return root >= 0 && graph.op(root) === Op.Member && /^(?:url|nextUrl)$/.test(graph.name(root));
}
