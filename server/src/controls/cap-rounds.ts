/** Ends a loop around a model that only the model would end, and limits what each round may take. */
import { loopSite, spanOf } from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";
import { limitedCall, limitTime, limitTokens } from "./model-limits.js";

/** What a task rarely needs: a start to be adjusted, which the title says. */
const ROUNDS = 20;

export const capRounds: Control = {
  id: "cap-rounds",
  title: () => `Stop this loop after ${ROUNDS} rounds, and limit what each may take`,
  // A task that needed more rounds ends in an error from now on.
  safety: "needs-review",
  closes: ["unbounded-consumption"],
  edit(context) {
    const { path, message } = context.finding;
    const step = path.find(({ kind }) => kind === "loop");
    const editor = FileEditor.of(context);
    if (!editor || step?.file !== editor.file) return undefined;
    const { line, column, endLine = line, endColumn = column } = step;
    const range = { start: { line, column }, end: { line: endLine, column: endColumn } };
    const loop = loopSite(editor.file, editor.text, spanOf(editor.text, range));
    if (!loop) return undefined;
    const call = limitedCall(editor, editor.span);
    // The finding stays while answers have no limit.
    const long = message.includes("the length of the answer");
    if (long && !(call && limitTokens(editor, call))) return undefined;
    if (call && /\bthe time\b/.test(message.split(".")[0]!)) limitTime(editor, call);
    const rounds = editor.name("rounds", "roundsMade");
    const { eol } = editor.style;
    const { before, begin } = loop;
    editor.insert(before.at, editor.styled(`let ${rounds} = 0;`) + eol + before.indent);
    const check = `if (++${rounds} > ${ROUNDS}) throw new Error("The model did not come to an end");`;
    editor.insert(begin.at, editor.styled(check) + eol + begin.indent);
    return editor.done();
  },
};
