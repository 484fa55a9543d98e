/** Keyed updates: what stays keeps its DOM node, and with it focus, animation and scroll position. */
import { difference, type Difference } from "./difference.js";

/** Views by id under one parent, created, updated and removed to match a list of items, in the list's order. */
export class KeyedViews<Item extends { id: string }, View extends { element: SVGElement }> {
  readonly views = new Map<string, View>();

  constructor(
    private readonly parent: SVGElement,
    private readonly create: (item: Item) => View,
    private readonly update: (view: View, item: Item) => void,
  ) {}

  show(items: readonly Item[]): Difference<Item> {
    const changes = difference(this.views.keys(), items);
    for (const id of changes.removed) {
      this.views.get(id)!.element.remove();
      this.views.delete(id);
    }
    for (const item of changes.added) this.views.set(item.id, this.create(item));
    for (const item of items) this.update(this.views.get(item.id)!, item);
    // Moving a focused node in the document would take its focus away: only what is out of order moves.
    let next: ChildNode | null = this.parent.firstChild;
    for (const item of items) {
      const { element } = this.views.get(item.id)!;
      if (element === next) next = element.nextSibling;
      else this.parent.insertBefore(element, next);
    }
    return changes;
  }
}
