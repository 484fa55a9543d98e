/** Keeps a path inside the folder it is meant for: resolved, compared with the folder and a separator, refused otherwise. */
import { pathSite } from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";

export const containPath: Control = {
  id: "contain-path",
  title: () => "Refuse a path that leaves its folder",
  // Which folder is meant is read from the code; where it does not say, the folder the program runs in.
  safety: "needs-review",
  closes: ["output-to-path"],
  edit(context) {
    const editor = FileEditor.of(context);
    const site = editor && pathSite(editor.file, editor.text, editor.span);
    if (!editor || !site) return undefined;
    const path = editor.import({ module: "node:path", name: "*", local: "path" });
    const folder =
      site.folder ??
      editor.declare(
        "ALLOWED_FOLDER",
        (name) =>
          `// Files outside this folder are refused: name the one that is meant.\nconst ${name} = process.cwd();`,
      );
    const inside = editor.declare("insideFolder", (name) => insideFolder(name, path));
    return editor.wrap(site.whole, (source) => `${inside}(${folder}, ${source})`) ? editor.done() : undefined;
  },
};

function insideFolder(name: string, path: string): string {
  return `/** The resolved path when it lies in the folder; an error otherwise. */
function ${name}(folder«: string», file«: string»)«: string» {
  const root = ${path}.resolve(folder);
  const resolved = ${path}.resolve(file);
  if (resolved !== root && !resolved.startsWith(root + ${path}.sep)) {
    throw new Error("The path leaves the folder it has to stay in");
  }
  return resolved;
}`;
}
