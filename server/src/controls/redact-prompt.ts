/** Says in a prompt that there is a value, and not which: personal data by its length, a credential by whether it is set. */
import { mentionSites, spanOf } from "../facts/sites/index.js";
import type { Step } from "../report/contract.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";
import { saysLength, saysWhetherSet } from "./redaction.js";

export const redactPrompt: Control = {
  id: "redact-prompt",
  title: () => "Leave the value out of the prompt, and say only that it is there",
  // The model may have needed it.
  safety: "needs-review",
  closes: ["sensitive-data-in-prompt"],
  editsEveryWay: true,
  edit(context) {
    const { source, path } = context.finding;
    const editor = FileEditor.atSource(context);
    if (!editor) return undefined;
    const { file, text, span } = editor;
    const places = path.slice(1).filter((step) => step.file === source.file);
    const sites = mentionSites(file, text, span, places.map(placeIn(text)), source.label);
    if (!sites) return undefined;
    const written = CREDENTIAL.test(source.label) ? saysWhetherSet(editor, sites) : saysLength(editor, sites);
    return written ? editor.done() : undefined;
  },
};

/** What the threat calls credentials. */
const CREDENTIAL = /^(?:environment variable|request header|credential)\b/;

function placeIn(text: string) {
  return ({ line, column, endLine = line, endColumn = column }: Step) =>
    spanOf(text, { start: { line, column }, end: { line: endLine, column: endColumn } });
}
