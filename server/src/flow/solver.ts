/**
 * Questions whose answers lean on each other, also in circles. Each is worked out on demand, kept, and worked out again
 * only when something it leaned on has changed: by the edit of a file, or because a circle gave more than was assumed.
 *
 * An answer that is asked for while it is being worked out counts as what is known so far. Whoever read that is asked
 * again before the outermost question gets its answer, those first that were answered first, until nothing changes.
 */
import { BOUNDS } from "./bounds.js";
import type { Ref } from "./ref.js";

/** The home of questions that are about no file, but the program. */
export const PROGRAM = -1;

/** A kind of question. */
export interface Subject<K, T> {
  /** What counts as the answer while nothing is known. */
  readonly bottom: T;
  /** Works the answer out; may ask further questions. */
  answer(key: K): T;
  same(left: T, right: T): boolean;
  /** Never part of a circle; its own questions may be as deep as any. */
  readonly outermost?: boolean;
  /** Hears of every answer that is no longer known. */
  forgotten?(key: K): void;
}

/** Something that answers lean on: another answer, a file, the list of who uses a name. */
class Cell {
  /** Who leaned on it: most answers serve one reader only, and a list of their own would be larger than they are. */
  readers: Cell | Cell[] | undefined;
  /** Size of `readers` at which it is rid of repetitions. */
  crowd = 32;
  /** It was worked out, or is just being worked out. */
  known = false;
  /** It waits to be worked out, for the first time or again. */
  waiting = false;
  /** It is of a file's earlier text. */
  gone = false;
  /** Place in the order in which first answers were found. */
  order = 0;
  /** Times it was worked out since it was last forgotten. */
  rounds = 0;
  value: unknown;

  constructor(
    readonly subject: Subject<never, unknown> | undefined,
    readonly key: unknown,
    readonly home: number,
  ) {
    this.value = subject?.bottom;
  }
}

export class Solver {
  readonly #tables: Answers[] = [];
  readonly #inputs = new Map<string | number, Cell>();
  /** What is being worked out. */
  #current: Cell | undefined;
  #depth = 0;
  /** To be worked out before the outermost question gets its answer. */
  #waiting: Cell[] = [];
  #order = 0;
  /** The file last read by what is being worked out, to say it once. */
  #lastInput: string | number | undefined;

  table<K, T>(subject: Subject<K, T>): Table<K, T> {
    const table = new Table<K, T>(this, subject);
    this.#tables.push(table);
    return table;
  }

  /** The same for questions about nodes that are asked more often than others. */
  nodeTable<T>(subject: Subject<Ref, T>): NodeTable<T> {
    const table = new NodeTable<T>(this, subject);
    this.#tables.push(table);
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
    forget(takeReaders(cell));
  }

