/** Where VS Code starts the extension: builds the parts, hands each what it needs, and leaves. */
import * as vscode from "vscode";
import { registerCommands } from "./commands.js";
import { followCursor } from "./map/cursor.js";
import { MapPanels } from "./map/panels.js";
import { MapStore } from "./map/store.js";
import { ServerSession } from "./server/session.js";
import { StatusItem } from "./status-item.js";
import { ElementTree } from "./tree/provider.js";

let session: ServerSession | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel("Threatline", { log: true });
  const server = new ServerSession(context, output);
  const store = new MapStore(server, output);
  const panels = new MapPanels(context.extensionUri, store, server, output);
  const tree = new ElementTree(store);
  session = server;
  context.subscriptions.push(output, server, store, panels, tree, new StatusItem(server));
  context.subscriptions.push(
    followCursor(server, panels),
    ...registerCommands({ server, store, panels, tree, output }),
  );
  server.startWithFirstDocument();
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
