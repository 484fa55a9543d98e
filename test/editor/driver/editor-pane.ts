/** The active text editor as a user sees it: lines, squiggles, the cursor, the light-bulb menu. */
import type { Locator, Page } from "playwright-core";
import type { DomNode } from "./dom.js";

const ACTIVE = ".editor-group-container.active .editor-instance .monaco-editor";

/** A squiggle: how bad, and the 1-based line that it underlines. */
export interface Squiggle {
  severity: "error" | "warning" | "info";
  line: number;
}

export class EditorPane {
  constructor(private readonly page: Page) {}

  /** Waits until text is rendered, and focuses it with the cursor at the start. */
  async ready(): Promise<void> {
    await this.root().locator(".view-line").first().waitFor();
    // A click would need a line that lies in view; which one is first in the page says nothing about that.
    await this.root().locator(".native-edit-context, textarea.inputarea").first().focus();
    await this.page.keyboard.press("Control+Home");
  }

  private root(): Locator {
    return this.page.locator(ACTIVE).first();
  }

  /** Moves the cursor. @param line 1-based @param column 1-based, in UTF-16 code units */
  async goTo(line: number, column = 1): Promise<void> {
    await this.page.keyboard.press("Control+KeyG");
    const input = this.page.locator(".quick-input-widget .quick-input-box input");
    await input.waitFor();
    await input.fill(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  /**
   * Types at the cursor, key by key as a person does. The editor's auto-closing and suggestions may add to it:
   * tests that need exact text turn them off in the workspace settings.
   */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: 10 });
  }

  /** The lines on the screen, top to bottom, with ordinary spaces. Short files are visible as a whole. */
  async visibleText(): Promise<string> {
    const lines = await this.root()
      .locator(".view-line")
      .evaluateAll((nodes: DomNode[]) =>
        nodes
          .map((node) => ({ top: parseFloat(node.style.top), text: node.textContent ?? "" }))
          .sort((a, b) => a.top - b.top)
          .map((line) => line.text),
      );
    return lines.join("\n").replace(/\u00a0/g, " ");
  }

  /** The words of the first line on the screen that contains this text, each with its colour, such as `rgb(0, 0, 255)`. */
  async colours(line: string): Promise<{ text: string; colour: string }[]> {
    const words = this.root().locator(".view-line").filter({ hasText: line }).first().locator("span > span");
    return words.evaluateAll((nodes: DomNode[]) => {
      const { getComputedStyle } = globalThis as unknown as {
        getComputedStyle(node: DomNode): { color: string };
      };
      return nodes.map((node) => ({
        text: (node.textContent ?? "").replace(/\u00a0/g, " "),
        colour: getComputedStyle(node).color,
      }));
    });
  }

  /** Whether the tab shows the mark of unsaved changes. */
  async isDirty(): Promise<boolean> {
    return (await this.page.locator(".tab.active.dirty").count()) > 0;
  }

  /** The squiggles on the screen, in line order. */
  async squiggles(): Promise<Squiggle[]> {
    return this.root().evaluate((editor: DomNode) => {
      const numbers = new Map<string, number>();
      for (const margin of editor.querySelectorAll(".margin-view-overlays > div")) {
        const number = margin.querySelector(".line-numbers")?.textContent;
        if (number) numbers.set(margin.style.top, Number(number));
      }
      const found: { severity: "error" | "warning" | "info"; line: number }[] = [];
      for (const severity of ["error", "warning", "info"] as const) {
        for (const mark of editor.querySelectorAll(`.view-overlays .squiggly-${severity}`)) {
          found.push({ severity, line: numbers.get(mark.parentElement?.style.top ?? "") ?? 0 });
        }
      }
      return found.sort((a, b) => a.line - b.line);
    });
  }

  /** The titles in the light-bulb menu at the cursor. The menu stays open. */
  async quickFixes(): Promise<string[]> {
    const rows = this.page.locator(".action-widget .monaco-list-row.action");
    // VS Code answers a key that comes before the diagnostics do with "no quick fixes", once and for all.
    const none = this.page.locator(".monaco-editor-overlaymessage");
    for (let attempt = 1; attempt <= 20; attempt++) {
      await this.page.keyboard.press("Control+Period");
      // A key that comes while a menu closes is lost: it is pressed again.
      const isAnswered = await rows
        .or(none)
        .first()
        .waitFor({ timeout: 5_000 })
        .then(
          () => true,
          () => false,
        );
      if (!isAnswered) continue;
      if ((await rows.count()) > 0) return rows.allInnerTexts();
      await this.page.keyboard.press("Escape");
      await none.waitFor({ state: "hidden" });
    }
    throw new Error("VS Code offers no quick fix here.");
  }

  /** Applies the quick fix whose title contains these words. */
  async applyQuickFix(title: string): Promise<void> {
    await this.quickFixes();
    await this.page
      .locator(".action-widget .monaco-list-row.action")
      .filter({ hasText: title })
      .first()
      .click();
    await this.page.locator(".action-widget:not(.action-list-submenu-panel)").waitFor({ state: "hidden" });
  }

  async save(): Promise<void> {
    await this.page.keyboard.press("Control+KeyS");
    await this.page.locator(".tab.active:not(.dirty)").waitFor();
  }
}
