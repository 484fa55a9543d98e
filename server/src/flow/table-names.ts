/** Which table of a database code speaks of, by what its clients are given. */
import { Op, type Graph } from "../facts/facts.js";
import { definitionOf } from "./definitions.js";
import { calleeName } from "./file-index.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { tableName } from "./sql-columns.js";

/** Methods that are given SQL, or run what was prepared. */
export const RUNS_SQL = ["run", "query", "execute", "all", "get"];

/** Names of tables are told apart without regard to how they are written. */
export function nameIn(name: string | undefined): string | undefined {
  return name === undefined ? undefined : tableName(name) || undefined;
}

export class TableNames {
  constructor(readonly resolver: Resolver) {}

  /** `client.from("notes")`, `knex("notes")` */
  from(graph: Graph, holder: number): string | undefined {
    if (graph.op(holder) !== Op.Call) return undefined;
    const callee = graph.arg(holder, 0);
    const isQuery = graph.op(callee) !== Op.Member || graph.name(callee) === "from";
    return isQuery ? nameIn(this.text(graph, graph.arg(holder, 1))) : undefined;
  }

  /** `db.collection("notes")`, and a document of it. */
  collection(graph: Graph, holder: number): string | undefined {
    let at = holder;
    if (graph.op(at) !== Op.Call) {
      const made = this.resolver.split(definitionOf(this.resolver, this.resolver.program.ref(graph, holder)));
      [graph, at] = [made.graph, made.node];
    }
    for (let guard = 0; guard < 2 && graph.op(at) === Op.Call; guard++) {
      const name = calleeName(graph, graph.arg(at, 0));
      if (name === "collection") return nameIn(this.text(graph, graph.arg(at, 1)));
      const callee = graph.arg(at, 0);
      if (name !== "doc" || graph.op(callee) !== Op.Member) return undefined;
      at = rootOf(graph, graph.arg(callee, 0));
    }
    return undefined;
  }

  /** `const Note = mongoose.model("Note", schema)` */
  model(graph: Graph, holder: number): string | undefined {
    const { program } = this.resolver;
    const made = this.resolver.split(definitionOf(this.resolver, program.ref(graph, holder)));
    const options = made.graph.op(made.node) === Op.Or ? [...made.graph.args(made.node)] : [made.node];
    for (const option of options) {
      const call = rootOf(made.graph, option);
      if (made.graph.op(call) === Op.Call && calleeName(made.graph, made.graph.arg(call, 0)) === "model")
        return nameIn(this.text(made.graph, made.graph.arg(call, 1)));
    }
    return undefined;
  }

  /** `db.insert(notes)` */
  tableOf(graph: Graph, holder: number, method: string): string | undefined {
    if (graph.op(holder) !== Op.Call || calleeName(graph, graph.arg(holder, 0)) !== method) return undefined;
    return this.named(graph, graph.arg(holder, 1));
  }

  /** What a table is called where it is used: `notes`, `schema.notes`. */
  named(graph: Graph, table: number): string | undefined {
    return table < 0 ? undefined : nameIn(calleeName(graph, rootOf(graph, table)));
  }

  /** The text that a statement was prepared with. */
  prepared(graph: Graph, holder: number): string | undefined {
    const { program } = this.resolver;
    const made = this.resolver.split(definitionOf(this.resolver, program.ref(graph, holder)));
    if (made.graph.op(made.node) !== Op.Call) return undefined;
    if (calleeName(made.graph, made.graph.arg(made.node, 0)) !== "prepare") return undefined;
    return this.text(made.graph, made.graph.arg(made.node, 1));
  }

  text(graph: Graph, node: number): string | undefined {
    return node < 0 ? undefined : this.resolver.text(this.resolver.program.ref(graph, node));
  }
}
