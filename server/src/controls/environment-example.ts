/** What `.env.example` says of the variables that a program reads. */
import type { ControlContext, FileEdit } from "./control.js";

/**
 * Names a variable, with no value, in the nearest `.env.example`, or there in place of the name it had before; no edit is
 * needed when it is named there already.
 */
export function namedInExample(context: ControlContext, name: string, before?: string): FileEdit[] {
  const file = examplePath(context);
  const text = context.text(file);
  if (text === undefined)
    return [{ file, create: true, edits: [{ start: 0, end: 0, newText: `${name}=\n` }] }];
  if (lineOf(text, name)) return [];
  const old = before === undefined ? undefined : lineOf(text, before);
  if (old) return [{ file, edits: [{ ...old, newText: name }] }];
  const eol = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  const gap = text === "" || /[\r\n]$/.test(text) ? "" : eol;
  return [{ file, edits: [{ start: text.length, end: text.length, newText: `${gap}${name}=${eol}` }] }];
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
