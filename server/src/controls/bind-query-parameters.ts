/** Hands values to the database beside the text of the query instead of inside it. */
import { callSite, importedNames, textSite, type CallSite, type TextSite } from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";
import { boundQuery, type BoundQuery } from "./sql-text.js";

export const bindQueryParameters: Control = {
  id: "bind-query-parameters",
  title: () => "Pass the values as query parameters",
  // The values are no longer part of the text: a log of the text does not show them.
  safety: "needs-review",
  closes: ["output-to-query"],
  edit(context) {
    const editor = FileEditor.of(context);
    if (!editor) return undefined;
    const { file, text, span } = editor;
    const call = callSite(file, text, span);
    const query = textSite(file, text, span);
    const client = call && query && clientOf(editor, call);
    if (!call || !query || !client || call.index !== 0) return undefined;
    return client(editor, call, query) ? editor.done() : undefined;
  },
};

/** Writes the edits of one client; false when it cannot. */
type Client = (editor: FileEditor, call: CallSite, query: TextSite) => boolean;

/** The client whose call it is, as far as the file's imports say so without doubt. */
function clientOf({ file, text }: FileEditor, call: CallSite): Client | undefined {
  const modules = new Set(importedNames(file, text).map(({ module }) => module));
  const clients = CLIENTS.filter(
    ({ packages, methods }) =>
      methods.test(call.name) && packages.some((name) => [...modules].some((at) => isOf(at, name))),
  );
  return clients.length === 1 ? clients[0]!.write : undefined;
}

function isOf(module: string, name: string): boolean {
  return module === name || module.startsWith(`${name}/`);
}

const CLIENTS: readonly { packages: readonly string[]; methods: RegExp; write: Client }[] = [
  {
    packages: ["pg", "@neondatabase/serverless", "@vercel/postgres"],
    methods: /^query$/,
    write: listed((index) => `$${index}`),
  },
  { packages: ["mysql2", "mysql"], methods: /^(query|execute)$/, write: listed(() => "?") },
  { packages: ["sqlite3", "sqlite"], methods: /^(all|get|run|each)$/, write: listed(() => "?") },
  { packages: ["knex"], methods: /^raw$/, write: listed(() => "?") },
  { packages: ["sequelize"], methods: /^query$/, write: replaced },
  { packages: ["better-sqlite3", "node:sqlite"], methods: /^prepare$/, write: prepared },
  { packages: ["@prisma/client"], methods: /^\$(query|execute)RawUnsafe$/, write: tagged },
];

/** Values in a list behind the text: `client.query(text, [a, b])`. */
function listed(placeholder: (index: number) => string): Client {
  return (editor, call, query) => {
    const [, second] = call.arguments;
    const before = second && /^\[([^[\]]*)\]$/s.exec(editor.at(second));
    const numbered = placeholder(1) !== placeholder(2);
    // A list that is there is continued where places are numbered; where they are counted, the order would be lost.
    if (before && !numbered) return false;
    const known = before ? before[1]!.split(",").filter((item) => item.trim() !== "").length : 0;
    const bound = boundQuery(query, (index) => placeholder(known + index), editor.style);
    if (!bound || bound.values.length === 0) return false;
    rewrite(editor, query, bound);
    if (before) editor.insert(second!.end - 1, `${known > 0 ? ", " : ""}${bound.values.join(", ")}`);
    else if (second && !/^(\(|async\b|function\b|\w+ *=>)/.test(editor.at(second))) return false;
    else editor.insert(call.arguments[0]!.end, `, [${bound.values.join(", ")}]`);
    return true;
  };
}

/** `sequelize.query(text, { replacements: [a, b] })` */
function replaced(editor: FileEditor, call: CallSite, query: TextSite): boolean {
  const [first, second] = call.arguments;
  const options = second && editor.object(second);
  const taken = options?.properties.some(({ name }) => name === "replacements" || name === "bind");
  const bound = boundQuery(query, () => "?", editor.style);
  if (!bound || bound.values.length === 0 || taken || options?.open || (second && !options)) return false;
  rewrite(editor, query, bound);
  const property = `replacements: [${bound.values.join(", ")}]`;
  if (options) editor.property(options, property);
  else editor.insert(first!.end, `, { ${property} }`);
  return true;
}

/** `database.prepare(text).all(a, b)` */
function prepared(editor: FileEditor, { next }: CallSite, query: TextSite): boolean {
  const bound = boundQuery(query, () => "?", editor.style);
  const runs = next && /^(all|get|run|iterate)$/.test(next.name) && next.arguments.length === 0;
  if (!bound || bound.values.length === 0 || !runs) return false;
  rewrite(editor, query, bound);
  editor.replace(next.inside, bound.values.join(", "));
  return true;
}

/** `` prisma.$queryRaw`select … ${a}` ``: the tag binds what is put in. */
function tagged(editor: FileEditor, call: CallSite, query: TextSite): boolean {
  const bound = boundQuery(query, () => "", editor.style);
  if (!bound || bound.values.length === 0 || call.arguments.length !== 1) return false;
  // Text of the query that the code itself chooses would be bound too, as a value.
  if (query.parts.some((part) => "hole" in part && part.hole.fixed)) return false;
  const own = call.arguments[0]!;
  if (own.start !== query.span.start) return false;
  editor.replace(
    { start: call.nameSpan.start, end: call.span.end },
    `${call.name.replace("Unsafe", "")}\`${bound.pieces.map((piece) => ("text" in piece ? piece.text : `\${${piece.value}}`)).join("")}\``,
  );
  return true;
}

function rewrite(editor: FileEditor, query: TextSite, { text }: BoundQuery): void {
  editor.replace(query.span, text);
}
