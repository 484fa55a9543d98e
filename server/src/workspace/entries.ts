/** Which source files a workspace package starts from. Its manifest names built files; the sources lie beside them. */
import { joinInside } from "./paths.js";

const EXTENSIONS = ["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs"];
const BUILT = /^(?:dist|build|lib|out|esm|cjs|output)(?:\/(?:esm|cjs|src|es|mjs))?\//;

/** A built file's sources, likeliest first, root-relative and among `files`. `target` is relative to the package folder. */
export function sourcesOf(folder: string, target: string, files: ReadonlySet<string>): string[] {
  const path = joinInside("", target);
  if (path === undefined) return [];
  const stem = path.replace(/(?:\.d)?\.[cm]?[jt]sx?$/, "");
  const tail = stem.replace(BUILT, "");
  const stems = tail === stem ? [stem] : [stem, `src/${tail}`, tail, `source/${tail}`, `lib/${tail}`];
  const guesses = [
    path,
    ...stems.flatMap((name) => EXTENSIONS.flatMap((end) => [`${name}.${end}`, `${name}/index.${end}`])),
  ];
  return present(folder, guesses, files);
}

/** Entry files of a package from its manifest, best first; each exists in `files`. */
export function entriesOf(
  folder: string,
  manifest: Record<string, unknown>,
  files: ReadonlySet<string>,
): string[] {
  const named = [
    manifest.source,
    ...targets(rootExport(manifest.exports)),
    manifest.module,
    manifest.main,
    manifest.types,
    manifest.typings,
    manifest.browser,
    ...targets(manifest.bin),
  ].filter((target): target is string => typeof target === "string");
  const found = named.flatMap((target) => sourcesOf(folder, target, files).slice(0, 1));
  const usual = ["src/index", "index", "src/main", "src/mod", "mod", "lib/index"];
  const guesses = usual.flatMap((stem) => EXTENSIONS.map((end) => `${stem}.${end}`));
  return [...new Set([...found, ...present(folder, guesses, files).slice(0, 1)])];
}

/** The subpaths that a package exports, as path patterns with its name: `@acme/ui/button`, `@acme/ui/*`. */
export function subpathsOf(
  folder: string,
  manifest: Record<string, unknown>,
  files: ReadonlySet<string>,
): Record<string, string[]> {
  const patterns: Record<string, string[]> = {};
  if (typeof manifest.name !== "string") return patterns;
  for (const [subpath, value] of Object.entries(objectOf(manifest.exports))) {
    if (!subpath.startsWith("./") || subpath.endsWith(".json")) continue;
    const found = subpath.includes("*")
      ? targets(value).flatMap((target) => wildcardSources(folder, target))
      : targets(value).flatMap((target) => sourcesOf(folder, target, files).slice(0, 1));
    if (found.length > 0) patterns[`${manifest.name}/${subpath.slice(2)}`] = [...new Set(found)];
  }
  return patterns;
}

/** The pattern itself, and the same below the source folder when it names built files. */
function wildcardSources(folder: string, target: string): string[] {
  const path = joinInside("", target);
  if (path === undefined) return [];
  const stem = path.replace(/(?:\.d)?\.[cm]?[jt]sx?$/, "");
  const tail = stem.replace(BUILT, "");
  const guesses = tail === stem ? [path, stem] : [path, `src/${tail}`, tail];
  return guesses.flatMap((guess) => joinInside(folder, guess) ?? []);
}

/** Path aliases of a Deno project's import map: what ends in a slash stands for everything in a folder. */
export function importMapOf(folder: string, content: Record<string, unknown>): Record<string, string[]> {
  const patterns: Record<string, string[]> = {};
  for (const [name, target] of Object.entries(objectOf(content.imports))) {
    if (typeof target !== "string" || !/^\.{0,2}\//.test(target)) continue;
    const path = joinInside(folder, target);
    if (path === undefined) continue;
    if (!name.endsWith("/")) patterns[name] = [path];
    else if (target.endsWith("/")) patterns[`${name}*`] = [path === "" ? "*" : `${path}/*`];
  }
  return patterns;
}

/** package.json `imports` (names that start with `#`) as path patterns. */
export function importsOf(folder: string, manifest: Record<string, unknown>): Record<string, string[]> {
  const patterns: Record<string, string[]> = {};
  for (const [pattern, value] of Object.entries(objectOf(manifest.imports))) {
    const inside = targets(value).flatMap((target) => {
      const path = target.startsWith("./") ? joinInside(folder, target) : undefined;
      return path === undefined ? [] : [path];
    });
    if (inside.length > 0) patterns[pattern] = [...new Set(inside)];
  }
  return patterns;
}

/** The part of `exports` that answers an import of the bare package name. */
function rootExport(exports: unknown): unknown {
  const subpaths = Object.keys(objectOf(exports)).some((key) => key.startsWith("."));
  return subpaths ? objectOf(exports)["."] : exports;
}

/** Every file that a conditional target may mean, in the order it is written. */
function targets(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(targets);
  return Object.values(objectOf(value)).flatMap(targets);
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function present(folder: string, guesses: readonly string[], files: ReadonlySet<string>): string[] {
  const paths = guesses.map((guess) => joinInside(folder, guess)).filter((path) => path !== undefined);
  return [...new Set(paths)].filter((path) => files.has(path));
}
