/** Text to facts: the one entry to this folder for the engine. */
import * as ts from "./syntax.js";
import type { FileFacts } from "./facts.js";
import { lineStartsOf } from "./position.js";
import { expression } from "./expressions.js";
import { runDeferred } from "./functions.js";
import { exportTypes, exportVariables } from "./modules.js";
import { statements } from "./statements.js";
import { Walker } from "./walker.js";

const KINDS: Record<string, ts.ScriptKind> = {
  ts: ts.ScriptKind.TS,
  mts: ts.ScriptKind.TS,
  cts: ts.ScriptKind.TS,
  tsx: ts.ScriptKind.TSX,
  js: ts.ScriptKind.JSX,
  jsx: ts.ScriptKind.JSX,
  mjs: ts.ScriptKind.JSX,
  cjs: ts.ScriptKind.JSX,
  // A configuration: one object, comments and trailing commas allowed.
  json: ts.ScriptKind.JSON,
};

/** The bound of a file on which the stack ran out: how deep that is depends on the thread. */
export const TOO_DEEP = "the file is nested too deeply to be followed";

/** Reads one file. Never throws: what cannot be read is a problem in the result. */
export function extractFacts(file: string, text: string): FileFacts {
  const extension = file.slice(file.lastIndexOf(".") + 1).toLowerCase();
  try {
    return read(file, parse(file, text, KINDS[extension] ?? ts.ScriptKind.TS));
  } catch (error) {
    // A stack overflow on absurd nesting is the only known way here.
    const facts = read(file, parse(file, "", ts.ScriptKind.TS));
    facts.bound = error instanceof RangeError ? TOO_DEEP : `it could not be read: ${error}`;
    return facts;
  }
}

/** Documentation comments are not parsed and parents not set: neither makes a fact, and both cost time. */
function parse(file: string, text: string, kind: ts.ScriptKind): ts.SourceFile {
  const options: ts.CreateSourceFileOptions = {
    languageVersion: ts.ScriptTarget.Latest,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  };
  return ts.createSourceFile(file, text, options, false, kind);
}

function read(file: string, source: ts.SourceFile): FileFacts {
  const walker = new Walker(source);
  if (isJson(source)) jsonValue(walker, source);
  else statements(walker, source.statements);
  runDeferred(walker);
  exportTypes(walker, source);
  exportVariables(walker);
  walker.fillCells();
  const first = source.statements[0];
  return {
    file,
    ...walker.graph.pack(),
    lineStarts: lineStartsOf(source),
    functions: walker.functions,
    classes: walker.classes,
    exports: walker.exports,
    reExports: walker.reExports,
    secrets: walker.secrets,
    loops: walker.loops,
    tests: walker.tests,
    variables: walker.variables,
    directive:
      first && ts.isExpressionStatement(first) && ts.isStringLiteral(first.expression)
        ? first.expression.text
        : undefined,
    problems: syntaxProblems(source),
    bound: walker.bound,
  };
}

function isJson({ scriptKind }: ts.SourceFile & { scriptKind?: ts.ScriptKind }): boolean {
  return scriptKind === ts.ScriptKind.JSON;
}

/** The value of a JSON file is its default export, as it is for a module that imports it. */
function jsonValue(walker: Walker, source: ts.SourceFile): void {
  const [value] = source.statements;
  if (value && ts.isExpressionStatement(value))
    walker.exports.push({ name: "default", node: expression(walker, value.expression) });
}

function syntaxProblems(source: ts.SourceFile): FileFacts["problems"] {
  // `parseDiagnostics` is what every program reports as syntax errors; it is not in the public type.
  const diagnostics =
    (source as unknown as { parseDiagnostics?: readonly ts.Diagnostic[] }).parseDiagnostics ?? [];
  return diagnostics
    .filter((diagnostic) => !SLOPPY.has(diagnostic.code))
    .slice(0, 1)
    .map(({ start = 0, length = 0, messageText }) => ({
      start,
      end: start + length,
      message: ts.flattenDiagnosticMessageText(messageText, " "),
    }));
}

/** Errors about strict mode and TypeScript-only syntax, which plain JavaScript may ignore. */
const SLOPPY = new Set([1212, 1213, 1214, 1359, 8010]);
