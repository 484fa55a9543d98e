/**
 * Tables of a database, and entries of a key-value store: what the program puts into a column it reads from the same column, however its client is called. Tables and
 * columns are told by their names, entries by how their keys are put together.
 */
import { Op, type Graph } from "../facts/facts.js";
import { isElement, type Access } from "./access.js";
import { BOUNDS } from "./bounds.js";
import { EntryNames, KEEPS } from "./entry-names.js";
import { kinds } from "./kinds.js";
import type { Propagation } from "./propagate.js";
import { rootOf } from "./relations.js";
import { columnsOf } from "./sql-columns.js";
import { Mark, type State } from "./state.js";
import { nameIn, RUNS_SQL, TableNames } from "./table-names.js";

/** Columns of texts that a model is meant to be told. */
const INSTRUCTS = /prompt|instruction|system|persona|template|rules?$|context|description/i;

/** Where a table or an entry keeps the data. */
interface Place {
  table: string;
  column: Access;
}

export class Tables {
  readonly #names: TableNames;
  readonly #entries: EntryNames;

  constructor(readonly flow: Propagation) {
    this.#names = new TableNames(flow.resolver);
    this.#entries = new EntryNames(flow.resolver);
  }

  /** The data is an argument of a call that may put it into a table. */
  given(state: State, graph: Graph, call: number, position: number, access: Access): void {
    if (this.flow.data.verbatim) return;
    const written = this.#written(graph, call, position, access);
    const kept = written ?? this.#kept(graph, call, position, access);
    if (!kept) return;
    const { table, column } = kept;
    // Which column holds it is not known where the row as a whole is the data.
    const assumed = column.length > 0 || !written ? 1 : 2;
    for (const { ref, row } of this.flow.resolver.rows.of(table))
      this.flow.move(state, ref, "store", {
        access: [...row, ...column].slice(0, BOUNDS.accessPath),
        context: undefined,
        assumed,
        marks: state.marks | Mark.kept,
        // Whoever sets up an assistant writes its instructions: that is what the column is for.
        safe: INSTRUCTS.test(column[0] ?? "") ? state.safe | kinds("prompt") : state.safe,
      });
  }

  /** The entry of a key-value store that an argument is kept in. */
  #kept(graph: Graph, call: number, position: number, access: Access): Place | undefined {
    const callee = graph.arg(call, 0);
    const keeps = graph.op(callee) === Op.Member ? KEEPS.get(graph.name(callee)) : undefined;
    if (!keeps || position < keeps.from || position > keeps.to) return undefined;
    const table = this.#entries.of(graph, graph.arg(call, 1));
    return table === undefined ? undefined : { table, column: access };
  }

  /** The table and the column that an argument goes into. */
  #written(graph: Graph, call: number, position: number, access: Access): Place | undefined {
    const callee = graph.arg(call, 0);
    if (graph.op(callee) !== Op.Member) return undefined;
    const method = graph.name(callee);
    const holder = rootOf(graph, graph.arg(callee, 0));
    const [step, ...rest] = access;
    const at = (table: string | undefined, column: Access): Place | undefined =>
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
        return at(this.#names.from(graph, holder) ?? this.#names.model(graph, holder), oneOf(access));
      case "insert":
        return position === 0 ? at(this.#names.from(graph, holder), oneOf(access)) : undefined;
      case "insertOne":
      case "insertMany":
      case "add":
        return position === 0 ? at(this.#names.collection(graph, holder), oneOf(access)) : undefined;
      case "updateOne":
      case "findOneAndUpdate":
      case "findByIdAndUpdate":
        if (position !== 1) return undefined;
        return at(
          this.#names.collection(graph, holder) ?? this.#names.model(graph, holder),
          step?.startsWith("$") ? rest : access,
        );
      case "values":
        return position === 0 ? at(this.#names.tableOf(graph, holder, "insert"), oneOf(access)) : undefined;
      case "set":
        return position === 0 ? at(this.#names.tableOf(graph, holder, "update"), access) : undefined;
      default:
        return RUNS_SQL.includes(method) ? this.#bySql(graph, call, holder, position, access) : undefined;
    }
  }

  /** `db.prepare("INSERT INTO notes (text) VALUES (?)").run(text)`, `pool.query("INSERT …", [text])` */
  #bySql(graph: Graph, call: number, holder: number, position: number, access: Access): Place | undefined {
    const prepared = this.#names.prepared(graph, holder);
    const [step, ...rest] = access;
    const text = prepared ?? (position === 1 ? this.#names.text(graph, graph.arg(call, 1)) : undefined);
    const columns = text === undefined ? undefined : columnsOf(text);
    if (!columns) return undefined;
    const { table, at, named } = columns;
    const isListed = step !== undefined && isElement(step) && step !== "*";
    const byName = step === undefined ? undefined : named.get(step);
    if (byName !== undefined) return { table, column: [byName, ...rest] };
    const column = isListed ? at[Number(step)] : prepared === undefined ? undefined : at[position];
    return column === undefined ? undefined : { table, column: [column, ...(isListed ? rest : access)] };
  }
}

/** A row is given, or a list of rows. */
function oneOf(access: Access): Access {
  return access[0] !== undefined && isElement(access[0]) && access[0] !== "*" ? access.slice(1) : access;
}
