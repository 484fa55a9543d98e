/**
 * The page object of VS Code's workbench: what a user can do and see, by mouse, keyboard and eye. Waits are for
 * something visible, never for a length of time.
 */
import type { Browser, FrameLocator, Locator, Page } from "playwright-core";
import type { DomNode } from "./dom.js";
import { MapView } from "./map-view.js";
import { EditorPane } from "./editor-pane.js";

const STARTUP_MS = 90_000;
const WAIT_MS = 30_000;

/** One row of the Problems panel. */
export interface ProblemRow {
  severity: "error" | "warning" | "info" | "unknown";
  text: string;
}

/** How the window looks; VS Code follows the browser's colour scheme. */
export interface Look {
  colorScheme?: "light" | "dark";
  /** In CSS pixels. */
  width?: number;
  height?: number;
  /** Device pixels per CSS pixel: 2 for sharp pictures. */
  scale?: number;
}

export class Workbench {
  /** The text editor that has the focus. */
  readonly editor: EditorPane;

  private constructor(readonly page: Page) {
    this.editor = new EditorPane(page);
  }

  /**
   * Opens a page on a served VS Code and waits until its explorer lists the folder.
   * @param address from `Served.address`
   */
  static async open(browser: Browser, address: string, look: Look = {}): Promise<Workbench> {
    const context = await browser.newContext({
      viewport: { width: look.width ?? 1440, height: look.height ?? 900 },
      colorScheme: look.colorScheme ?? "light",
      deviceScaleFactor: look.scale ?? 1,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT_MS);
    await page.goto(address);
    await page.waitForSelector(".monaco-workbench", { timeout: STARTUP_MS });
    await page.waitForSelector(".explorer-folders-view .monaco-list-row", { timeout: STARTUP_MS });
    return new Workbench(page);
  }

  async close(): Promise<void> {
    // An unsaved file makes the page ask whether to leave; closing the context does not wait for an answer.
    await this.page.context().close();
  }

  /** Opens a file of the workspace through Quick Open, and puts the cursor at its start. */
  async openFile(path: string): Promise<void> {
    const name = path.slice(path.lastIndexOf("/") + 1);
    await this.page.keyboard.press("Control+KeyP");
    await this.pick(path, this.pickerRows().filter({ hasText: name }).first());
    await this.page.waitForSelector(`.tab.active[data-resource-name="${name}"]`);
    await this.editor.ready();
  }

  /** Runs a command of the palette by its visible title, such as "Threatline: Show Map". */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press("F1");
    await this.pick(title, this.pickerRows().filter({ hasText: title }).first(), ">");
  }

  /** Whether the palette offers a command with this title. */
  async offersCommand(title: string): Promise<boolean> {
    await this.page.keyboard.press("F1");
    await this.pickerInput().fill(`>${title}`);
    const row = this.pickerRows().filter({ hasText: title }).first();
    const found = await row.waitFor({ timeout: 5_000 }).then(
      () => true,
      () => false,
    );
    await this.page.keyboard.press("Escape");
    return found;
  }

  /** Types into the open picker and accepts the row once it is the first, focused one. */
  private async pick(text: string, row: Locator, prefix = ""): Promise<void> {
    await this.pickerInput().waitFor();
    await this.pickerInput().fill(prefix + text);
    await row.waitFor();
    await row.click();
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  private pickerInput(): Locator {
    return this.page.locator(".quick-input-widget .quick-input-box input");
  }

  private pickerRows(): Locator {
    return this.page.locator(".quick-input-widget .quick-input-list .monaco-list-row");
  }

  /** Opens the Problems panel and reads its rows, files left out. */
  async problems(): Promise<ProblemRow[]> {
    const panel = this.page.locator(".markers-panel");
    if (!(await panel.isVisible())) {
      await this.page.keyboard.press("Control+Shift+KeyM");
      await panel.waitFor();
    }
    return panel.locator(".monaco-list-row").evaluateAll((rows: DomNode[]) =>
      rows
        .filter((row) => row.querySelector(".marker-icon, .codicon-error, .codicon-warning, .codicon-info"))
        .map((row) => ({
          severity: row.querySelector(".codicon-error")
            ? ("error" as const)
            : row.querySelector(".codicon-warning")
              ? ("warning" as const)
              : row.querySelector(".codicon-info")
                ? ("info" as const)
                : ("unknown" as const),
          text: (row.textContent ?? "").trim(),
        })),
    );
  }

  /** The document inside a webview of the extension: VS Code nests two frames, and the inner one is ours. */
  private webview(): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  }

  async closePanel(): Promise<void> {
    await this.page.keyboard.press("Control+KeyJ");
    await this.page.locator(".markers-panel").waitFor({ state: "hidden" });
  }

  /** Gives the editors the room of the side bar; does nothing when it is hidden already. */
  async hideSideBar(): Promise<void> {
    const bar = this.page.locator(".part.sidebar");
    if (!(await bar.isVisible())) return;
    await this.page.keyboard.press("Control+KeyB");
    await bar.waitFor({ state: "hidden" });
  }

  /** Opens the data-flow map beside the editor, and waits until it shows something. */
  async openMap(): Promise<MapView> {
    await this.command("Threatline: Open Data-Flow Map");
    const map = new MapView(this.page, this.webview());
    await map.ready();
    return map;
  }

  /** The name of the file in the active editor tab. */
  async activeFile(): Promise<string> {
    return (
      (await this.page
        .locator(".editor-group-container.active .tab.active")
        .getAttribute("data-resource-name")) ?? ""
    );
  }

  /**
   * The 1-based line of the cursor in the group that shows this file, whether or not it has the keyboard focus. The
   * status bar and the active group speak of the map while the keyboard is there.
   */
  async lineIn(name: string): Promise<number> {
    const group = this.page
      .locator(".editor-group-container")
      .filter({ has: this.page.locator(`.tab.active[data-resource-name="${name}"]`) });
    const [line] = await group.locator(".line-numbers.active-line-number").allTextContents();
    return Number(line ?? 0);
  }

  /** The 1-based line and column of the cursor, as the status bar says; it says none while the map has the keyboard. */
  async cursor(): Promise<{ line: number; column: number }> {
    const text = await this.page.locator("#status\\.editor\\.selection").innerText();
    const [line = 0, column = 0] = (text.match(/\d+/g) ?? []).map(Number);
    return { line, column };
  }

  /** The notifications that are shown, as text. */
  notifications(): Promise<string[]> {
    return this.page.locator(".notification-toast .notification-list-item-message").allInnerTexts();
  }

  /** Closes everything that would cover the code in a picture. */
  async tidy(): Promise<void> {
    await this.command("Notifications: Clear All Notifications");
  }

  async screenshot(file: string): Promise<void> {
    await this.page.screenshot({ path: file });
  }
}
