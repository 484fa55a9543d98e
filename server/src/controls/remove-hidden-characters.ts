/** Takes characters that nobody sees out of a description that models read. */
import { literalSite } from "../facts/sites/index.js";
import { HIDDEN_CHARACTERS, HIDDEN_ESCAPES } from "../hidden-characters.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";

const EVERY = new RegExp(HIDDEN_CHARACTERS.source, "gu");

export const removeHiddenCharacters: Control = {
  id: "remove-hidden-characters",
  title: () => "Remove the characters that nobody sees",
  safety: "safe",
  closes: ["tool-metadata-poisoning"],
  edit(context) {
    const editor = FileEditor.of(context);
    const site = editor && literalSite(editor.file, editor.text, editor.span);
    if (!editor || !site) return undefined;
    const written = editor.at(site.replace);
    const plain = written.replace(EVERY, "").replace(HIDDEN_ESCAPES, "");
    if (plain === written) return undefined;
    editor.replace(site.replace, plain);
    return editor.done();
  },
};
