/** Takes the option from a provider's client that lets it run in a browser, where the key cannot come from there. */
import { withoutPublicPrefix } from "../facts/public-variables.js";
import { callSite, propertyRemoval, runsIn, type ObjectSite } from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";

const FLAG = "dangerouslyAllowBrowser";

export const keepClientOnServer: Control = {
  id: "keep-client-on-server",
  title: () => "Have this client refuse to run in a browser",
  // Tests that imitate a browser may need the option of their own.
  safety: "needs-review",
  closes: ["credential-in-client"],
  edit(context) {
    const editor = FileEditor.of(context);
    // The other findings of this threat are about a key, and stay without the option.
    if (!editor || !/ client$/.test(context.finding.source.label)) return undefined;
    const call = callSite(editor.file, editor.text, editor.span, { itself: true });
    const options = call?.arguments[0] && editor.object(call.arguments[0]);
    const flag = options?.properties.find(({ name }) => name === FLAG);
    if (!options || !flag || !isOnServer(editor, options)) return undefined;
    const span = propertyRemoval(editor.file, editor.text, options, flag);
    if (!span) return undefined;
    editor.replace(span, "");
    return editor.done();
  },
};

/** The file runs on a server, or says nothing else and the key is one that a browser does not have. */
function isOnServer(editor: FileEditor, options: ObjectSite): boolean {
  const where = runsIn(editor.file, editor.text);
  if (where !== undefined) return where === "server";
  const key = options.properties.find(({ name }) => name === "apiKey");
  // Left out, the SDK reads it from the process.
  if (!key) return !options.open;
  const variable = /^process\.env(?:\.|\[["'])(\w+)(?:["']\])?!?$/.exec(editor.at(key.value))?.[1];
  return variable !== undefined && withoutPublicPrefix(variable) === undefined;
}
