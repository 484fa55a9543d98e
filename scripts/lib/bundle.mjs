/** Runs TypeScript of this repository from a script: bundled inside node_modules, so that it finds the packages it imports. */
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { root } from "./paths.mjs";

/**
 * The exports of a TypeScript file, always as it is now.
 *
 * @param {string} file absolute
 * @param {string} purpose a folder of its own for the bundle
 */
export async function importBundled(file, purpose) {
  const name = `${basename(file).replace(/\.m[tj]s$/, "")}.mjs`;
  const outfile = join(root, "node_modules", ".threatline", purpose, name);
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "warning",
  });
  return import(`${pathToFileURL(outfile).href}?${Date.now()}`);
}
