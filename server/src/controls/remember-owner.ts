/** Keeps with a note whose it is, where reading gives everybody only their own. */
import { nearbyOwner, type ObjectSite } from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";

export const rememberOwner: Control = {
  id: "remember-owner",
  title: () => "Keep with it whose it is, so that nobody else is given it",
  // Reading has to filter by the same name.
  safety: "needs-review",
  closes: ["memory-poisoning"],
  edit(context) {
    const { path } = context.finding;
    // Whose it is says nothing to a reader that gets everybody's.
    if (!path.at(-2)?.label.endsWith(" of one owner")) return undefined;
    const editor = FileEditor.of(context);
    const owner = editor && nearbyOwner(editor.file, editor.text, editor.span);
    const about = editor && metadataAround(editor);
    if (!owner || !about || about.open || about.properties.some(({ name }) => name === owner.name))
      return undefined;
    editor.property(about, owner.name === owner.source ? owner.name : `${owner.name}: ${owner.source}`);
    return editor.done();
  },
};

const METADATA = /^(?:metadata|payload)$/;

/** What is kept about the note: the object of that name in the record that the place lies in. */
function metadataAround(editor: FileEditor): ObjectSite | undefined {
  let object = editor.object(editor.span, { around: true });
  for (let depth = 0; object && depth < 4; depth++) {
    const found = object.properties.find(({ name }) => METADATA.test(name));
    const value = found && !found.shorthand ? editor.object(found.value) : undefined;
    if (value) return value;
    const { start, end } = object.span;
    const outer = editor.object({ start: start - 1, end: end + 1 }, { around: true });
    if (!outer || outer.span.start === start) return undefined;
    object = outer;
  }
  return undefined;
}
