/** Collects value nodes while a file is read, and packs them into flat arrays at the end. */
import type { FileFacts, Op } from "./facts.js";

/** Columns of the graph being built. One set for all files: only one is read at a time, and none twice as large. */
const columns = {
  capacity: 0,
  ops: new Uint8Array(0),
  starts: new Int32Array(0),
  ends: new Int32Array(0),
  names: new Int32Array(0),
  aux: new Int32Array(0),
  owners: new Int32Array(0),
};

function grow(): void {
  const capacity = Math.max(4096, columns.capacity * 2);
  const larger = (column: Int32Array): Int32Array<ArrayBuffer> => {
    const copy = new Int32Array(capacity);
    copy.set(column);
    return copy;
  };
  const ops = new Uint8Array(capacity);
  ops.set(columns.ops);
  columns.ops = ops;
  columns.starts = larger(columns.starts);
  columns.ends = larger(columns.ends);
  columns.names = larger(columns.names);
  columns.aux = larger(columns.aux);
  columns.owners = larger(columns.owners);
  columns.capacity = capacity;
}

export class GraphBuilder {
  readonly #args: (readonly number[])[] = [];
  readonly #strings: string[] = [];
  readonly #stringIndex = new Map<string, number>();
  /** Function that new nodes belong to. */
  owner = -1;

  get size(): number {
    return this.#args.length;
  }

  /** Adds a node. Offsets are UTF-16. `args` may be filled later through `setArgs`. */
  add(op: Op, start: number, end: number, args: readonly number[] = NONE, name = "", aux = 0): number {
    const id = this.#args.length;
    if (id === columns.capacity) grow();
    columns.ops[id] = op;
    columns.starts[id] = start;
    columns.ends[id] = end;
    columns.names[id] = name === "" ? -1 : this.string(name);
    columns.aux[id] = aux;
    columns.owners[id] = this.owner;
    this.#args.push(args);
    return id;
  }

  string(text: string): number {
    let index = this.#stringIndex.get(text);
    if (index === undefined) {
      index = this.#strings.length;
      this.#strings.push(text);
      this.#stringIndex.set(text, index);
    }
    return index;
  }

  op(node: number): Op {
    return columns.ops[node] as Op;
  }
  args(node: number): readonly number[] {
    return this.#args[node]!;
  }
  setArgs(node: number, args: readonly number[]): void {
    this.#args[node] = args;
  }
  name(node: number): string {
    const index = columns.names[node]!;
    return index < 0 ? "" : this.#strings[index]!;
  }
  aux(node: number): number {
    return columns.aux[node]!;
  }
  ownerOf(node: number): number {
    return columns.owners[node]!;
  }
  start(node: number): number {
    return columns.starts[node]!;
  }
  end(node: number): number {
    return columns.ends[node]!;
  }

  pack(): Pick<
    FileFacts,
    "ops" | "starts" | "ends" | "names" | "aux" | "owners" | "argStarts" | "args" | "strings"
  > {
    const { size } = this;
    const argStarts = new Int32Array(size + 1);
    let count = 0;
    for (let node = 0; node < size; node++) argStarts[node + 1] = count += this.#args[node]!.length;
    const args = new Int32Array(count);
    let next = 0;
    for (const list of this.#args) for (let at = 0; at < list.length; at++) args[next++] = list[at]!;
    return {
      ops: columns.ops.slice(0, size),
      starts: columns.starts.slice(0, size),
      ends: columns.ends.slice(0, size),
      names: columns.names.slice(0, size),
      aux: columns.aux.slice(0, size),
      owners: columns.owners.slice(0, size),
      argStarts,
      args,
      strings: this.#strings,
    };
  }
}

const NONE: readonly number[] = [];
