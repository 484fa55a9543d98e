/** Several edits of one text, one after the other, as one edit of the text as it was. */
import type { OffsetEdit } from "./control.js";

/** A stretch of the text as it was, or text that came in its place. */
type Piece = { start: number; end: number } | { text: string };

export class EditLog {
  #pieces: Piece[];

  /** @param original the text as it was */
  constructor(readonly original: string) {
    this.#pieces = [{ start: 0, end: original.length }];
  }

  /** The text as it is now. */
  get text(): string {
    return this.#pieces.map((piece) => this.#textOf(piece)).join("");
  }

  /** Makes edits whose offsets are those of the text as it is now; they must not overlap. */
  apply(edits: readonly OffsetEdit[]): void {
    const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
    // From the end, so that what stands before keeps its place.
    for (const { start, end, newText } of ordered.reverse()) {
      const before = this.#slice(0, start);
      const after = this.#slice(end, Infinity);
      this.#pieces = [...before, { text: newText }, ...after];
    }
  }

  /** All of it as edits of the text as it was, in order. */
  edits(): OffsetEdit[] {
    const edits: OffsetEdit[] = [];
    let at = 0;
    let newText = "";
    const close = (start: number) => {
      if (start > at || newText !== "") edits.push({ start: at, end: start, newText });
      newText = "";
    };
    for (const piece of this.#pieces) {
      if ("text" in piece) newText += piece.text;
      else if (piece.end > piece.start) {
        close(piece.start);
        at = piece.end;
      }
    }
    close(this.original.length);
    return edits;
  }

  #textOf(piece: Piece): string {
    return "text" in piece ? piece.text : this.original.slice(piece.start, piece.end);
  }

  #slice(from: number, to: number): Piece[] {
    const result: Piece[] = [];
    let offset = 0;
    for (const piece of this.#pieces) {
      const length = "text" in piece ? piece.text.length : piece.end - piece.start;
      const start = Math.max(0, from - offset);
      const end = Math.min(length, to - offset);
      offset += length;
      if (end <= start) continue;
      result.push(
        "text" in piece
          ? { text: piece.text.slice(start, end) }
          : { start: piece.start + start, end: piece.start + end },
      );
    }
    return result;
  }
}
