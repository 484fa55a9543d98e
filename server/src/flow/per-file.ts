/** One answer for each file, and which of them have to be worked out again. */
import type { Solver, Table } from "./solver.js";

export class PerFile<T> {
  readonly #answers: Table<number, T>;
  readonly #stale = new Set<number>();

  /** @param bottom stands for an answer that is asked for while it is being worked out */
  constructor(solver: Solver, bottom: T, answer: (file: number) => T) {
    this.#answers = solver.table<number, T>({
      bottom,
      same: (left, right) => left === right,
      outermost: true,
      answer,
      forgotten: (file) => this.#stale.add(file),
    });
  }

  of(file: number): T {
    return this.#answers.ask(file, file);
  }

  /** A file has come, has gone or has another text. */
  touch(file: number): void {
    this.#stale.add(file);
  }

  /**
   * Calls `each` with every file whose answer is not what it was. What is thrown there leaves the rest for the next time.
   * @param first comes before all others
   */
  settle(each: (file: number) => void, first?: number): void {
    if (first !== undefined && this.#stale.has(first)) this.#settle(first, each);
    for (const file of this.#stale) this.#settle(file, each);
  }

  #settle(file: number, each: (file: number) => void): void {
    this.#stale.delete(file);
    try {
      each(file);
    } catch (error) {
      this.#stale.add(file);
      throw error;
    }
  }
}
