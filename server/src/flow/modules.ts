/** Which file or package a module specifier names. Pure text: the workspace's files are given, nothing is read. */
import type { ProjectInfo } from "../api.js";

const EXTENSIONS = ["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs"];
/** A `.js` specifier in TypeScript names the `.ts` file it is compiled from. */
const SOURCE_OF: Record<string, string[]> = {
  js: ["ts", "tsx", "js", "jsx"],
  jsx: ["tsx", "jsx"],
  mjs: ["mts", "mjs"],
  cjs: ["cts", "cjs"],
};

export type Resolution = { file: string } | { package: string };

export class ModuleResolver {
  readonly #projects: readonly ProjectInfo[];
  readonly #siblings: ReadonlyMap<string, ProjectInfo>;
  /** What each folder's specifiers were found to name. */
  readonly #known = new Map<string, Map<string, Resolution>>();

  constructor(
    projects: readonly ProjectInfo[],
    readonly has: (file: string) => boolean,
  ) {
    this.#projects = [...projects].sort((a, b) => b.folder.length - a.folder.length);
    this.#siblings = new Map(
      projects.flatMap((project) => (project.packageName ? [[project.packageName, project]] : [])),
    );
  }

  /**
   * Files have come or gone: specifiers may name others now.
   * @returns those that do, by the folder they are written in
   */
  refresh(): Map<string, Set<string>> {
    const changed = new Map<string, Set<string>>();
    for (const [folder, known] of this.#known)
      for (const [specifier, before] of known) {
        const after = this.#resolve(`${folder}/`, specifier);
        if (isSame(before, after)) continue;
        known.set(specifier, after);
        const specifiers = changed.get(folder);
        if (specifiers) specifiers.add(specifier);
        else changed.set(folder, new Set([specifier]));
      }
    return changed;
  }

  /** @param from root-relative file that imports `specifier` */
  resolve(from: string, specifier: string): Resolution {
    const folder = folderOf(from);
    let known = this.#known.get(folder);
    if (!known) this.#known.set(folder, (known = new Map<string, Resolution>()));
    let resolution = known.get(specifier);
    if (!resolution) known.set(specifier, (resolution = this.#resolve(from, specifier)));
    return resolution;
  }

  #resolve(from: string, specifier: string): Resolution {
    if (specifier.startsWith(".") || specifier.startsWith("/")) {
      const file = specifier.startsWith("/")
        ? this.#served(from, specifier)
        : this.#file(join(folderOf(from), specifier));
      return file === undefined ? { package: specifier } : { file };
    }
    const aliased = this.#alias(from, specifier);
    if (aliased !== undefined) return { file: aliased };
    const name = packageName(specifier);
    const sibling = this.#siblings.get(name);
    if (sibling) {
      const file = this.#sibling(sibling, specifier.slice(name.length + 1));
      if (file !== undefined) return { file };
    }
    return { package: name };
  }

  /** `/app.js`: from the root of the workspace, or of what is served to a page: a folder around the file. */
  #served(from: string, specifier: string): string | undefined {
    let file = this.#file(specifier.slice(1));
    for (let folder = folderOf(from); file === undefined && folder !== ""; folder = folderOf(folder))
      file = this.#file(`${folder}${specifier}`);
    return file;
  }

  /** The project of a file: the deepest folder that holds it. */
  projectOf(file: string): ProjectInfo | undefined {
    return this.#projects.find(({ folder }) => folder === "" || file.startsWith(`${folder}/`));
  }

  /** The lowest major of a package that a file's project may be run with; undefined when its manifest does not say. */
  majorOf(file: string, name: string): number | undefined {
    const range = this.projectOf(file)?.dependencies?.[name];
    return range === undefined ? undefined : lowestMajor(range);
  }

  #file(base: string): string | undefined {
    if (this.has(base)) return base;
    const dot = base.lastIndexOf(".");
    const sources = SOURCE_OF[base.slice(dot + 1)];
    if (dot > base.lastIndexOf("/") && sources)
      for (const extension of sources) {
        const candidate = `${base.slice(0, dot)}.${extension}`;
        if (this.has(candidate)) return candidate;
      }
    for (const extension of EXTENSIONS) if (this.has(`${base}.${extension}`)) return `${base}.${extension}`;
    const index = base === "" ? "index" : `${base}/index`;
    for (const extension of EXTENSIONS) if (this.has(`${index}.${extension}`)) return `${index}.${extension}`;
    return undefined;
  }

  #alias(from: string, specifier: string): string | undefined {
    for (const { folder, paths } of this.#projects) {
      if (!paths || (folder !== "" && !from.startsWith(`${folder}/`))) continue;
      for (const [pattern, targets] of Object.entries(paths)) {
        const star = pattern.indexOf("*");
        const prefix = star < 0 ? pattern : pattern.slice(0, star);
        const suffix = star < 0 ? "" : pattern.slice(star + 1);
        if (star < 0 ? specifier !== pattern : !specifier.startsWith(prefix) || !specifier.endsWith(suffix))
          continue;
        const middle = star < 0 ? "" : specifier.slice(prefix.length, specifier.length - suffix.length);
        for (const target of targets) {
          const file = this.#file(target.replace("*", middle));
          if (file !== undefined) return file;
        }
      }
    }
    return undefined;
  }

  #sibling({ folder, entries }: ProjectInfo, subpath: string): string | undefined {
    if (subpath === "") return entries?.map((entry) => this.#file(entry)).find((file) => file !== undefined);
    const prefix = folder === "" ? "" : `${folder}/`;
    return this.#file(`${prefix}${subpath}`) ?? this.#file(`${prefix}src/${subpath}`);
  }
}

