/** Text to a syntax tree: of the whole text, or of what an edit of it touched. */
import { changeBetween } from "../text-change.js";
import * as ts from "./syntax.js";

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

/** Texts longer than this are always parsed whole: a tree takes some fifty times the memory of its text. In UTF-16 units. */
const LONGEST_KEPT = 500_000;

/** Documentation comments are not parsed and parents not set: neither makes a fact, and both cost time. */
export function parse(file: string, text: string): ts.SourceFile {
  const extension = file.slice(file.lastIndexOf(".") + 1).toLowerCase();
  const options: ts.CreateSourceFileOptions = {
    languageVersion: ts.ScriptTarget.Latest,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  };
  return ts.createSourceFile(file, text, options, false, KINDS[extension] ?? ts.ScriptKind.TS);
}

/** Keeps the tree of the file that was parsed last: of its next text only what was edited is parsed. */
export class Reparser {
  #last: ts.SourceFile | undefined;

  readonly parse = (file: string, text: string): ts.SourceFile => {
    const last = this.#last;
    // Updating takes a tree apart: should it fail, that one is lost.
    this.#last = undefined;
    const source = (last?.fileName === file ? updated(last, text) : undefined) ?? parse(file, text);
    if (text.length <= LONGEST_KEPT) this.#last = source;
    return source;
  };
}

/** The tree of a later text; undefined where it may not be the one that parsing all of it gives. */
function updated(before: ts.SourceFile, text: string): ts.SourceFile | undefined {
  const { start, endBefore, endAfter } = changeBetween(before.text, text);
  const span = { start, length: endBefore - start };
  const source = ts.updateSourceFile(before, text, { span, newLength: endAfter - start });
  // What the compiler says of a broken text depends on what it parsed together.
  return diagnosticsOf(source).length === 0 ? source : undefined;
}

/** What every program reports as syntax errors. It is not in the public type. */
export function diagnosticsOf(source: ts.SourceFile): readonly ts.Diagnostic[] {
  return (source as unknown as { parseDiagnostics?: readonly ts.Diagnostic[] }).parseDiagnostics ?? [];
}
