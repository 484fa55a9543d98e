/** Queries that select records by an id: of query builders, and written as text. */
import { Op, type Graph } from "../facts/facts.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** Columns whose values the program chooses; names and addresses are chosen by whoever signs up. */
const ID = /^(?:_?id|uu?id|[a-z]\w*(?:Id|_id|Uuid|_uuid))$/;
/** Last steps of a query builder that give one row, or nothing. */
const GIVES_ONE = /^(?:get|first|single|maybeSingle|executeTakeFirst|getOne|findFirst)$/;
/** First steps of a query that only reads, and what makes one that writes give the rows it found. */
const READS = /^(?:select|selectFrom|from|returning)$/;
/** Steps that let other rows in. */
const WIDENS = /^(?:or|orWhere\w*|union\w*)$/;
/** How long a chain of a query builder may be. */
const STEPS = 16;

/** Whether values of a column are given out by the program. */
export function isIdColumn(column: string): boolean {
  return ID.test(column);
}

/** A text as far as it is written down. */
export function writtenIn(graph: Graph, node: number): string {
  if (node < 0) return "";
  const root = rootOf(graph, node);
  const parts = graph.op(root) === Op.Concat ? [...graph.args(root)] : [root];
  return parts.map((part) => (graph.op(part) === Op.String ? graph.name(part) : " ")).join("");
}

/** Whether the last step of a query builder gives a row or nothing, rather than a list or an answer. */
export function givesOne(graph: Graph, call: number): boolean {
  return GIVES_ONE.test(graph.name(graph.arg(call, 0)));
}

/**
 * Whether a chain of a query builder selects rows whose id is a key: `db.select().from(jobs).where(eq(jobs.id, id)).get()`,
 * `db.query.jobs.findFirst({ where: eq(jobs.id, id) })`, `client.from("jobs").select().eq("id", id).single()`.
 */
export function isNarrowedBy(graph: Graph, last: number, isKey: (node: number) => boolean): boolean {
  let [reads, isNarrow] = [false, false];
  let call = last;
  for (let guard = 0; guard < STEPS && graph.op(call) === Op.Call; guard++) {
    const callee = graph.arg(call, 0);
    if (graph.op(callee) !== Op.Member) break;
    const name = graph.name(callee);
    if (WIDENS.test(name)) return false;
    if (READS.test(name)) reads = true;
    if (/^(?:where|andWhere|eq|findFirst)$/.test(name)) isNarrow ||= selectsBy(graph, call, name, isKey);
    if (name === "findFirst") reads = true;
    call = rootOf(graph, graph.arg(callee, 0));
  }
  return reads && isNarrow;
}

function selectsBy(graph: Graph, call: number, name: string, isKey: (node: number) => boolean): boolean {
  const [first, second, third] = [graph.arg(call, 1), graph.arg(call, 2), graph.arg(call, 3)];
  if (first < 0) return false;
  const root = rootOf(graph, first);
  if (name === "findFirst") {
    const where = [...graph.args(root)].find(
      (part) => graph.op(part) === Op.Prop && graph.name(part) === "where",
    );
    return (
      graph.op(root) === Op.Object && where !== undefined && isEquality(graph, graph.arg(where, 0), isKey)
    );
  }
  // `eq("id", key)`, `where("jobs.id", key)`, `where("id", "=", key)`
  if (graph.op(root) === Op.String) {
    const isId = isIdColumn(graph.name(root).split(".").pop()!);
    const isEqual = third < 0 || (graph.op(second) === Op.String && graph.name(second) === "=");
    return isId && isEqual && isKey(third < 0 ? second : third);
  }
  if (graph.op(root) === Op.Object)
    return [...graph.args(root)].some(
      (part) => graph.op(part) === Op.Prop && isIdColumn(graph.name(part)) && isKey(graph.arg(part, 0)),
    );
  return isEquality(graph, root, isKey);
}

/** `eq(jobs.id, key)`, also as one of those that all must hold: `and(eq(…), …)`. */
function isEquality(graph: Graph, node: number, isKey: (node: number) => boolean, depth = 0): boolean {
  const call = rootOf(graph, node);
  if (graph.op(call) !== Op.Call || depth > 3) return false;
  const [callee, ...given] = graph.args(call);
  const name = graph.op(callee!) === Op.Import ? graph.imported(callee!) : graph.name(callee!);
  if (name === "and") return given.some((each) => isEquality(graph, each, isKey, depth + 1));
  const column = given[0] === undefined ? -1 : rootOf(graph, given[0]);
  return (
    name === "eq" &&
    given.length === 2 &&
    graph.op(column) === Op.Member &&
    isIdColumn(graph.name(column)) &&
    isKey(given[1]!)
  );
}

/** `column = $1`, `"column" = ?` */
const EQUALITY = /(?:\w+\.)?["'`]?(\w+)["'`]?\s*=\s*(?:\$(\d+)|\?)/gi;
const READS_BY = /^\s*select\b[\s\S]*?\bwhere\b/i;

/** Whether a call sends a written query that selects rows by an id, and the key for it: `query("SELECT … WHERE id = $1", [key])`. */
export function isSelectedBy(
  resolver: Resolver,
  graph: Graph,
  call: number,
  isKey: (node: number) => boolean,
): boolean {
  const [text, list] = [graph.arg(call, 1), graph.arg(call, 2)];
  if (graph.op(call) !== Op.Call || text < 0 || list < 0) return false;
  const values = rootOf(graph, list);
  if (graph.op(values) !== Op.Array) return false;
  const query = resolver.text(resolver.program.ref(graph, text)) ?? writtenIn(graph, text);
  const start = READS_BY.exec(query)?.[0].length;
  if (start === undefined || /\b(?:or|union)\b/i.test(query.slice(start))) return false;
  return [...query.slice(start).matchAll(EQUALITY)].some(({ 0: found, 1: column, 2: number, index }) => {
    const asked = query.slice(0, start + index + found.length);
    const at = number === undefined ? asked.split("?").length - 2 : Number(number) - 1;
    const value = graph.arg(values, at);
    return value >= 0 && isIdColumn(column!) && isKey(value);
  });
}

/** The same with the key in the text of a tag, which binds it: ``sql`SELECT … WHERE id = ${key}` ``. */
export function isWrittenWith(graph: Graph, tagged: number, isKey: (node: number) => boolean): boolean {
  if (graph.op(tagged) !== Op.Tagged) return false;
  const query = writtenIn(graph, graph.arg(tagged, 1));
  const start = READS_BY.exec(query)?.[0].length;
  if (start === undefined || /\b(?:or|union)\b/i.test(query.slice(start))) return false;
  const parts = [...graph.args(graph.arg(tagged, 1))];
  return parts.some((part, at) => {
    const before = at > 0 ? parts[at - 1]! : -1;
    if (before < 0 || graph.op(before) !== Op.String || !isKey(part)) return false;
    const column = /\b(?:where|and)\s+(?:\w+\.)?["'`]?(\w+)["'`]?\s*=\s*$/i.exec(graph.name(before))?.[1];
    return column !== undefined && isIdColumn(column);
  });
}