  /** A file has another text: all questions about its nodes are gone, and whatever leaned on them is forgotten. */
  dropFile(file: number): void {
    const readers: Cell[] = [];
    for (const table of this.#tables) table.drop(file, readers);
    forget(readers);
    this.changed(file);
  }

  /** Nobody has read an input yet. */
  get isUnread(): boolean {
    return this.#inputs.size === 0;
  }

  /** Forgets everything. */
  clear(): void {
    for (const table of this.#tables) table.clear();
    this.#inputs.clear();
  }

  /** The answer of a cell, and that whatever is being worked out leans on it. */
  read(cell: Cell): unknown {
    const reader = this.#current;
    if (!cell.known) {
      if (cell.subject!.outermost) this.#outermost(cell);
      else if (this.#depth === 0) this.#topmost(cell);
      else if (this.#depth < BOUNDS.resolveDepth) this.#work(cell);
      else this.#wait(cell);
    }
    if (reader) addReader(cell, reader);
    return cell.value;
  }

  #outermost(cell: Cell): void {
    const [depth, waiting] = [this.#depth, this.#waiting];
    this.#waiting = [];
    this.#depth = -1;
    try {
      this.#work(cell);
    } finally {
      this.#depth = depth;
      this.#waiting = waiting;
    }
  }

  #topmost(cell: Cell): void {
    let round: Cell[] = [];
    try {
      this.#work(cell);
      while (this.#waiting.length > 0) {
        round = this.#waiting.sort((a, b) => a.order - b.order);
        this.#waiting = [];
        for (const next of round) {
          next.waiting = false;
          if (!next.gone) this.#work(next);
        }
      }
    } catch (error) {
      // What is left of this round, too, or it would count as waiting for good.
      const left = [...round, ...this.#waiting];
      for (const each of left) each.waiting = false;
      forget([cell, ...left]);
      this.#waiting = [];
      throw error;
    }
  }

  #wait(cell: Cell): void {
    if (cell.waiting || cell.rounds >= BOUNDS.rounds) return;
    cell.waiting = true;
    this.#waiting.push(cell);
  }

  #work(cell: Cell): void {
    const subject = cell.subject!;
    const [outer, lastInput] = [this.#current, this.#lastInput];
    this.#current = cell;
    this.#lastInput = undefined;
    this.#depth++;
    cell.known = true;
    cell.rounds++;
    try {
      const value = subject.answer(cell.key as never);
      if (cell.order === 0) cell.order = ++this.#order;
      if (subject.same(value, cell.value)) return;
      cell.value = value;
      for (const reader of takeReaders(cell))
        if (reader.subject!.outermost) forget([reader]);
        else this.#wait(reader);
    } catch (error) {
      cell.known = false;
      throw error;
    } finally {
      this.#depth--;
      this.#current = outer;
      this.#lastInput = lastInput;
    }
  }
}

/** The answers to one kind of question. */
interface Answers {
  /** Forgets a file's questions, and adds what leaned on them to `readers`. */
  drop(file: number, readers: Cell[]): void;
  clear(): void;
}

/** Answers by the file they are about. */
export class Table<K, T> implements Answers {
  readonly #solver: Solver;
  readonly #subject: Subject<K, T>;
  #files: (Map<K, Cell> | undefined)[] = [];
  #program = new Map<K, Cell>();

  constructor(solver: Solver, subject: Subject<K, T>) {
    this.#solver = solver;
    this.#subject = subject;
  }

  /** @param home number of the file that the question is about, with whose text the answer goes; or `PROGRAM` */
  ask(home: number, key: K): T {
    const cells = home === PROGRAM ? this.#program : (this.#files[home] ??= new Map());
    let cell = cells.get(key);
    if (!cell) {
      cell = new Cell(this.#subject as unknown as Subject<never, unknown>, key, home);
      cells.set(key, cell);
    }
    return this.#solver.read(cell) as T;
  }

  drop(file: number, readers: Cell[]): void {
    const cells = this.#files[file];
    if (!cells) return;
    this.#files[file] = undefined;
    for (const cell of cells.values()) drop(cell, readers);
  }

  clear(): void {
    this.#files = [];
    this.#program = new Map();
  }
}

/** Nodes whose answers are kept side by side, as bits. */
const PAGE = 5;

/** Answers about nodes. They are found by the nodes' numbers, without hashing them. */
export class NodeTable<T> implements Answers {
  readonly #solver: Solver;
  readonly #subject: Subject<never, unknown>;
  #pages: ((Cell | undefined)[] | undefined)[] = [];
  /** Which pages are a file's. */
  #files: (number[] | undefined)[] = [];

  constructor(solver: Solver, subject: Subject<Ref, T>) {
    this.#solver = solver;
    this.#subject = subject as unknown as Subject<never, unknown>;
  }

  /** @param home number of the file that the node is in */
  ask(home: number, node: Ref): T {
    const page = this.#pages[node >> PAGE] ?? this.#newPage(home, node >> PAGE);
    const at = node & ((1 << PAGE) - 1);
    const cell = (page[at] ??= new Cell(this.#subject, node, home));
    return this.#solver.read(cell) as T;
  }

  #newPage(home: number, at: number): (Cell | undefined)[] {
    // A list with gaps of any size would become a slow one.
    while (this.#pages.length <= at) this.#pages.push(undefined);
    const page = new Array<Cell | undefined>(1 << PAGE).fill(undefined);
    this.#pages[at] = page;
    (this.#files[home] ??= []).push(at);
    return page;
  }

  drop(file: number, readers: Cell[]): void {
    for (const page of this.#files[file] ?? []) {
      for (const cell of this.#pages[page]!) if (cell) drop(cell, readers);
      this.#pages[page] = undefined;
    }
    this.#files[file] = undefined;
  }

  clear(): void {
    this.#pages = [];
    this.#files = [];
  }
}

/** The question is about what is no more. Adds what leaned on it to `readers`. */
function drop(cell: Cell, readers: Cell[]): void {
  cell.gone = true;
  cell.subject?.forgotten?.(cell.key as never);
  for (const reader of takeReaders(cell)) readers.push(reader);
}

function addReader(cell: Cell, reader: Cell): void {
  const { readers } = cell;
  if (readers === undefined) cell.readers = reader;
  else if (!Array.isArray(readers)) {
    if (readers !== reader) cell.readers = [readers, reader];
  } else if (readers[readers.length - 1] !== reader) {
    readers.push(reader);
    if (readers.length < cell.crowd) return;
    const left = [...new Set(readers)].filter(({ gone }) => !gone);
    cell.readers = left;
    cell.crowd = Math.max(32, left.length * 2);
  }
}

/** Nobody leans on it any more; gives those who did. */
function takeReaders(cell: Cell): Cell[] {
  const { readers } = cell;
  cell.readers = undefined;
  return readers === undefined ? [] : Array.isArray(readers) ? readers : [readers];
}

/** Takes answers back, and those that leaned on them: a circle must not live on by itself. */
function forget(stack: Cell[]): void {
  while (stack.length > 0) {
    const cell = stack.pop()!;
    if (cell.gone || (!cell.known && cell.readers === undefined)) continue;
    if (cell.known) cell.subject?.forgotten?.(cell.key as never);
    cell.known = false;
    cell.rounds = 0;
    cell.value = cell.subject?.bottom;
    for (const reader of takeReaders(cell)) stack.push(reader);
  }
}
