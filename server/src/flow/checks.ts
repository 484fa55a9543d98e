/** What single checks close: a prefix, an equality, a test of something made from the value. */
import { Op, type Graph } from "../facts/facts.js";
import { ALL, kinds, NONE, type KindSet } from "./kinds.js";
import { relationOf, rootOf, type Relation } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** Kinds of sinks that a known host closes. */
export const REQUESTS = kinds("request", "navigation");

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
  if (!sense) return relation === "same" && text === "-" ? kinds("argument") : NONE;
  if (text !== undefined && /^[a-z][a-z0-9+.-]*:(?:\/\/)?$/i.test(text)) return kinds("navigation");
  if (text !== undefined && /^[a-z][a-z0-9+.-]*:\/\/[^/]+\/$/i.test(text)) return REQUESTS;
  const resolved = relation === "path" || (relation === "same" && isResolvedPath(resolver, graph, object));
  if (!resolved) return NONE;
  // `/data-private` passes for `/data`: what is left is worth less to an attacker, and still open.
  return endsWithSeparator(graph, argument) ? kinds("path") : kinds("path-prefix");
}

function leadingText(resolver: Resolver, graph: Graph, node: number): string | undefined {
  const root = rootOf(graph, node);
  if (graph.op(root) !== Op.Concat) return undefined;
  return resolver.text(resolver.program.ref(graph, graph.arg(root, 0)));
}

function isResolvedPath(resolver: Resolver, graph: Graph, node: number): boolean {
  return relationOf(resolver, graph, node, -1, true) === "path";
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
      return REQUESTS;
    default:
      return NONE;
  }
}
