/** Puts a person before what a tool does, by the gate that its own SDK has. */
import { importedNames, registrationSite, type RegistrationSite } from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";

export const requireApproval: Control = {
  id: "require-approval",
  title: () => "Have a person asked before this tool acts",
  // The application that runs the tool has to put the question to somebody.
  safety: "needs-review",
  closes: ["unapproved-action"],
  edit(context) {
    const editor = FileEditor.atSource(context);
    const site = editor && registrationSite(editor.file, editor.text, editor.span);
    if (!editor || !site) return undefined;
    return gateOf(editor, site)?.(editor, site) ? editor.done() : undefined;
  },
};

/** Writes the gate of one SDK; false when it cannot. */
type Gate = (editor: FileEditor, site: RegistrationSite) => boolean;

function gateOf(editor: FileEditor, { name, module }: RegistrationSite): Gate | undefined {
  const imports = (test: RegExp) =>
    importedNames(editor.file, editor.text).some((at) => test.test(at.module));
  if (module !== undefined) {
    if (/^(ai|@openai\/agents(-core)?)$/.test(module)) return option("needsApproval", "execute");
    if (/^@mastra\/core(\/|$)/.test(module)) return option("requireApproval", "execute");
    if (/^(@langchain\/core|langchain)(\/|$)/.test(module) && name === "tool") return interrupted;
    return undefined;
  }
  // An object literal among the tools of `generateText`.
  if (name === undefined) return imports(/^ai$/) ? option("needsApproval", "execute") : undefined;
  if (!imports(/^@modelcontextprotocol\//)) return undefined;
  return name === "registerTool" ? annotated : name === "tool" ? annotatedArgument : undefined;
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
