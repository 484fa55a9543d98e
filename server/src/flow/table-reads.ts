/** Where the program reads the rows of a table, whoever is asked for them. */
import { Op, type Graph } from "../facts/facts.js";
import type { Access } from "./access.js";
import { BOUNDS } from "./bounds.js";
import { EntryNames, GIVES, GIVES_LIST } from "./entry-names.js";
import { calleeName } from "./file-index.js";
import { Gathered } from "./gathered.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { tableIn } from "./sql-columns.js";
import { nameIn, RUNS_SQL, TableNames } from "./table-names.js";

/** Where rows of a table are in what a call gives. */
export interface Read {
  table: string;
  ref: Ref;
  row: Access;
}

const BY_KEY = ["findUnique", "findFirst", "findUniqueOrThrow", "findFirstOrThrow", "findMany"];
const BY_FIND = ["find", "findOne", "findById", "findOneAndUpdate", "findByIdAndUpdate"];
const METHODS = [...new Set([...BY_KEY, ...BY_FIND, "select", "from", ...RUNS_SQL, ...GIVES, ...GIVES_LIST])];
/** Methods after which a chain gives one row instead of a list. */
const SINGLE = new Set(["single", "maybeSingle", "first"]);
/** Where a client of unknown make has the rows that a query gives. */
const ROWS = [["rows", "[]"], ["0", "[]"], ["[]"]];

export class RowReads {
  readonly #names: TableNames;
  readonly #entries: EntryNames;
  readonly #reads: Gathered<Read>;

  constructor(readonly resolver: Resolver) {
    this.#names = new TableNames(resolver);
    this.#entries = new EntryNames(resolver);
    this.#reads = new Gathered(resolver.program, {
      members: METHODS,
      find: (graph) => this.#readsIn(graph),
      fits: (read, table) => read.table === table,
      most: BOUNDS.callers,
    });
  }

  of(table: string): readonly Read[] {
    return this.#reads.of(table);
  }

  /** Calls of a file that give rows. */
  #readsIn(graph: Graph): readonly Read[] {
    const found: Read[] = [];
    const names = this.#names;
    const add = (table: string | undefined, call: number, row: Access): void => {
      if (table !== undefined) found.push({ table, ref: this.resolver.program.ref(graph, call), row });
    };
    for (const { call, holder, method } of this.#calls(graph, BY_KEY)) {
      if (graph.op(holder) !== Op.Member) continue;
      const row = method === "findMany" ? ["[]"] : [];
      add(nameIn(graph.name(holder)), call, row);
      for (const relation of relationsIn(graph, call)) add(nameIn(relation), call, [...row, relation, "[]"]);
    }
    for (const { call, holder, method } of this.#calls(graph, BY_FIND)) {
      const table = names.collection(graph, holder) ?? names.model(graph, holder);
      add(table, endOfChain(graph, call), method === "find" ? ["[]"] : []);
    }
    for (const { call, holder } of this.#calls(graph, ["select"]))
      add(
        names.from(graph, holder),
        endOfChain(graph, call),
        isSingle(graph, call) ? ["data"] : ["data", "[]"],
      );
    for (const { call, holder } of this.#calls(graph, ["from"]))
      if (graph.op(holder) === Op.Call && /^select/.test(calleeName(graph, graph.arg(holder, 0))))
        add(names.named(graph, graph.arg(call, 1)), endOfChain(graph, call), ["[]"]);
    for (const { call, holder, method } of this.#calls(graph, RUNS_SQL)) {
      const prepared = names.prepared(graph, holder);
      const text = prepared ?? names.text(graph, graph.arg(call, 1));
      const table = text === undefined ? undefined : tableIn(text);
      if (prepared !== undefined) add(table, call, method === "get" ? [] : ["[]"]);
      else for (const row of ROWS) add(table, call, row);
    }
    for (const { call } of this.#calls(graph, GIVES))
      add(this.#entries.of(graph, graph.arg(call, 1)), call, []);
    for (const { call } of this.#calls(graph, GIVES_LIST))
      add(this.#entries.of(graph, graph.arg(call, 1)), call, ["[]"]);
    return found;
  }

  /** Calls of these methods in a file. */
  *#calls(
    graph: Graph,
    methods: readonly string[],
  ): Generator<{ call: number; holder: number; method: string }> {
    const { members } = this.resolver.program.index(graph);
    for (const method of methods)
      for (const member of members.get(method))
        for (const call of graph.uses(member))
          if (graph.op(call) === Op.Call && graph.arg(call, 0) === member)
            yield { call, holder: rootOf(graph, graph.arg(member, 0)), method };
  }
}

/** Names of other tables whose rows are asked for together with a row: `{ include: { notes: true } }`. */
function relationsIn(graph: Graph, call: number): string[] {
  const options = graph.arg(call, 1) < 0 ? -1 : rootOf(graph, graph.arg(call, 1));
  if (options < 0 || graph.op(options) !== Op.Object) return [];
  const names: string[] = [];
  for (const part of graph.args(options)) {
    if (graph.op(part) !== Op.Prop || !/^(?:include|with|select)$/.test(graph.name(part))) continue;
    const asked = rootOf(graph, graph.arg(part, 0));
    if (graph.op(asked) !== Op.Object) continue;
    for (const each of graph.args(asked)) if (graph.op(each) === Op.Prop) names.push(graph.name(each));
  }
  return names;
}

/** The last call of `query.where(…).orderBy(…).limit(1)`. */
function endOfChain(graph: Graph, call: number): number {
  let last = call;
  for (let guard = 0; guard < BOUNDS.chain; guard++) {
    const next = nextInChain(graph, last);
    if (next === undefined) return last;
    last = next;
  }
  return last;
}

function nextInChain(graph: Graph, call: number): number | undefined {
  for (const member of graph.uses(call)) {
    if (graph.op(member) !== Op.Member || graph.arg(member, 0) !== call) continue;
    if (/^(?:then|catch|finally|map|filter|forEach|at|find|\d+)$/.test(graph.name(member))) continue;
    for (const next of graph.uses(member))
      if (graph.op(next) === Op.Call && graph.arg(next, 0) === member) return next;
  }
  return undefined;
}

function isSingle(graph: Graph, call: number): boolean {
  for (let at: number | undefined = call, guard = 0; at !== undefined && guard < BOUNDS.chain; guard++) {
    if (SINGLE.has(calleeName(graph, graph.arg(at, 0)))) return true;
    at = nextInChain(graph, at);
  }
  return false;
}
