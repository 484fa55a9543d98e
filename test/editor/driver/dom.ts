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
