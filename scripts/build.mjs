/** Bundles the command line, the language server and the extension into `dist/`, one CommonJS file each. */
import { build } from "esbuild";

const shared = {
  bundle: true,
  platform: /** @type {const} */ ("node"),
  format: /** @type {const} */ ("cjs"),
  target: "node20",
  // jsonc-parser's CommonJS build loads its parts in a way that cannot be bundled; its module build can.
  mainFields: ["module", "main"],
  minify: true,
  keepNames: true,
  logLevel: /** @type {const} */ ("warning"),
};

await Promise.all([
  build({
    ...shared,
    entryPoints: { cli: "server/src/cli/main.ts", server: "server/src/lsp/main.ts" },
    outdir: "dist",
  }),
  build({
    ...shared,
    entryPoints: { extension: "client/src/extension.ts" },
    outdir: "dist",
    external: ["vscode"],
  }),
]);
