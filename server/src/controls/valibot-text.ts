/** Writes a shape as a valibot schema, in the file's own style. */
import { quoted, type Field, type FileStyle, type Shape } from "../facts/sites/index.js";

const WIDTH = 90;

const PRESENCE: Record<Field["presence"], string | undefined> = {
  required: undefined,
  optional: "optional",
  nullable: "nullable",
  nullish: "nullish",
};

/**
 * Source text of a schema; lines after the first are indented by `indent`.
 * @param v the name that the module has in the file
 */
export function valibotText(shape: Shape, v: string, style: FileStyle, indent = ""): string {
  const inner = (part: Shape) => valibotText(part, v, style, indent);
  switch (shape.kind) {
    case "any":
    case "unknown":
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "undefined":
      return `${v}.${shape.kind}()`;
    case "literal":
      return `${v}.literal(${typeof shape.value === "string" ? quoted(shape.value, style) : shape.value})`;
    case "array": {
      const element = inner(shape.element);
      if (!/[\r\n]/.test(element)) return `${v}.array(${element})`;
      const deeper = indent + style.indent;
      const comma = style.trailingCommas ? "," : "";
      const written = valibotText(shape.element, v, style, deeper);
      return `${v}.array(${style.eol}${deeper}${written}${comma}${style.eol}${indent})`;
    }
    case "tuple":
      return `${v}.tuple([${shape.elements.map(inner).join(", ")}])`;
    case "record":
      return `${v}.record(${v}.string(), ${inner(shape.value)})`;
    case "union":
      return unionText(shape.options, v, style, indent);
    case "enum":
      return shape.late
        ? `${v}.custom<${shape.name}>((value) => Object.values(${shape.name}).some((each) => each === value))`
        : `${v}.enum(${shape.name})`;
    case "custom":
      return `${v}.custom<${shape.type}>(() => true)`;
    case "schema":
      return shape.name;
    case "object":
      return objectText(shape.fields, shape.open, v, style, indent);
  }
}

function unionText(options: readonly Shape[], v: string, style: FileStyle, indent: string): string {
  const isNull = options.some(({ kind }) => kind === "null");
  const isUndefined = options.some(({ kind }) => kind === "undefined");
  const rest = options.filter(({ kind }) => kind !== "null" && kind !== "undefined");
  const wrapper = isNull && isUndefined ? "nullish" : isNull ? "nullable" : isUndefined ? "optional" : "";
  if (rest.length === 0)
    return isNull && isUndefined ? `${v}.optional(${v}.null())` : `${v}.${isNull ? "null" : "undefined"}()`;
  const text = alternatives(rest, v, style, indent);
  return wrapper === "" ? text : `${v}.${wrapper}(${text})`;
}

function alternatives(rest: readonly Shape[], v: string, style: FileStyle, indent: string): string {
  const values = rest.map((option) => (option.kind === "literal" ? option.value : undefined));
  if (rest.length > 1 && values.every((value) => typeof value === "string"))
    return `${v}.picklist([${values.map((value) => quoted(value, style)).join(", ")}])`;
  if (values.length === 2 && values.includes(true) && values.includes(false)) return `${v}.boolean()`;
  const written = rest.map((option) => valibotText(option, v, style, indent));
  return written.length === 1 ? written[0]! : `${v}.union([${written.join(", ")}])`;
}

function objectText(
  fields: readonly Field[],
  open: boolean,
  v: string,
  style: FileStyle,
  indent: string,
): string {
  const name = open ? "looseObject" : "object";
  const deeper = indent + style.indent;
  const entry = ({ name, shape, presence }: Field, at: string) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name, style);
    // A member that accepts anything may be missing as well, as in zod.
    const free = shape.kind === "any" || shape.kind === "unknown";
    const wrapper = free ? "optional" : PRESENCE[presence];
    const text = valibotText(shape, v, style, at);
    return `${key}: ${wrapper === undefined ? text : `${v}.${wrapper}(${text})`}`;
  };
  const short = fields.map((field) => entry(field, indent)).join(", ");
  const one = `${v}.${name}({${short === "" ? "" : ` ${short} `}})`;
  if (!/[\r\n]/.test(one) && indent.length + one.length <= WIDTH && fields.length <= 4) return one;
  const lines = fields.map((field) => deeper + entry(field, deeper)).join(`,${style.eol}`);
  const comma = style.trailingCommas ? "," : "";
  return `${v}.${name}({${style.eol}${lines}${comma}${style.eol}${indent}})`;
}
