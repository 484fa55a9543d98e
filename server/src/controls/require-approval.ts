/** Puts a person before what a tool does, by the gate that its own SDK has. */
import { importedNames, registrationSite, spanOf, type RegistrationSite } from "../facts/sites/index.js";
import type { Step } from "../report/contract.js";
import { isUnapproved } from "../review/violation.js";
import type { Control, ControlContext, ControlEdit } from "./control.js";
import { FileEditor } from "./file-editor.js";

export const requireApproval: Control = {
  id: "require-approval",
  title: ({ threat }) =>
    threat === "lethal-trifecta"
      ? "Have a person asked before anything is sent"
      : "Have a person asked before this tool acts",
  // The application that runs the tool has to put the question to somebody.
  safety: "needs-review",
  editsEveryWay: true,
  closes: ["unapproved-action", "policy-violation", "lethal-trifecta"],
  edit(context) {
    const { threat, message, source, path } = context.finding;
    const certain: typeof gateOf = (editor, site) => (isHint(site) ? undefined : gateOf(editor, site));
    if (threat === "policy-violation")
      return isUnapproved(message) ? gated(context, [source], certain) : undefined;
    if (threat !== "lethal-trifecta") return gated(context, [source], gateOf);
    // One tool that sends without asking is enough for the leak.
    const senders = path.filter(({ kind }) => kind === "tool");
    return gated(context, senders, certain);
  },
};

/** Gates each of these tools, in whichever files they are; undefined when one of them cannot be. */
function gated(
  context: ControlContext,
  tools: readonly Step[],
  gateFor: typeof gateOf,
): ControlEdit | undefined {
  const editors = new Map<string, FileEditor>();
  for (const step of tools) {
    const editor = editors.get(step.file) ?? FileEditor.atStep(context, step);
    if (!editor) return undefined;
    editors.set(step.file, editor);
    const { line, column, endLine = line, endColumn = column } = step;
    const span = spanOf(editor.text, { start: { line, column }, end: { line: endLine, column: endColumn } });
    const site = registrationSite(editor.file, editor.text, span);
    if (!site || !gateFor(editor, site)?.(editor, site)) return undefined;
  }
  const edits = [...editors.values()].flatMap((editor) => editor.done() ?? []);
  if (edits.length === 0) return undefined;
  const packages = [...new Set(edits.flatMap(({ addsPackages = [] }) => addsPackages))];
  return {
    files: edits.flatMap(({ files }) => files),
    ...(packages.length > 0 ? { addsPackages: packages } : {}),
  };
}

/** What an MCP server says of a tool asks nobody by itself. */
function isHint({ name, module }: RegistrationSite): boolean {
  return module === undefined && name !== undefined;
}

/** Writes the gate of one SDK; false when it cannot. */
type Gate = (editor: FileEditor, site: RegistrationSite) => boolean;

function gateOf(editor: FileEditor, { name, module }: RegistrationSite): Gate | undefined {
  const imports = (test: RegExp) =>
    importedNames(editor.file, editor.text).some((at) => test.test(at.module));
  if (module !== undefined) {
    if (module === "ai") return asksInAi(editor) ? option("needsApproval", "execute") : undefined;
    if (/^@openai\/agents(-core)?$/.test(module)) return option("needsApproval", "execute");
    if (/^@mastra\/core(\/|$)/.test(module)) return option("requireApproval", "execute");
    if (/^(@langchain\/core|langchain)(\/|$)/.test(module) && name === "tool") return interrupted;
    return undefined;
  }
  // An object literal among the tools of `generateText`.
  if (name === undefined)
    return imports(/^ai$/) && asksInAi(editor) ? option("needsApproval", "execute") : undefined;
  if (!imports(/^@modelcontextprotocol\//)) return undefined;
  return name === "registerTool" ? annotated : name === "tool" ? annotatedArgument : undefined;
}

/** The AI SDK asks since its version 6; those before it do not know the option. */
function asksInAi({ context, file }: FileEditor): boolean {
  return Number(/\d+/.exec(context.dependencies(file).ai ?? "6")?.[0] ?? 6) >= 6;
}

/** An option of the tool that its SDK waits for. */
function option(key: string, before: string): Gate {
  return (editor, { objects: [object] }) => {
    if (!object || object.open || object.properties.some(({ name }) => name === key)) return false;
    if (!object.properties.some(({ name }) => name === before)) return false;
    editor.property(object, `${key}: true`, before);
    return true;
  };
}

const HINT = "destructiveHint: true";

/** `server.registerTool(name, { annotations }, handler)`: the host asks when it is told what the tool does. */
function annotated(editor: FileEditor, { objects: [, config] }: RegistrationSite): boolean {
  if (!config || config.open) return false;
  const annotations = config.properties.find(({ name }) => name === "annotations");
  if (!annotations) {
    editor.property(config, `annotations: { ${HINT} }`);
    return true;
  }
  const object = editor.object(annotations.value);
  if (!object || object.open) return false;
  editor.property(object, HINT);
  return true;
}

/** `server.tool(name, …, { destructiveHint: true }, handler)` */
function annotatedArgument(editor: FileEditor, { arguments: list, objects }: RegistrationSite): boolean {
  const last = list.at(-1);
  const before = objects.at(-2);
  if (!last || list.length < 3 || list.length > 4) return false;
  if (list.length === 4 && !before) return false;
  if (before?.properties.some(({ name }) => name.endsWith("Hint"))) return false;
  editor.insert(last.start, `{ ${HINT} }, `);
  return true;
}

/** `interrupt` of LangGraph at the start of the handler: the graph stops until somebody answers. */
function interrupted(editor: FileEditor, { handler, objects }: RegistrationSite): boolean {
  const label = objects[1]?.properties.find(({ name }) => name === "name");
  if (!handler || !label) return false;
  const interrupt = editor.import({ module: "@langchain/langgraph", name: "interrupt" });
  const approved = editor.name("approved", "isApproved");
  const what = [`tool: ${editor.at(label.value)}`, ...(handler.input ? [argumentsOf(handler.input)] : [])];
  return editor.first(
    handler,
    `const ${approved} = ${interrupt}({ ${what.join(", ")} });\nif (${approved} !== true) return "The call was not approved.";`,
  );
}

function argumentsOf(input: string): string {
  return `input${input === "input" ? "" : `: ${input}`}`;
}
