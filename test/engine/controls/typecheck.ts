/** What the real compiler says about texts in memory, with this repository's packages (zod, node) beside them. */
import { resolve } from "node:path";
import ts from "typescript";

const ROOT = resolve(import.meta.dirname, "../../..");
/** How strictly code is compiled that controls write; libraries and JSX are each caller's own. */
export const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  types: ["node"],
  strict: true,
  noUnusedLocals: true,
  skipLibCheck: true,
  noEmit: true,
  allowJs: true,
  esModuleInterop: true,
};

/** What earlier compilations read of packages. */
const libraries = new Map<string, ts.SourceFile | undefined>();

/** Small programs that are compiled together once the first is asked about: a checker costs more than all they hold. */
export class Typecheck {
  /** Texts by path, each program in a folder of its own. */
  readonly #texts = new Map<string, string>();
  /** What declares globals, for all programs: paths by text. */
  readonly #globals = new Map<string, string>();
  #programs = 0;
  #errors: ReadonlyMap<string, readonly string[]> | undefined;

  /**
   * Adds a program. JavaScript is not checked, only parsed.
   * @param globals texts that declare what every program has
   * @returns its errors as `file: message`, in order
   */
  add(files: Readonly<Record<string, string>>, ...globals: string[]): () => string[] {
    const folder = `${ROOT}/program${this.#programs++}/`;
    for (const [name, text] of Object.entries(files)) this.#texts.set(folder + name, text);
    for (const text of globals)
      if (!this.#globals.has(text))
        this.#globals.set(text, `${ROOT}/program-globals/${this.#globals.size}.d.ts`);
    const own = [...Object.keys(files).map((name) => folder + name)];
    this.#errors = undefined;
    return () => {
      this.#errors ??= this.#compile();
      const all = [...globals.map((text) => this.#globals.get(text)!), ...own, ""];
      return all.flatMap((name) =>
        (this.#errors!.get(name) ?? []).map((message) =>
          name.startsWith(folder) ? `${name.slice(folder.length)}: ${message}` : message,
        ),
      );
    };
  }

  /** Errors by file; those of no file under the empty name. */
  #compile(): Map<string, string[]> {
    const options: ts.CompilerOptions = {
      ...OPTIONS,
      lib: ["lib.es2023.d.ts"],
      jsx: ts.JsxEmit.Preserve,
    };
    const own = new Map([...this.#texts, ...[...this.#globals].map(([text, name]) => [name, text] as const)]);
    const host = ts.createCompilerHost(options, true);
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
    const program = ts.createProgram({ rootNames: roots, options, host });
    const errors = new Map<string, string[]>();
    for (const { file, messageText } of ts.getPreEmitDiagnostics(program)) {
      const name = file?.fileName ?? "";
      if (file && !own.has(name)) continue;
      const message = ts.flattenDiagnosticMessageText(messageText, "\n");
      errors.set(name, [...(errors.get(name) ?? []), message]);
    }
    return errors;
  }
}
