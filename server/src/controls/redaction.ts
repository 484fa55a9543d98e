/** What is said of a value in its place: that a credential is set, how long a text is. */
import type { ShownSite } from "../facts/sites/index.js";
import type { FileEditor } from "./file-editor.js";

const CREDENTIAL = /key|token|secret|passw|credential|auth|bearer|jwt|cookie|session|connection/i;

/** Whether a value is called like a credential. */
export function isCredential({ source }: ShownSite): boolean {
  return CREDENTIAL.test(source);
}

/** `key ? "[set]" : "[missing]"`; false where a value cannot be exchanged. */
export function saysWhetherSet(editor: FileEditor, sites: readonly ShownSite[]): boolean {
  const [set, missing] = [editor.quoted("[set]"), editor.quoted("[missing]")];
  return exchanged(editor, sites, ({ tight }) => (source) => {
    const choice = `${/^[\w.$?!]+(?:\(\w*\))?$/.test(source) ? source : `(${source})`} ? ${set} : ${missing}`;
    return tight ? `(${choice})` : choice;
  });
}

/** `redacted(text)`; false where a value cannot be exchanged. */
export function saysLength(editor: FileEditor, sites: readonly ShownSite[]): boolean {
  const redacted = editor.declare("redacted", redactedText);
  return exchanged(editor, sites, () => (source) => `${redacted}(${source})`);
}

function exchanged(
  editor: FileEditor,
  sites: readonly ShownSite[],
  write: (site: ShownSite) => (source: string) => string,
): boolean {
  return sites.length > 0 && sites.every((site) => editor.wrap(site.span, write(site)));
}

function redactedText(name: string): string {
  return `/** What is said of a value in its place: how long a text is, or what kind of value it is. */
function ${name}(value«: unknown»)«: string» {
  return typeof value === "string" ? \`[\${value.length} characters]\` : \`[\${typeof value}]\`;
}`;
}
