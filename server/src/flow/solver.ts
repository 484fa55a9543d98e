/**
 * Questions whose answers lean on each other, also in circles. Each is worked out on demand, kept, and worked out again
 * only when something it leaned on has changed: by the edit of a file, or because a circle gave more than was assumed.
 *
 * The top-down solver of Le Charlier and Van Hentenryck: an answer that is asked for while it is being worked out
 * counts as what is known so far, and whoever read that is asked again until nothing changes.
 */
import { BOUNDS } from "./bounds.js";

/** A kind of question. */
export interface Subject<K, T> {
  /** What counts as the answer while nothing is known. */
  readonly bottom: T;
  /** Works the answer out; may ask further questions. */
  answer(key: K): T;
  same(left: T, right: T): boolean;
  /** Never part of a circle; its own questions may be as deep as any. */
  readonly outermost?: boolean;
}

/** Something that answers lean on: another answer, a file, the list of who uses a name. */
class Cell {
  readers: Cell[] = [];
  /** Size of `readers` at which it is rid of repetitions. */
  crowd = 32;
  stable = false;
  active = false;
  /** It is of a file's earlier text. */
  gone = false;
  value: unknown;
  /** Times it was worked out since it was last reset. */
  rounds = 0;

  constructor(
    readonly subject: Subject<never, unknown> | undefined,
    readonly key: unknown,
    readonly home: number,
  ) {
    this.value = subject?.bottom;
  }
}

export class Solver {
  readonly #tables: Table<never, unknown>[] = [];
  readonly #inputs = new Map<string | number, Cell>();
  /** What is being worked out. */
  #current: Cell | undefined;
  #depth = 0;
  /** Asked too deep inside another question; worked out after it, from the top. */
  #deferred: Cell[] = [];
  /** The file last read by what is being worked out, to say it once. */
  #lastInput: string | number | undefined;

  table<K, T>(subject: Subject<K, T>): Table<K, T> {
    const table = new Table<K, T>(this, subject);
    this.#tables.push(table as unknown as Table<never, unknown>);
    return table;
  }

  /** Notes that what is being worked out reads an input: a file by its number, or anything else by name. */
  reads(input: string | number): void {
    const reader = this.#current;
    if (!reader || reader.home === input || this.#lastInput === input) return;
    this.#lastInput = input;
    let cell = this.#inputs.get(input);
    if (!cell) {
      cell = new Cell(undefined, input, -1);
      this.#inputs.set(input, cell);
    }
    addReader(cell, reader);
  }

  /** An input is not what it was: whatever leaned on it is forgotten. */
  changed(input: string | number): void {
    const cell = this.#inputs.get(input);
    if (!cell) return;
    const readers = cell.readers;
    cell.readers = [];
    forget(readers);
  }

  /** A file has another text: all questions about its nodes are gone, and whatever leaned on them is forgotten. */
  dropFile(file: number): void {
    const readers: Cell[] = [];
    for (const table of this.#tables) table.drop(file, readers);
    forget(readers);
    this.changed(file);
  }

  /** Forgets everything. */
  clear(): void {
    for (const table of this.#tables) table.clear();
    this.#inputs.clear();
  }

  /** The answer of a cell, and that whatever is being worked out leans on it. */
  read(cell: Cell): unknown {
    const reader = this.#current;
    if (!cell.stable) this.#solve(cell);
    if (reader) addReader(cell, reader);
    return cell.value;
  }

  #solve(cell: Cell): void {
    if (cell.active) return;
    const isOutermost = this.#depth === 0 || cell.subject!.outermost === true;
    if (!isOutermost && this.#depth >= BOUNDS.resolveDepth) {
      this.#deferred.push(cell);
      return;
    }
    if (!isOutermost) return this.#work(cell);
    const [depth, deferred] = [this.#depth, this.#deferred];
    this.#depth = cell.subject!.outermost ? -1 : 0;
    this.#deferred = [];
    try {
      this.#work(cell);
      for (let next = this.#deferred.pop(); next; next = this.#deferred.pop()) {
        if (!next.stable) {
          this.#depth = 0;
          this.#work(next);
        }
        // What was found deep down may have changed what leans on it, up to the question itself.
        if (this.#deferred.length === 0 && !cell.stable) {
          this.#depth = cell.subject!.outermost ? -1 : 0;
          this.#work(cell);
        }
      }
    } finally {
      this.#depth = depth;
      this.#deferred = deferred;
    }
  }

  #work(cell: Cell): void {
    const subject = cell.subject!;
    const [outer, lastInput] = [this.#current, this.#lastInput];
    cell.active = true;
    this.#depth++;
    try {
      do {
        cell.stable = true;
        this.#current = cell;
        this.#lastInput = undefined;
        const value = subject.answer(cell.key as never);
        if (!subject.same(value, cell.value)) {
          cell.value = value;
          unsettle(cell);
        }
        // An answer that will not settle counts as it is: the rules are not monotone in every corner.
      } while (!cell.stable && ++cell.rounds < BOUNDS.rounds);
      cell.stable = true;
    } catch (error) {
      cell.stable = false;
      throw error;
    } finally {
      cell.active = false;
      this.#depth--;
      this.#current = outer;
      this.#lastInput = lastInput;
    }
  }
}

/** The answers to one kind of question, by the file they are about. */
export class Table<K, T> {
  readonly #solver: Solver;
  readonly #subject: Subject<K, T>;
  #files: (Map<K, Cell> | undefined)[] = [];

  constructor(solver: Solver, subject: Subject<K, T>) {
    this.#solver = solver;
    this.#subject = subject;
  }

  /** @param home number of the file that the question is about: with its text the answer goes */
  ask(home: number, key: K): T {
    const cells = (this.#files[home] ??= new Map());
    let cell = cells.get(key);
    if (!cell) {
      cell = new Cell(this.#subject as unknown as Subject<never, unknown>, key, home);
      cells.set(key, cell);
    }
    return this.#solver.read(cell) as T;
  }

  /** Forgets a file's questions, and adds what leaned on them to `readers`. */
  drop(file: number, readers: Cell[]): void {
    const cells = this.#files[file];
    if (!cells) return;
    this.#files[file] = undefined;
    for (const cell of cells.values()) {
      cell.gone = true;
      for (const reader of cell.readers) readers.push(reader);
      cell.readers = [];
    }
  }

  clear(): void {
    this.#files = [];
  }
}

function addReader(cell: Cell, reader: Cell): void {
  const { readers } = cell;
  if (readers[readers.length - 1] === reader) return;
  readers.push(reader);
  if (readers.length < cell.crowd) return;
  cell.readers = [...new Set(readers)].filter(({ gone }) => !gone);
  cell.crowd = Math.max(32, cell.readers.length * 2);
}

/** Whoever read the cell's earlier value has to be asked again, and so on. */
function unsettle(cell: Cell): void {
  const stack = cell.readers;
  cell.readers = [];
  while (stack.length > 0) {
    const reader = stack.pop()!;
    if (reader.gone || !reader.stable) continue;
    reader.stable = false;
    for (const next of reader.readers) stack.push(next);
    reader.readers = [];
  }
}

/** Takes answers back, and those that leaned on them: a circle must not live on by itself. */
function forget(stack: Cell[]): void {
  while (stack.length > 0) {
    const cell = stack.pop()!;
    if (cell.gone || (!cell.stable && cell.rounds === 0 && cell.readers.length === 0)) continue;
    cell.stable = false;
    cell.rounds = 0;
    cell.value = cell.subject?.bottom;
    for (const reader of cell.readers) stack.push(reader);
    cell.readers = [];
  }
}
