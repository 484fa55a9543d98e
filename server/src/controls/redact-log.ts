/** Writes to a log what an operator needs of a value (that it is set, how long it is) in place of the value. */
import { shownSites } from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";
import { isCredential, saysLength, saysWhetherSet } from "./redaction.js";

export const redactLog: Control = {
  id: "redact-log",
  title: ({ threat }) =>
    threat === "credential-exposure"
      ? "Log whether it is set instead of the credential"
      : "Log the length instead of the text",
  // Whoever looked for the text in the log does not find it any more.
  safety: "needs-review",
  closes: ["prompt-logging", "credential-exposure", "hidden-context-exposure"],
  edit(context) {
    const { threat, sink } = context.finding;
    const editor = FileEditor.of(context);
    if (!editor || isResponse(sink.label)) return undefined;
    const sites = shownSites(editor.file, editor.text, editor.span);
    if (!sites) return undefined;
    if (threat !== "credential-exposure") return saysLength(editor, sites) ? editor.done() : undefined;
    const named = sites.filter(isCredential);
    // Only where it can be told which of the values is the credential.
    const chosen = named.length > 0 ? named : sites.filter(({ hole }) => hole !== undefined);
    return saysWhetherSet(editor, chosen) ? editor.done() : undefined;
  },
};

/** What a person or program outside gets, rather than who runs the system. */
export function isResponse(label: string): boolean {
  return /\bresponse$/i.test(label);
}
