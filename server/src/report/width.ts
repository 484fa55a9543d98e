/** How much room text takes on a terminal, and how text from analysed code is made safe to print there. */
import { eastAsianWidth } from "get-east-asian-width";

/** What one user-perceived character of a line becomes on a terminal. */
export interface Cell {
  /** UTF-16 offset in the line it came from. */
  at: number;
  /** What is printed: never a control character. */
  text: string;
  /** Columns it takes. */
  width: number;
}

const TAB_STOP = 4;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const EMOJI = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F/u;
const MARK = /^[\p{Mn}\p{Me}]/u;
/** Characters that steer the terminal or hide in the text: controls, bidirectional and zero-width formatting. */
const UNSEEN = /^[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFF9-\uFFFB]/u;
const PLAIN = /^[\x20-\x7e]*$/;

/** A line as cells, with tabs expanded and unseen characters spelled out. */
export function cellsOf(line: string): Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  for (const { segment, index } of graphemes.segment(line)) {
    const text = segment === "\t" ? " ".repeat(TAB_STOP - (column % TAB_STOP)) : visible(segment);
    const width = segment === "\t" ? text.length : widthOfGrapheme(text);
    cells.push({ at: index, text, width });
    column += width;
  }
  return cells;
}

/** Columns that a text takes, as `safe` prints it. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return cellsOf(text).reduce((sum, cell) => sum + cell.width, 0);
}

/** The text with everything that could steer a terminal or deceive a reader spelled out. */
export function safe(text: string): string {
  return PLAIN.test(text)
    ? text
    : cellsOf(text)
        .map((cell) => cell.text)
        .join("");
}

/** The text cut to a width, with an ellipsis when something was cut. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return safe(text);
  let result = "";
  let room = width - 1;
  for (const cell of cellsOf(text)) {
    if (cell.width > room) break;
    result += cell.text;
    room -= cell.width;
  }
  return `${result.trimEnd()}…`;
}

/** The text filled with spaces up to a width; unchanged when it is wider. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** Breaks a text at spaces into lines of at most `width` columns; a longer word is broken where it must be. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  let room = width;
  for (const word of text.split(/\s+/).filter(Boolean).map(safe)) {
    const needed = widthOf(word) + (line === "" ? 0 : 1);
    if (needed <= room) {
      line += (line === "" ? "" : " ") + word;
      room -= needed;
      continue;
    }
    if (line !== "") lines.push(line);
    [line, room] = ["", width];
    for (const cell of cellsOf(word)) {
      if (cell.width > room) {
        lines.push(line);
        [line, room] = ["", width];
      }
      line += cell.text;
      room -= cell.width;
    }
  }
  return line === "" ? lines : [...lines, line];
}

/** Joiners inside an emoji stay; alone, or anywhere else, an unseen character is named. */
function visible(segment: string): string {
  if (PLAIN.test(segment) || EMOJI.test(segment)) return segment;
  return [...segment].map((character) => (UNSEEN.test(character) ? nameOf(character) : character)).join("");
}

function nameOf(character: string): string {
  const code = character.codePointAt(0)!;
  // The control pictures block has a glyph of its own for each of these.
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
}

function widthOfGrapheme(text: string): number {
  if (PLAIN.test(text)) return text.length;
  if (EMOJI.test(text)) return 2;
  let width = 0;
  for (const character of text) {
    if (MARK.test(character)) continue;
    width += eastAsianWidth(character.codePointAt(0)!);
    // Marks and jamo that follow in the same grapheme share the first one's room.
    if (!text.startsWith("<U+")) break;
  }
  return width;
}
