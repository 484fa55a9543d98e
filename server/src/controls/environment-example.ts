/** What `.env.example` says of the variables that a program reads. */
import type { ControlContext, FileEdit } from "./control.js";

/**
 * Names variables, with no value, in the nearest `.env.example`, or there in place of the name that one had before; no edit is
 * needed for those that are named there already.
 */
export function namedInExample(
  context: ControlContext,
  names: readonly string[],
  before?: string,
): FileEdit[] {
  const file = examplePath(context);
  const text = context.text(file);
  const lines = (all: readonly string[], eol: string) => all.map((name) => `${name}=${eol}`).join("");
  if (text === undefined)
    return [{ file, create: true, edits: [{ start: 0, end: 0, newText: lines(names, "\n") }] }];
  const missing = names.filter((name) => !lineOf(text, name));
  if (missing.length === 0) return [];
  const old = before === undefined ? undefined : lineOf(text, before);
  if (old) return [{ file, edits: [{ ...old, newText: missing[0]! }] }];
  const eol = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  const gap = text === "" || /[\r\n]$/.test(text) ? "" : eol;
  return [{ file, edits: [{ start: text.length, end: text.length, newText: gap + lines(missing, eol) }] }];
}

/** The text of the nearest `.env.example`, when it is known. */
export function exampleText(context: ControlContext): string | undefined {
  return context.text(examplePath(context));
}

/** Beside the nearest `.env.example` or package.json that is known, else at the root. */
function examplePath(context: ControlContext): string {
  const folders = context.finding.file.split("/").slice(0, -1);
  for (; folders.length > 0; folders.pop()) {
    const folder = folders.join("/");
    for (const beside of [".env.example", "package.json"]) {
      if (context.text(`${folder}/${beside}`) !== undefined) return `${folder}/.env.example`;
    }
  }
  return ".env.example";
}

/** Where a text of lines `NAME=value` names a variable. */
function lineOf(text: string, name: string): { start: number; end: number } | undefined {
  const found = new RegExp(`^([ \\t]*(?:export[ \\t]+)?)${name}[ \\t]*=`, "m").exec(text);
  const start = found ? found.index + found[1]!.length : 0;
  return found ? { start, end: start + name.length } : undefined;
}
