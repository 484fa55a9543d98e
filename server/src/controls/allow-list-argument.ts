/** Lets a value become a program's argument only when it is a plain word that cannot be read as an option. */
import { argumentSites } from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";

export const allowListArgument: Control = {
  id: "allow-list-argument",
  title: () => "Refuse an argument that is not a plain word, such as an option",
  // A value with a space or another sign in it is refused from now on.
  safety: "needs-review",
  closes: ["output-to-command"],
  edit(context) {
    const editor = FileEditor.of(context);
    const sites = editor && argumentSites(editor.file, editor.text, editor.span);
    if (!editor || !sites) return undefined;
    const plain = editor.declare("plainArgument", plainArgument);
    const write = (source: string) => `${plain}(${source})`;
    return sites.every((site) => editor.wrap(site, write)) ? editor.done() : undefined;
  },
};

function plainArgument(name: string): string {
  return `/** The value when it is a plain word; an error for what a program may read as an option or a shell as more. */
function ${name}(value«: string»)«: string» {
  if (!/^[\\w.@:/=+,][\\w.@:/=+,-]*$/.test(value)) {
    throw new Error("The value is not a plain argument");
  }
  return value;
}`;
}
