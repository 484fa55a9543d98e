/**
 * Once for the whole ring: packages the extension, installs the package in a fresh served VS Code, starts it, and stops
 * it at the end. Every test file opens its own page and its own folder.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { installVscode } from "../../scripts/install-vscode.mjs";
import { root, vsix } from "../../scripts/lib/paths.mjs";
import { runNode } from "../../scripts/lib/run.mjs";
import { installExtension, serve } from "../../scripts/lib/served-vscode.mjs";

declare module "vitest" {
  export interface ProvidedContext {
    /** The served VS Code that has the packaged extension installed. */
    served: { port: number; token: string; pid: number };
  }
}

/** What would make a test depend on more than Threatline. */
const SETTINGS = {
  "editor.autoClosingBrackets": "never",
  "editor.autoClosingQuotes": "never",
  "editor.autoIndent": "none",
  "editor.quickSuggestions": { other: "off", comments: "off", strings: "off" },
  "editor.suggestOnTriggerCharacters": false,
  "files.autoSave": "off",
  "window.autoDetectColorScheme": true,
  "typescript.validate.enable": false,
  "js/ts.validate.enabled": false,
};

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await installVscode();
  if (!process.env.THREATLINE_PACKAGED)
    await runNode(join(root, "scripts", "package.mjs"), [], { quiet: true });
  const dataDir = mkdtempSync(join(tmpdir(), "threatline-vscode-"));
  await installExtension(dataDir, vsix);
  const server = await serve({ dataDir, settings: SETTINGS });
  project.provide("served", { port: server.port, token: server.token, pid: server.pid });
  return async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
