/**
 * What is kept on disk between runs: a few files in the user's cache folder, none inside a repository. Everything here may
 * fail without consequence: a file that is missing, damaged, of another version or not ours is as good as none, and what
 * cannot be written is not kept.
 */
import { createHash, randomBytes } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** All files together, in bytes. The least recently used go first. */
const MOST_BYTES = 512 * 1024 * 1024;
/** A single file, in bytes: more is not kept at all. */
const MOST_BYTES_FILE = 256 * 1024 * 1024;
/** Files unused for longer go, whatever their size. In milliseconds. */
const MOST_AGE = 30 * 24 * 60 * 60 * 1000;
/** What a run that was killed left behind is removed after this time. In milliseconds. */
const DRAFT_AGE = 60 * 60 * 1000;

const MAGIC = Buffer.from("threatline cache 1\n");
const DIGEST = 32;
const FILE = /^[0-9a-f]{40}\.(?:facts|result)$/;
const DRAFT = /^[0-9a-f]{40}\.(?:facts|result)\.[0-9a-f]+$/;

/** `THREATLINE_CACHE_DIR`, else a folder of our own where the system's programs keep what they can make again. */
export function cacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const absolute = (path: string | undefined) => (path && isAbsolute(path) ? path : undefined);
  if (env.THREATLINE_CACHE_DIR) return absolute(env.THREATLINE_CACHE_DIR);
  const home = absolute(homedir());
  const under = (base: string | undefined, ...names: string[]) => base && join(base, ...names, "threatline");
  if (platform === "win32") return under(absolute(env.LOCALAPPDATA));
  if (platform === "darwin") return under(home, "Library", "Caches");
  return under(absolute(env.XDG_CACHE_HOME) ?? (home && join(home, ".cache")));
}

export class CacheStore {
  readonly #folder: string;

  /** @param folder absolute; made when something is first kept */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The content kept under a name, which is made of what it depends on; undefined when there is none that is sound. */
  async read(kind: "facts" | "result", ...name: string[]): Promise<Buffer | undefined> {
    const path = this.#path(kind, name);
    try {
      const bytes = await readFile(path);
      const start = MAGIC.length + DIGEST;
      if (bytes.length < start || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
      const content = bytes.subarray(start);
      if (!digestOf([content]).equals(bytes.subarray(MAGIC.length, start))) return undefined;
      void utimes(path, new Date(), new Date()).catch(() => undefined);
      return content;
    } catch {
      return undefined;
    }
  }

  /** Keeps a content, at once or not at all: other runs see the one before or this one. */
  async write(kind: "facts" | "result", content: readonly Uint8Array[], ...name: string[]): Promise<void> {
    const path = this.#path(kind, name);
    const draft = `${path}.${randomBytes(6).toString("hex")}`;
    try {
      if (content.reduce((sum, { length }) => sum + length, 0) > MOST_BYTES_FILE) return;
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(draft, [MAGIC, digestOf(content), ...content], { mode: 0o600 });
      await rename(draft, path);
      await this.#evict();
    } catch {
      await rm(draft, { force: true }).catch(() => undefined);
    }
  }

  #path(kind: string, name: readonly string[]): string {
    return join(this.#folder, `${createHash("sha1").update(name.join("\0")).digest("hex")}.${kind}`);
  }

  /** Only files that are ours by their names are ever removed. */
  async #evict(): Promise<void> {
    const now = Date.now();
    const kept: { path: string; size: number; used: number }[] = [];
    for (const name of await readdir(this.#folder)) {
      if (!FILE.test(name) && !DRAFT.test(name)) continue;
      const path = join(this.#folder, name);
      const status = await stat(path).catch(() => undefined);
      if (!status) continue;
      if (now - status.mtimeMs > (DRAFT.test(name) ? DRAFT_AGE : MOST_AGE)) await rm(path, { force: true });
      else kept.push({ path, size: status.size, used: status.mtimeMs });
    }
    kept.sort((left, right) => right.used - left.used);
    let bytes = 0;
    for (const { path, size } of kept) if ((bytes += size) > MOST_BYTES) await rm(path, { force: true });
  }
}

function digestOf(content: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of content) hash.update(part);
  return hash.digest();
}
