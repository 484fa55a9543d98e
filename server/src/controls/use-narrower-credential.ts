/** Has a tool act with a credential that may do less than an administrator's: one that is known, or one of its own. */
import {
  hasOtherEnvironment,
  leavesFile,
  literalSite,
  spanOf,
  variableSite,
  type LiteralSite,
} from "../facts/sites/index.js";
import type { Control, ControlContext } from "./control.js";
import { exampleText, namedInExample } from "./environment-example.js";
import { FileEditor } from "./file-editor.js";

export const useNarrowerCredential: Control = {
  id: "use-narrower-credential",
  title: () => "Have this tool use a credential that may do less",
  // The credential has to exist, with the rights that the tool needs.
  safety: "needs-review",
  closes: ["over-privileged-tool"],
  edit(context) {
    const editor = FileEditor.atSource(context);
    if (!editor || isShared(context, editor)) return undefined;
    const variable = context.finding.source.label;
    const site = literalSite(editor.file, editor.text, editor.span);
    const names = site ? ofLiteral(editor, site) : ofVariable(editor, variable);
    return names && editor.done(namedInExample(context, names));
  },
};

/** Other code than the tool may need the rights that this credential has. */
function isShared({ finding }: ControlContext, { file, text, span }: FileEditor): boolean {
  const tool = finding.path.find(({ kind }) => kind === "tool");
  if (tool?.file !== file) return true;
  const { line, column, endLine = line, endColumn = column } = tool;
  const own = spanOf(text, { start: { line, column }, end: { line: endLine, column: endColumn } });
  return leavesFile(file, text, span, own);
}

/** The part of a variable's name that says whose rights it has. */
const RIGHTS = /(^|_)(?:SERVICE_?ROLE|ADMIN|ROOT|MASTER|SUPER_?USER|SA)(?=_|$)/i;

/** Reads another variable of the environment; gives its name. */
function ofVariable(editor: FileEditor, variable: string): string[] | undefined {
  const site = variableSite(editor.file, editor.text, variable);
  const name = site && narrower(editor, variable);
  if (!site || name === undefined || site.choices.length > 0) return undefined;
  for (const at of site.names) editor.replace(at, name);
  return site.names.length > 0 ? [name] : undefined;
}

/** The variable that holds the credential of less rights: as this file or `.env.example` names it, else one of the tools' own. */
function narrower(editor: FileEditor, variable: string): string | undefined {
  const known = `${editor.text}\n${exampleText(editor.context) ?? ""}`;
  if (/SUPABASE/i.test(variable) && /SERVICE_?ROLE/i.test(variable))
    // Row-level security holds for whoever comes with this key.
    return /\b\w*SUPABASE_\w*(?:ANON|PUBLISHABLE)\w*\b/.exec(known)?.[0] ?? "SUPABASE_ANON_KEY";
  const without = variable.replace(RIGHTS, "").replace(/^_/, "");
  if (/_/.test(without) && new RegExp(`\\b${without}\\b`).test(known)) return without;
  const own = variable.replace(RIGHTS, "$1TOOL");
  return own === variable ? undefined : own;
}

/** Names that this edit gives to the environment, instead of what is written in the code. */
const USER = "DATABASE_TOOL_USER";
const PASSWORD = "DATABASE_TOOL_PASSWORD";
const ADDRESS = "DATABASE_TOOL_URL";
/** Drivers whose options may all be left out. */
const DRIVER = /^(?:pg|mysql2?(?:\/promise)?|mariadb|mssql|knex|postgres|sequelize)$/;

function ofLiteral(editor: FileEditor, site: LiteralSite): string[] | undefined {
  const { file, text } = editor;
  if (hasOtherEnvironment(file, text) || site.environment !== undefined) return undefined;
  const read = (name: string): string =>
    site.needsText && !DRIVER.test(site.receiver?.module ?? "")
      ? `process.env.${name} ?? ${editor.quoted("")}`
      : `process.env.${name}`;
  if (/^\w+:\/\//.test(site.value)) {
    editor.replace(site.replace, site.needsParentheses ? `(${read(ADDRESS)})` : read(ADDRESS));
    return [ADDRESS];
  }
  const object = editor.object(site.replace, { around: true });
  const role = object?.properties.find(({ value }) => value.start === site.replace.start);
  const password = object?.properties.find(({ name }) => name === "password");
  // A role goes with its password: one without the other opens nothing.
  if (!object || object.open || !/^user(?:name)?$/.test(role?.name ?? "") || !password) return undefined;
  editor.replace(site.replace, read(USER));
  editor.replace(password.whole, `password: ${read(PASSWORD)}`);
  return [USER, PASSWORD];
}
