/** How a report looks: colours, glyphs and width, decided once by the surface that prints it. */
import type { Colors } from "picocolors/types";
import type { Severity } from "./contract.js";

export interface Glyphs {
  error: string;
  warning: string;
  info: string;
  ok: string;
  bar: string;
  marker: string;
  caret: string;
  source: string;
  step: string;
  sink: string;
  branch: string;
  last: string;
  line: string;
  arrow: string;
  dot: string;
}

export interface Style {
  colors: Colors;
  glyphs: Glyphs;
  /** Columns that a line may take. */
  width: number;
}

export const UNICODE: Glyphs = {
  error: "✖",
  warning: "▲",
  info: "●",
  ok: "✔",
  bar: "│",
  marker: "▸",
  caret: "^",
  source: "○",
  step: "│",
  sink: "●",
  branch: "├",
  last: "└",
  line: "─",
  arrow: "▶",
  dot: "·",
};

export const ASCII: Glyphs = {
  error: "x",
  warning: "!",
  info: "i",
  ok: "*",
  bar: "|",
  marker: ">",
  caret: "^",
  source: "o",
  step: "|",
  sink: "*",
  branch: "|",
  last: "`",
  line: "-",
  arrow: ">",
  dot: "-",
};

/** The colour of a severity; its glyph and its name say the same. */
export function paint(style: Style, severity: Severity): (text: string) => string {
  const { red, yellow, cyan } = style.colors;
  return { error: red, warning: yellow, info: cyan }[severity];
}

/** `1 finding`, `2 findings`, `1,234 findings`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString("en-US")} ${amount === 1 ? one : many}`;
}
