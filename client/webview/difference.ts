/** What has to change on the page when a list of items changes. Pure. */

export interface Difference<Item> {
  added: Item[];
  kept: Item[];
  /** Ids that are gone. */
  removed: string[];
}

/** Compares the ids on the page with the items to show. */
export function difference<Item extends { id: string }>(
  shown: Iterable<string>,
  items: readonly Item[],
): Difference<Item> {
  const before = new Set(shown);
  const after = new Set(items.map((item) => item.id));
  return {
    added: items.filter((item) => !before.has(item.id)),
    kept: items.filter((item) => before.has(item.id)),
    removed: [...before].filter((id) => !after.has(id)),
  };
}
