/** Look-ups by a key that found something: the key is one of those that exist, and the program gave them out. */
import { Op, type Graph } from "../facts/facts.js";
import { definitionOf, propertyOf } from "./definitions.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** Methods of object mappers that get one record by its id, or by what an object says of it. */
const BY_ID = /^(?:find|get|fetch|load)\w*ById$|^findByPk$/;
const BY_PROPERTIES = /^find(?:One|First|Unique)(?:By|OrThrow|OrFail)*$/;
/** Columns whose values the program chooses; names and addresses are chosen by whoever signs up. */
const ID = /^(?:_?id|uu?id|[a-z]\w*(?:Id|_id|Uuid|_uuid))$/;
/** What is called on a query before it is awaited. */
const STEPS = /^(?:lean|exec|populate|select)$/;
/** `SELECT … WHERE id = ?` with no other way in. */
const SELECTS_BY_ID =
  /^\s*select\b(?![\s\S]*\bor\b)[\s\S]*\bwhere\s+(?:\w+\.)?["'`]?(\w+)["'`]?\s*=\s*[?$:@]/i;

/**
 * Whether a value is there only where a look-up found a record with a key.
 * @param isKey whether a node is the key
 */
export function isFoundByKey(
  resolver: Resolver,
  graph: Graph,
  value: number,
  isKey: (node: number) => boolean,
): boolean {
  let call = value;
  for (let guard = 0; guard < 6 && graph.op(call) === Op.Call; guard++) {
    const callee = graph.arg(call, 0);
    if (graph.op(callee) !== Op.Member) return false;
    if (!STEPS.test(graph.name(callee))) break;
    call = rootOf(graph, graph.arg(callee, 0));
  }
  const [callee, given] = [graph.arg(call, 0), graph.arg(call, 1)];
  if (graph.op(call) !== Op.Call || graph.op(callee) !== Op.Member || given < 0) return false;
  const name = graph.name(callee);
  if (name === "get") return isKey(given) && keepsByKey(resolver, graph, graph.arg(callee, 0));
  const byId = BY_ID.test(name);
  if (!byId && !BY_PROPERTIES.test(name)) return false;
  // A function of the workspace is judged by what it does.
  const isOwn = resolver
    .resolve(resolver.program.ref(graph, callee))
    .some((target) => target.kind === "function");
  if (isOwn) return false;
  if (byId) return isKey(given);
  const asked = rootOf(graph, given);
  const where = propertyOf(graph, asked, "where");
  const object = where < 0 ? asked : rootOf(graph, where);
  if (graph.op(object) !== Op.Object) return false;
  return [...graph.args(object)].some(
    (part) => graph.op(part) === Op.Prop && ID.test(graph.name(part)) && isKey(graph.arg(part, 0)),
  );
}

/** A map of the program, or a statement that selects one row by its id. */
function keepsByKey(resolver: Resolver, from: Graph, object: number): boolean {
  const { graph, node } = resolver.split(definitionOf(resolver, resolver.program.ref(from, object)));
  const callee = graph.arg(node, 0);
  if (graph.op(node) === Op.New) return graph.op(callee) === Op.Global && graph.name(callee) === "Map";
  if (graph.op(node) !== Op.Call || graph.op(callee) !== Op.Member || graph.name(callee) !== "prepare")
    return false;
  const column = SELECTS_BY_ID.exec(writtenIn(graph, graph.arg(node, 1)))?.[1];
  return column !== undefined && ID.test(column);
}

/** A text as far as it is written down. */
function writtenIn(graph: Graph, node: number): string {
  if (node < 0) return "";
  const root = rootOf(graph, node);
  const parts = graph.op(root) === Op.Concat ? [...graph.args(root)] : [root];
  return parts.map((part) => (graph.op(part) === Op.String ? graph.name(part) : " ")).join("");
}

/** `this.jobs[id]`, `(await this.jobs())[id]`: a table that an object of the program keeps. */
export function isOwnTable(graph: Graph, table: number): boolean {
  const start = rootOf(graph, table);
  let object = graph.op(start) === Op.Call && graph.argCount(start) === 1 ? graph.arg(start, 0) : start;
  for (let guard = 0; guard < 4 && graph.op(object) === Op.Member; guard++)
    object = rootOf(graph, graph.arg(object, 0));
  return object !== start && graph.op(object) === Op.This;
}
