/** Lists of what was found for a node, some of them so long that looking through them would cost more than the rest. */
import type { Ref } from "./ref.js";

/** Longer lists are looked up by key. */
const LONG = 24;

export class KeyedLists<T> {
  readonly #lists = new Map<Ref, T[] | Map<string, T[]>>();

  /** @param keyOf equal for all that count as equal, and as few others as may be */
  constructor(readonly keyOf: (item: T) => string) {}

  /** The list that `item` is in, or is to be put into: all that equal it are there. */
  of(ref: Ref, item: T): T[] {
    const found = this.#lists.get(ref);
    if (found instanceof Map) return listIn(found, this.keyOf(item));
    if (!found) {
      const list: T[] = [];
      this.#lists.set(ref, list);
      return list;
    }
    if (found.length < LONG) return found;
    const lists = new Map<string, T[]>();
    for (const each of found) listIn(lists, this.keyOf(each)).push(each);
    this.#lists.set(ref, lists);
    return listIn(lists, this.keyOf(item));
  }
}

function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  let list = lists.get(key);
  if (!list) lists.set(key, (list = []));
  return list;
}
