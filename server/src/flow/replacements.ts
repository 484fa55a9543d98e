/** What `text.replace(pattern, replacement)` leaves nothing dangerous in. */
import { Op, type Graph } from "../facts/facts.js";
import { callbackTexts } from "./callback-texts.js";
import { replacedKinds } from "./checks.js";
import { calleeName } from "./file-index.js";
import { NONE, type KindSet } from "./kinds.js";
import { strippedKinds, wholeGroups, type Replaced } from "./regex.js";
import type { Resolver } from "./resolve.js";
import { isResolvedPath } from "./resolved-paths.js";

/**
 * `text.replace(/[^a-z0-9]/g, "_")` leaves only characters of the class, and what stands in for the others: a fixed text, or
 * what a callback gives for them.
 */
export function replacedSafe(resolver: Resolver, graph: Graph, call: number): KindSet {
  const [pattern, replacement] = [graph.arg(call, 1), graph.arg(call, 2)];
  if (pattern < 0 || replacement < 0) return NONE;
  const literal = expressionIn(resolver, graph, call, pattern);
  if (literal === undefined) return NONE;
  const groups = wholeGroups(literal);
  const ref = resolver.program.ref(graph, replacement);
  const callbacks = resolver.resolve(ref).filter(({ kind }) => kind === "function");
  if (callbacks.length > 0) {
    const [callback] = callbacks;
    if (callbacks.length > 1 || callback?.kind !== "function") return NONE;
    return strippedKinds(literal, (match) => callbackTexts(resolver, callback.ref, match, groups));
  }
  const text = resolver.text(ref);
  if (text === undefined) return NONE;
  const normal = isResolvedPath(resolver, graph, graph.arg(graph.arg(call, 0), 0));
  return strippedKinds(literal, fixedReplacement(text, groups)) | replacedKinds(literal, text, normal);
}

/** What is replaced, as an expression. */
function expressionIn(resolver: Resolver, graph: Graph, call: number, pattern: number): string | undefined {
  for (const value of resolver.resolve(resolver.program.ref(graph, pattern))) {
    if (value.kind !== "constant") continue;
    const target = resolver.split(value.ref);
    if (target.graph.op(target.node) === Op.Regex) return target.graph.name(target.node);
    const text = resolver.constantText(value.ref);
    if (text !== undefined && calleeName(graph, graph.arg(call, 0)) === "replaceAll")
      return expressionOfText(text);
  }
  return undefined;
}

/** A fixed replacement: `$&` stands for the match, `$1` for a group around it. */
function fixedReplacement(text: string, groups: number): Replaced {
  if (/\$[`'<]/.test(text)) return () => undefined;
  return (match) => [
    text.replace(/\$(?:\$|&|0?1)/g, (sign) =>
      sign === "$$" ? "$" : sign === "$&" || groups > 1 ? match : sign,
    ),
  ];
}

/** A pattern of `replaceAll` that is a text, as an expression. */
function expressionOfText(text: string): string {
  return `/${text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}/g`;
}
