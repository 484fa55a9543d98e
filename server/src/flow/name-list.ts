/** Names to the nodes that use them, over all files. */
import type { ByName } from "./flat-lists.js";
import { fileOf, SPAN, type Ref } from "./ref.js";

export class NameList {
  /** What each file that has a name has under it. */
  readonly #files = new Map<string, Map<number, ByName>>();
  /** Lists that somebody asked for, in order. */
  readonly #refs = new Map<string, readonly Ref[]>();

  /** A file has these names now, and had others before. */
  replace(id: number, before: ByName | undefined, after: ByName | undefined): void {
    for (const name of before?.keys() ?? []) {
      this.#files.get(name)?.delete(id);
      if (!after?.has(name)) this.#patch(name, id, []);
    }
    if (!after) return;
    for (const name of after.keys()) {
      const files = this.#files.get(name);
      if (files) files.set(id, after);
      else this.#files.set(name, new Map([[id, after]]));
      if (this.#refs.has(name)) this.#patch(name, id, after.get(name));
    }
  }

  /** @param order the files' numbers in the order of their names */
  refs(name: string, order: (ids: Iterable<number>) => number[]): readonly Ref[] {
    let refs = this.#refs.get(name);
    if (!refs) {
      const files = this.#files.get(name);
      refs = files
        ? order(files.keys()).flatMap((id) =>
            files
              .get(id)!
              .get(name)
              .map((node) => id * SPAN + node),
          )
        : [];
      this.#refs.set(name, refs);
    }
    return refs;
  }

  /** Puts a file's nodes where its earlier ones were; where there were none, the list has to be made again. */
  #patch(name: string, id: number, nodes: readonly number[]): void {
    const refs = this.#refs.get(name);
    if (!refs) return;
    const start = refs.findIndex((ref) => fileOf(ref) === id);
    if (start < 0) {
      if (nodes.length > 0) this.#refs.delete(name);
      return;
    }
    let end = start;
    while (end < refs.length && fileOf(refs[end]!) === id) end++;
    const own = nodes.map((node) => id * SPAN + node);
    this.#refs.set(name, [...refs.slice(0, start), ...own, ...refs.slice(end)]);
  }
}
