/** Look-ups by a key that found something: the key is one of those that exist, and the program gave them out. */
import { Op, type Graph } from "../facts/facts.js";
import { definitionOf, propertyOf } from "./definitions.js";
import { givesOne, isIdColumn, isNarrowedBy, isSelectedBy, isWrittenWith, writtenIn } from "./key-queries.js";
import { asksEqual, rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** Methods of object mappers that get one record by its id, or by what an object says of it. */
const BY_ID = /^(?:find|get|fetch|load)\w*ById$|^findByPk$/;
const BY_PROPERTIES = /^find(?:One|First|Unique)(?:By|OrThrow|OrFail)*$/;
/** The same for all records that fit. */
const ALL_BY_PROPERTIES = /^find(?:Many|All)?$/;
/** What is called on a query before it is awaited. */
const STEPS = /^(?:lean|exec|populate|select|sort|limit)$/;
/** What an answer of a database holds its rows in, and a row in a list of them. */
const ROWS = /^(?:rows|recordset|data)$/;
const ELEMENT = /^(?:\[\]|0)$/;
/** `SELECT … WHERE id = ?` with no other way in. */
const SELECTS_BY_ID =
  /^\s*select\b(?![\s\S]*\bor\b)[\s\S]*\bwhere\s+(?:\w+\.)?["'`]?(\w+)["'`]?\s*=\s*[?$:@]/i;

/**
 * What a condition asks for: `row` of `row`, `row !== undefined` and `row != null`, `rows` of `rows.length` and `rows.length > 0`.
 * @param sense whether the condition holds
 * @returns the value that is there then, and whether it is a list with something in it; node -1 for any other condition
 */
function askedFor(graph: Graph, condition: number, sense: boolean): { node: number; isFilled: boolean } {
  let node = condition;
  if (graph.op(condition) === Op.Compare) {
    const [left, right] = [graph.arg(condition, 0), graph.arg(condition, 1)];
    const [op, number] = [graph.op(right), graph.name(right)];
    const isNothing = op === Op.Nullish || (op === Op.Number && number === "0");
    const equal = asksEqual(graph, condition);
    const isLess = op === Op.Number && graph.name(condition) === (sense ? ">" : "<");
    const bound = sense ? "0" : "1";
    const asks = isNothing && equal !== undefined ? equal !== sense : isLess && number === bound;
    if (!asks) return { node: -1, isFilled: false };
    const isLength =
      graph.op(rootOf(graph, left)) === Op.Member && graph.name(rootOf(graph, left)) === "length";
    if (op === Op.Number && !isLength) return { node: -1, isFilled: false };
    node = left;
  } else if (!sense) return { node: -1, isFilled: false };
  const root = rootOf(graph, node);
  if (graph.op(root) === Op.Member && graph.name(root) === "length")
    return { node: rootOf(graph, graph.arg(root, 0)), isFilled: true };
  return { node: root, isFilled: false };
}

/**
 * Whether a condition holds only where a look-up found a record with a key.
 * @param isKey whether a node is the key
 */
export function isFoundByKey(
  resolver: Resolver,
  graph: Graph,
  condition: number,
  sense: boolean,
  isKey: (node: number) => boolean,
): boolean {
  const { node, isFilled } = askedFor(graph, condition, sense);
  let [call, isOne] = [node, isFilled];
  // An answer is there, and so is a list; what tells is a row of it.
  let isRow = false;
  for (let guard = 0; guard < 8 && call >= 0; guard++) {
    const callee = graph.op(call) === Op.Call ? graph.arg(call, 0) : call;
    if (graph.op(callee) !== Op.Member) break;
    const name = graph.name(callee);
    if (callee === call) {
      if (ELEMENT.test(name)) isOne = isRow = true;
      else if (!ROWS.test(name)) return false;
    } else if (!STEPS.test(name)) break;
    call = rootOf(graph, graph.arg(callee, 0));
  }
  if (call < 0) return false;
  const byQuery = isOne && (isSelectedBy(resolver, graph, call, isKey) || isWrittenWith(graph, call, isKey));
  if (byQuery) return true;
  const [callee, given] = [graph.arg(call, 0), graph.arg(call, 1)];
  if (graph.op(call) !== Op.Call || graph.op(callee) !== Op.Member) return false;
  if ((isOne || givesOne(graph, call)) && isNarrowedBy(graph, call, isKey)) return true;
  if (given < 0) return false;
  const name = graph.name(callee);
  if (name === "get") return !isRow && isKey(given) && keepsByKey(resolver, graph, graph.arg(callee, 0));
  const byId = BY_ID.test(name);
  if (!byId && !BY_PROPERTIES.test(name) && !(isOne && ALL_BY_PROPERTIES.test(name))) return false;
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
    (part) => graph.op(part) === Op.Prop && isIdColumn(graph.name(part)) && isKey(graph.arg(part, 0)),
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
  return column !== undefined && isIdColumn(column);
}

/** `this.jobs[id]`, `(await this.jobs())[id]`: a table that an object of the program keeps. */
export function isOwnTable(graph: Graph, table: number): boolean {
  const start = rootOf(graph, table);
  let object = graph.op(start) === Op.Call && graph.argCount(start) === 1 ? graph.arg(start, 0) : start;
  for (let guard = 0; guard < 4 && graph.op(object) === Op.Member; guard++)
    object = rootOf(graph, graph.arg(object, 0));
  return object !== start && graph.op(object) === Op.This;
}
