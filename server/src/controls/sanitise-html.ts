/** Cleans HTML before a browser shows it: scripts, handlers and frames are taken out, the text stays. */
import { importedNames, markupSite } from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";

export const sanitiseHtml: Control = {
  id: "sanitise-html",
  title: () => "Clean the HTML with a sanitiser before it is shown",
  // Markup that was wanted, such as a frame, is taken out too.
  safety: "needs-review",
  closes: ["output-to-html"],
  edit(context) {
    const editor = FileEditor.of(context);
    const sites = editor && markupSite(editor.file, editor.text, editor.span);
    if (!editor || !sites) return undefined;
    const clean = sanitiserOf(editor);
    // The same parameter may be given several times, and is a list then.
    const isRepeatable = /^request (parameter|query|header)/.test(context.finding.source.label);
    const cleaned = (source: string, isText: boolean) =>
      `${clean}(${isRepeatable && !isText ? `String(${source})` : source})`;
    return sites.every(({ span, isText }) => editor.wrap(span, (source) => cleaned(source, isText)))
      ? editor.done()
      : undefined;
  },
};

/** The call of the sanitiser that the file or its package has, else of one that works in browsers and on servers. */
function sanitiserOf(editor: FileEditor): string {
  const { file, text, context } = editor;
  const known = context.dependencies(file);
  const imported = new Set(importedNames(file, text).map(({ module }) => module));
  const has = (name: string) => imported.has(name) || known[name] !== undefined;
  if (has("sanitize-html") && !has("isomorphic-dompurify") && !has("dompurify"))
    return editor.import({ module: "sanitize-html", name: "default", local: "sanitizeHtml" });
  const browser = has("dompurify") && !has("isomorphic-dompurify");
  const module = browser ? "dompurify" : "isomorphic-dompurify";
  return `${editor.import({ module, name: "default", local: "DOMPurify" })}.sanitize`;
}
