/** Writes a shape as a zod schema, in the file's own style. */
import { quoted, type Field, type FileStyle, type Shape } from "../facts/sites/index.js";

export interface ZodDialect {
  /** The name that `z` has in the file. */
  z: string;
  /** Objects that keep unknown keys are written differently in version 3. */
  major: 3 | 4;
}

const WIDTH = 90;

/** Source text of a schema; lines after the first are indented by `indent`. */
export function zodText(shape: Shape, dialect: ZodDialect, style: FileStyle, indent = ""): string {
  const { z } = dialect;
  const inner = (part: Shape) => zodText(part, dialect, style, indent);
  switch (shape.kind) {
    case "any":
    case "unknown":
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "undefined":
      return `${z}.${shape.kind}()`;
    case "literal":
      return `${z}.literal(${literal(shape.value, style)})`;
    case "array": {
      const element = inner(shape.element);
      if (!element.includes("\n") && !element.includes("\r")) return `${z}.array(${element})`;
      const deeper = indent + style.indent;
      const comma = style.trailingCommas ? "," : "";
      const written = zodText(shape.element, dialect, style, deeper);
      return `${z}.array(${style.eol}${deeper}${written}${comma}${style.eol}${indent})`;
    }
    case "tuple":
      return `${z}.tuple([${shape.elements.map(inner).join(", ")}])`;
    case "record":
      return `${z}.record(${z}.string(), ${inner(shape.value)})`;
    case "union":
      return unionText(shape.options, dialect, style, indent);
    case "enum":
      return shape.late
        ? `${z}.custom<${shape.name}>((value) => Object.values(${shape.name}).includes(value))`
        : `${z}.${dialect.major === 3 ? "nativeEnum" : "enum"}(${shape.name})`;
    case "custom":
      return `${z}.custom<${shape.type}>()`;
    case "schema":
      return shape.name;
    case "object":
      return objectText(shape.fields, shape.open, dialect, style, indent);
  }
}

function literal(value: string | number | boolean, style: FileStyle): string {
  return typeof value === "string" ? quoted(value, style) : String(value);
}

function unionText(options: readonly Shape[], dialect: ZodDialect, style: FileStyle, indent: string): string {
  const { z } = dialect;
  const isNull = options.some(({ kind }) => kind === "null");
  const isUndefined = options.some(({ kind }) => kind === "undefined");
  const rest = options.filter(({ kind }) => kind !== "null" && kind !== "undefined");
  const suffix =
    isNull && isUndefined ? ".nullish()" : isNull ? ".nullable()" : isUndefined ? ".optional()" : "";
  if (rest.length === 0)
    return isNull && isUndefined ? `${z}.null().optional()` : `${z}.${isNull ? "null" : "undefined"}()`;
  const texts = rest.map((option) =>
    option.kind === "literal" && typeof option.value === "string" ? option.value : undefined,
  );
  if (rest.length > 1 && texts.every((text) => text !== undefined)) {
    return `${z}.enum([${texts.map((text) => quoted(text!, style)).join(", ")}])${suffix}`;
  }
  const values = rest.map((option) => (option.kind === "literal" ? option.value : undefined));
  if (values.length === 2 && values.includes(true) && values.includes(false))
    return `${z}.boolean()${suffix}`;
  const written = rest.map((option) => zodText(option, dialect, style, indent));
  return (written.length === 1 ? written[0]! : `${z}.union([${written.join(", ")}])`) + suffix;
}

const SUFFIX: Record<Field["presence"], string> = {
  required: "",
  optional: ".optional()",
  nullable: ".nullable()",
  nullish: ".nullish()",
};

function objectText(
  fields: readonly Field[],
  open: boolean,
  dialect: ZodDialect,
  style: FileStyle,
  indent: string,
): string {
  const loose = open && dialect.major === 4 ? "looseObject" : "object";
  const tail = open && dialect.major === 3 ? ".passthrough()" : "";
  const deeper = indent + style.indent;
  const entry = (field: Field, at: string) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(field.name) ? field.name : quoted(field.name, style);
    const suffix = field.shape.kind === "any" || field.shape.kind === "unknown" ? "" : SUFFIX[field.presence];
    return `${key}: ${zodText(field.shape, dialect, style, at)}${suffix}`;
  };
  const short = fields.map((field) => entry(field, indent)).join(", ");
  const one = `${dialect.z}.${loose}({${short === "" ? "" : ` ${short} `}})${tail}`;
  if (!one.includes("\n") && indent.length + one.length <= WIDTH && fields.length <= 4) return one;
  const lines = fields.map((field) => deeper + entry(field, deeper)).join(`,${style.eol}`);
  const comma = style.trailingCommas ? "," : "";
  return `${dialect.z}.${loose}({${style.eol}${lines}${comma}${style.eol}${indent}})${tail}`;
}
