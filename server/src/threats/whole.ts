/** What threats about the whole program read of the model, kept file by file: an edit costs them only what concerns them. */
import type { ThreatModel } from "./model.js";

/** Lists of the model. */
type Lists = Omit<ThreatModel, "policy" | "reviewed">;
type List = keyof Lists;

/** The lists that a threat reads, each with which of its items matter. */
export type Reads = { [K in List]?: (item: Lists[K][number]) => boolean };

const ALL: Required<Reads> = {
  flows: () => true,
  models: () => true,
  tools: () => true,
  credentials: () => true,
  toolServers: () => true,
  retrievals: () => true,
  routes: () => true,
  calls: () => true,
};

type Kept = Map<List, readonly unknown[]>;

/** What one threat reads. */
export class WholeModel {
  readonly #reads: [List, (item: never) => boolean][];
  /** Of files that have anything to read. */
  readonly #parts = new Map<string, Kept>();
  #inOrder: readonly Kept[] | undefined;
  #isStale = true;

  constructor(reads: Reads = ALL) {
    this.#reads = Object.entries(reads) as [List, (item: never) => boolean][];
  }

  /** The part that a file brings to the model is another one, or none. */
  replace(file: string, part: ThreatModel | undefined): void {
    const kept: Kept = new Map();
    if (part)
      for (const [list, matters] of this.#reads) {
        const items = (part[list] as readonly never[]).filter(matters);
        if (items.length > 0) kept.set(list, items);
      }
    const before = this.#parts.get(file);
    if (kept.size === 0 && !before) return;
    this.#isStale = true;
    if (kept.size > 0) this.#parts.set(file, kept);
    else this.#parts.delete(file);
    this.#inOrder = undefined;
  }

  /** Whether what the threat reads is not what it was when this was last asked. */
  takeStale(): boolean {
    const stale = this.#isStale;
    this.#isStale = false;
    return stale;
  }

  /** The lists that the threat reads, in the order of their files; each is joined when it is read. */
  model(): ThreatModel {
    this.#inOrder ??= [...this.#parts.keys()].sort().map((file) => this.#parts.get(file)!);
    const parts = this.#inOrder;
    const model = {};
    for (const [list] of this.#reads)
      Object.defineProperty(model, list, { get: () => parts.flatMap((kept) => kept.get(list) ?? []) });
    return model as ThreatModel;
  }
}
