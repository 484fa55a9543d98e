/** Names to the nodes that use them, over all files. */
import type { Ref } from "./ref.js";

/** One list of names over all files. */
export class NameList {
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
