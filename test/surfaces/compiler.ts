/** The real compiler over many small programs at once, with real packages beside them. */
import { dirname, join } from "node:path";
import ts from "typescript";
import { OPTIONS } from "../engine/controls/typecheck.js";

/** Texts by path; each program lies in a folder of its own: `0/before/index.ts`. */
export type Programs = ReadonlyMap<string, string>;

/**
 * What the compiler says of each file, with its code and without line numbers. One checker for all: every file is a module, and none sees
 * another unless it imports it. JavaScript is parsed, not checked.
 * @param packages the folder whose `node_modules` is searched
 * @param instead another package for a name, by file: zod of version 3 where the example says so
 */
export function compile(
  packages: string,
  programs: Programs,
  instead: (file: string, module: string) => string | undefined = () => undefined,
): Map<string, string[]> {
  const options: ts.CompilerOptions = {
    ...OPTIONS,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    moduleDetection: ts.ModuleDetectionKind.Force,
    jsx: ts.JsxEmit.ReactJSX,
  };
  const own = new Map([...programs].map(([name, text]) => [join(packages, "programs", name), text]));
  const folders = new Set([...own.keys()].flatMap((name) => ancestors(name)));
  const host = ts.createCompilerHost(options, true);
  const { getSourceFile, fileExists, readFile, directoryExists } = host;
  host.getCurrentDirectory = () => packages;
  host.fileExists = (name) => own.has(name) || fileExists(name);
  host.readFile = (name) => own.get(name) ?? readFile(name);
  host.directoryExists = (name) => folders.has(name) || (directoryExists?.(name) ?? true);
  host.getSourceFile = (name, language, ...rest) => {
    const text = own.get(name);
    return text === undefined
      ? getSourceFile(name, language, ...rest)
      : ts.createSourceFile(name, text, language, true);
  };
  const cache = ts.createModuleResolutionCache(packages, (name) => name, options);
  host.resolveModuleNameLiterals = (literals, file, redirected, settings) =>
    literals.map(({ text }) => {
      const module =
        (own.has(file) && instead(file.slice(packages.length + "/programs/".length), text)) || text;
      return ts.resolveModuleName(module, file, settings, host, cache, redirected);
    });
  const program = ts.createProgram(
    [...own.keys()].filter((name) => /\.[cm]?[jt]sx?$/.test(name)),
    options,
    host,
  );
  const found = new Map<string, string[]>();
  for (const name of own.keys()) {
    const file = program.getSourceFile(name);
    if (!file) continue;
    // The compiler works a JavaScript file's types out too, and then keeps what it found to itself.
    const isChecked = !/\.[cm]?jsx?$/.test(name);
    const said = [
      ...program.getSyntacticDiagnostics(file),
      ...(isChecked ? program.getSemanticDiagnostics(file) : []),
    ];
    found.set(
      name.slice(join(packages, "programs").length + 1),
      said.map(({ code, messageText }) => `TS${code}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`),
    );
  }
  return found;
}

function ancestors(name: string): string[] {
  const parent = dirname(name);
  return parent === name ? [] : [parent, ...ancestors(parent)];
}
