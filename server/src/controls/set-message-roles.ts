/** Gives the messages of a conversation their roles in the code: whoever sends it can no longer write the system message. */
import { listSite, spanOf, standsInMessage } from "../facts/sites/index.js";
import type { Step } from "../report/contract.js";
import type { Control, ControlContext } from "./control.js";
import { FileEditor } from "./file-editor.js";

export const setMessageRoles: Control = {
  id: "set-message-roles",
  title: () => "Accept only user and assistant messages from the request",
  // A message with another role becomes a user message; parts other than text are not carried over.
  safety: "needs-review",
  closes: ["prompt-injection"],
  edit(context) {
    if (context.finding.path.some((step) => setsRole(context, step))) return undefined;
    const editor = FileEditor.of(context);
    const list = editor && listSite(editor.file, editor.text, editor.span);
    if (!editor || !list) return undefined;
    const roles = editor.declare("withOwnRoles", withOwnRoles);
    return editor.wrap(list, (source) => `${roles}(${source})`) ? editor.done() : undefined;
  },
};

/** What is put into a text, or into a message of this program, brings no roles along: they are set already. */
function setsRole(
  context: ControlContext,
  { kind, file, line, column, endLine = line, endColumn = column }: Step,
): boolean {
  if (kind === "text") return true;
  const text = context.text(file);
  const range = { start: { line, column }, end: { line: endLine, column: endColumn } };
  return text !== undefined && standsInMessage(file, text, spanOf(text, range));
}

function withOwnRoles(name: string): string {
  return `/** The conversation with roles that are set here: nobody but this program writes a system message. */
function ${name}(messages«: { role: string; content: string }[]») {
  return messages.map(({ role, content }) =>
    role === "assistant" ? { role: "assistant"« as const», content } : { role: "user"« as const», content },
  );
}`;
}
