/** Reads a key from a variable that no bundler copies into the browser's code, where the file runs on a server. */
import { hasServerSide, withoutPublicPrefix } from "../facts/public-variables.js";
import { runsIn, variableSite, type VariableSite } from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { namedInExample } from "./environment-example.js";
import { FileEditor } from "./file-editor.js";

export const unshipKey: Control = {
  id: "unship-key",
  title: () => "Rename the variable so that bundlers leave the key on the server",
  // The variable has to be set under its new name, and other files may read it.
  safety: "needs-review",
  closes: ["credential-in-client"],
  edit(context) {
    const variable = context.finding.source.label;
    const name = withoutPublicPrefix(variable);
    const editor = FileEditor.of(context);
    if (!editor || name === undefined || !isOnServer(editor, variable)) return undefined;
    const site = variableSite(editor.file, editor.text, variable);
    if (!site || !rename(editor, site, variable, name)) return undefined;
    return editor.done(namedInExample(context, [name], variable));
  },
};

/** In the browser the variable would be empty: there the call has to move, which no edit of one file can do. */
function isOnServer({ file, text }: FileEditor, variable: string): boolean {
  const where = runsIn(file, text);
  if (where !== undefined) return where === "server";
  return (
    hasServerSide(variable) &&
    !/\bimport\.meta\.env\b/.test(text) &&
    !/\bdangerouslyAllowBrowser\b/.test(text)
  );
}

function rename(editor: FileEditor, site: VariableSite, variable: string, name: string): boolean {
  const { context, file } = editor;
  // Astro's server reads every variable there; that of others only what is shipped.
  const isAstro = context.dependencies(file).astro !== undefined;
  const bundled = isAstro ? [] : site.bundled;
  const doubled = site.choices.filter(({ other }) => new RegExp(`\\b${name}\\b`).test(editor.at(other)));
  if (doubled.length > 0 && site.choices.length > doubled.length) return false;
  for (const choice of doubled) editor.replace(choice, editor.at(choice.other));
  for (const { needsText, needsParentheses, ...read } of bundled) {
    const source = `process.env.${name}`;
    const text = needsText ? `${source} ?? ${editor.quoted("")}` : source;
    editor.replace(read, needsText && needsParentheses ? `(${text})` : text);
  }
  const within = (at: { start: number }) =>
    [...bundled, ...doubled].some(({ start, end }) => start <= at.start && at.start < end);
  for (const at of site.names) if (!within(at)) editor.replace(at, name);
  return site.names.length > 0 && variable !== name;
}
