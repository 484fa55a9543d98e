/** Lists of what was found for a node, some of them so long that looking through them would cost more than the rest. */
import type { Ref } from "./ref.js";

/** Longer lists are looked up by key. */
const LONG = 24;

export class KeyedLists<T> {
  readonly #lists = new Map<Ref, T[]>();
  readonly #keyed = new Map<Ref, Map<string, T[]>>();

  /** @param keyOf equal for all that count as equal, and as few others as may be */
  constructor(readonly keyOf: (item: T) => string) {}

  /** Those among which the ones that equal `item` are. */
  like(ref: Ref, item: T): readonly T[] {
    const keyed = this.#keyed.get(ref);
    return (keyed ? keyed.get(this.keyOf(item)) : this.#lists.get(ref)) ?? [];
  }

  add(ref: Ref, item: T): void {
    const keyed = this.#keyed.get(ref);
    if (keyed) return put(keyed, this.keyOf(item), item);
    const list = this.#lists.get(ref);
    if (!list) this.#lists.set(ref, [item]);
    else if (list.length < LONG) list.push(item);
    else {
      const lists = new Map<string, T[]>();
      for (const each of [...list, item]) put(lists, this.keyOf(each), each);
      this.#keyed.set(ref, lists);
      this.#lists.delete(ref);
    }
  }
}

function put<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
