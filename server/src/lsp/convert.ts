/** Positions of the contract (1-based) as positions of the protocol (0-based); both count UTF-16 code units. */
import type { Position as LspPosition, Range as LspRange } from "vscode-languageserver/node";
import type { Range, Step } from "../report/contract.js";

interface Span {
  line: number;
  column: number;
  endLine?: number | undefined;
  endColumn?: number | undefined;
}

export function toLspRange({ start, end }: Range): LspRange {
  return {
    start: { line: start.line - 1, character: start.column - 1 },
    end: { line: end.line - 1, character: end.column - 1 },
  };
}

/** The range of a step or an element; one without an end is empty. */
export function spanToLsp(span: Span | Step): LspRange {
  const { line, column, endLine = line, endColumn = column } = span;
  return toLspRange({ start: { line, column }, end: { line: endLine, column: endColumn } });
}

/** The range of an element. One whose end is not known takes the rest of its line: a cursor anywhere on it means it. */
export function elementToLsp(span: Span): LspRange {
  const { line, column, endLine = line, endColumn = column } = span;
  const isOpen = endLine === line && endColumn <= column;
  return spanToLsp({ line, column, endLine, endColumn: isOpen ? Number.MAX_SAFE_INTEGER : endColumn });
}

function isBefore(left: LspPosition, right: LspPosition): boolean {
  return left.line < right.line || (left.line === right.line && left.character < right.character);
}

/** Whether a position lies in a range, its end included: a cursor stands behind the last character. */
export function contains(range: LspRange, position: LspPosition): boolean {
  return !isBefore(position, range.start) && !isBefore(range.end, position);
}

/** Whether two ranges share a position; touching counts. */
export function intersects(left: LspRange, right: LspRange): boolean {
  return !isBefore(left.end, right.start) && !isBefore(right.end, left.start);
}

/** Orders ranges that hold the same position: the innermost first. */
export function innermostFirst(left: LspRange, right: LspRange): number {
  const lines = (range: LspRange) => range.end.line - range.start.line;
  const characters = (range: LspRange) => range.end.character - range.start.character;
  return lines(left) - lines(right) || characters(left) - characters(right);
}
