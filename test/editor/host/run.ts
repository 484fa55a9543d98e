/** What the extension host loads: runs every check and writes the outcomes to a file for the test runner. */
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { checks } from "./suite.js";

/** One outcome per check, by its name; null for a pass. */
export type Outcomes = Record<string, string | null>;

/** Called by VS Code. Never rejects: a failed check is an outcome. */
export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  const outcomes: Outcomes = {};
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check({ vscode, folder });
      outcomes[name] = null;
    } catch (error) {
      outcomes[name] = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
  }
  // Written beside the bundle and moved into place, so that a reader never sees half of it.
  const file = join(__dirname, "outcomes.json");
  writeFileSync(`${file}.part`, JSON.stringify(outcomes));
  renameSync(`${file}.part`, file);
}
