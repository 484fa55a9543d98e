/** Applies a control to marked text, the way a surface does. */
import type { Control, ControlEdit, OffsetEdit } from "../../../server/src/controls/index.js";
import { marked, type Marked } from "./finding.js";
import type { Finding } from "../../../server/src/report/contract.js";

export interface Given {
  threat?: string;
  file?: string;
  files?: Record<string, string>;
  dependencies?: Record<string, string>;
  input?: Record<string, string>;
  today?: string;
  finding?: Partial<Finding>;
}

export interface Applied {
  /** The finding's file after the edit. */
  after: string;
  /** Every file after the edit. */
  files: Record<string, string>;
  edit: ControlEdit;
  /** The marked text before the edit. */
  before: Marked;
}

/** The outcome of a control on `source` (marks as in `marked`), or undefined when it is not offered. */
export function apply(control: Control, source: string, given: Given = {}): Applied | undefined {
  const file = given.file ?? "app.ts";
  const before = marked(source, given.threat ?? control.closes[0]!, file, given.finding);
  const files: Record<string, string> = { ...given.files, [file]: before.text };
  const edit = control.edit({
    finding: before.finding,
    text: (name) => files[name],
    beside: () => undefined,
    dependencies: () => given.dependencies ?? {},
    scripts: () => ({}),
    files: () => Object.keys(files),
    today: given.today ?? "2026-06-15",
    input: given.input ?? {},
  });
  if (!edit) return undefined;
  const result = { ...files };
  for (const change of edit.files) {
    if (change.create && result[change.file] !== undefined) throw new Error(`${change.file} exists`);
    result[change.file] = withEdits(result[change.file] ?? "", change.edits);
  }
  return { after: result[file]!, files: result, edit, before };
}

/** Edits of one text; they must lie in it and must not overlap. */
export function withEdits(text: string, edits: readonly OffsetEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = "";
  let at = 0;
  for (const { start, end, newText } of ordered) {
    if (start < at || end < start || end > text.length) throw new Error(`bad edit ${start}..${end}`);
    result += text.slice(at, start) + newText;
    at = end;
  }
  return result + text.slice(at);
}
