/** The files of a workspace linked together: exports, imports, and where names are called, read and written. */
import type { ProjectInfo } from "../api.js";
import { Graph, Op, type FileFacts } from "../facts/facts.js";
import type { ApiCatalog, ApiValue } from "./api.js";
import { ModuleResolver } from "./modules.js";

/** A node of some file: `file * SPAN + node`. */
export type Ref = number;
export const SPAN = 2 ** 24;

/** Names to the nodes that use them, one file's. */
interface FileIndex {
  /** Calls and constructions by the callee's last name. */
  calls: Map<string, number[]>;
  /** Member reads by name. */
  members: Map<string, number[]>;
  /** Stores by property. */
  stores: Map<string, number[]>;
  imports: number[];
  /** Values with a declared type. */
  typed: number[];
  /** Calls and constructions by the function they are in. */
  callsOf: Map<number, number[]>;
  /** Function numbers by the node of each exit's value. */
  exits: Map<number, number[]>;
  /** Function numbers by the node of a parameter's version at an exit. */
  exitVersions: Map<number, { fn: number; origin: number }[]>;
  yields: Map<number, number[]>;
}

export class Program {
  readonly graphs: (Graph | undefined)[] = [];
  readonly #ids = new Map<string, number>();
  readonly #indexes: (FileIndex | undefined)[] = [];
  /** Name to the files that call, read or store it. */
  readonly #callers = new Map<string, Set<number>>();
  readonly #readers = new Map<string, Set<number>>();
  readonly #writers = new Map<string, Set<number>>();
  #importers: Map<number, Ref[]> | undefined;
  modules: ModuleResolver;

  constructor(
    public catalog: ApiCatalog,
    projects: readonly ProjectInfo[] = [],
  ) {
    this.modules = new ModuleResolver(projects, (file) => this.has(file));
  }

  setProjects(projects: readonly ProjectInfo[]): void {
    this.modules = new ModuleResolver(projects, (file) => this.has(file));
    this.#importers = undefined;
  }

  has(file: string): boolean {
    const id = this.#ids.get(file);
    return id !== undefined && this.graphs[id] !== undefined;
  }

