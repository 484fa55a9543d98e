/** Who imports and re-exports whom, in both directions. */
import type { Graph } from "../facts/facts.js";
import type { Ref } from "./ref.js";

export class ImportLinks {
  /** Import nodes of each file by the file they lead to. */
  readonly #imports = new Map<number, Map<number, Ref[]>>();
  readonly #reExports = new Map<number, ReadonlySet<number>>();
  readonly #importers = new Map<number, Set<number>>();
  readonly #reExporters = new Map<number, Set<number>>();
  readonly #known = new Map<number, readonly Ref[]>();
  /** The same by what an export is called, of the files and names that were asked for. */
  readonly #named = new Map<number, Map<string, readonly Ref[]>>();

  /**
   * @param target number of the file that a specifier names, if it names one
   * @param imported what an import node imports
   */
  constructor(
    readonly target: (file: string, specifier: string) => number | undefined,
    readonly imported: (node: Ref) => string,
  ) {}

  add(graph: Graph, importNodes: readonly number[]): void {
    const imports = new Map<number, Ref[]>();
    for (const node of importNodes) {
      const id = this.target(graph.file, graph.name(node));
      if (id === undefined) continue;
      const list = imports.get(id);
      if (list) list.push(graph.first + node);
      else imports.set(id, [graph.first + node]);
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

  /** A file came, went (no graph) or leads elsewhere. Gives the files whose importers are others now. */
  replace(file: number, graph: Graph | undefined, importNodes: readonly number[]): Iterable<number> {
    const reached = new Set<number>();
    this.#reached(file, reached);
    for (const id of this.#imports.get(file)?.keys() ?? []) this.#importers.get(id)?.delete(file);
    for (const id of this.#reExports.get(file) ?? []) this.#reExporters.get(id)?.delete(file);
    this.#imports.delete(file);
    this.#reExports.delete(file);
    if (graph) this.add(graph, importNodes);
    this.#reached(file, reached);
    for (const id of reached) {
      this.#known.delete(id);
      this.#named.delete(id);
    }
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

  /** Those that may import what is exported under a name: the name itself, or everything. Of `module.exports`, all. */
  ofExport(id: number, exported: string, compare: (left: Ref, right: Ref) => number): readonly Ref[] {
    const all = this.of(id, compare);
    if (exported === "=") return all;
    let names = this.#named.get(id);
    if (!names) this.#named.set(id, (names = new Map()));
    let refs = names.get(exported);
    if (!refs) {
      refs = all.filter((ref) => {
        const imported = this.imported(ref);
        return imported === exported || imported === "*";
      });
      names.set(exported, refs);
    }
    return refs;
  }
}

function link(map: Map<number, Set<number>>, from: number, to: number): void {
  const list = map.get(from);
  if (list) list.add(to);
  else map.set(from, new Set([to]));
}
