/** Where places of a text are after an edit of it. */
import type { Step } from "./report/contract.js";
import { changeBetween } from "./text-change.js";

/** A place as reports say it: lines and columns from 1, columns in UTF-16 units. */
interface Position {
  line: number;
  column: number;
}

/** One edit, as the stretch that two texts of a file do not share. */
export class TextShift {
  /** Where the stretch begins, in both texts. */
  readonly #start: Position;
  /** Where it ends, in the text before and in the text after. */
  readonly #before: Position;
  readonly #after: Position;

  constructor(before: string, after: string) {
    const { start, endBefore, endAfter } = changeBetween(before, after);
    this.#start = positionAt(before, start);
    this.#before = positionAt(before, endBefore);
    this.#after = positionAt(after, endAfter);
  }

  /** The step where it is now; one in the middle of what was edited is where the edit begins. */
  step<S extends Step>(step: S): S {
    const { line, column } = this.#position(step);
    if (step.endLine === undefined || step.endColumn === undefined) return { ...step, line, column };
    const end = this.#position({ line: step.endLine, column: step.endColumn });
    return { ...step, line, column, endLine: end.line, endColumn: end.column };
  }

  #position(place: Position): Position {
    if (isBefore(place, this.#start)) return place;
    if (isBefore(place, this.#before)) return this.#start;
    const { line, column } = this.#before;
    return {
      line: place.line - line + this.#after.line,
      column: place.line === line ? place.column - column + this.#after.column : place.column,
    };
  }
}

function isBefore(left: Position, right: Position): boolean {
  return left.line < right.line || (left.line === right.line && left.column < right.column);
}

function positionAt(text: string, offset: number): Position {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    line++;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}
