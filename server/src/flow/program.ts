/** The files of a workspace linked together: exports, imports, and where names are called, read and written. */
import type { ProjectInfo } from "../api.js";
import { Graph, Op, type ClassMember, type FileFacts } from "../facts/facts.js";
import type { ApiCatalog, ApiValue } from "./api.js";
import { ModuleResolver } from "./modules.js";
import { Solver } from "./solver.js";

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
  /** Classes by the last name of what they extend or implement. */
  heirs: Map<string, number[]>;
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
  /** Nodes by the name they are exported under. */
  exports: Map<string, number[]>;
  /** Names a node is exported under. */
  exportNames: Map<number, string[]>;
  /** Members of each class by name. */
  classMembers: Map<number, Map<string, ClassMember[]>>;
}

/** Which of the lists of names is meant. */
type Named = "calls" | "members" | "stores" | "heirs";
const NAMED: readonly Named[] = ["calls", "members", "stores", "heirs"];

/** One list of names over all files. */
class NameList {
  readonly #files = new Map<string, Set<number>>();
  readonly #refs = new Map<string, readonly Ref[]>();

  add(id: number, names: Iterable<string>): void {
    for (const name of names) {
      const files = this.#files.get(name);
      if (files) files.add(id);
      else this.#files.set(name, new Set([id]));
      this.#refs.delete(name);
    }
  }

  remove(id: number, names: Iterable<string>): void {
    for (const name of names) {
      this.#files.get(name)?.delete(id);
      this.#refs.delete(name);
    }
  }

  /** @param collect the nodes of one file, given the files that have some in any order */
  refs(name: string, collect: (files: Iterable<number>) => Ref[]): readonly Ref[] {
    let refs = this.#refs.get(name);
    if (!refs) {
      refs = collect(this.#files.get(name) ?? []);
      this.#refs.set(name, refs);
    }
    return refs;
  }
}

export class Program {
  readonly graphs: (Graph | undefined)[] = [];
  /** Keeps what is found out about the program until the text it leaned on changes. */
  readonly solver = new Solver();
  readonly #ids = new Map<string, number>();
  readonly #indexes: (FileIndex | undefined)[] = [];
  readonly #names: Readonly<Record<Named, NameList>> = {
    calls: new NameList(),
    members: new NameList(),
    stores: new NameList(),
    heirs: new NameList(),
  };
  #sorted: readonly Graph[] | undefined;
  #links: ImportLinks | undefined;
  modules: ModuleResolver;

  constructor(
    public catalog: ApiCatalog,
    projects: readonly ProjectInfo[] = [],
  ) {
    this.modules = new ModuleResolver(projects, (file) => this.has(file));
  }

  setProjects(projects: readonly ProjectInfo[]): void {
    this.modules = new ModuleResolver(projects, (file) => this.has(file));
    this.#forgetAll();
  }

  setCatalog(catalog: ApiCatalog): void {
    this.catalog = catalog;
    this.#forgetAll();
  }

  has(file: string): boolean {
    const id = this.#ids.get(file);
    return id !== undefined && this.graphs[id] !== undefined;
  }

  update(facts: FileFacts): void {
    const isNew = !this.has(facts.file);
    let id = this.#ids.get(facts.file);
    if (id === undefined) {
      id = this.graphs.length;
      this.#ids.set(facts.file, id);
    }
    const before = this.#indexes[id];
    const graph = new Graph(facts);
    graph.id = id;
    const index = indexFile(graph);
    this.graphs[id] = graph;
    this.#indexes[id] = index;
    this.#sorted = undefined;
    for (const named of NAMED) {
      if (before) this.#names[named].remove(id, before[named].keys());
      this.#names[named].add(id, index[named].keys());
    }
    if (isNew) return this.#forgetAll();
    // Its nodes have other numbers now: every list that they are in is another one.
    this.solver.dropFile(id);
    for (const named of NAMED)
      for (const names of [before?.[named], index[named]])
        for (const name of names?.keys() ?? []) this.solver.changed(`${named}:${name}`);
    for (const target of this.#links?.replace(graph, index.imports) ?? [])
      this.solver.changed(`importers:${target}`);
  }

  remove(file: string): void {
    const id = this.#ids.get(file);
    if (id === undefined || !this.graphs[id]) return;
    for (const named of NAMED) this.#names[named].remove(id, this.#indexes[id]![named].keys());
    this.graphs[id] = undefined;
    this.#indexes[id] = undefined;
    this.#forgetAll();
  }

  /** Which files there are decides where every import leads. */
  #forgetAll(): void {
    this.#sorted = undefined;
    this.#links = undefined;
    this.modules.forget();
    this.solver.clear();
  }

