/**
 * The result of the last scan, for when nothing changed since. The engine is a pure function, so the result holds as
 * long as everything it was made from is the same: the program, the options, the configuration, the projects, the date, and
 * the text of every file.
 */
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import type { ScanResult } from "../report/contract.js";
import type { CacheStore } from "./cache-store.js";
import { toAbsolute } from "./paths.js";
import { readSource, type SourceText } from "./read.js";

/** A file that changed less than this before it was looked at may have changed again within the clock's resolution. */
const CLOCK = 2000;
/** Files looked at side by side. */
const AT_ONCE = 64;

/** How the file system described a file when it was read. */
interface Seen {
  size: number;
  modified: number;
  changed: number;
  inode: number;
}

interface Kept {
  key: string;
  /** When the files were looked at, in milliseconds. */
  at: number;
  files: { seen: Seen; digest: string }[];
  result: ScanResult;
}

export class ResultCache {
  readonly #store: CacheStore;
  readonly #root: string;
  readonly #name: readonly string[];

  /** @param name tells this scan from others of the same folder */
  constructor(store: CacheStore, root: string, ...name: string[]) {
    this.#store = store;
    this.#root = root;
    this.#name = [root, ...name];
  }

  /** The result of an earlier scan with the same key, when the files still hold the same. */
  async find(key: string, files: readonly string[]): Promise<ScanResult | undefined> {
    const content = await this.#store.read("result", ...this.#name);
    if (!content) return undefined;
    const kept = JSON.parse(content.toString("utf8")) as Kept;
    if (kept.key !== key || kept.files.length !== files.length) return undefined;
    const same = async (file: string, at: number): Promise<boolean> => {
      const { seen, digest } = kept.files[at]!;
      const now = await look(this.#root, file);
      if (!now || now.size !== seen.size) return false;
      const untouched =
        now.modified === seen.modified && now.changed === seen.changed && now.inode === seen.inode;
      if (untouched && Math.max(now.modified, now.changed) < kept.at - CLOCK) return true;
      return digestOf(await readSource(this.#root, file)) === digest;
    };
    return (await everyOf(files, same)) ? kept.result : undefined;
  }

  /** How the files look before they are read; undefined when one cannot be looked at. */
  async look(files: readonly string[]): Promise<{ at: number; seen: Seen[] } | undefined> {
    const at = Date.now();
    const seen: Seen[] = [];
    const fine = await everyOf(files, async (file, index) => {
      const status = await look(this.#root, file);
      if (status) seen[index] = status;
      return status !== undefined;
    });
    return fine ? { at, seen } : undefined;
  }

  async keep(
    key: string,
    { at, seen }: { at: number; seen: readonly Seen[] },
    sources: readonly SourceText[],
    result: ScanResult,
  ): Promise<void> {
    const files = seen.map((status, index) => ({ seen: status, digest: digestOf(sources[index]!) }));
    const kept: Kept = { key, at, files, result };
    await this.#store.write("result", [Buffer.from(JSON.stringify(kept))], ...this.#name);
  }
}

/** A key for everything that a result depends on besides the texts. */
export function resultKey(inputs: unknown): string {
  return createHash("sha256").update(JSON.stringify(inputs)).digest("base64");
}

function digestOf({ text, problem }: SourceText): string {
  const hash = createHash("sha1").update(JSON.stringify(problem ?? null));
  if (text !== undefined) hash.update("\0").update(text);
  return hash.digest("base64");
}

async function look(root: string, file: string): Promise<Seen | undefined> {
  try {
    const { size, mtimeMs, ctimeMs, ino } = await stat(toAbsolute(root, file));
    return { size, modified: mtimeMs, changed: ctimeMs, inode: ino };
  } catch {
    return undefined;
  }
}

/** Whether all items pass; stops at the first that does not. */
async function everyOf<T>(
  items: readonly T[],
  test: (item: T, index: number) => Promise<boolean>,
): Promise<boolean> {
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const passed = await Promise.all(
      items.slice(start, start + AT_ONCE).map((item, index) => test(item, start + index)),
    );
    if (passed.includes(false)) return false;
  }
  return true;
}
