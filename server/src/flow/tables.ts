/**
 * Tables of a database: what the program puts into a column it reads from the same column, however its client is called. Tables and
 * columns are told by their names.
 */
import { Op, type Graph } from "../facts/facts.js";
import { isElement, type Access } from "./access.js";
import { BOUNDS } from "./bounds.js";
import { definitionOf } from "./definitions.js";
import { calleeName } from "./file-index.js";
import { kinds } from "./kinds.js";
import type { Ref } from "./program.js";
import type { Propagation } from "./propagate.js";
import { rootOf } from "./relations.js";
import { columnsOf, tableIn, tableName } from "./sql-columns.js";
import { Mark, type State } from "./state.js";

/** Where rows of a table are in what a call gives. */
interface Read {
  ref: Ref;
  row: Access;
}

const ONE = ["findUnique", "findFirst", "findUniqueOrThrow", "findFirstOrThrow"];
const BY_FIND = ["find", "findOne", "findById", "findOneAndUpdate", "findByIdAndUpdate"];
const RUNS_SQL = ["run", "query", "execute", "all", "get"];
/** Methods after which a chain gives one row instead of a list. */
const SINGLE = new Set(["single", "maybeSingle", "first"]);

/** Columns of texts that a model is meant to be told. */
const INSTRUCTS = /prompt|instruction|system|persona|template|rules?$|context|description/i;

export class Tables {
  readonly #reads = new Map<string, readonly Read[]>();

  constructor(readonly flow: Propagation) {}

