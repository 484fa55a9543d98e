/** Encrypts the way to a model or a tool server. */
import { literalSite } from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";

export const useHttps: Control = {
  id: "use-https",
  title: () => "Use https",
  // Whether the server answers there is known only when it is tried.
  safety: "needs-review",
  closes: ["untrusted-model-endpoint", "untrusted-tool-server"],
  edit(context) {
    const editor = FileEditor.of(context);
    const site = editor && literalSite(editor.file, editor.text, editor.span);
    if (!editor || !site || !/^http:\/\//i.test(site.value)) return undefined;
    const written = editor.at(site.replace);
    editor.replace(site.replace, written.replace(/http:/i, "https:"));
    return editor.done();
  },
};
