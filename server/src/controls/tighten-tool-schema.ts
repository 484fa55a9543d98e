/** Holds what a model may send to a tool to the properties that the tool reads. */
import {
  inputSite,
  registrationSite,
  schemaSite,
  spanOf,
  type InputShape,
  type InputSite,
  type SchemaSite,
  type Span,
} from "../facts/sites/index.js";
import type { Control, ControlContext } from "./control.js";
import { FileEditor } from "./file-editor.js";
import { jsonSchemaText } from "./json-schema-text.js";
import { schemaLibrary } from "./schema-library.js";

export const tightenToolSchema: Control = {
  id: "tighten-tool-schema",
  title: () => "Let the model send only what this tool reads",
  // A model that sent more, or another kind of value, is refused from now on.
  safety: "needs-review",
  closes: ["unconstrained-tool-input"],
  edit(context) {
    const { source, sink } = context.finding;
    const editor = FileEditor.of(context);
    // What the handler reads is known only where it stands beside its schema.
    if (!editor || source.file !== sink.file) return undefined;
    const { line, column, endLine = line, endColumn = column } = source;
    const registration = spanOf(editor.text, {
      start: { line, column },
      end: { line: endLine, column: endColumn },
    });
    const input = inputSite(editor.file, editor.text, registration, context.text);
    if (!input) return undefined;
    if (sink.line === source.line && sink.column === source.column)
      return input.shape && added(editor, registration, input.shape) ? editor.done() : undefined;
    const site = schemaSite(editor.file, editor.text, editor.span);
    return site && tightened(editor, site, input, context) ? editor.done() : undefined;
  },
};

/** False when it cannot be told how. */
function tightened(
  editor: FileEditor,
  site: SchemaSite,
  { names, shape }: InputSite,
  context: ControlContext,
): boolean {
  if (site.loose === "all") {
    if (!shape) return false;
    if (site.json) return writeJson(editor, site, shape);
    const library = schemaLibrary(editor.file, editor.text, context.dependencies(editor.file), editor.style);
    if (library.package !== site.module || library.statement !== undefined) return false;
    editor.replace(site.span, library.text(shape, site.indent));
    return true;
  }
  if (!names.every((name) => site.names?.includes(name))) return false;
  if (site.json) {
    editor.replace(site.span, "false");
    return true;
  }
  // A step that opens an object: `.passthrough()`. The function that makes an open one has a strict sister.
  editor.replace(site.span, site.loose === "step" ? ".strict()" : "strictObject");
  return true;
}

function writeJson(editor: FileEditor, { json, span, indent }: SchemaSite, input: InputShape): boolean {
  const text = jsonSchemaText(input, editor.style, indent);
  if (text === undefined || json!.properties.length > 1) return false;
  editor.replace(span, text);
  return true;
}

/** `inputSchema` in an object that has none. */
function added(editor: FileEditor, registration: Span, input: InputShape): boolean {
  const site = registrationSite(editor.file, editor.text, registration);
  const [object] = site?.objects ?? [];
  if (site?.module !== "ai" || !object || object.open) return false;
  const { dependencies } = editor.context;
  const [major] = /\d+/.exec(dependencies(editor.file).ai ?? "") ?? ["5"];
  const library = schemaLibrary(
    editor.file,
    editor.text,
    { zod: "*", ...dependencies(editor.file) },
    editor.style,
  );
  if (library.package !== "zod") return false;
  if (library.statement !== undefined) editor.import({ module: "zod", name: "z" });
  const key = Number(major) < 5 ? "parameters" : "inputSchema";
  editor.property(object, `${key}: ${library.text(input)}`, "execute");
  return true;
}
