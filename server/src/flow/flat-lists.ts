/** Rows of numbers by what they belong to, in flat lists: a workspace has millions, and a map of lists takes several times the memory. */

const NONE: readonly number[] = [];

/** Rows by node. */
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

/** Rows by name. Names come in the order in which they were first given. */
export class ByName {
  readonly #slots = new Map<string, number>();
  /** Of each name, in their order, and behind them the end. */
  readonly #starts: readonly number[];
  readonly #rows: readonly number[];

  /** @param entries pairs of name and row; rows of one name keep their order */
  constructor(entries: readonly (readonly [name: string, row: number])[]) {
    const counts: number[] = [];
    for (const [name] of entries) {
      const slot = this.#slots.get(name) ?? counts.push(0) - 1;
      this.#slots.set(name, slot);
      counts[slot]!++;
    }
    const starts = [0, ...counts];
    for (let slot = 1; slot < starts.length; slot++) starts[slot]! += starts[slot - 1]!;
    const next = starts.slice();
    const rows = new Array<number>(entries.length);
    for (const [name, row] of entries) rows[next[this.#slots.get(name)!]!++] = row;
    this.#starts = starts;
    this.#rows = rows;
  }

  has(name: string): boolean {
    return this.#slots.has(name);
  }

  get(name: string): readonly number[] {
    const slot = this.#slots.get(name);
    return slot === undefined ? NONE : this.#at(slot);
  }

  keys(): IterableIterator<string> {
    return this.#slots.keys();
  }

  *[Symbol.iterator](): Generator<[name: string, rows: readonly number[]]> {
    for (const [name, slot] of this.#slots) yield [name, this.#at(slot)];
  }

  #at(slot: number): readonly number[] {
    return this.#rows.slice(this.#starts[slot], this.#starts[slot + 1]);
  }
}