  /** The data is an argument of a call that may put it into a table. */
  given(state: State, graph: Graph, call: number, position: number, access: Access): void {
    if (this.flow.verbatim) return;
    const written = this.#written(graph, call, position, access);
    if (!written) return;
    const { table, column } = written;
    // Which column holds it is not known where the row as a whole is the data.
    const assumed = column.length > 0 ? 1 : 2;
    for (const { ref, row } of this.#readsOf(table))
      this.flow.move(state, ref, "store", {
        access: [...row, ...column].slice(0, BOUNDS.accessPath),
        context: undefined,
        assumed,
        marks: state.marks | Mark.kept,
        // Whoever sets up an assistant writes its instructions: that is what the column is for.
        safe: INSTRUCTS.test(column[0] ?? "") ? state.safe | kinds("prompt") : state.safe,
      });
  }

  /** The table and the column that an argument goes into. */
  #written(
    graph: Graph,
    call: number,
    position: number,
    access: Access,
  ): { table: string; column: Access } | undefined {
    const callee = graph.arg(call, 0);
    if (graph.op(callee) !== Op.Member) return undefined;
    const method = graph.name(callee);
    const holder = rootOf(graph, graph.arg(callee, 0));
    const [step, ...rest] = access;
    const at = (table: string | undefined, column: Access): { table: string; column: Access } | undefined =>
      table === undefined ? undefined : { table, column };
    switch (method) {
      case "create":
      case "createMany":
      case "createManyAndReturn":
      case "update":
      case "updateMany":
      case "upsert":
        if (position !== 0) return undefined;
        // `prisma.note.create({ data: { text } })`
        if (step === "data" || (method === "upsert" && (step === "create" || step === "update")))
          if (graph.op(holder) === Op.Member) return at(nameIn(graph.name(holder)), oneOf(rest));
        return at(this.#from(graph, holder) ?? this.#model(graph, holder), oneOf(access));
      case "insert":
        return position === 0 ? at(this.#from(graph, holder), oneOf(access)) : undefined;
      case "insertOne":
      case "insertMany":
      case "add":
        return position === 0 ? at(this.#collection(graph, holder), oneOf(access)) : undefined;
      case "updateOne":
      case "findOneAndUpdate":
      case "findByIdAndUpdate":
        if (position !== 1) return undefined;
        return at(
          this.#collection(graph, holder) ?? this.#model(graph, holder),
          step?.startsWith("$") ? rest : access,
        );
      case "values":
        return position === 0 ? at(this.#tableOf(graph, holder, "insert"), oneOf(access)) : undefined;
      case "set":
        return position === 0 ? at(this.#tableOf(graph, holder, "update"), access) : undefined;
      default:
        return RUNS_SQL.includes(method) ? this.#bySql(graph, call, holder, position, access) : undefined;
    }
  }

  /** `db.prepare("INSERT INTO notes (text) VALUES (?)").run(text)`, `pool.query("INSERT …", [text])` */
  #bySql(
    graph: Graph,
    call: number,
    holder: number,
    position: number,
    access: Access,
  ): { table: string; column: Access } | undefined {
    const prepared = this.#prepared(graph, holder);
    const [step, ...rest] = access;
    const text = prepared ?? (position === 1 ? this.#text(graph, graph.arg(call, 1)) : undefined);
    const columns = text === undefined ? undefined : columnsOf(text);
    if (!columns) return undefined;
    const { table, at, named } = columns;
    const isListed = step !== undefined && isElement(step) && step !== "*";
    const byName = step === undefined ? undefined : named.get(step);
    if (byName !== undefined) return { table, column: [byName, ...rest] };
    const column = isListed ? at[Number(step)] : prepared === undefined ? undefined : at[position];
    return column === undefined ? undefined : { table, column: [column, ...(isListed ? rest : access)] };
  }

  #readsOf(table: string): readonly Read[] {
    let known = this.#reads.get(table);
    if (!known) this.#reads.set(table, (known = this.#find(table)));
    return known;
  }

  #find(table: string): Read[] {
    const found: Read[] = [];
    const add = (graph: Graph, call: number, row: Access): void => {
      found.push({ ref: this.flow.program.ref(graph, call), row });
    };
    for (const { graph, call, holder, method } of this.#calls([...ONE, "findMany"])) {
      if (graph.op(holder) !== Op.Member) continue;
      const row = method === "findMany" ? ["[]"] : [];
      if (nameIn(graph.name(holder)) === table) add(graph, call, row);
      for (const relation of relationsIn(graph, call))
        if (nameIn(relation) === table) add(graph, call, [...row, relation, "[]"]);
    }
    for (const { graph, call, holder, method } of this.#calls(BY_FIND)) {
      if ((this.#collection(graph, holder) ?? this.#model(graph, holder)) !== table) continue;
      add(graph, endOfChain(graph, call), method === "find" ? ["[]"] : []);
    }
    for (const { graph, call, holder } of this.#calls(["select"]))
      if (this.#from(graph, holder) === table)
        add(graph, endOfChain(graph, call), isSingle(graph, call) ? ["data"] : ["data", "[]"]);
    for (const { graph, call, holder } of this.#calls(["from"]))
      if (graph.op(holder) === Op.Call && /^select/.test(calleeName(graph, graph.arg(holder, 0))))
        if (this.#named(graph, graph.arg(call, 1)) === table) add(graph, endOfChain(graph, call), ["[]"]);
    for (const { graph, call, holder, method } of this.#calls(RUNS_SQL)) {
      const prepared = this.#prepared(graph, holder);
      const text = prepared ?? this.#text(graph, graph.arg(call, 1));
      if (text === undefined || tableIn(text) !== table) continue;
      if (prepared !== undefined) add(graph, call, method === "get" ? [] : ["[]"]);
      else for (const row of [["rows", "[]"], ["0", "[]"], ["[]"]]) add(graph, call, row);
    }
    return found.slice(0, BOUNDS.callers);
  }

  *#calls(
    methods: readonly string[],
  ): Generator<{ graph: Graph; call: number; holder: number; method: string }> {
    for (const method of methods)
      for (const member of this.flow.program.members(method)) {
        const { graph, node } = this.flow.resolver.split(member);
        for (const call of graph.uses(node))
          if (graph.op(call) === Op.Call && graph.arg(call, 0) === node)
            yield { graph, call, holder: rootOf(graph, graph.arg(node, 0)), method };
      }
  }

  /** `client.from("notes")`, `knex("notes")` */
  #from(graph: Graph, holder: number): string | undefined {
    if (graph.op(holder) !== Op.Call) return undefined;
    const callee = graph.arg(holder, 0);
    const isQuery = graph.op(callee) !== Op.Member || graph.name(callee) === "from";
    return isQuery ? nameIn(this.#text(graph, graph.arg(holder, 1))) : undefined;
  }

  /** `db.collection("notes")`, and a document of it. */
  #collection(graph: Graph, holder: number): string | undefined {
    let at = holder;
    if (graph.op(at) !== Op.Call) {
      const made = this.flow.resolver.split(
        definitionOf(this.flow.resolver, this.flow.program.ref(graph, holder)),
      );
      [graph, at] = [made.graph, made.node];
    }
    for (let guard = 0; guard < 2 && graph.op(at) === Op.Call; guard++) {
      const name = calleeName(graph, graph.arg(at, 0));
      if (name === "collection") return nameIn(this.#text(graph, graph.arg(at, 1)));
      const callee = graph.arg(at, 0);
      if (name !== "doc" || graph.op(callee) !== Op.Member) return undefined;
      at = rootOf(graph, graph.arg(callee, 0));
    }
    return undefined;
  }

  /** `const Note = mongoose.model("Note", schema)` */
  #model(graph: Graph, holder: number): string | undefined {
    const { program, resolver } = this.flow;
    const made = resolver.split(definitionOf(resolver, program.ref(graph, holder)));
    const options = made.graph.op(made.node) === Op.Or ? [...made.graph.args(made.node)] : [made.node];
    for (const option of options) {
      const call = rootOf(made.graph, option);
      if (made.graph.op(call) === Op.Call && calleeName(made.graph, made.graph.arg(call, 0)) === "model")
        return nameIn(this.#text(made.graph, made.graph.arg(call, 1)));
    }
    return undefined;
  }

  /** `db.insert(notes)` */
  #tableOf(graph: Graph, holder: number, method: string): string | undefined {
    if (graph.op(holder) !== Op.Call || calleeName(graph, graph.arg(holder, 0)) !== method) return undefined;
    return this.#named(graph, graph.arg(holder, 1));
  }

  /** What a table is called where it is used: `notes`, `schema.notes`. */
  #named(graph: Graph, table: number): string | undefined {
    return table < 0 ? undefined : nameIn(calleeName(graph, rootOf(graph, table)));
  }

  /** The text that a statement was prepared with. */
  #prepared(graph: Graph, holder: number): string | undefined {
    const { program, resolver } = this.flow;
    const made = resolver.split(definitionOf(resolver, program.ref(graph, holder)));
    if (made.graph.op(made.node) !== Op.Call) return undefined;
    if (calleeName(made.graph, made.graph.arg(made.node, 0)) !== "prepare") return undefined;
    return this.#text(made.graph, made.graph.arg(made.node, 1));
  }

  #text(graph: Graph, node: number): string | undefined {
    return node < 0 ? undefined : this.flow.resolver.text(this.flow.program.ref(graph, node));
  }
}

function nameIn(name: string | undefined): string | undefined {
  return name === undefined ? undefined : tableName(name) || undefined;
}

/** A row is given, or a list of rows. */
function oneOf(access: Access): Access {
  return access[0] !== undefined && isElement(access[0]) && access[0] !== "*" ? access.slice(1) : access;
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