function isSame(left: Resolution, right: Resolution): boolean {
  return "file" in left
    ? "file" in right && left.file === right.file
    : "package" in right && left.package === right.package;
}

/** How Deno and pages name a package where npm's name alone would not do: by its registry, or by where its code lies. */
const ELSEWHERE =
  /^(?:(?:npm|jsr):\/?|https:\/\/(?:esm\.sh\/(?:(?:v\d+|stable)\/)?|cdn\.skypack\.dev\/|unpkg\.com\/|cdn\.jsdelivr\.net\/npm\/|deno\.land\/x\/))/;
/** Deno's standard library as it was named before it had packages: `https://deno.land/std@0.168.0/http/server.ts`. */
const STANDARD = /^https:\/\/deno\.land\/std(?:@[^/]+)?\/([\w-]+)/;

/**
 * `@scope/name/sub` → `@scope/name`; `node:fs/promises` → `fs`; `npm:name@4/sub` and `https://esm.sh/name@4` → `name`;
 * `https://deno.land/std@0.168.0/http/server.ts` → `@std/http`.
 */
export function packageName(specifier: string): string {
  const standard = STANDARD.exec(specifier)?.[1];
  if (standard !== undefined) return `@std/${standard}`;
  const named = specifier.replace(ELSEWHERE, "");
  if (named !== specifier) return firstParts(named).replace(/(?!^)@.*|[?#].*/, "");
  return firstParts(specifier.startsWith("node:") ? specifier.slice(5) : specifier);
}

function firstParts(bare: string): string {
  return bare
    .split("/")
    .slice(0, bare.startsWith("@") ? 2 : 1)
    .join("/");
}

export function folderOf(file: string): string {
  const slash = file.lastIndexOf("/");
  return slash < 0 ? "" : file.slice(0, slash);
}

/** What a file is called without the ending of its language. */
export function stemOf(file: string): string {
  return file.replace(ENDING, "");
}
const ENDING = new RegExp(`\\.(?:${EXTENSIONS.join("|")})$`);

export function join(folder: string, relative: string): string {
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of relative.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}

/** `^7.0.1`, `>=5 <8`, `npm:name@7`, `6 || 7`: the lowest major that satisfies it. Undefined for what names no version. */
function lowestMajor(range: string): number | undefined {
  const majors = range
    .replace(/^npm:.*@/, "")
    .split("||")
    .map((part) => /^\s*(?:\^|~|>=|=|v)?\s*v?(\d+)(?=[.\s-]|$)/.exec(part)?.[1]);
  return majors.some((major) => major === undefined) ? undefined : Math.min(...majors.map(Number));
}
