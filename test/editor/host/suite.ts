/**
 * What the extension promises to VS Code's own API, checked inside an extension host. The checks are plain functions,
 * so that the test runner can list them without an editor; `run.ts` is what the extension host loads.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as vscodeApi from "vscode";

export interface Host {
  vscode: typeof vscodeApi;
  /** The folder that VS Code has open: a copy of `fixtures/desk`. */
  folder: string;
}

const EXTENSION = "threatline.threatline";
const WAIT_MS = 30_000;

/** Polls until the value is there. @throws naming what was waited for, and what was seen last */
async function eventually<T>(what: string, read: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    if (Date.now() > end) throw new Error(`not within ${WAIT_MS / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function open({ vscode, folder }: Host, path: string): Promise<vscodeApi.TextDocument> {
  const document = await vscode.workspace.openTextDocument(join(folder, path));
  await vscode.window.showTextDocument(document);
  return document;
}

function findings(
  { vscode }: Host,
  document: vscodeApi.TextDocument,
  threat: string,
): vscodeApi.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter((diagnostic) => {
    const { code } = diagnostic;
    return diagnostic.source === "Threatline" && (typeof code === "object" ? code.value : code) === threat;
  });
}

function finding(
  host: Host,
  document: vscodeApi.TextDocument,
  threat: string,
): Promise<vscodeApi.Diagnostic> {
  return eventually(`${threat} in ${document.fileName}`, () => findings(host, document, threat)[0]);
}

async function replace({ vscode }: Host, document: vscodeApi.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const all = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
  edit.replace(document.uri, all, text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

export const checks: Record<string, (host: Host) => Promise<void>> = {
  "opening a TypeScript file activates the extension": async (host) => {
    await open(host, "src/report.ts");
    const extension = host.vscode.extensions.getExtension(EXTENSION);
    assert.ok(extension, "the extension is not there");
    await eventually("activation", () => extension.isActive || undefined);
  },

  "every command of the manifest is registered": async ({ vscode }) => {
    const manifest = vscode.extensions.getExtension(EXTENSION)?.packageJSON as {
      contributes: { commands: { command: string }[] };
    };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands
      .map(({ command }) => command)
      .filter((id) => !registered.has(id));
    assert.deepEqual(missing, []);
  },

  "a diagnostic names its threat and links to its page": async (host) => {
    const document = await open(host, "src/report.ts");
    const { code, message } = await finding(host, document, "hardcoded-credential");
    assert.ok(typeof code === "object", "the code is not a link");
    assert.match(code.target.toString(), /hardcoded-credential/);
    assert.ok(message.length > 20, message);
  },

  "a diagnostic of a flow carries its path as related information": async (host) => {
    const document = await open(host, "src/report.ts");
    const { relatedInformation } = await finding(host, document, "output-to-command");
    assert.ok((relatedInformation?.length ?? 0) >= 2, "fewer than two steps");
    for (const step of relatedInformation ?? []) assert.ok(step.message, "a step says nothing");
  },

  "unsaved text is analysed, and the file on disk is left alone": async (host) => {
    const document = await open(host, "src/report.ts");
    await finding(host, document, "hardcoded-credential");
    const saved = document.getText();
    await replace(host, document, saved.replace(/"sk-[^"]+"/, "process.env.OPENAI_API_KEY"));
    await eventually(
      "the finding to go",
      () => findings(host, document, "hardcoded-credential").length === 0 || undefined,
    );
    assert.equal(readFileSync(document.fileName, "utf8"), saved);
    await replace(host, document, saved);
    await finding(host, document, "hardcoded-credential");
  },

  "a quick fix inserts output validation, resolves, and closes its finding": async (host) => {
    const { vscode } = host;
    const document = await open(host, "src/triage.ts");
    const before = document.getText();
    const { range } = await finding(host, document, "unvalidated-output");
    const actions = await vscode.commands.executeCommand<vscodeApi.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      range,
      vscode.CodeActionKind.QuickFix.value,
      20,
    );
    const action = actions.find(({ title }) => /validation/i.test(title));
    assert.ok(action, `no such fix among: ${actions.map(({ title }) => title).join("; ")}`);
    assert.ok(action.edit, "the fix was not resolved to an edit");
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    await eventually(
      "the finding to go",
      () => findings(host, document, "unvalidated-output").length === 0 || undefined,
    );
    assert.match(document.getText(), /from "zod"|from 'zod'|zodTextFormat|zodResponseFormat/);
    await replace(host, document, before);
  },

  "a lens above a model call says what it reads and what it can do": async ({ vscode, ...host }) => {
    const document = await open({ vscode, ...host }, "src/report.ts");
    const lens = await eventually("a lens", async () => {
      const lenses = await vscode.commands.executeCommand<vscodeApi.CodeLens[]>(
        "vscode.executeCodeLensProvider",
        document.uri,
        20,
      );
      return lenses.find(({ command }) => /threat/i.test(command?.title ?? ""));
    });
    assert.match(document.lineAt(lens.range.start.line).text, /create\(/);
  },

  "a hover over a model call explains it": async ({ vscode, ...host }) => {
    const document = await open({ vscode, ...host }, "src/report.ts");
    const position = document.positionAt(document.getText().indexOf("completions.create") + 13);
    await eventually("a hover", async () => {
      const hovers = await vscode.commands.executeCommand<vscodeApi.Hover[]>(
        "vscode.executeHoverProvider",
        document.uri,
        position,
      );
      const text = hovers
        .flatMap(({ contents }) => contents)
        .map((content) => (typeof content === "string" ? content : content.value))
        .join("\n");
      return /threat|reads|model/i.test(text) || undefined;
    });
  },

  "findings are there again after a restart of the language server": async (host) => {
    const document = await open(host, "src/report.ts");
    await finding(host, document, "hardcoded-credential");
    await host.vscode.commands.executeCommand("threatline.restartServer");
    await finding(host, document, "hardcoded-credential");
    const moved = document.getText();
    await replace(host, document, `\n${moved}`);
    const expected = document
      .getText()
      .split("\n")
      .findIndex((line) => line.includes('"sk-'));
    await eventually(
      "a finding that follows the edit",
      () =>
        findings(host, document, "hardcoded-credential").some(({ range }) => range.start.line === expected) ||
        undefined,
    );
    await replace(host, document, moved);
  },
};
