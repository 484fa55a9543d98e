/** What fixed text around a value means for it. */
import { Op, type Graph } from "../facts/facts.js";
import { definitionOf } from "./definitions.js";
import type { Ref } from "./ref.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { kinds, type KindSet } from "./kinds.js";
import { isScript } from "./scripts.js";

/**
 * Whether what stands before part `index` of a text already fixes the host of a URL:
 * `https://api.example.com/${x}` does, `https://${x}.example.com` does not.
 */
export function fixesHost(resolver: Resolver, graph: Graph, concat: number, index: number): boolean {
  if (index <= 0) return false;
  let before = "";
  // The same, with a mark in place of whatever is not written right there.
  let written = "";
  for (const part of graph.args(concat).slice(0, index)) {
    const text = resolver.text(resolver.program.ref(graph, part));
    before += text ?? "\u0000";
    written += text !== undefined && graph.op(part) === Op.String ? text : "\u0000";
  }
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/?#\u0000]+[/?#]/i.test(before)) return true;
  if (/^\/(?!\/)/.test(before)) return true;
  // A base address from a variable or the configuration, then a path.
  if (/\u0000.*[/?#]/.test(written)) return true;
  return /^\u0000$/.test(written) && !growsFromNothing(graph, concat, graph.arg(concat, 0));
}

/** Values that one may be, as far as they are looked through. */
const ALTERNATIVES = 24;

/** `let text = ""; for (const part of parts) text += part`: what stands before a part is parts, or nothing. */
export function growsFromNothing(graph: Graph, concat: number, before: number): boolean {
  const queue = [before];
  const seen = new Set<number>();
  let [grows, isEmpty] = [false, false];
  for (let at = 0; at < queue.length && at < ALTERNATIVES; at++) {
    const root = rootOf(graph, queue[at]!);
    if (seen.has(root)) continue;
    seen.add(root);
    const op = graph.op(root);
    if (root === concat) grows = true;
    else if (op === Op.String && graph.name(root) === "") isEmpty = true;
    else if (op === Op.Choice || op === Op.Cell) queue.push(...graph.args(root));
    // `text += a; text += b`
    else if (op === Op.Concat) queue.push(graph.arg(root, 0));
  }
  return grows && isEmpty;
}

/** A text as far as it is written out: `https://api.example.com/${id}` begins with its host. */
export function startOf(resolver: Resolver, ref: Ref): string {
  const known = resolver.text(ref);
  if (known !== undefined) return known;
  const { graph, node } = resolver.split(definitionOf(resolver, ref));
  // `new URL("https://…")`
  if (graph.op(node) === Op.New && graph.arg(node, 1) >= 0)
    return resolver.text(resolver.program.ref(graph, graph.arg(node, 1))) ?? "";
  if (graph.op(node) !== Op.Concat) return "";
  let start = "";
  for (const part of graph.args(node)) {
    const text = resolver.text(resolver.program.ref(graph, part));
    if (text === undefined) break;
    start += text;
  }
  return start;
}

/** Whether part `index` is JSON outside of quotes: in a script, a literal, whatever it holds. */
export function isLiteral(graph: Graph, concat: number, index: number): boolean {
  const call = rootOf(graph, graph.arg(concat, index));
  const callee = graph.op(call) === Op.Call ? graph.arg(call, 0) : -1;
  if (callee < 0 || graph.op(callee) !== Op.Member || graph.name(callee) !== "stringify") return false;
  const object = graph.arg(callee, 0);
  if (graph.op(object) !== Op.Global || graph.name(object) !== "JSON") return false;
  const before = index > 0 ? graph.arg(concat, index - 1) : -1;
  return before < 0 || graph.op(before) !== Op.String || !/["'`]$/.test(graph.name(before));
}

/** How a single quote is written inside single quotes, in a shell. */
const QUOTED_QUOTES = new Set(["'\\''", "'\"'\"'"]);

/** Whether part `index` stands in single quotes and its own single quotes are escaped for a shell. */
export function quotesForShell(resolver: Resolver, graph: Graph, concat: number, index: number): boolean {
  const [before, after] = [graph.arg(concat, index - 1), graph.arg(concat, index + 1)];
  if (index < 1 || after < 0 || graph.op(before) !== Op.String || graph.op(after) !== Op.String) return false;
  if (!graph.name(before).endsWith("'") || !graph.name(after).startsWith("'")) return false;
  if (startsScript(graph.name(before).slice(0, -1))) return false;
  return QUOTED_QUOTES.has(
    replacementOfAll(resolver, graph, graph.arg(concat, index), "'", /^\/'\/\w*g/) ?? "",
  );
}

/** Whether a shell command up to here makes what follows a script of the program it starts: `osascript -e`, `sh -c`. */
function startsScript(command: string): boolean {
  const [program, ...texts] = (command.split(/[|;&]/).pop() ?? "").trim().split(/\s+/);
  return isScript(program, { texts, exact: true });
}

/** What a value has in place of every `quote`: the second argument of the `replace` that made it. */
function replacementOfAll(
  resolver: Resolver,
  graph: Graph,
  value: number,
  quote: string,
  everyQuote: RegExp,
): string | undefined {
  const call = rootOf(graph, value);
  if (graph.op(call) !== Op.Call || graph.argCount(call) < 3) return undefined;
  const [callee, pattern, replacement] = graph.args(call);
  if (graph.op(callee!) !== Op.Member) return undefined;
  const every =
    graph.op(pattern!) === Op.Regex
      ? everyQuote.test(graph.name(pattern!))
      : graph.name(callee!) === "replaceAll" && graph.name(pattern!) === quote;
  return every ? resolver.text(resolver.program.ref(graph, replacement!)) : undefined;
}

/** Whether part `index` stands in an SQL string or identifier and its own quotes are doubled: `"${x.replace(/"/g, '""')}"`. */
export function quotesForSql(resolver: Resolver, graph: Graph, concat: number, index: number): boolean {
  const quote = quoteAround(graph, concat, index);
  if (quote === undefined) return false;
  const everyQuote = new RegExp(`^/\\\\?${quote}/\\w*g`);
  return replacementOfAll(resolver, graph, graph.arg(concat, index), quote, everyQuote) === quote + quote;
}

/** What closes the quotes that part `index` of a text stands in: `'${name} <${mail}>'`. SQL Server writes identifiers as `[name]`. */
function quoteAround(graph: Graph, concat: number, index: number): string | undefined {
  const fixed = (part: number): string => (graph.op(part) === Op.String ? graph.name(part) : "");
  const parts = [...graph.args(concat)].map(fixed);
  if (parts[index - 1]?.endsWith("[") && parts[index + 1]?.startsWith("]")) return "]";
  let open: string | undefined;
  for (const part of parts.slice(0, index))
    for (const [quote] of part.matchAll(/["'`]/g)) {
      if (open === undefined) open = quote;
      else if (open === quote) open = undefined;
    }
  return open !== undefined && parts.slice(index + 1).some((part) => part.includes(open)) ? open : undefined;
}

/** Words of a text; a tag that only marks where data stands, `<follow_up>`, is none. */
function wordsIn(text: string): number {
  return text.replace(/<\/?[\w:-]+>/g, " ").match(/\p{L}{2,}/gu)?.length ?? 0;
}

/** Whether a text is a data address: what is put into it is encoded. */
export function isDataAddress(graph: Graph, concat: number): boolean {
  const first = graph.arg(concat, 0);
  return graph.op(first) === Op.String && /^data:/i.test(graph.name(first));
}

/** Whether a text has enough fixed words of its own to be read as instructions. */
export function readsLikeInstructions(graph: Graph, concat: number): boolean {
  let words = 0;
  for (const part of graph.args(concat)) if (graph.op(part) === Op.String) words += wordsIn(graph.name(part));
  return words >= 3;
}

/** `${name}.json`, `note-${name}`: what has no separator is a part of a name there, and no name that leads upwards. */
export function isNameWith(graph: Graph, text: number, position: number): boolean {
  const part = (at: number): string => {
    const node = at < 0 ? -1 : graph.arg(text, at);
    return node >= 0 && graph.op(node) === Op.String ? graph.name(node) : "";
  };
  return /[^./\\][^/\\]*$/.test(part(position - 1)) || /^[^/\\]*[^./\\]/.test(part(position + 1));
}

/** `${folder}/settings.json` */
export function isFolderOf(graph: Graph, [, next]: Iterable<number>): boolean {
  return next !== undefined && graph.op(next) === Op.String && graph.name(next).startsWith("/");
}

/** Endings of pages of text and of pictures, which people publish. */
const PAGE = /\.(?:md|mdx|mdoc|markdown|png|jpe?g|gif|webp|avif)$/i;

/**
 * What is known of how a text ends, of which a value is one part: the last part says it, which may be the value itself.
 * @param index which operand of the node the value is
 */
export function endOf(resolver: Resolver, graph: Graph, node: number, index: number, safe: KindSet): KindSet {
  const last = graph.argCount(node) - 1;
  if (index === last) return safe;
  const text = resolver.text(resolver.program.ref(graph, graph.arg(node, last)));
  return text !== undefined && PAGE.test(text) ? safe | kinds("text-end") : safe & ~kinds("text-end");
}
