/** Which files of a folder are scanned. */
import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config.js";
import type { Problem } from "../report/contract.js";
import { reasonOf } from "./errors.js";
import { IgnoreRules, rulesAt, withFolder } from "./ignoring.js";
import { isToolServerFile } from "../tool-server-files.js";
import { compare, isInside, toAbsolute, toRelative } from "./paths.js";

const SOURCE = /\.(?:ts|tsx|mts|cts|js|jsx|mjs|cjs)$/;
const DECLARATION = /\.d\.(?:ts|mts|cts)$|\.d\.[^.]+\.ts$/;
const MANIFEST = /^(?:(?:package|jsconfig|tsconfig(?:\..+)?|deno|import_map)\.json|deno\.jsonc)$/;
/** Never entered, unless named on purpose: other people's code, and the repository's own data. */
const SKIPPED = new Set(["node_modules", ".git"]);

/**
 * True for a file name that the engine reads: the JavaScript and TypeScript family without declaration files, and the
 * configurations of tool servers.
 */
export function isAnalysedFile(path: string): boolean {
  return (SOURCE.test(path) && !DECLARATION.test(path)) || isToolServerFile(path);
}

export interface DiscoverOptions {
  /** Files and folders to look at, absolute or relative to the root; the whole root when left out. */
  paths?: readonly string[];
  /** Respect `.gitignore` and `.git/info/exclude`. What `paths` names is taken even if git ignores it. */
  ignore: boolean;
  /** `exclude` always holds, also for what `paths` names. */
  config?: Config;
  /** Folder that `config.exclude` is relative to, absolute; the root when left out. */
  configFolder?: string;
}

export interface Discovery {
  /** Root-relative, sorted by code units, each once. */
  files: string[];
  /** `package.json`, `tsconfig*.json`, `jsconfig.json` and Deno's seen on the way, root-relative and sorted. */
  manifests: string[];
  problems: Problem[];
}

/** Lists the source files of a folder. Never throws: what cannot be read becomes a problem. Links are not followed. */
export async function discover(root: string, options: DiscoverOptions): Promise<Discovery> {
  const walk = new Walk(root, options);
  for (const path of options.paths ?? [""]) await walk.start(toAbsolute(root, path));
  return walk.result();
}

class Walk {
  readonly #root: string;
  readonly #ignore: boolean;
  readonly #excluded: IgnoreRules;
  readonly #files = new Set<string>();
  readonly #manifests = new Set<string>();
  readonly #problems = new Map<string, Problem>();

  constructor(root: string, options: DiscoverOptions) {
    this.#root = root;
    this.#ignore = options.ignore;
    const base = options.configFolder ?? root;
    this.#excluded = IgnoreRules.empty(base).with(base, (options.config?.exclude ?? []).join("\n"));
  }

  /** Takes one path that was named: it is looked at even when a rule would leave it out. */
  async start(path: string): Promise<void> {
    let isFolder: boolean;
    try {
      const status = await stat(path);
      isFolder = status.isDirectory();
      if (!isFolder && !status.isFile())
        return this.#problem(path, "unreadable", "It is not a regular file.");
    } catch (error) {
      return this.#unreadable(path, error);
    }
    if (this.#excluded.ignores(path, isFolder)) return;
    if (isFolder) return this.#folder(path, await this.#rulesFor(path));
    if (isAnalysedFile(path)) this.#files.add(toRelative(this.#root, path));
    else
      this.#problem(path, "unreadable", "It is not a JavaScript or TypeScript source, so it was not read.");
  }

  /** The rules of git in a folder; a folder that git ignores starts afresh, since it was asked for. */
  async #rulesFor(folder: string): Promise<IgnoreRules | undefined> {
    if (!this.#ignore) return undefined;
    const rules = await rulesAt(folder);
    return rules.ignores(folder, true) ? withFolder(IgnoreRules.empty(folder), folder) : rules;
  }

  /** @param rules those of this folder, its own `.gitignore` included; undefined when git's rules are not wanted */
  async #folder(folder: string, rules: IgnoreRules | undefined): Promise<void> {
    let entries: Dirent[];
    try {
      entries = await readdir(folder, { withFileTypes: true });
    } catch (error) {
      return this.#unreadable(folder, error);
    }
    const folders: Promise<void>[] = [];
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (SKIPPED.has(entry.name)) continue;
      if (entry.isSymbolicLink()) folders.push(this.#link(path, rules));
      else if (entry.isDirectory()) {
        if (!this.#leftOut(path, true, rules)) folders.push(this.#subfolder(path, rules));
      } else if (isAnalysedFile(entry.name)) {
        if (this.#leftOut(path, false, rules)) continue;
        if (entry.isFile()) this.#files.add(toRelative(this.#root, path));
        else this.#problem(path, "unreadable", "It is not a regular file.");
      } else if (MANIFEST.test(entry.name)) this.#manifests.add(toRelative(this.#root, path));
    }
    await Promise.all(folders);
  }

  async #subfolder(folder: string, rules: IgnoreRules | undefined): Promise<void> {
    await this.#folder(folder, rules && (await withFolder(rules, folder)));
  }

  /**
   * A link is never followed: inside the root its target is scanned under its own name, and outside the root it is not
   * ours to read. Only what a reader would miss is said.
   */
  async #link(path: string, rules: IgnoreRules | undefined): Promise<void> {
    let target: string;
    let isFolder: boolean;
    try {
      target = await realpath(path);
      isFolder = (await stat(target)).isDirectory();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ELOOP")
        return this.#problem(path, "link-loop", "The symbolic link leads back to itself.");
      return isAnalysedFile(path) && !this.#leftOut(path, false, rules)
        ? this.#unreadable(path, error)
        : undefined;
    }
    if (this.#leftOut(path, isFolder, rules)) return;
    const root = await realpath(this.#root);
    const here = toRelative(target, await realpath(join(path, "..")));
    if (isFolder && isInside(here))
      return this.#problem(
        path,
        "link-loop",
        "The symbolic link points to a folder that contains it; it was not followed.",
      );
    if (isInside(toRelative(root, target)) || !(isFolder || isAnalysedFile(path))) return;
    this.#problem(
      path,
      "unreadable",
      "The symbolic link leaves the scanned folder; name its target to scan that too.",
    );
  }

  #leftOut(path: string, isFolder: boolean, rules: IgnoreRules | undefined): boolean {
    return rules?.ignores(path, isFolder) === true || this.#excluded.ignores(path, isFolder);
  }

  #unreadable(path: string, error: unknown): void {
    this.#problem(path, "unreadable", `It could not be read: ${reasonOf(error)}.`);
  }

  #problem(path: string, code: Problem["code"], message: string): void {
    const file = toRelative(this.#root, path) || ".";
    this.#problems.set(`${file}\0${code}`, { code, message, file });
  }

  result(): Discovery {
    const byName = (left: [string, Problem], right: [string, Problem]) => compare(left[0], right[0]);
    return {
      files: [...this.#files].sort(compare),
      manifests: [...this.#manifests].sort(compare),
      problems: [...this.#problems].sort(byName).map(([, problem]) => problem),
    };
  }
}
