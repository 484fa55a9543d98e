/**
 * Writes every generated file, or with `--check` fails and lists the ones that are not what their generator makes.
 *
 *   node scripts/generate.mjs [--check]
 *
 * A generator is a module `scripts/generate/<name>.mts` (or .mjs) that exports
 *   outputs(): Promise<Record<string, string>>   root-relative path → text; JSON and Markdown are formatted here
 *   folders?: string[]                           folders that hold nothing else: a file left behind there is stale
 * It may import the project's TypeScript sources: it is bundled before it runs.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parseArgs } from "node:util";
import * as prettier from "prettier";
import { importBundled } from "./lib/bundle.mjs";
import { root } from "./lib/paths.mjs";
import { Failure, say, script } from "./lib/run.mjs";

const generators = join(root, "scripts", "generate");

/** @typedef {{ outputs(): Promise<Record<string, string>>, folders?: string[] }} Generator */

/** @param {string} path root-relative @param {string} text @returns {Promise<string>} */
async function formatted(path, text) {
  const file = join(root, path);
  const { ignored, inferredParser } = await prettier.getFileInfo(file, {
    ignorePath: join(root, ".prettierignore"),
  });
  if (ignored || !inferredParser) return text;
  return prettier.format(text, { ...(await prettier.resolveConfig(file)), filepath: file });
}

/** @returns {Promise<{ wanted: Map<string, string>, folders: string[] }>} */
async function generate() {
  const wanted = new Map();
  const folders = [];
  for (const name of readdirSync(generators).sort()) {
    if (!/\.m[tj]s$/.test(name)) continue;
    /** @type {Generator} */
    const generator = await importBundled(join(generators, name), "generate");
    folders.push(...(generator.folders ?? []));
    for (const [path, text] of Object.entries(await generator.outputs())) {
      if (wanted.has(path)) throw new Failure(`two generators write ${path}`);
      wanted.set(path, await formatted(path, text));
    }
  }
  return { wanted, folders };
}

/** @param {string} folder root-relative @returns {string[]} root-relative files, with forward slashes */
function filesIn(folder) {
  const absolute = join(root, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
}

await script(async () => {
  const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
  const { wanted, folders } = await generate();
  const stale = [...wanted].filter(([path, text]) => {
    const file = join(root, path);
    return !existsSync(file) || readFileSync(file, "utf8") !== text;
  });
  const leftBehind = folders.flatMap(filesIn).filter((path) => !wanted.has(path));
  if (values.check) {
    const list = [...stale.map(([path]) => path), ...leftBehind];
    if (list.length > 0) throw new Failure(`stale, run \`npm run generate\`: ${list.join(", ")}`);
    return say(`generated files: ${wanted.size} fresh`);
  }
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    say(`wrote ${path}`);
  }
  for (const path of leftBehind) {
    rmSync(join(root, path));
    say(`removed ${path}`);
  }
  say(`generated files: ${wanted.size}, ${stale.length} written`);
});
