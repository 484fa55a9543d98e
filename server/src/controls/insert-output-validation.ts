/** Checks a model's answer against a schema that is inferred from how the answer is used. */
import {
  fileStyle,
  freeName,
  headEnd,
  spanOf,
  usedNames,
  valueSite,
  type FileStyle,
  type ValueSite,
} from "../facts/sites/index.js";
import type { Control, ControlContext, ControlEdit, OffsetEdit } from "./control.js";
import { schemaLibrary, type SchemaLibrary } from "./schema-library.js";
import { schemaName } from "./schema-names.js";

export const insertOutputValidation: Control = {
  id: "insert-output-validation",
  title: () => "Insert output validation: check the answer against a schema",
  // The schema is inferred: an answer that the code tolerated by luck is rejected from now on.
  safety: "needs-review",
  closes: ["unvalidated-output"],
  edit(context) {
    const { finding } = context;
    const text = context.text(finding.file);
    if (text === undefined) return undefined;
    const site = valueSite(finding.file, text, spanOf(text, finding.range), context.text);
    return site && withSchema(context, text, site);
  },
};

function withSchema(context: ControlContext, text: string, site: ValueSite): ControlEdit {
  const { file } = context.finding;
  const style = fileStyle(file, text);
  const used = usedNames(file, text);
  const dependencies = context.dependencies(file);
  const library = schemaLibrary(file, text, dependencies, style);
  const end = style.semicolons ? ";" : "";

  const wish = schemaName(site, text);
  const existing = site.shape.kind === "schema" ? site.shape.name : undefined;
  const schema = existing ?? freeName(used, wish);
  const edits: OffsetEdit[] = [];
  if (existing === undefined) {
    const declaration = `const ${schema} = ${library.text(site.shape)}${end}`;
    edits.push(headInsertion(file, text, [library.statement, declaration], style));
  }

  const value = text.slice(site.value.start, site.value.end);
  const cast = site.cast === undefined ? "" : ` as ${site.cast}`;
  if (site.annotation) {
    const { at, type } = site.annotation;
    edits.push({ start: at, end: at, newText: `: ${type}` });
  }
  if (site.before) {
    const { at, indent } = site.before;
    const result = freeName(used, "parsed", "parsedAnswer", "checkedAnswer");
    const failure = failureText(site, library, result, schema);
    const lines = [
      `const ${result} = ${library.safeParse(schema, value)}${end}`,
      `if (!${result}.success) {`,
      `${style.indent}${failure}${end}`,
      "}",
    ];
    edits.push({ start: at, end: at, newText: lines.join(style.eol + indent) + style.eol + indent });
    edits.push({ ...site.whole, newText: wrapped(`${result}.${library.data}`, cast, text, site) });
  } else {
    edits.push({ ...site.whole, newText: wrapped(library.parse(schema, value), cast, text, site) });
  }
  const adds =
    library.statement !== undefined && existing === undefined && dependencies[library.package] === undefined;
  return {
    files: [{ file, edits: edits.sort((a, b) => a.start - b.start || a.end - b.end) }],
    ...(adds ? { addsPackages: [library.package] } : {}),
  };
}

function wrapped(checked: string, cast: string, text: string, site: ValueSite): string {
  const member = /^\s*(\?\.|\.|\[|\()/.test(text.slice(site.whole.end));
  return cast !== "" && member ? `(${checked}${cast})` : checked + cast;
}

function failureText(
  { onFailure }: ValueSite,
  library: SchemaLibrary,
  result: string,
  schema: string,
): string {
  if (onFailure.is === "return") return `return ${onFailure.value}`.trimEnd();
  return `throw new ${onFailure.error}(\`The model's answer does not match ${schema}: \${${library.message(result)}}\`)`;
}

/** Lines after the imports, or at the top of a file that has none, set apart by empty lines. */
function headInsertion(
  file: string,
  text: string,
  [statement, declaration]: [string | undefined, string],
  { eol }: FileStyle,
): OffsetEdit {
  const { offset, after } = headEnd(file, text);
  const rest = text.slice(offset);
  if (after === "start" && offset === 0) {
    return {
      start: 0,
      end: 0,
      newText: [statement, declaration].filter((line) => line !== undefined).join(eol + eol) + eol + eol,
    };
  }
  const gap = /^\s*$/.test(rest) || /^[ \t]*(\r\n|\n|\r)[ \t]*(\r\n|\n|\r)/.test(rest) ? "" : eol;
  const imported = statement === undefined ? "" : (after === "imports" ? eol : eol + eol) + statement;
  return { start: offset, end: offset, newText: `${imported}${eol}${eol}${declaration}${gap}` };
}
