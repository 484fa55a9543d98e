/** What git leaves out of a repository: `.gitignore` at every level and `.git/info/exclude`. */
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import ignore, { type Ignore } from "ignore";
import { toRelative } from "./paths.js";

/** Git compares names as the file system does. */
const ignorecase = process.platform === "win32" || process.platform === "darwin";

/**
 * The ignore rules that hold in one folder. Rules of nested files are rewritten to the base folder, so that one ordered list
 * decides: the last matching rule wins, as in git.
 */
export class IgnoreRules {
  readonly #base: string;
  readonly #rules: Ignore;

  private constructor(base: string, rules: Ignore) {
    this.#base = base;
    this.#rules = rules;
  }

  /** No rules yet; every path asked about must lie inside `base`. */
  static empty(base: string): IgnoreRules {
    return new IgnoreRules(base, ignore({ ignorecase }));
  }

  /** These rules followed by the lines of an ignore file in `folder` (absolute, inside the base). */
  with(folder: string, text: string): IgnoreRules {
    const prefix = toRelative(this.#base, folder);
    const rules = ignore({ ignorecase }).add(this.#rules);
    for (const line of text.split(/\r?\n/)) {
      const pattern = rebase(line, prefix);
      if (pattern !== undefined) rules.add(pattern);
    }
    return new IgnoreRules(this.#base, rules);
  }

  /** Whether the absolute path, or a folder above it, is left out. */
  ignores(absolute: string, isFolder: boolean): boolean {
    const path = toRelative(this.#base, absolute);
    if (path === "" || path.startsWith("..")) return false;
    return this.#rules.ignores(isFolder ? `${path}/` : path);
  }
}

/** A pattern of an ignore file in folder `prefix`, as a pattern of the base folder. */
function rebase(line: string, prefix: string): string | undefined {
  if (line.trim() === "" || line.startsWith("#")) return undefined;
  if (prefix === "") return line;
  const negated = line.startsWith("!");
  const pattern = negated ? line.slice(1) : line;
  const escaped = prefix.replace(/[\\*?[\]!# ]/g, "\\$&");
  // A slash anywhere but at the end ties the pattern to its own folder.
  const anchored = pattern.replace(/\s+$/, "").slice(0, -1).includes("/");
  const tail = pattern.startsWith("/") ? pattern.slice(1) : pattern;
  return `${negated ? "!" : ""}/${escaped}/${anchored ? "" : "**/"}${tail}`;
}

/** The nearest folder at or above `folder` that holds `.git`, or undefined. */
export async function gitRoot(folder: string): Promise<string | undefined> {
  for (let current = resolve(folder); ; current = dirname(current)) {
    if ((await gitFolder(current)) !== undefined) return current;
    if (dirname(current) === current) return undefined;
  }
}

/** `folder` and the folders above it up to `top`; without a top, only `folder`. Absolute and resolved. */
export function foldersUpTo(folder: string, top: string | undefined): string[] {
  const folders = [folder];
  while (top !== undefined && folders.at(-1) !== top && dirname(folders.at(-1)!) !== folders.at(-1)) {
    folders.push(dirname(folders.at(-1)!));
  }
  return folders;
}

/** The repository's data: `.git` itself, or what the `.git` file of a linked work tree or submodule names. */
async function gitFolder(folder: string): Promise<string | undefined> {
  const path = join(folder, ".git");
  try {
    const link = /^gitdir: (.+?)\s*$/m.exec(await readFile(path, "utf8"))?.[1];
    return link === undefined ? undefined : resolve(folder, link);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EISDIR" ? path : undefined;
  }
}

/** The rules that hold in `root` from the repository it is part of: the folders above it, its own, and the local excludes. */
export async function rulesAt(root: string): Promise<IgnoreRules> {
  const folders = foldersUpTo(resolve(root), await gitRoot(root)).reverse();
  const top = folders[0]!;
  let rules = IgnoreRules.empty(top);
  const data = await gitFolder(top);
  if (data !== undefined) {
    const common = (await readText(join(data, "commondir")))?.trim();
    const excludes = await readText(
      join(common === undefined ? data : resolve(data, common), "info", "exclude"),
    );
    if (excludes !== undefined) rules = rules.with(top, excludes);
  }
  for (const folder of folders) rules = await withFolder(rules, folder);
  return rules;
}

/** `rules` extended by the `.gitignore` of `folder`, when it has one. */
export async function withFolder(rules: IgnoreRules, folder: string): Promise<IgnoreRules> {
  const text = await readText(join(folder, ".gitignore"));
  return text === undefined ? rules : rules.with(folder, text);
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return undefined;
  }
}
