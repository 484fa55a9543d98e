/** Places of the program that are asked for by a key: found once in each file, whoever asks, and gathered once for each key. */
import type { Graph } from "../facts/facts.js";
import type { Program } from "./program.js";
import { PROGRAM, type Table } from "./solver.js";

export interface Gathering<T> {
  /** Names of members, one of which a file with such places reads. */
  members: readonly string[];
  /** The places of a file. */
  find(graph: Graph): readonly T[];
  /** Whether a place is one that the key asks for. */
  fits(place: T, key: string): boolean;
  /** More places than this are not looked at; all of them when left out. */
  most?: number;
}

export class Gathered<T> {
  readonly #of: Table<string, readonly T[]>;

  constructor(program: Program, { members, find, fits, most }: Gathering<T>) {
    const same = (left: readonly T[], right: readonly T[]): boolean => left === right;
    const bottom: readonly T[] = [];
    const inFile = program.solver.table<number, readonly T[]>({
      bottom,
      same,
      answer: (file) => find(program.graphAt(file)),
    });
    this.#of = program.solver.table<string, readonly T[]>({
      bottom,
      same,
      answer: (key) => {
        const files = new Set(
          members.flatMap((name) => program.members(name).map((ref) => program.fileOf(ref))),
        );
        const places = [...files].flatMap((file) =>
          inFile.ask(file, file).filter((place) => fits(place, key)),
        );
        return places.slice(0, most);
      },
    });
  }

  of(key: string): readonly T[] {
    return this.#of.ask(PROGRAM, key);
  }
}
