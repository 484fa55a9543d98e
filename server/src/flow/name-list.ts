/** Names to the nodes that use them, over all files. */
import type { ByName } from "./flat-lists.js";
import type { Ref, RefSpace } from "./ref.js";

/** A file by its number, and its first node. */
interface NamedFile {
  id: number;
  first: Ref;
}

export class NameList {
  /** What each file that has a name has under it. */
  readonly #files = new Map<string, Map<number, ByName>>();
  /** Lists that somebody asked for, in order. */
  readonly #refs = new Map<string, readonly Ref[]>();

  constructor(readonly space: RefSpace) {}

  /**
   * A file has these names now, and had others before.
   * @param first the file's first node
   */
  replace(id: number, first: Ref, before: ByName | undefined, after: ByName | undefined): void {
    for (const name of before?.keys() ?? []) {
      this.#files.get(name)?.delete(id);
      if (!after?.has(name)) this.#patch(name, id, first, []);
    }
    if (!after) return;
    for (const name of after.keys()) {
      const files = this.#files.get(name);
      if (files) files.set(id, after);
      else this.#files.set(name, new Map([[id, after]]));
      if (this.#refs.has(name)) this.#patch(name, id, first, after.get(name));
    }
  }

  /** @param order the files in the order of their names */
  refs(name: string, order: (ids: Iterable<number>) => readonly NamedFile[]): readonly Ref[] {
    let refs = this.#refs.get(name);
    if (!refs) {
      const files = this.#files.get(name);
      refs = files
        ? order(files.keys()).flatMap(({ id, first }) =>
            files
              .get(id)!
              .get(name)
              .map((node) => first + node),
          )
        : [];
      this.#refs.set(name, refs);
    }
    return refs;
  }

  /** Puts a file's nodes where its earlier ones were; where there were none, the list has to be made again. */
  #patch(name: string, id: number, first: Ref, nodes: readonly number[]): void {
    const refs = this.#refs.get(name);
    if (!refs) return;
    const start = refs.findIndex((ref) => this.space.fileOf(ref) === id);
    if (start < 0) {
      if (nodes.length > 0) this.#refs.delete(name);
      return;
    }
    let end = start;
    while (end < refs.length && this.space.fileOf(refs[end]!) === id) end++;
    const own = nodes.map((node) => first + node);
    this.#refs.set(name, [...refs.slice(0, start), ...own, ...refs.slice(end)]);
  }
}
