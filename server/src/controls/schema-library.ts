/** How schemas are written in a file: by the library that it or its package uses already, else by zod. */
import {
  freeName,
  importedNames,
  isCommonJs,
  quoted,
  usedNames,
  type FileStyle,
  type Shape,
} from "../facts/sites/index.js";
import { valibotText } from "./valibot-text.js";
import { zodAccess } from "./zod-import.js";
import { zodText } from "./zod-text.js";

export interface SchemaLibrary {
  package: "zod" | "valibot";
  /** The line that imports it, without line end; undefined when it is there already. */
  statement: string | undefined;
  /** Source text of a schema; lines after the first are indented by `indent`. */
  text(shape: Shape, indent?: string): string;
  /** The checked value, or an error. */
  parse(schema: string, value: string): string;
  /** A result that has `success`. */
  safeParse(schema: string, value: string): string;
  /** Of a result: the member that is the checked value, and what was wrong as a text. */
  data: string;
  message(result: string): string;
}

export function schemaLibrary(
  file: string,
  text: string,
  dependencies: Readonly<Record<string, string>>,
  style: FileStyle,
): SchemaLibrary {
  const has = (test: RegExp) =>
    importedNames(file, text).some(({ module, typeOnly }) => !typeOnly && test.test(module));
  const ofFile = has(/^(npm:)?zod(\W|$)/) ? "zod" : has(/^valibot$/) ? "valibot" : undefined;
  const ofPackage = dependencies.zod === undefined && dependencies.valibot !== undefined ? "valibot" : "zod";
  return (ofFile ?? ofPackage) === "valibot"
    ? valibot(file, text, style)
    : zod(file, text, dependencies.zod, style);
}

function zod(file: string, text: string, range: string | undefined, style: FileStyle): SchemaLibrary {
  const access = zodAccess(file, text, range, style);
  return {
    package: "zod",
    statement: access.statement,
    text: (shape, indent) => zodText(shape, access, style, indent),
    parse: (schema, value) => `${schema}.parse(${value})`,
    safeParse: (schema, value) => `${schema}.safeParse(${value})`,
    data: "data",
    message: (result) => `${result}.error.message`,
  };
}

function valibot(file: string, text: string, style: FileStyle): SchemaLibrary {
  const known = importedNames(file, text).find(
    ({ module, imported, typeOnly }) => module === "valibot" && imported === "*" && !typeOnly,
  );
  const v = known?.local ?? freeName(usedNames(file, text), "v", "valibot");
  const end = style.semicolons ? ";" : "";
  const from = quoted("valibot", style);
  const statement = isCommonJs(file, text)
    ? `const ${v} = require(${from})${end}`
    : `import * as ${v} from ${from}${end}`;
  return {
    package: "valibot",
    statement: known ? undefined : statement,
    text: (shape, indent) => valibotText(shape, v, style, indent),
    parse: (schema, value) => `${v}.parse(${schema}, ${value})`,
    safeParse: (schema, value) => `${v}.safeParse(${schema}, ${value})`,
    data: "output",
    message: (result) => `${result}.issues[0].message`,
  };
}
