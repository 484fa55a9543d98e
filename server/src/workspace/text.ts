/** Small questions about text that the workspace and the command line share. */
import type { Position, Range } from "../report/contract.js";

export interface LineIndex {
  /** The contract's position (1-based) of a UTF-16 offset. */
  position(offset: number): Position;
  range(start: number, end: number): Range;
  /** The same, cut at the end of the first line. */
  firstLine(start: number, end: number): Range;
}

/** Finds lines of a text by offset. */
export function lineIndex(text: string): LineIndex {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const position = (offset: number): Position => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
  const range = (start: number, end: number): Range => ({ start: position(start), end: position(end) });
  return {
    position,
    range,
    firstLine(start, end) {
      const newline = text.indexOf("\n", start);
      return range(start, newline < 0 ? end : Math.min(end, newline));
    },
  };
}

/** The candidate that a mistyped word most likely means, or undefined when none is near. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replace = row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replace, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[right.length]!;
}
