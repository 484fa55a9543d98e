/** Facts of files as they were in an earlier run, found by the text they were read from. */
import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import type { FileFacts } from "../facts/facts.js";
import type { CacheStore } from "./cache-store.js";

/** Where the packed facts of a text are in the content: offset and length in bytes. */
type Index = [key: string, start: number, length: number][];

/** What identifies the facts of a text: the text, and the kind of source that the file's name says it is. */
export function factsKey(file: string, text: string): string {
  const extension = file.slice(file.lastIndexOf(".") + 1).toLowerCase();
  return createHash("sha1").update(`${extension}\0`).update(text).digest("base64");
}

export function packFacts(facts: FileFacts): Uint8Array {
  return serialize({ ...facts, file: "" });
}

export class FactsCache {
  readonly #store: CacheStore;
  readonly #name: readonly string[];
  readonly #content: Buffer;
  readonly #known = new Map<string, { start: number; length: number }>();

  /** @param build names the program: the facts of another one are not these. @param root names the workspace */
  static async open(store: CacheStore, build: string, root: string): Promise<FactsCache> {
    const name = [build, root];
    return new FactsCache(store, name, (await store.read("facts", ...name)) ?? Buffer.alloc(0));
  }

  private constructor(store: CacheStore, name: readonly string[], content: Buffer) {
    this.#store = store;
    this.#name = name;
    this.#content = content;
    if (content.length < 4) return;
    const start = 4 + content.readUInt32LE(0);
    const index = JSON.parse(content.toString("utf8", 4, start)) as Index;
    for (const [key, offset, length] of index) this.#known.set(key, { start: start + offset, length });
  }

  /** Whether it holds exactly these. */
  holdsOnly(keys: readonly string[]): boolean {
    return new Set(keys).size === this.#known.size && keys.every((key) => this.#known.has(key));
  }

  /** The facts of a file whose text has this key. */
  get(key: string, file: string): FileFacts | undefined {
    const packed = this.packed(key);
    return packed && { ...(deserialize(packed) as FileFacts), file };
  }

  packed(key: string): Uint8Array | undefined {
    const at = this.#known.get(key);
    return at && this.#content.subarray(at.start, at.start + at.length);
  }

  /** Keeps these facts for the next run, and no others. */
  async replace(entries: ReadonlyMap<string, Uint8Array>): Promise<void> {
    const index: Index = [];
    let start = 0;
    for (const [key, { length }] of entries) {
      index.push([key, start, length]);
      start += length;
    }
    const head = Buffer.from(JSON.stringify(index));
    const size = Buffer.alloc(4);
    size.writeUInt32LE(head.length);
    await this.#store.write("facts", [size, head, ...entries.values()], ...this.#name);
  }
}
