/** Text to facts: the one entry to this folder for the engine. */
import * as ts from "./syntax.js";
import type { FileFacts, FunctionFacts } from "./facts.js";
import { diagnosticsOf, parse } from "./parse.js";
import { lineStartsOf } from "./position.js";
import { expression } from "./expressions.js";
import { runDeferred } from "./functions.js";
import { exportTypes, exportVariables } from "./modules.js";
import { statements } from "./statements.js";
import { Walker } from "./walker.js";

/** The bound of a file on which the stack ran out: how deep that is depends on the thread. */
export const TOO_DEEP = "the file is nested too deeply to be followed";

/**
 * Reads one file. Never throws: what cannot be read is a problem in the result.
 *
 * @param parser gives the tree of a text, by whatever way
 */
export function extractFacts(file: string, text: string, parser = parse): FileFacts {
  try {
    return read(file, parser(file, text));
  } catch (error) {
    // A stack overflow on absurd nesting is the only known way here.
    const facts = read(file, parse(file, ""));
    facts.bound = error instanceof RangeError ? TOO_DEEP : `it could not be read: ${error}`;
    return facts;
  }
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
    functions: walker.functions.map(trimmed),
    classes: walker.classes,
    exports: walker.exports,
    reExports: walker.reExports,
    secrets: walker.secrets,
    loops: walker.loops,
    branches: walker.deciding,
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

/** Lists that grew by one take room for sixteen more: a workspace has many. */
function trimmed(record: FunctionFacts): FunctionFacts {
  const { params, exits, yields } = record;
  return { ...record, params: params.slice(), exits: exits.slice(), yields: yields.slice() };
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
  return diagnosticsOf(source)
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
