/**
 * Lints every TypeScript source of a folder with typescript-eslint's rules that need types, in a process of its own, and
 * prints how long that took and over how many lines. Loading the linter is not counted; reading the types is.
 */
import { ESLint } from "eslint";
import ts from "typescript";
import tseslint from "typescript-eslint";
import { isTypeScript, linesOf, sourcesIn } from "./code.mjs";

const folder = /** @type {string} */ (process.argv[2]);
const sources = sourcesIn(folder).filter(({ file }) => isTypeScript(file));
const start = performance.now();
const program = ts.createProgram(
  sources.map(({ file }) => file),
  {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    jsx: ts.JsxEmit.Preserve,
    strict: true,
    skipLibCheck: true,
    types: [],
  },
);
const eslint = new ESLint({
  cwd: folder,
  overrideConfigFile: true,
  ignore: false,
  overrideConfig: /** @type {any} */ ([
    { files: ["**/*.{ts,tsx,mts,cts}"] },
    ...tseslint.configs.recommendedTypeChecked,
    { languageOptions: { parserOptions: { programs: [program] } } },
  ]),
});
const results = await eslint.lintFiles(sources.map(({ file }) => file));
console.log(
  JSON.stringify({
    wall: performance.now() - start,
    files: results.length,
    lines: linesOf(sources),
    fatal: results.reduce((sum, { fatalErrorCount }) => sum + fatalErrorCount, 0),
  }),
);
