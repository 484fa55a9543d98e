/** The data-flow map as a reader sees it: elements with their names and marks, the keyboard, the overlay's message. */
import type { FrameLocator, Locator, Page } from "playwright-core";
import type { DomNode } from "./dom.js";

export interface MapNode {
  id: string;
  kind: string;
  /** What a screen reader says: name, kind, boundary, findings. */
  label: string;
  threatened: boolean;
  /** Marked as the element under the editor's cursor. */
  lit: boolean;
}

export class MapView {
  constructor(
    private readonly page: Page,
    readonly frame: FrameLocator,
  ) {}

  /** Waits until the map shows at least one element. */
  async ready(): Promise<void> {
    await this.drawn().first().waitFor({ timeout: 60_000 });
  }

  async nodes(): Promise<MapNode[]> {
    return this.drawn().evaluateAll((nodes: DomNode[]) =>
      nodes.map((node) => ({
        id: node.getAttribute("data-id") ?? "",
        kind: node.getAttribute("data-kind") ?? "",
        label: node.getAttribute("aria-label") ?? "",
        threatened: node.classList.contains("threatened"),
        lit: node.classList.contains("lit"),
      })),
    );
  }

  /** The nodes of one kind whose description contains the text. */
  node(kind: string, text = ""): Locator {
    // An attribute never contains the empty text, as CSS has it.
    return this.drawn(`[data-kind="${kind}"]${text && `[aria-label*="${text}"]`}`);
  }

  /** The elements of the drawing; the legend has samples that look like them. */
  private drawn(filter = ""): Locator {
    return this.frame.locator(`.nodes .node${filter}`);
  }

  async click(node: Locator): Promise<void> {
    await node.first().click();
  }

  /** Moves the keyboard focus to a node, as the Tab key would, and presses a key there. */
  async press(node: Locator, key: string): Promise<void> {
    await node.first().focus();
    await this.page.keyboard.press(key);
  }

  /** Ids of the nodes that carry the mark of the editor's cursor. */
  async lit(): Promise<string[]> {
    return (await this.nodes()).filter((node) => node.lit).map((node) => node.id);
  }
}
