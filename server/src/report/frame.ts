/** A piece of source with its line numbers and the part in question marked. */
import type { Range } from "./contract.js";
import { paint, type Style } from "./style.js";
import { cellsOf, type Cell } from "./width.js";
import type { Severity } from "./contract.js";

/** Lines shown around the range. */
const BEFORE = 2;
const AFTER = 1;
/** Lines shown of a range that spans more. */
const MAX_MARKED = 6;
/** Columns kept before the marked part when a line is too long to show whole. */
const LEAD = 16;

/**
 * The frame's lines, or none when the text does not reach the range (it changed, or was not kept).
 *
 * @param indent spaces before each line
 */
export function frame(
  text: string,
  range: Range,
  severity: Severity,
  style: Style,
  indent: number,
): string[] {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/);
  const { start, end } = range;
  if (start.line > lines.length) return [];
  const lastMarked = Math.min(Math.max(start.line, end.line), start.line + MAX_MARKED - 1, lines.length);
  const blank = (number: number) => lines[number - 1]!.trim() === "";
  let first = Math.max(1, start.line - BEFORE);
  let last = Math.min(lines.length, lastMarked + AFTER);
  // Blank lines at either end say nothing.
  while (first < start.line && blank(first)) first++;
  while (last > lastMarked && blank(last)) last--;
  const digits = String(last).length;
  const { colors, glyphs } = style;
  const color = paint(style, severity);
  const margin = " ".repeat(indent);
  const room = Math.max(20, style.width - indent - digits - 5);
  const output: string[] = [];
  for (let number = first; number <= last; number++) {
    const line = lines[number - 1]!;
    const marked = number >= start.line && number <= lastMarked;
    const [from, to] = marked ? span(line, number, range) : [0, 0];
    const shown = crop(cellsOf(line), from, to, room);
    const label = String(number).padStart(digits);
    const gutter = marked ? `${color(glyphs.marker)} ${colors.bold(label)}` : `  ${colors.dim(label)}`;
    output.push(`${margin}${gutter} ${colors.dim(glyphs.bar)} ${shown.text}`.trimEnd());
    if (marked && shown.width > 0) {
      const carets = " ".repeat(shown.before) + color(glyphs.caret.repeat(shown.width));
      output.push(`${margin}  ${" ".repeat(digits)} ${colors.dim(glyphs.bar)} ${carets}`);
    }
  }
  return output;
}

/** The UTF-16 offsets of the marked part in one line of the range; blanks before the first character stay unmarked. */
function span(line: string, number: number, { start, end }: Range): [number, number] {
  const from = number === start.line ? start.column - 1 : /^\s*/.exec(line)![0].length;
  const to = number === end.line ? end.column - 1 : line.trimEnd().length;
  return [
    Math.min(from, line.length),
    Math.max(to, Math.min(from, line.length) + (number === start.line ? 1 : 0)),
  ];
}

interface Cropped {
  text: string;
  /** Columns before the marked part. */
  before: number;
  /** Columns of the marked part that are in view. */
  width: number;
}

/** The part of a line that fits into `room` columns and shows the marked part. */
function crop(cells: Cell[], from: number, to: number, room: number): Cropped {
  const total = cells.reduce((sum, cell) => sum + cell.width, 0);
  const lead = cells.reduce((sum, cell) => (cell.at < from ? sum + cell.width : sum), 0);
  // Scroll only as far as the mark needs.
  const marked = cells.reduce((sum, cell) => (cell.at >= from && cell.at < to ? sum + cell.width : sum), 0);
  const skip = total <= room || lead + Math.min(marked, room / 2) < room - 1 ? 0 : Math.max(0, lead - LEAD);
  let text = skip > 0 ? "…" : "";
  let used = skip > 0 ? 1 : 0;
  let position = 0;
  let before = 0;
  let width = 0;
  for (const cell of cells) {
    position += cell.width;
    if (position - cell.width < skip) continue;
    if (used + cell.width > room - (position < total ? 1 : 0)) {
      text += "…";
      break;
    }
    if (cell.at < from) before = used + cell.width;
    else if (cell.at < to) width += cell.width;
    text += cell.text;
    used += cell.width;
  }
  if (from === 0 && skip === 0) before = 0;
  // A mark behind the last character, such as a missing brace, still shows.
  if (width === 0 && to > from && marked === 0) width = 1;
  return { text, before, width };
}
