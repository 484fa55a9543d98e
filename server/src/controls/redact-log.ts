/** Writes to a log what an operator needs of a value (that it is set, how long it is) in place of the value. */
import { shownSites, type ShownSite } from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";

export const redactLog: Control = {
  id: "redact-log",
  title: ({ threat }) =>
    threat === "credential-exposure"
      ? "Log whether it is set instead of the credential"
      : "Log the length instead of the text",
  // Whoever looked for the text in the log does not find it any more.
  safety: "needs-review",
  closes: ["prompt-logging", "credential-exposure", "hidden-context-exposure"],
  edit(context) {
    const { threat, sink } = context.finding;
    const editor = FileEditor.of(context);
    if (!editor || isResponse(sink.label)) return undefined;
    const sites = shownSites(editor.file, editor.text, editor.span);
    if (!sites) return undefined;
    return (threat === "credential-exposure" ? presence(editor, sites) : lengths(editor, sites))
      ? editor.done()
      : undefined;
  },
};

/** What a person or program outside gets, rather than who runs the system. */
export function isResponse(label: string): boolean {
  return /\bresponse$/i.test(label);
}

const CREDENTIAL = /key|token|secret|passw|credential|auth|bearer|jwt|cookie|session|connection/i;

/** `key ? "[set]" : "[missing]"`; only where it can be told which of the values is the credential. */
function presence(editor: FileEditor, sites: readonly ShownSite[]): boolean {
  const named = sites.filter(({ source }) => CREDENTIAL.test(source));
  const chosen = named.length > 0 ? named : sites.filter(({ hole }) => hole !== undefined);
  const [set, missing] = [editor.quoted("[set]"), editor.quoted("[missing]")];
  return exchanged(editor, chosen, ({ tight }) => (source) => {
    const choice = `${/^[\w.$?!]+$/.test(source) ? source : `(${source})`} ? ${set} : ${missing}`;
    return tight ? `(${choice})` : choice;
  });
}

function lengths(editor: FileEditor, sites: readonly ShownSite[]): boolean {
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
  return `/** What a log says of a value: how long a text is, or what kind of value it is. */
function ${name}(value«: unknown»)«: string» {
  return typeof value === "string" ? \`[\${value.length} characters]\` : \`[\${typeof value}]\`;
}`;
}
