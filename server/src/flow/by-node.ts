/**
 * Rows of numbers by node, as two flat lists: many nodes of a workspace have a row or two, and a map of lists takes ten times
 * the memory.
 */
export class ByNode {
  /** In ascending order; a node stands there as often as it has rows. */
  readonly #nodes: readonly number[];
  /** Of each row, in the order of the nodes. */
  readonly #rows: readonly number[];

  /** @param entries pairs of node and row; rows of one node keep their order */
  constructor(entries: readonly (readonly [node: number, row: number])[]) {
    const sorted = entries.toSorted(([left], [right]) => left - right);
    this.#nodes = sorted.map(([node]) => node);
    this.#rows = sorted.map(([, row]) => row);
  }

  has(node: number): boolean {
    return this.#nodes[this.#first(node)] === node;
  }

  get(node: number): readonly number[] {
    const start = this.#first(node);
    if (this.#nodes[start] !== node) return NONE;
    const rows: number[] = [];
    for (let at = start; this.#nodes[at] === node; at++) rows.push(this.#rows[at]!);
    return rows;
  }

  /** The first place of a node, or where it would be. */
  #first(node: number): number {
    let [low, high] = [0, this.#nodes.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#nodes[middle]! < node) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const NONE: readonly number[] = [];
