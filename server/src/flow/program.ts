/** The files of a workspace linked together: exports, imports, and where names are called, read and written. */
import type { ProjectInfo } from "../api.js";
import type { Declaration } from "../facts/declaration.js";
import { Graph, type FileFacts } from "../facts/facts.js";
import { isOnlyMoved } from "../facts/moved.js";
import { isTestFile } from "../facts/shipped.js";
import type { ApiCatalog, ApiValue } from "./api.js";
import { FileIndex } from "./file-index.js";
import { ImportLinks } from "./import-links.js";
import { folderOf, join, ModuleResolver, stemOf } from "./modules.js";
import { NameList } from "./name-list.js";
import { RefSpace, type Ref } from "./ref.js";
import { Solver } from "./solver.js";

export type { Ref } from "./ref.js";

/** Which of the lists of names is meant. */
type Named = "members" | "stores" | "assigned" | "heirs" | "methods";
const NAMED: readonly Named[] = ["members", "stores", "assigned", "heirs", "methods"];

export class Program {
  readonly graphs: (Graph | undefined)[] = [];
  /** Keeps what is found out about the program until the text it leaned on changes. */
  readonly solver = new Solver();
  readonly #refs = new RefSpace();
  readonly #ids = new Map<string, number>();
  readonly #indexes: (FileIndex | undefined)[] = [];
  readonly #declarations: (readonly Declaration[] | undefined)[] = [];
  readonly #names: Readonly<Record<Named, NameList>> = {
    members: new NameList(this.#refs),
    stores: new NameList(this.#refs),
    assigned: new NameList(this.#refs),
    heirs: new NameList(this.#refs),
    methods: new NameList(this.#refs),
  };
  /** Numbers of files that came, went or have another text, since somebody last asked. */
  #touched = new Set<number>();
  /** Everything that was found out was forgotten since then. */
  #allTouched = true;
  #named: readonly string[] = [];
  /** Files came or went since imports were last resolved. */
  #filesChanged = false;
  /** Whether there is a file of such a name, by pattern. */
  readonly #patterns = new Map<string, boolean>();
  #sorted: Graph[] | undefined;
  #links: ImportLinks | undefined;
  modules: ModuleResolver;

  constructor(
    public catalog: ApiCatalog,
    projects: readonly ProjectInfo[] = [],
  ) {
    this.modules = new ModuleResolver(projects, (file) => this.has(file));
  }

  /** Files and folders that somebody asked for by name. */
  setNamed(named: readonly string[]): void {
    this.#named = named;
    this.#forgetAll();
  }

  /** Whether a file is a test, or only used by tests. */
  isTest(file: string): boolean {
    return isTestFile(file, this.#named);
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

  /** @param declarations what comments in the same text declare */
  update(facts: FileFacts, declarations: readonly Declaration[] = []): void {
    let id = this.#ids.get(facts.file);
    if (id === undefined) {
      id = this.graphs.length;
      this.#ids.set(facts.file, id);
    }
    const known = this.graphs[id];
    // What a comment declares is found by where it stands.
    const isDeclared = declarations.length > 0 || (this.#declarations[id]?.length ?? 0) > 0;
    if (known && !isDeclared && isOnlyMoved(known.facts, facts)) {
      // White space or a comment: everything but places is what it was.
      known.moveTo(facts);
      this.solver.changed(`places:${id}`);
      return;
    }
    const graph = new Graph(facts);
    graph.id = id;
    graph.first = this.#refs.first(id, graph.size);
    this.#declarations[id] = declarations;
    this.#replace(id, graph);
  }

  remove(file: string): void {
    const id = this.#ids.get(file);
    if (id !== undefined && this.graphs[id]) this.#replace(id, undefined);
  }

  /** A file has come, has gone or has another text. */
  #replace(id: number, graph: Graph | undefined): void {
    const earlier = this.graphs[id];
    const before = this.#indexes[id];
    const index = graph && new FileIndex(graph);
    this.#touched.add(id);
    this.graphs[id] = graph;
    this.#indexes[id] = index;
    for (const named of NAMED)
      this.#names[named].replace(id, graph?.first ?? 0, before?.[named], index?.[named]);
    if (!earlier || !graph) {
      this.#sorted = undefined;
      this.#filesChanged = true;
      this.#patterns.clear();
      this.solver.changed("files");
    } else if (this.#sorted) this.#sorted[this.#sorted.indexOf(earlier)] = graph;
    this.solver.dropFile(id);
    if (!this.solver.isUnread) {
      // Its nodes have other numbers now: every list that they are in is another one.
      for (const named of NAMED)
        for (const names of [before?.[named], index?.[named]])
          for (const name of names?.keys() ?? []) this.solver.changed(`${named}:${name}`);
    }
    this.#relink(id);
  }

  /** What a file imports leads elsewhere. */
  #relink(id: number): void {
    for (const target of this.#links?.replace(id, this.graphs[id], this.#indexes[id]?.imports ?? []) ?? [])
      this.solver.changed(`importers:${target}`);
  }

  /** Files came or went: those whose imports lead elsewhere now are as good as edited. */
  #refreshImports(): void {
    this.#filesChanged = false;
    const changed = this.modules.refresh();
    if (changed.size === 0) return;
    for (const graph of this.sorted()) {
      const specifiers = changed.get(folderOf(graph.file));
      if (!specifiers) continue;
      const leadsElsewhere =
        this.index(graph).imports.some((node) => specifiers.has(graph.name(node))) ||
        graph.facts.reExports.some(({ specifier }) => specifiers.has(specifier));
      if (!leadsElsewhere) continue;
      this.#touched.add(graph.id);
      this.solver.dropFile(graph.id);
      this.#relink(graph.id);
    }
  }

  /** Files that came, went or have another text since this was last asked; all of them when everything was forgotten. */
  takeTouched(): Iterable<number> {
    if (this.#filesChanged) this.#refreshImports();
    const touched = this.#touched;
    if (this.#allTouched) for (const { id } of this.sorted()) touched.add(id);
    this.#touched = new Set();
    this.#allTouched = false;
    return touched;
  }

  #forgetAll(): void {
    this.#allTouched = true;
    this.#links = undefined;
    this.solver.clear();
  }

  /** Whether the program has a file whose name matches. */
  hasFile(pattern: RegExp): boolean {
    this.solver.reads("files");
    let known = this.#patterns.get(pattern.source);
    if (known === undefined) {
      known = this.sorted().some(({ file }) => pattern.test(file));
      this.#patterns.set(pattern.source, known);
    }
    return known;
  }

  /**
   * Files that a specifier with a name in it may mean: those of a folder, for `./tools/${name}.js`.
   * @param before what stands before the name, with the folder
   * @param after what stands behind it
   */
  filesNamed(from: string, before: string, after: string): readonly Graph[] {
    if (!/^\.{1,2}\/(?:.*[^./].*\/)/.test(before)) return [];
    this.solver.reads("files");
    const slash = before.lastIndexOf("/");
    const start = `${join(folderOf(from), before.slice(0, slash))}/${before.slice(slash + 1)}`;
    const end = stemOf(after);
    return this.sorted().filter(({ file }) => {
      if (!file.startsWith(start) || this.isTest(file)) return false;
      const stem = stemOf(file);
      if (!stem.endsWith(end)) return false;
      const name = stem.slice(start.length, stem.length - end.length);
      return /^[^./]+$/.test(end === "" ? name.replace(/\/index$/, "") : name);
    });
  }

  /** Files in name order, so that every result is the same whatever order they came in. */
  sorted(): readonly Graph[] {
    this.#sorted ??= this.graphs
      .filter((graph): graph is Graph => graph !== undefined)
      .sort((a, b) => (a.file < b.file ? -1 : 1));
    return this.#sorted;
  }

  graph(ref: Ref): Graph {
    return this.graphAt(this.#refs.fileOf(ref));
  }
  /** @param id number of a file */
  graphAt(id: number): Graph {
    this.solver.reads(id);
    return this.graphs[id]!;
  }
  graphOf(file: string): Graph | undefined {
    const id = this.#ids.get(file);
    if (id === undefined) return undefined;
    this.solver.reads(id);
    return this.graphs[id];
  }

  /** Notes that what is being worked out holds places of a file: lines, columns or offsets. */
  readsPlaces(graph: Graph): void {
    this.solver.reads(`places:${graph.id}`);
  }
  ref(graph: Graph, node: number): Ref {
    return graph.first + node;
  }
  /** Number of the file that a node is in. */
  fileOf(ref: Ref): number {
    return this.#refs.fileOf(ref);
  }
  /** What comments in a file declare. */
  declarations(graph: Graph): readonly Declaration[] {
    this.solver.reads(graph.id);
    return this.#declarations[graph.id] ?? [];
  }
  index(graph: Graph): FileIndex {
    return this.#indexes[graph.id]!;
  }

  /** Orders nodes by their files' names, then as they were found: the same in every run. */
  compare(left: Ref, right: Ref): number {
    const [a, b] = [this.fileOf(left), this.fileOf(right)];
    return a === b ? left - right : this.compareFiles(a, b);
  }

  /** Orders numbers of files by the files' names. */
  compareFiles(left: number, right: number): number {
    return left === right ? 0 : this.graphs[left]!.file < this.graphs[right]!.file ? -1 : 1;
  }

  /** The folder of the package that a file is part of; empty for the workspace itself. */
  projectOf(file: string): string {
    return this.modules.projectOf(file)?.folder ?? "";
  }

  members(name: string): readonly Ref[] {
    return this.#lookup("members", name);
  }
  stores(name: string): readonly Ref[] {
    return this.#lookup("stores", name);
  }
  /** Assignments of functions to a property of this name. */
  assigned(name: string): readonly Ref[] {
    return this.#lookup("assigned", name);
  }
  /** Classes that extend or implement something of this last name. */
  heirs(name: string): readonly Ref[] {
    return this.#lookup("heirs", name);
  }

  /** Methods of any class, by names that are long enough to be one class's own. */
  methods(name: string): readonly Ref[] {
    return this.#lookup("methods", name);
  }

  #lookup(named: Named, name: string): readonly Ref[] {
    this.solver.reads(`${named}:${name}`);
    return this.#names[named].refs(name, (ids) =>
      [...ids].sort((a, b) => this.compareFiles(a, b)).map((id) => this.graphs[id]!),
    );
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

  /** Names that a module exports, those it passes on from others included, in a fixed order. */
  exportNames(graph: Graph, seen: Set<number> = new Set()): string[] {
    if (seen.has(graph.id)) return [];
    seen.add(graph.id);
    this.solver.reads(graph.id);
    const names = new Set(this.index(graph).exports.keys());
    for (const { name, specifier } of graph.facts.reExports) {
      const target = name === "*" ? this.modules.resolve(graph.file, specifier) : undefined;
      const next = target && "file" in target ? this.graphOf(target.file) : undefined;
      if (next) for (const each of this.exportNames(next, seen)) names.add(each);
      else if (name !== "*") names.add(name);
    }
    return [...names].sort();
  }

  /** Import nodes anywhere that lead to this file, directly or through files that re-export it. */
  importers(graph: Graph): readonly Ref[] {
    return this.#importLinks(graph).of(graph.id, (a, b) => this.compare(a, b));
  }

  /** The importers that may mean what the file exports under a name. */
  importersOf(graph: Graph, exported: string): readonly Ref[] {
    return this.#importLinks(graph).ofExport(graph.id, exported, (a, b) => this.compare(a, b));
  }

  #importLinks(graph: Graph): ImportLinks {
    this.solver.reads(`importers:${graph.id}`);
    if (!this.#links) {
      this.#links = new ImportLinks(
        (file, specifier) => {
          const target = this.modules.resolve(file, specifier);
          return "file" in target ? this.#ids.get(target.file) : undefined;
        },
        (ref) => {
          const reader = this.graphs[this.fileOf(ref)]!;
          return reader.imported(ref - reader.first);
        },
      );
      for (const each of this.sorted()) this.#links.add(each, this.index(each).imports);
    }
    return this.#links;
  }
}
