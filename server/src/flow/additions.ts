/**
 * What other modules put into a list or a map that a module exports: `import { tools } from "./tools.js"; tools.push(mine)`.
 * The module itself never sees that written.
 */
import { Op, type Graph } from "../facts/facts.js";
import { isElement, type Access } from "./access.js";
import { BOUNDS } from "./bounds.js";
import type { Program, Ref } from "./program.js";
import { sameRefs } from "./ref.js";
import { isVersion } from "./relations.js";
import type { Table } from "./solver.js";

const NONE: readonly Ref[] = [];

export class Additions {
  /** Of each module, the nodes that what it exports is made of, with the names it is exported under. */
  readonly #exported = new WeakMap<Graph, ReadonlyMap<number, ReadonlySet<string>>>();
  /** What importers add to each of those nodes. */
  readonly #added: Table<Ref, readonly Ref[]>;

  constructor(readonly program: Program) {
    this.#added = program.solver.table<Ref, readonly Ref[]>({
      bottom: [],
      same: sameRefs,
      answer: (ref) => {
        const graph = program.graph(ref);
        return this.#addedTo(graph, ref - graph.first);
      },
    });
  }

  /** The elements that importers add to a list, a map or a set. */
  to(graph: Graph, node: number): readonly Ref[] {
    if (graph.owner(node) >= 0 || !this.#namesOf(graph).has(node)) return NONE;
    return this.#added.ask(graph.id, this.program.ref(graph, node));
  }

  #addedTo(graph: Graph, node: number): Ref[] {
    const added: Ref[] = [];
    for (const name of this.#namesOf(graph).get(node) ?? [])
      for (const importer of this.program.importersOf(graph, name)) {
        const reader = this.program.graph(importer);
        const imported = importer - reader.first;
        const whole = reader.imported(imported) === "*" ? [name] : [];
        for (const update of changesOf(reader, imported))
          if (isAddedTo(whole, reader.name(update)))
            added.push(this.program.ref(reader, reader.arg(update, 1)));
      }
    return added;
  }

  /**
   * What an importer's change is a change of, where it was made; nothing where what changes was not imported.
   * @param access of the data in the changed version
   */
  originsOf(graph: Graph, update: number, access: Access): { ref: Ref; access: Access }[] {
    const root = importOf(graph, update);
    const target = root < 0 ? undefined : this.program.imported(graph, root);
    if (!target || "terminals" in target) return [];
    const isWhole = graph.imported(root) === "*";
    const name = isWhole ? (access[0] ?? "") : graph.imported(root);
    return this.program
      .exported(target, name)
      .refs.map((ref) => ({ ref, access: isWhole ? access.slice(1) : access }));
  }

  #namesOf(graph: Graph): ReadonlyMap<number, ReadonlySet<string>> {
    let known = this.#exported.get(graph);
    if (!known) this.#exported.set(graph, (known = partsOfExports(graph)));
    return known;
  }
}

/** The later versions of an import in its module that something was put into. */
function* changesOf(graph: Graph, node: number): Iterable<number> {
  const versions = [node];
  for (let at = 0; at < versions.length && at < BOUNDS.versions; at++)
    for (const user of graph.uses(versions[at]!)) {
      if (graph.arg(user, 0) !== versions[at] || !isVersion(graph, user) || versions.includes(user)) continue;
      versions.push(user);
      if (graph.op(user) === Op.Update) yield user;
    }
}

function isAddedTo(whole: readonly string[], path: string): boolean {
  const steps = path.split(".");
  return (
    steps.length === whole.length + 1 &&
    whole.every((name, at) => name === steps[at]) &&
    isElement(steps.at(-1)!)
  );
}

/** The import that a version is of, or -1. */
function importOf(graph: Graph, update: number): number {
  let at = update;
  for (let guard = 0; guard < BOUNDS.versions && at >= 0 && isVersion(graph, at); guard++)
    at = graph.arg(at, 0);
  return at >= 0 && graph.op(at) === Op.Import ? at : -1;
}

function partsOfExports(graph: Graph): ReadonlyMap<number, ReadonlySet<string>> {
  const parts = new Map<number, Set<string>>();
  for (const { name, node } of graph.facts.exports) {
    const queue = [node];
    for (let at = 0; at < queue.length && at < BOUNDS.versions; at++) {
      const part = queue[at]!;
      const names = parts.get(part) ?? new Set();
      if (names.has(name)) continue;
      parts.set(part, names.add(name));
      const op = graph.op(part);
      if (op === Op.Choice || op === Op.Cell) queue.push(...graph.args(part));
      else if (isVersion(graph, part) || op === Op.Typed) queue.push(graph.arg(part, 0));
    }
  }
  return parts;
}
