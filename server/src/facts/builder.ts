/** Collects value nodes while a file is read, and packs them into flat arrays at the end. */
import type { FileFacts, Op } from "./facts.js";

export class GraphBuilder {
  readonly #ops: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #names: number[] = [];
  readonly #aux: number[] = [];
  readonly #owners: number[] = [];
  readonly #args: (readonly number[])[] = [];
  readonly #strings: string[] = [];
  readonly #stringIndex = new Map<string, number>();
  /** Function that new nodes belong to. */
  owner = -1;

  get size(): number {
    return this.#ops.length;
  }

  /** Adds a node. Offsets are UTF-16. `args` may be filled later through `setArgs`. */
  add(op: Op, start: number, end: number, args: readonly number[] = NONE, name = "", aux = 0): number {
    const id = this.#ops.length;
    this.#ops.push(op);
    this.#starts.push(start);
    this.#ends.push(end);
    this.#names.push(name === "" ? -1 : this.string(name));
    this.#aux.push(aux);
    this.#owners.push(this.owner);
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
    return this.#ops[node] as Op;
  }
  args(node: number): readonly number[] {
    return this.#args[node]!;
  }
  setArgs(node: number, args: readonly number[]): void {
    this.#args[node] = args;
  }
  name(node: number): string {
    const index = this.#names[node]!;
    return index < 0 ? "" : this.#strings[index]!;
  }
  ownerOf(node: number): number {
    return this.#owners[node]!;
  }
  start(node: number): number {
    return this.#starts[node]!;
  }
  end(node: number): number {
    return this.#ends[node]!;
  }

  pack(): Pick<
    FileFacts,
    "ops" | "starts" | "ends" | "names" | "aux" | "owners" | "argStarts" | "args" | "strings"
  > {
    const argStarts = new Int32Array(this.size + 1);
    for (let node = 0; node < this.size; node++)
      argStarts[node + 1] = argStarts[node]! + this.#args[node]!.length;
    const args = new Int32Array(argStarts[this.size]!);
    let next = 0;
    for (const list of this.#args) for (let at = 0; at < list.length; at++) args[next++] = list[at]!;
    return {
      ops: new Uint8Array(this.#ops),
      starts: new Int32Array(this.#starts),
      ends: new Int32Array(this.#ends),
      names: new Int32Array(this.#names),
      aux: new Int32Array(this.#aux),
      owners: new Int32Array(this.#owners),
      argStarts,
      args,
      strings: this.#strings,
    };
  }
}

const NONE: readonly number[] = [];
