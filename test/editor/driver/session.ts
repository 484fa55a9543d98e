/** A folder of its own in the served VS Code, for one test file. */
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, inject } from "vitest";
import { dist } from "../../../scripts/lib/paths.mjs";
import { addressOf } from "../../../scripts/lib/served-vscode.mjs";
import { launchBrowser } from "./browser.js";
import { Workbench, type Look } from "./workbench.js";

export interface Session {
  workbench: Workbench;
  /** Absolute path of the folder that VS Code has open. */
  folder: string;
  close(): Promise<void>;
}

/** Files by path, or a folder to copy: a test never edits the repository. */
export type Files = Record<string, string> | string;

/** @returns the absolute path of a folder in `test/editor/fixtures` */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}

/** Writes the files to a new temporary folder. @returns its absolute path, links resolved */
export function temporaryFolder(files: Files): string {
  const home = realpathSync(mkdtempSync(join(tmpdir(), "threatline-")));
  // The explorer shows this name.
  const folder = join(home, typeof files === "string" ? basename(files) : "workspace");
  mkdirSync(folder);
  if (typeof files === "string") cpSync(files, folder, { recursive: true });
  else {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }
  return folder;
}

/** Removes what `temporaryFolder` made. */
export function removeFolder(folder: string): void {
  rmSync(dirname(folder), { recursive: true, force: true });
}

/** Where the last sight of a test file's window is kept: the first thing to look at when it failed. */
function lastPicture(): string {
  const name = basename(expect.getState().testPath ?? "window", ".test.ts");
  return join(dist, "test", "last", `${name}.png`);
}

/** Opens a browser on a new folder with these files. */
export async function openSession(files: Files, look: Look = {}): Promise<Session> {
  const folder = temporaryFolder(files);
  const browser = await launchBrowser();
  try {
    const workbench = await Workbench.open(browser, addressOf(inject("served"), folder), look);
    return {
      workbench,
      folder,
      close: async () => {
        await workbench.screenshot(lastPicture());
        await browser.close();
        removeFolder(folder);
      },
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
