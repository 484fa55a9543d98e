/** Ties what a tool changes to the user it works for: the row says whose it is, or only a row of that user is meant. */
import {
  callSite,
  importedNames,
  ownerAround,
  registrationSite,
  routeSite,
  spanOf,
  type CallSite,
  type RegistrationSite,
  type RouteSite,
  type Span,
} from "../facts/sites/index.js";
import type { Step } from "../report/contract.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";

export const actForUser: Control = {
  id: "act-for-user",
  title: () => "Have this tool change only what belongs to its user",
  // What is stored must carry its owner under this name.
  safety: "needs-review",
  closes: ["shared-identity"],
  edit(context) {
    const editor = FileEditor.of(context);
    const tool = context.finding.path.find(({ kind }) => kind === "tool");
    if (!editor || tool?.file !== editor.file) return undefined;
    const call = callSite(editor.file, editor.text, editor.span, { itself: true });
    const registration = placeOf(editor.text, tool);
    if (!call || !isInside(call.span, registration)) return undefined;
    const write = wayOf(editor, call);
    const owner =
      write &&
      (ownerAround(editor.file, editor.text, registration, call.span) ?? callerOf(editor, registration));
    return owner && write(owner) ? editor.done() : undefined;
  },
};

function placeOf(text: string, { line, column, endLine = line, endColumn = column }: Step): Span {
  return spanOf(text, { start: { line, column }, end: { line: endLine, column: endColumn } });
}

/** The owner is known where the tool is made, not in a function elsewhere. */
function isInside(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

interface Owner {
  /** `userId`, `session.user.id` */
  source: string;
  /** `userId` */
  name: string;
}

/** How the call of one SDK is tied to an owner; undefined when the call is none of it. */
function wayOf(editor: FileEditor, call: CallSite): ((owner: Owner) => boolean) | undefined {
  const imports = (module: RegExp) =>
    importedNames(editor.file, editor.text).some((at) => module.test(at.module));
  if (imports(/^@supabase\//) && /\.from\(/.test(call.receiver ?? "")) {
    if (call.name === "insert") return field(editor, call, snakeCase);
    if (call.name !== "update" && call.name !== "delete") return undefined;
    return ({ name, source }) => {
      editor.insert(call.span.end, `.eq(${editor.quoted(snakeCase(name))}, ${source})`);
      return true;
    };
  }
  const isMongo = imports(/^mongodb$/) && /^(?:insertOne|(?:delete|update)(?:One|Many))$/.test(call.name);
  return isMongo ? field(editor, call, (name) => name) : undefined;
}

/** A field of the object that comes first: what is stored, or what it is found by. */
function field(
  editor: FileEditor,
  call: CallSite,
  column: (name: string) => string,
): (owner: Owner) => boolean {
  return ({ name, source }) => {
    const object = call.arguments[0] && editor.object(call.arguments[0]);
    const key = column(name);
    if (!object || object.open || object.properties.some((each) => each.name === key)) return false;
    editor.property(object, key === source ? key : `${key}: ${source}`);
    return true;
  };
}

function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z\d])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}

/** The caller as an MCP server's own authentication tells it; whoever it does not know is refused. */
function callerOf(editor: FileEditor, registration: Span): Owner | undefined {
  const { file, text } = editor;
  if (!importedNames(file, text).some(({ module }) => /^@modelcontextprotocol\/sdk\//.test(module)))
    return undefined;
  const site = registrationSite(file, text, registration);
  const last = site?.arguments.at(-1);
  const handler = site && last && takesInput(site) && routeSite(file, text, last);
  const extra = handler && extraOf(editor, handler);
  if (!extra) return undefined;
  const name = editor.name("userId", "callerId");
  const code = [
    `const ${name} = ${extra}.authInfo?.extra?.userId;`,
    `if (typeof ${name} !== "string") throw new Error("It is not known who calls this tool.");`,
  ];
  return editor.first(handler.start, code.join("\n")) ? { source: name, name: "userId" } : undefined;
}

/** A tool without input is called with nothing but what is known of the call. */
function takesInput({ name, objects }: RegistrationSite): boolean {
  if (name === "registerTool")
    return objects[1]?.properties.some((each) => each.name === "inputSchema") ?? false;
  const [shape] = objects.filter((each) => each !== undefined);
  return (
    name === "tool" && shape !== undefined && !shape.properties.some((each) => each.name.endsWith("Hint"))
  );
}

/** What the handler is called with besides the tool's input. */
function extraOf(editor: FileEditor, { parameters, inside }: RouteSite): string | undefined {
  const [input, extra] = parameters;
  if (!input || (extra && extra.name === undefined)) return undefined;
  if (extra) return extra.name;
  if (!inside) return undefined;
  const name = editor.name("extra", "request");
  editor.insert(inside.end, `, ${name}`);
  return name;
}
