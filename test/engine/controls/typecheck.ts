/** What the real compiler says about texts in memory, with this repository's packages (zod, node) beside them. */
import { resolve } from "node:path";
import ts from "typescript";

const ROOT = resolve(import.meta.dirname, "../../..");
/** How strictly code is compiled that controls write; libraries and JSX are each caller's own. */
export const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: ["node"],
  strict: true,
  noUnusedLocals: true,
  skipLibCheck: true,
  noEmit: true,
  allowJs: true,
  esModuleInterop: true,
};

const libraries = new Map<string, ts.SourceFile | undefined>();
/** What earlier calls found of packages is kept: a compiler from nothing costs a second. */
let last: ts.Program | undefined;

/** Errors as `file: message`, in order. Files lie in the repository's root; JavaScript is not checked, only parsed. */
export function typecheck(files: Record<string, string>): string[] {
  const options: ts.CompilerOptions = { ...OPTIONS, lib: ["lib.es2023.d.ts"], jsx: ts.JsxEmit.Preserve };
  const host = ts.createCompilerHost(options, true);
  const own = new Map(Object.entries(files).map(([name, text]) => [`${ROOT}/${name}`, text]));
  const { getSourceFile, fileExists, readFile } = host;
  host.getCurrentDirectory = () => ROOT;
  host.fileExists = (name) => own.has(name) || fileExists(name);
  host.readFile = (name) => own.get(name) ?? readFile(name);
  host.getSourceFile = (name, language, ...rest) => {
    const text = own.get(name);
    if (text !== undefined) return ts.createSourceFile(name, text, language, true);
    if (!libraries.has(name)) libraries.set(name, getSourceFile(name, language, ...rest));
    return libraries.get(name);
  };
  const roots = [...own.keys()].filter((name) => /\.[cm]?[jt]sx?$/.test(name));
  const program = ts.createProgram({
    rootNames: roots,
    options,
    host,
    ...(last ? { oldProgram: last } : {}),
  });
  last = program;
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => !file || own.has(file.fileName))
    .map(({ file, messageText }) => {
      const message = ts.flattenDiagnosticMessageText(messageText, "\n");
      return file ? `${file.fileName.slice(ROOT.length + 1)}: ${message}` : message;
    });
}
