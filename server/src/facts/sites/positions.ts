/** Between UTF-16 offsets and the contract's 1-based lines and columns. Lines end as in the editor: LF, CRLF or CR. */
import type { Position, Range } from "../../report/contract.js";

/** UTF-16 offsets into one text, `end` excluded. */
export interface Span {
  start: number;
  end: number;
}

/** Offsets at which each line of `text` starts; at least `[0]`. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 10 || (code === 13 && text.charCodeAt(index + 1) !== 10)) starts.push(index + 1);
  }
  return starts;
}

/** The offset of a 1-based line and column, clamped into the text. */
export function offsetAt(text: string, line: number, column: number, starts = lineStarts(text)): number {
  const start = starts[line - 1];
  if (start === undefined) return line < 1 ? 0 : text.length;
  return Math.min(start + Math.max(0, column - 1), text.length);
}

/** The 1-based line and column of an offset. */
export function positionAt(starts: readonly number[], offset: number): Position {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - starts[low]! + 1 };
}

export function rangeOf(starts: readonly number[], span: Span): Range {
  return { start: positionAt(starts, span.start), end: positionAt(starts, span.end) };
}

/** The offsets of a contract range. */
export function spanOf(text: string, range: Range): Span {
  const starts = lineStarts(text);
  return {
    start: offsetAt(text, range.start.line, range.start.column, starts),
    end: offsetAt(text, range.end.line, range.end.column, starts),
  };
}
