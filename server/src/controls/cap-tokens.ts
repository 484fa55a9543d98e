/** Limits how long a model's answer may become, by the option of its own SDK. */
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";
import { limitedCall, limitTokens, TOKENS } from "./model-limits.js";

export const capTokens: Control = {
  id: "cap-tokens",
  title: () => `Limit the answer to ${TOKENS} tokens`,
  safety: "needs-review",
  closes: ["unbounded-consumption"],
  edit(context) {
    // A loop goes on however short each answer is.
    if (context.finding.path.some(({ kind }) => kind === "loop")) return undefined;
    const editor = FileEditor.of(context);
    const call = editor && limitedCall(editor, editor.span);
    return call && limitTokens(editor, call) ? editor.done() : undefined;
  },
};
