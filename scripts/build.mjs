/**
 * Bundles the command line, the language server and the extension into `dist/`, one CommonJS file each, and the map's
 * page. ELK's worker file is copied as it is: its licence (EPL-2.0) is kept simplest by shipping it unmodified.
 */
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { build } from "esbuild";

const shared = {
  bundle: true,
  platform: /** @type {const} */ ("node"),
  format: /** @type {const} */ ("cjs"),
  target: "node20",
  // jsonc-parser's CommonJS build loads its parts in a way that cannot be bundled; its module build can.
  mainFields: ["module", "main"],
  // The names of functions are not kept: that makes the compiler's parser three times slower.
  minify: true,
  logLevel: /** @type {const} */ ("warning"),
};

await Promise.all([
  build({
    ...shared,
    entryPoints: {
      cli: "server/src/cli/main.ts",
      server: "server/src/lsp/main.ts",
      // A thread that loads what it never runs takes its memory all the same: the server goes without the engine.
      "analysis-worker": "server/src/workspace/analysis-worker.ts",
    },
    outdir: "dist",
  }),
  build({
    ...shared,
    entryPoints: { extension: "client/src/extension.ts" },
    outdir: "dist",
    external: ["vscode"],
  }),
  build({
    bundle: true,
    entryPoints: { map: "client/webview/main.ts" },
    outdir: "dist/webview",
    platform: "browser",
    format: "iife",
    target: "chrome120",
    minify: true,
    logLevel: "warning",
  }),
  build({
    bundle: true,
    entryPoints: { map: "client/webview/map.css" },
    outdir: "dist/webview",
    minify: true,
    target: "chrome120",
    logLevel: "warning",
  }),
  mkdir("dist", { recursive: true }).then(() =>
    copyFile("node_modules/elkjs/lib/elk-worker.min.js", "dist/elk-worker.min.js"),
  ),
]);

// A text with a single wider character takes two bytes for each of its millions, in every thread that loads it.
for (const name of ["cli", "server", "analysis-worker"])
  if (/[^\0-\x7f]/.test(await readFile(`dist/${name}.js`, "utf8")))
    throw new Error(
      `dist/${name}.js is not plain ASCII: write the characters of regular expressions as escapes.`,
    );
