/** Lets a model choose only from what the code itself names: a table's own entries, a class's own methods. */
import { dispatchSite } from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";

export const allowListName: Control = {
  id: "allow-list-name",
  title: () => "Refuse a name that is not among those written here",
  // Which of a class's methods a model may call is the author's to say: all of them are listed.
  safety: "needs-review",
  closes: ["unchecked-dispatch"],
  edit(context) {
    const editor = FileEditor.of(context);
    const site = editor && dispatchSite(editor.file, editor.text, editor.span);
    if (!editor || !site) return undefined;
    const { key, table, methods = [], before } = site;
    const names = methods.map((name) => editor.quoted(name)).join(", ");
    const known = table === undefined ? `[${names}].includes(${key})` : `Object.hasOwn(${table}, ${key})`;
    const check = editor.styled(`if (!${known}) throw new Error("There is nothing of this name to call");`);
    editor.insert(before.at, check + editor.style.eol + before.indent);
    return editor.done();
  },
};
