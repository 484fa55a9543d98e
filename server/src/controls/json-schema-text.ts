/** Writes a shape as a JSON schema, in the file's own style. */
import { quoted, type FileStyle, type Shape } from "../facts/sites/index.js";

/** Source text of an object that refuses what it does not name; undefined for a shape that JSON schemas cannot say. */
export function jsonSchemaText(shape: Shape, style: FileStyle, indent: string): string | undefined {
  const type = (name: string) => `{ type: ${quoted(name, style)} }`;
  switch (shape.kind) {
    case "string":
    case "number":
    case "boolean":
    case "null":
      return type(shape.kind);
    case "literal":
      return `{ const: ${typeof shape.value === "string" ? quoted(shape.value, style) : shape.value} }`;
    case "array": {
      const items = jsonSchemaText(shape.element, style, indent);
      return items && `{ type: ${quoted("array", style)}, items: ${items} }`;
    }
    case "union": {
      const texts = shape.options.map((option) =>
        option.kind === "literal" && typeof option.value === "string"
          ? quoted(option.value, style)
          : undefined,
      );
      if (texts.every((text) => text !== undefined))
        return `{ type: ${quoted("string", style)}, enum: [${texts.join(", ")}] }`;
      const options = shape.options.map((option) => jsonSchemaText(option, style, indent));
      return options.every((option) => option !== undefined)
        ? `{ anyOf: [${options.join(", ")}] }`
        : undefined;
    }
    case "object": {
      const deep = indent + style.indent;
      const deeper = deep + style.indent;
      const fields = shape.fields.map((field) => {
        const key = /^[A-Za-z_$][\w$]*$/.test(field.name) ? field.name : quoted(field.name, style);
        const text = jsonSchemaText(field.shape, style, deeper);
        return text && `${key}: ${text}`;
      });
      if (fields.some((field) => field === undefined)) return undefined;
      const comma = style.trailingCommas ? "," : "";
      const required = shape.fields
        .filter(({ presence }) => presence === "required" || presence === "nullable")
        .map(({ name }) => quoted(name, style));
      const properties =
        fields.length === 0
          ? "{}"
          : `{${style.eol}${fields.map((field) => deeper + field).join(`,${style.eol}`)}${comma}${style.eol}${deep}}`;
      const lines = [
        `type: ${quoted("object", style)}`,
        `properties: ${properties}`,
        ...(required.length > 0 ? [`required: [${required.join(", ")}]`] : []),
        "additionalProperties: false",
      ];
      return `{${style.eol}${lines.map((line) => deep + line).join(`,${style.eol}`)}${comma}${style.eol}${indent}}`;
    }
    default:
      return undefined;
  }
}
