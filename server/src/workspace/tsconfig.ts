/**
 * The part of tsconfig that says how modules resolve: `paths` and `baseUrl`, through `extends` and `references`.
 *
 * Written for code as it lies in a repository: a base that is not installed is passed over instead of failing the file,
 * and a base that is a package of the same workspace is found by its name.
 */
import { readFile } from "node:fs/promises";
import { parse } from "jsonc-parser";
import { folderOf, joinInside, toAbsolute } from "./paths.js";

export interface PathRules {
  /** Pattern to root-relative targets, as in ProjectInfo. */
  paths: Record<string, string[]>;
}

interface Resolved {
  /** Root-relative folder. */
  baseUrl?: string;
  paths?: Record<string, string[]>;
  references: string[];
}

/** Where the package of this name lies in the workspace: its root-relative folder, or undefined. */
export type FindPackage = (name: string) => string | undefined;

/**
 * What a root-relative tsconfig or jsconfig says about module paths; undefined when it says nothing. Never throws.
 */
export async function readPathRules(
  root: string,
  file: string,
  find: FindPackage,
): Promise<PathRules | undefined> {
  const seen: Seen = new Map();
  const own = await resolve(root, file, find, seen);
  if (own === undefined) return undefined;
  const all = [own];
  // A "solution" file only lists the projects whose paths count (the shape that Vite's templates have).
  if (own.paths === undefined && own.baseUrl === undefined) {
    for (const reference of own.references) {
      const target = joinInside(folderOf(file), reference);
      if (target === undefined) continue;
      const path = target.endsWith(".json") ? target : `${target}/tsconfig.json`.replace(/^\//, "");
      // Only files beside this one: another folder's project speaks for that folder.
      if (folderOf(path) !== folderOf(file)) continue;
      const resolved = await resolve(root, path, find, seen);
      if (resolved) all.push(resolved);
    }
  }
  const paths: Record<string, string[]> = {};
  for (const { baseUrl, paths: patterns } of all) {
    for (const [pattern, targets] of Object.entries(patterns ?? {})) paths[pattern] ??= targets;
    if (baseUrl !== undefined) paths["*"] ??= [baseUrl === "" ? "*" : `${baseUrl}/*`];
  }
  return Object.keys(paths).length > 0 ? { paths } : undefined;
}

type Seen = Map<string, Resolved | undefined>;

/** @param seen answers so far, so that each file is read once; one that extends itself counts as absent there */
async function resolve(
  root: string,
  file: string,
  find: FindPackage,
  seen: Seen,
): Promise<Resolved | undefined> {
  if (seen.has(file)) return seen.get(file);
  seen.set(file, undefined);
  const resolved = await resolveNew(root, file, find, seen);
  seen.set(file, resolved);
  return resolved;
}

async function resolveNew(
  root: string,
  file: string,
  find: FindPackage,
  seen: Seen,
): Promise<Resolved | undefined> {
  const content = await readJson(root, file);
  if (content === undefined) return undefined;
  const folder = folderOf(file);
  const resolved: Resolved = { references: references(content) };
  for (const base of bases(content)) {
    const path = locate(folder, base, find);
    const inherited = path === undefined ? undefined : await resolve(root, path, find, seen);
    if (inherited?.baseUrl !== undefined) resolved.baseUrl = inherited.baseUrl;
    if (inherited?.paths !== undefined) resolved.paths = inherited.paths;
  }
  const options = (content.compilerOptions ?? {}) as Record<string, unknown>;
  if (typeof options.baseUrl === "string") {
    const baseUrl = joinInside(folder, withoutConfigDir(options.baseUrl));
    if (baseUrl !== undefined) resolved.baseUrl = baseUrl;
  }
  if (typeof options.paths === "object" && options.paths !== null) {
    resolved.paths = absolutePaths(options.paths, resolved.baseUrl ?? folder);
  }
  return resolved;
}

function absolutePaths(paths: object, base: string): Record<string, string[]> {
  const result: Record<string, string[]> = {};
  for (const [pattern, targets] of Object.entries(paths)) {
    if (!Array.isArray(targets)) continue;
    const inside = targets.flatMap((target) => {
      const path = typeof target === "string" ? joinInside(base, withoutConfigDir(target)) : undefined;
      return path === undefined ? [] : [path];
    });
    if (inside.length > 0) result[pattern] = inside;
  }
  return result;
}

function withoutConfigDir(path: string): string {
  return path.replace(/^\$\{configDir\}\/?/, "./");
}

function bases(content: Record<string, unknown>): string[] {
  const list = Array.isArray(content.extends) ? content.extends : [content.extends];
  return list.filter((base): base is string => typeof base === "string");
}

function references(content: Record<string, unknown>): string[] {
  if (!Array.isArray(content.references)) return [];
  return content.references.flatMap((reference: unknown) => {
    const path = (reference as { path?: unknown } | null)?.path;
    return typeof path === "string" ? [path] : [];
  });
}

/** The root-relative file that `extends` names; undefined when it is in a package that is not part of the workspace. */
function locate(folder: string, base: string, find: FindPackage): string | undefined {
  if (base.startsWith(".")) {
    const path = joinInside(folder, base);
    return path === undefined || path.endsWith(".json") ? path : `${path}.json`;
  }
  const [, name = base, rest] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.+))?$/.exec(base) ?? [];
  const home = find(name);
  if (home === undefined) return undefined;
  const path = joinInside(home, rest ?? "tsconfig.json");
  return path === undefined || path.endsWith(".json") ? path : `${path}.json`;
}

/** A JSON file with comments as an object; undefined when it is missing or something else. */
export async function readJson(root: string, file: string): Promise<Record<string, unknown> | undefined> {
  try {
    const text = await readFile(toAbsolute(root, file), "utf8");
    const content: unknown = parse(text.replace(/^\uFEFF/, ""), [], { allowTrailingComma: true });
    return typeof content === "object" && content !== null && !Array.isArray(content)
      ? (content as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