  update(facts: FileFacts): void {
    let id = this.#ids.get(facts.file);
    if (id === undefined) {
      id = this.graphs.length;
      this.#ids.set(facts.file, id);
    } else this.#forget(id);
    const graph = new Graph(facts);
    graph.id = id;
    this.graphs[id] = graph;
    const index = indexFile(graph);
    this.#indexes[id] = index;
    for (const [names, global] of this.#globals(index))
      for (const name of names.keys()) {
        const files = global.get(name);
        if (files) files.add(id);
        else global.set(name, new Set([id]));
      }
    this.#importers = undefined;
  }

  remove(file: string): void {
    const id = this.#ids.get(file);
    if (id === undefined || !this.graphs[id]) return;
    this.#forget(id);
    this.graphs[id] = undefined;
    this.#indexes[id] = undefined;
    this.#importers = undefined;
  }

  #globals(index: FileIndex): [Map<string, number[]>, Map<string, Set<number>>][] {
    return [
      [index.calls, this.#callers],
      [index.members, this.#readers],
      [index.stores, this.#writers],
    ];
  }

  #forget(id: number): void {
    const index = this.#indexes[id];
    if (!index) return;
    for (const [names, global] of this.#globals(index))
      for (const name of names.keys()) global.get(name)?.delete(id);
  }

  /** Files in name order, so that every result is the same whatever order they came in. */
  *sorted(): Iterable<Graph> {
    const graphs = this.graphs.filter((graph): graph is Graph => graph !== undefined);
    yield* graphs.sort((a, b) => (a.file < b.file ? -1 : 1));
  }

  graph(ref: Ref): Graph {
    return this.graphs[Math.floor(ref / SPAN)]!;
  }
  graphOf(file: string): Graph | undefined {
    const id = this.#ids.get(file);
    return id === undefined ? undefined : this.graphs[id];
  }
  ref(graph: Graph, node: number): Ref {
    return graph.id * SPAN + node;
  }
  index(graph: Graph): FileIndex {
    return this.#indexes[graph.id]!;
  }

  /** Calls and constructions anywhere whose callee has this last name. */
  calls(name: string): Ref[] {
    return this.#lookup(this.#callers, name, (index) => index.calls);
  }
  members(name: string): Ref[] {
    return this.#lookup(this.#readers, name, (index) => index.members);
  }
  stores(name: string): Ref[] {
    return this.#lookup(this.#writers, name, (index) => index.stores);
  }

  #lookup(
    files: Map<string, Set<number>>,
    name: string,
    pick: (index: FileIndex) => Map<string, number[]>,
  ): Ref[] {
    const refs: Ref[] = [];
    const ids = [...(files.get(name) ?? [])].sort((a, b) =>
      this.graphs[a]!.file < this.graphs[b]!.file ? -1 : 1,
    );
    for (const id of ids)
      for (const node of pick(this.#indexes[id]!).get(name) ?? []) refs.push(id * SPAN + node);
    return refs;
  }

  /** What an Import node names: a file's graph or a package's API. */
  imported(graph: Graph, node: number): Graph | ApiValue | undefined {
    const resolution = this.modules.resolve(graph.file, graph.name(node));
    if ("file" in resolution) return this.graphOf(resolution.file);
    return this.catalog.root(resolution.package);
  }

  /** Nodes that an export name stands for; through re-exports, at most `depth` deep. */
  exported(
    graph: Graph,
    name: string,
    depth = 0,
    seen: Set<string> = new Set(),
  ): { refs: Ref[]; api: ApiValue[] } {
    const result: { refs: Ref[]; api: ApiValue[] } = { refs: [], api: [] };
    const key = `${graph.id}:${name}`;
    if (depth > 20 || seen.has(key)) return result;
    seen.add(key);
    for (const item of graph.facts.exports)
      if (item.name === name || (name === "default" && item.name === "="))
        result.refs.push(this.ref(graph, item.node));
    if (result.refs.length > 0) return result;
    for (const again of graph.facts.reExports) {
      if (again.name !== "*" && again.name !== name) continue;
      const target = this.modules.resolve(graph.file, again.specifier);
      const wanted = again.name === "*" ? name : again.imported;
      if ("file" in target) {
        const next = this.graphOf(target.file);
        if (!next) continue;
        const found = this.exported(next, wanted, depth + 1, seen);
        result.refs.push(...found.refs);
        result.api.push(...found.api);
      } else {
        const root = this.catalog.root(target.package);
        const value = wanted === "*" ? root : root?.step({ kind: "member", name: wanted });
        if (value) result.api.push(value);
      }
    }
    return result;
  }

  /** Import nodes anywhere that lead to this file, directly or through files that re-export it. */
  importers(graph: Graph): Ref[] {
    this.#importers ??= this.#linkImports();
    return this.#importers.get(graph.id) ?? [];
  }

  #linkImports(): Map<number, Ref[]> {
    const direct = new Map<number, Ref[]>();
    const reExporters = new Map<number, Set<number>>();
    for (const graph of this.sorted()) {
      for (const node of this.index(graph).imports) {
        const target = this.modules.resolve(graph.file, graph.name(node));
        const id = "file" in target ? this.graphOf(target.file)?.id : undefined;
        if (id === undefined) continue;
        const list = direct.get(id);
        if (list) list.push(this.ref(graph, node));
        else direct.set(id, [this.ref(graph, node)]);
      }
      for (const { specifier } of graph.facts.reExports) {
        const target = this.modules.resolve(graph.file, specifier);
        const id = "file" in target ? this.graphOf(target.file)?.id : undefined;
        if (id !== undefined) reExporters.set(id, (reExporters.get(id) ?? new Set()).add(graph.id));
      }
    }
    const all = new Map<number, Ref[]>();
    for (const { id } of this.sorted()) {
      const refs: Ref[] = [];
      const seen = new Set([id]);
      const queue = [id];
      while (queue.length > 0) {
        const at = queue.shift()!;
        refs.push(...(direct.get(at) ?? []));
        for (const next of reExporters.get(at) ?? [])
          if (!seen.has(next)) {
            seen.add(next);
            queue.push(next);
          }
      }
      all.set(id, refs);
    }
    return all;
  }
}

/** The last name of what is called: `a.b.c()` is "c", an imported function by its exported name. */
export function calleeName(graph: Graph, callee: number): string {
  for (let node = callee, guard = 0; node >= 0 && guard < 50; guard++) {
    switch (graph.op(node)) {
      case Op.Member:
      case Op.Global:
      case Op.Function:
      case Op.Class:
      case Op.Param:
        return graph.name(node);
      case Op.Cell:
        return graph.name(node);
      case Op.Import:
        return graph.imported(node);
      case Op.Index:
        return "[]";
      case Op.Refine:
      case Op.AfterCall:
      case Op.Typed:
      case Op.Await:
      case Op.Use:
        node = graph.arg(node, 0);
        break;
      default:
        return "";
    }
  }
  return "";
}

function append(map: Map<number, number[]>, key: number, node: number): void {
  const list = map.get(key);
  if (list) list.push(node);
  else map.set(key, [node]);
}

function indexFile(graph: Graph): FileIndex {
  const index: FileIndex = {
    calls: new Map(),
    members: new Map(),
    stores: new Map(),
    imports: [],
    typed: [],
    callsOf: new Map(),
    exits: new Map(),
    exitVersions: new Map(),
    yields: new Map(),
  };
  const put = (map: Map<string, number[]>, name: string, node: number): void => {
    const list = map.get(name);
    if (list) list.push(node);
    else map.set(name, [node]);
  };
  for (let node = 0; node < graph.size; node++)
    switch (graph.op(node)) {
      case Op.Call:
      case Op.New:
      case Op.Tagged:
        put(index.calls, calleeName(graph, graph.arg(node, 0)), node);
        append(index.callsOf, graph.owner(node), node);
        break;
      case Op.Member:
        put(index.members, graph.name(node), node);
        break;
      case Op.Store:
        put(index.stores, graph.name(node), node);
        break;
      case Op.Import:
        index.imports.push(node);
        break;
      case Op.Typed:
        index.typed.push(node);
        break;
    }
  graph.facts.functions.forEach((fn, id) => {
    for (const { value, versions } of fn.exits) {
      if (value >= 0) index.exits.set(value, [...(index.exits.get(value) ?? []), id]);
      for (const [origin, version] of versions)
        index.exitVersions.set(version, [...(index.exitVersions.get(version) ?? []), { fn: id, origin }]);
    }
    for (const value of fn.yields) index.yields.set(value, [...(index.yields.get(value) ?? []), id]);
  });
  return index;
}
