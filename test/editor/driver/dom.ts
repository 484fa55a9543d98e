import type { Locator } from "playwright-core";

/**
 * The part of the browser's DOM that the driver reads inside the page. The whole DOM library would make its globals
 * visible to all the code that is type-checked together with the tests, which runs in Node.
 */
export interface DomNode {
  readonly textContent: string | null;
  readonly style: { readonly top: string };
  readonly parentElement: DomNode | null;
  readonly classList: { contains(name: string): boolean };
  getAttribute(name: string): string | null;
  querySelector(selector: string): DomNode | null;
  querySelectorAll(selector: string): Iterable<DomNode>;
}

/** What the page's styles make of a property of an element, as the browser writes it: `rgb(0, 0, 255)`, `2px`. */
export function styleOf(locator: Locator, property: string): Promise<string> {
  return locator.evaluate((node: DomNode, name: string) => {
    const { getComputedStyle } = globalThis as unknown as {
      getComputedStyle(node: DomNode): Record<string, string>;
    };
    return getComputedStyle(node)[name] ?? "";
  }, property);
}
