/** Records what a model did through a tool: before its effect, and once it is done. */
import {
  handlerBody,
  importedNames,
  spanOf,
  type EffectEnd,
  type HandlerBody,
} from "../facts/sites/index.js";
import type { Control, ControlContext } from "./control.js";
import { FileEditor } from "./file-editor.js";

export const addAuditRecord: Control = {
  id: "add-audit-record",
  title: () => "Record each call of this tool and its outcome in the log",
  // Where records are kept, and for how long, is decided elsewhere.
  safety: "needs-review",
  editsEveryWay: true,
  closes: ["missing-audit-trail"],
  edit(context) {
    const editor = FileEditor.atSource(context);
    const site = editor && handlerBody(editor.file, editor.text, editor.span, effectIn(context, editor));
    if (!editor || !site) return undefined;
    const tool = /^tool (.+)$/s.exec(context.finding.source.label)?.[1] ?? "tool";
    const audit = editor.declare("auditToolCall", (name) => auditToolCall(name, sinkOf(editor)));
    const entry = (outcome: string, more: readonly (string | undefined)[] = []) =>
      `${audit}({ ${[`tool: ${JSON.stringify(tool)}`, `outcome: "${outcome}"`, ...more].filter(Boolean).join(", ")} });`;
    const started = entry("started", [site.user && `user: ${site.user}`, site.input]);
    write(editor, site, started, entry("done"));
    return editor.done();
  },
};

/** The effect, when it is in the file of the tool. */
function effectIn({ finding }: ControlContext, { file, text }: FileEditor) {
  return finding.file === file ? spanOf(text, finding.range) : undefined;
}

function write(
  editor: FileEditor,
  { begin, body, done: end }: HandlerBody,
  started: string,
  done: string,
): void {
  const { eol, indent: unit } = editor.style;
  if (begin) {
    const { at, indent } = begin;
    editor.insert(
      at,
      editor.styled(started) + (indent === undefined ? semicolon(editor) + " " : eol + indent),
    );
    if (end) finish(editor, end, done);
    return;
  }
  const outer = body!.indent;
  const inner = outer + unit;
  const own = editor.at(body!).replace(/^\((\s*\{[\s\S]*\}\s*)\)$/, "$1");
  const isCall = /\)$/.test(own) && !/^[[{(]/.test(own);
  const lines =
    body!.awaits && isCall
      ? [
          started,
          `const ${editor.name("result", "outcome")} = ${/^await\b/.test(own) ? "" : "await "}\0;`,
          done,
        ]
      : [started, "return \0;"];
  const result = /const (\w+) = /.exec(lines[1]!)?.[1];
  if (result) lines.push(`return ${result};`);
  const code = lines.map((line) => editor.styled(line).replace("\0", () => own)).join(eol + inner);
  editor.replace(body!, `{${eol}${inner}${code}${eol}${outer}}`);
}

function finish(editor: FileEditor, end: EffectEnd, done: string): void {
  const { eol } = editor.style;
  if (end.is === "after") return editor.insert(end.at, eol + end.indent + editor.styled(done));
  const result = editor.name("result", "outcome");
  editor.replace(end.keyword, `const ${result} = ${end.awaits ? "" : "await "}`);
  editor.insert(end.end, eol + end.indent + editor.styled(`${done}\nreturn ${result};`, end.indent));
}

/** On one line with what follows, a statement has to end. */
function semicolon({ style }: FileEditor): string {
  return style.semicolons ? "" : ";";
}

/** The file's own logger; else the console. What a server over standard output prints there would break its protocol. */
function sinkOf({ file, text }: FileEditor): string {
  const imported = importedNames(file, text)
    .filter(({ typeOnly }) => !typeOnly)
    .map(({ local }) => local);
  const made = [...text.matchAll(/^(?:export )?const (\w+)\s*(?::[^=\n]+)?=/gm)].map(([, name]) => name!);
  const logger = [...imported, ...made].find(
    (name) =>
      /^(?:log|(?:\w*[a-z])?[lL]ogger|audit\w*)$/.test(name) && new RegExp(`\\b${name}\\.info\\(`).test(text),
  );
  if (logger) return `${logger}.info`;
  const speaksOnOutput = importedNames(file, text).some(({ module }) =>
    /modelcontextprotocol|mcp/i.test(module),
  );
  return speaksOnOutput ? "console.error" : "console.info";
}

function auditToolCall(name: string, sink: string): string {
  return `/** Leaves a record of a tool call: which tool, for whom, with what, and how far it came. Secrets are left out. */
function ${name}(entry«: { tool: string; outcome: "started" | "done"; user?: unknown; input?: unknown }»)«: void» {
  const kept = (key«: string», value«: unknown») =>
    /passw|secret|token|api_?key|credential|authorization/i.test(key) ? "[redacted]" : value;
  ${sink}(JSON.stringify({ time: new Date().toISOString(), ...entry }, kept));
}`;
}
