/**
 * A node of some file. The nodes of a file are numbered one after another, in pages that no other file has: numbers stay so small
 * that V8 needs no memory of their own for them, in whatever they are kept.
 */
export type Ref = number;

/** Numbers of a page, as bits. */
const PAGE = 8;

/** Which numbers the nodes of each file have. */
export class RefSpace {
  /** Files by page. */
  #files = new Int32Array(1 << 10);
  #pages = 0;
  readonly #places: { first: Ref; pages: number }[] = [];

  /** The number of the first node of a file that has so many now: as before, if they fit there. */
  first(file: number, nodes: number): Ref {
    const before = this.#places[file];
    let pages = (nodes >> PAGE) + 1;
    if (before && before.pages >= pages) return before.first;
    // Somebody writes more and more in it: it is not to move with every page.
    if (before) pages += pages >> 1;
    if (this.#pages + pages > this.#files.length) {
      const files = new Int32Array(Math.max(this.#pages + pages, this.#files.length * 2));
      files.set(this.#files);
      this.#files = files;
    }
    this.#files.fill(file, this.#pages, this.#pages + pages);
    const place = { first: this.#pages << PAGE, pages };
    this.#pages += pages;
    this.#places[file] = place;
    return place.first;
  }

  /** Number of the file that a node is in. */
  fileOf(ref: Ref): number {
    return this.#files[ref >> PAGE]!;
  }
}

export function sameRefs(left: readonly Ref[], right: readonly Ref[]): boolean {
  return left.length === right.length && left.every((ref, index) => ref === right[index]);
}
