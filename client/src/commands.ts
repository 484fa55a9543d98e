/** The extension's commands. Arguments from outside are checked: any extension can call a command. */
import * as vscode from "vscode";
import { CLIENT_COMMANDS, RESCAN_COMMAND, type AnnotateTarget } from "../../server/src/lsp/protocol.js";
import { annotate } from "./annotate.js";
import { elementAt } from "./map/cursor.js";
import { OpenTarget } from "./map/messages.js";
import { placeOf } from "./map/model.js";
import type { MapPanels } from "./map/panels.js";
import type { MapStore } from "./map/store.js";
import { fileUri, openPlace } from "./open.js";
import type { ServerSession } from "./server/session.js";
import type { TreeNode } from "./tree/model.js";
import type { ElementTree } from "./tree/provider.js";

interface Parts {
  server: ServerSession;
  store: MapStore;
  panels: MapPanels;
  tree: ElementTree;
  output: vscode.LogOutputChannel;
}

export function registerCommands({ server, store, panels, tree, output }: Parts): vscode.Disposable[] {
  const decide = (control: AnnotateTarget["control"]) => async (node: TreeNode | undefined) => {
    if (node?.type !== "finding" || !store.result) return;
    const { file, fingerprint } = node.finding;
    await annotate(server, { uri: fileUri(store.result.root, file).toString(), fingerprint, control });
  };

  const commands: Record<string, (argument?: never) => unknown> = {
    "threatline.openMap": () => panels.open(),
    "threatline.rescanWorkspace": () => rescan(server),
    "threatline.restartServer": () => server.restart(),
    "threatline.showOutput": () => output.show(),
    "threatline.showMenu": () => showMenu(server),
    "threatline.createConfig": () => createConfig(),
    "threatline.openItem": (target: unknown) => openItem(store, target),
    "threatline.revealInMap": async (node?: TreeNode) => {
      const id = node?.type === "element" ? node.element.id : await elementAtCursor(server);
      panels.open(id ?? undefined);
    },
    "threatline.acceptFinding": decide("accept"),
    "threatline.dismissFinding": decide("dismiss"),
    [CLIENT_COMMANDS.annotate]: (target: unknown) => annotate(server, target),
    [CLIENT_COMMANDS.revealElement]: (id: unknown) => panels.open(typeof id === "string" ? id : undefined),
    [CLIENT_COMMANDS.showFindings]: async (id: unknown) => {
      if (typeof id === "string") await tree.reveal(id);
    },
  };
  return Object.entries(commands).map(([id, run]) => vscode.commands.registerCommand(id, run));
}

async function rescan(server: ServerSession): Promise<void> {
  await server.start();
  await server.execute(RESCAN_COMMAND);
}

async function openItem(store: MapStore, raw: unknown): Promise<void> {
  const target = OpenTarget.safeParse(raw);
  const content = store.result;
  const place = target.success && content ? placeOf(content, target.data) : undefined;
  if (content && place) await openPlace(content.root, place);
}

async function elementAtCursor(server: ServerSession): Promise<string | null> {
  const editor = vscode.window.activeTextEditor;
  return editor ? elementAt(server, editor.document.uri, editor.selection.active) : null;
}

async function showMenu(server: ServerSession): Promise<void> {
  const entry = (icon: string, label: string, command: string) => ({ label: `$(${icon}) ${label}`, command });
  const status = server.status?.message;
  const picked = await vscode.window.showQuickPick(
    [
      entry("type-hierarchy", vscode.l10n.t("Open Data-Flow Map"), "threatline.openMap"),
      entry("list-tree", vscode.l10n.t("Show Threat Model"), "threatline.elements.focus"),
      entry("warning", vscode.l10n.t("Show Problems"), "workbench.actions.view.problems"),
      entry("refresh", vscode.l10n.t("Rescan Workspace"), "threatline.rescanWorkspace"),
      entry("debug-restart", vscode.l10n.t("Restart Language Server"), "threatline.restartServer"),
      entry("output", vscode.l10n.t("Show Output"), "threatline.showOutput"),
    ],
    { title: "Threatline", ...(status === undefined ? {} : { placeHolder: status }) },
  );
  if (picked) await vscode.commands.executeCommand(picked.command);
}

/** Opens the workspace's threatline.json, made from a short template when there is none. */
async function createConfig(): Promise<void> {
  const folder =
    (vscode.workspace.workspaceFolders?.length ?? 0) > 1
      ? await vscode.window.showWorkspaceFolderPick()
      : vscode.workspace.workspaceFolders?.[0];
  if (!folder) return;
  const uri = vscode.Uri.joinPath(folder.uri, "threatline.json");
  try {
    await vscode.workspace.fs.stat(uri);
  } catch {
    await vscode.workspace.fs.writeFile(uri, Buffer.from(CONFIG_TEMPLATE));
  }
  await vscode.window.showTextDocument(uri);
}

const CONFIG_TEMPLATE = `{
  // Files to leave out, as in .gitignore.
  "exclude": [],
  // Severity per threat: "error", "warning", "info" or "off".
  "threats": {},
  // The command line fails on findings of this severity or worse.
  "failOn": "error"
}
`;
