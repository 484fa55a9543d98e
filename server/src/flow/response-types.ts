/** What a response says that it is: a browser reads what is said to be a table, a text or an archive as no page. */
import { Op, type Graph } from "../facts/facts.js";
import { calleeName } from "./file-index.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { State } from "./state.js";
import type { Resolver } from "./resolve.js";

/** Methods that say it alone, and those that set any header. */
const TYPES = new Set(["type", "contentType"]);
const HEADERS = new Set(["setHeader", "set", "header", "append"]);
/** The header as people write it. */
const SPELLINGS = ["Content-Type", "content-type", "Content-type"];
/** What a browser runs scripts of, as a type or as an ending that stands for one. */
const RUNS = /html|svg|xml|htm$/i;

/**
 * Whether a browser shows what a call sends as a page.
 * @param by who has to say that it is one: the headers at this relative path, or true for methods of the response; left out where it is
 *   one unless a method says something else
 */
export function isShownAsPage(resolver: Resolver, send: Ref, by: string | true | undefined): boolean {
  const said =
    typeof by === "string"
      ? SPELLINGS.flatMap((name) => [...resolver.navigate.texts(send, "x()", `${by}.${name}`)])
      : (saidBefore(resolver, send) ?? []);
  if (by !== undefined) return said.some((text) => text !== undefined && /html/i.test(text));
  return said.length === 0 || said.some((text) => text === undefined || RUNS.test(text));
}

/** What calls before the one that sends a response say that it is; undefined when none does. */
function saidBefore(resolver: Resolver, send: Ref): readonly (string | undefined)[] | undefined {
  const { graph, node } = resolver.split(send);
  const response = responseOf(graph, node);
  if (response === undefined) return undefined;
  let said: readonly (string | undefined)[] | undefined;
  for (const user of holdersOf(graph, response))
    for (const call of graph.uses(user)) {
      if (graph.op(call) !== Op.Call || graph.arg(call, 0) !== user || call > node) continue;
      if (graph.owner(call) !== graph.owner(node)) continue;
      said = typeGiven(resolver, graph, call, graph.name(user)) ?? said;
    }
  return said;
}

/** Methods that give what JSON stands for: `response.json()`, `JSON.parse(text)`. */
const PARSES = new Set(["json", "parse"]);

/** Whether the data is all that was parsed as JSON, an object or a list as a rule, and not a text from it. */
export function isParsed(resolver: Resolver, last: State): boolean {
  for (let state: State | undefined = last; state; state = state.parent) {
    const { graph, node } = resolver.split(state.ref);
    const op = graph.op(node);
    if (op === Op.Call && PARSES.has(calleeName(graph, graph.arg(node, 0)))) return true;
    if (state.step !== "pass" && state.step !== "return" && state.step !== "argument") return false;
    if (op === Op.Member || op === Op.Index) return false;
  }
  return false;
}

/** The object that a chain of methods starts at: `res` of `res.status(200).send(x)`. */
function responseOf(graph: Graph, call: number): number | undefined {
  let at = call;
  for (let guard = 0; guard < 20; guard++) {
    const op = graph.op(at);
    // `res.set(…)` is taken for the `set` of a map: what stands behind it is the response with more in it.
    if (op === Op.Update) at = rootOf(graph, graph.arg(at, 0));
    else if (op !== Op.Call) break;
    else {
      const callee = graph.arg(at, 0);
      if (graph.op(callee) !== Op.Member) return undefined;
      at = rootOf(graph, graph.arg(callee, 0));
    }
  }
  return graph.op(at) === Op.Call ? undefined : at;
}

/** Methods read from the response, also further on in a chain. */
function* holdersOf(graph: Graph, response: number): Generator<number> {
  const queue = [response];
  const seen = new Set(queue);
  for (let at = 0; at < queue.length && at < 200; at++)
    for (const use of graph.uses(queue[at]!)) {
      const op = graph.op(use);
      const isSame =
        op === Op.AfterCall || op === Op.Refine || op === Op.Use || op === Op.Typed || op === Op.Update;
      if (op === Op.Member) yield use;
      const chained =
        op === Op.Member ? [...graph.uses(use)].filter((call) => graph.op(call) === Op.Call) : [];
      for (const next of isSame ? [use] : chained)
        if (!seen.has(next)) {
          seen.add(next);
          queue.push(next);
        }
    }
}

/** The texts that a call may say the type with; undefined when it says none. */
function typeGiven(
  resolver: Resolver,
  graph: Graph,
  call: number,
  method: string,
): readonly (string | undefined)[] | undefined {
  const texts = (argument: number): readonly (string | undefined)[] =>
    resolver
      .resolve(resolver.program.ref(graph, argument))
      .map((value) => (value.kind === "constant" ? resolver.constantText(value.ref) : undefined));
  const [first, second] = [graph.arg(call, 1), graph.arg(call, 2)];
  if (first < 0) return undefined;
  if (TYPES.has(method)) return texts(first);
  // `res.writeHead(200, { "Content-Type": … })`, with a text between or without.
  if (method === "writeHead")
    return second < 0 ? undefined : typeAmong(graph, graph.args(call).at(-1)!, texts);
  if (!HEADERS.has(method)) return undefined;
  if (second >= 0)
    return isType(resolver.text(resolver.program.ref(graph, first))) ? texts(second) : undefined;
  return typeAmong(graph, first, texts);
}

/** The texts of the type in an object of headers. */
function typeAmong(
  graph: Graph,
  object: number,
  texts: (value: number) => readonly (string | undefined)[],
): readonly (string | undefined)[] | undefined {
  const headers = rootOf(graph, object);
  if (graph.op(headers) !== Op.Object) return undefined;
  for (const part of graph.args(headers))
    if (graph.op(part) === Op.Prop && isType(graph.name(part))) return texts(graph.arg(part, 0));
  return undefined;
}

function isType(name: string | undefined): boolean {
  return name?.toLowerCase() === "content-type";
}
