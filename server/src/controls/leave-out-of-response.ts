/** Leaves a field out of a response: who asks gets the answer, and not what was needed to give it. */
import { omissionSpans } from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";
import { isResponse } from "./redact-log.js";

const WHAT: Readonly<Record<string, string>> = {
  "credential-exposure": "the credential",
  "hidden-context-exposure": "the model's instructions",
  "inference-leakage": "the probabilities or embedding",
};

export const leaveOutOfResponse: Control = {
  id: "leave-out-of-response",
  title: ({ threat }) => `Leave ${WHAT[threat] ?? "it"} out of the response`,
  // Whoever reads the response may have used it.
  safety: "needs-review",
  closes: ["credential-exposure", "hidden-context-exposure", "inference-leakage"],
  edit(context) {
    const editor = FileEditor.of(context);
    if (!editor || !isResponse(context.finding.sink.label)) return undefined;
    const spans = omissionSpans(editor.file, editor.text, editor.span);
    if (!spans) return undefined;
    for (const span of spans) editor.replace(span, "");
    return editor.done();
  },
};