  /** Files in name order, so that every result is the same whatever order they came in. */
  sorted(): readonly Graph[] {
    this.#sorted ??= this.graphs
      .filter((graph): graph is Graph => graph !== undefined)
      .sort((a, b) => (a.file < b.file ? -1 : 1));
    return this.#sorted;
  }

  graph(ref: Ref): Graph {
    const id = Math.floor(ref / SPAN);
    this.solver.reads(id);
    return this.graphs[id]!;
  }
  graphOf(file: string): Graph | undefined {
    const id = this.#ids.get(file);
    if (id === undefined) return undefined;
    this.solver.reads(id);
    return this.graphs[id];
  }
  ref(graph: Graph, node: number): Ref {
    return graph.id * SPAN + node;
  }
  index(graph: Graph): FileIndex {
    return this.#indexes[graph.id]!;
  }

  /** Orders nodes by their files' names, then as they were found: the same in every run. */
  compare(left: Ref, right: Ref): number {
    const [a, b] = [Math.floor(left / SPAN), Math.floor(right / SPAN)];
    if (a === b) return left - right;
    return this.graphs[a]!.file < this.graphs[b]!.file ? -1 : 1;
  }

  /** Calls and constructions anywhere whose callee has this last name. */
  calls(name: string): readonly Ref[] {
    return this.#lookup("calls", name);
  }
  members(name: string): readonly Ref[] {
    return this.#lookup("members", name);
  }
  stores(name: string): readonly Ref[] {
    return this.#lookup("stores", name);
  }
  /** Classes that extend or implement something of this last name. */
  heirs(name: string): readonly Ref[] {
    return this.#lookup("heirs", name);
  }

  #lookup(named: Named, name: string): readonly Ref[] {
    this.solver.reads(`${named}:${name}`);
    return this.#names[named].refs(name, (files) => {
      const ids = [...files].sort((a, b) => (this.graphs[a]!.file < this.graphs[b]!.file ? -1 : 1));
      return ids.flatMap((id) => (this.#indexes[id]![named].get(name) ?? []).map((node) => id * SPAN + node));
    });
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
    this.solver.reads(graph.id);
    const { exports } = this.index(graph);
    for (const node of exports.get(name) ?? []) result.refs.push(this.ref(graph, node));
    if (name === "default")
      for (const node of exports.get("=") ?? []) result.refs.push(this.ref(graph, node));
    if (result.refs.length > 0 || graph.facts.reExports.length === 0) return result;
    const key = `${graph.id}:${name}`;
    if (depth > 20 || seen.has(key)) return result;
    seen.add(key);
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
  importers(graph: Graph): readonly Ref[] {
    this.solver.reads(`importers:${graph.id}`);
    if (!this.#links) {
      this.#links = new ImportLinks((file, specifier) => {
        const target = this.modules.resolve(file, specifier);
        return "file" in target ? this.#ids.get(target.file) : undefined;
      });
      for (const each of this.sorted()) this.#links.add(each, this.index(each).imports);
    }
    return this.#links.of(graph.id, (a, b) => this.compare(a, b));
  }
}

/** Who imports and re-exports whom, in both directions. */
class ImportLinks {
  /** Import nodes of each file by the file they lead to. */
  readonly #imports = new Map<number, Map<number, Ref[]>>();
  readonly #reExports = new Map<number, ReadonlySet<number>>();
  readonly #importers = new Map<number, Set<number>>();
  readonly #reExporters = new Map<number, Set<number>>();
  readonly #known = new Map<number, readonly Ref[]>();

  /** @param target number of the file that a specifier names, if it names one */
  constructor(readonly target: (file: string, specifier: string) => number | undefined) {}

  add(graph: Graph, importNodes: readonly number[]): void {
    const imports = new Map<number, Ref[]>();
    for (const node of importNodes) {
      const id = this.target(graph.file, graph.name(node));
      if (id === undefined) continue;
      const list = imports.get(id);
      if (list) list.push(graph.id * SPAN + node);
      else imports.set(id, [graph.id * SPAN + node]);
    }
    const reExports = new Set<number>();
    for (const { specifier } of graph.facts.reExports) {
      const id = this.target(graph.file, specifier);
      if (id !== undefined) reExports.add(id);
    }
    this.#imports.set(graph.id, imports);
    this.#reExports.set(graph.id, reExports);
    for (const id of imports.keys()) link(this.#importers, id, graph.id);
    for (const id of reExports) link(this.#reExporters, id, graph.id);
  }

  /** A file has another text. Gives the files whose importers are others now. */
  replace(graph: Graph, importNodes: readonly number[]): Iterable<number> {
    const reached = new Set<number>();
    this.#reached(graph.id, reached);
    for (const id of this.#imports.get(graph.id)?.keys() ?? []) this.#importers.get(id)?.delete(graph.id);
    for (const id of this.#reExports.get(graph.id) ?? []) this.#reExporters.get(id)?.delete(graph.id);
    this.add(graph, importNodes);
    this.#reached(graph.id, reached);
    for (const id of reached) this.#known.delete(id);
    return reached;
  }

  /** Files that a file imports or re-exports, and what those re-export. */
  #reached(id: number, into: Set<number>): void {
    const queue = [...(this.#imports.get(id)?.keys() ?? []), ...(this.#reExports.get(id) ?? [])];
    for (let at = 0; at < queue.length; at++) {
      if (into.has(queue[at]!)) continue;
      into.add(queue[at]!);
      queue.push(...(this.#reExports.get(queue[at]!) ?? []));
    }
  }

  of(id: number, compare: (left: Ref, right: Ref) => number): readonly Ref[] {
    let refs = this.#known.get(id);
    if (!refs) {
      const found: Ref[] = [];
      const queue = [id];
      const seen = new Set(queue);
      for (let at = 0; at < queue.length; at++) {
        for (const importer of this.#importers.get(queue[at]!) ?? [])
          found.push(...(this.#imports.get(importer)!.get(queue[at]!) ?? []));
        for (const next of this.#reExporters.get(queue[at]!) ?? [])
          if (!seen.has(next)) {
            seen.add(next);
            queue.push(next);
          }
      }
      refs = found.sort(compare);
      this.#known.set(id, refs);
    }
    return refs;
  }
}

function link(map: Map<number, Set<number>>, from: number, to: number): void {
  const list = map.get(from);
  if (list) list.add(to);
  else map.set(from, new Set([to]));
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
    heirs: new Map(),
    imports: [],
    typed: [],
    callsOf: new Map(),
    exits: new Map(),
    exitVersions: new Map(),
    yields: new Map(),
    exports: new Map(),
    exportNames: new Map(),
    classMembers: new Map(),
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
      case Op.Store: {
        put(index.stores, graph.name(node), node);
        // `this.handlers.set(name, handler)` is found by the field.
        const target = graph.arg(node, 0);
        if (graph.name(node) === "[]" && graph.op(target) === Op.Member)
          put(index.stores, `${graph.name(target)}[]`, node);
        break;
      }
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
  for (const { base, implements: types, node, members } of graph.facts.classes) {
    const byName = new Map<string, ClassMember[]>();
    for (const member of members) {
      const list = byName.get(member.name);
      if (list) list.push(member);
      else byName.set(member.name, [member]);
    }
    index.classMembers.set(node, byName);
    if (base >= 0) put(index.heirs, calleeName(graph, base), node);
    for (const type of types)
      put(
        index.heirs,
        graph.op(type) === Op.TypeRef ? calleeName(graph, graph.arg(type, 0)) : graph.name(type),
        node,
      );
  }
  for (const { name, node } of graph.facts.exports) {
    put(index.exports, name, node);
    const names = index.exportNames.get(node);
    if (names) names.push(name);
    else index.exportNames.set(node, [name]);
  }
  return index;
}
