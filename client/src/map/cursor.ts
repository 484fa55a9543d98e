/** Tells the open map which element the editor's cursor is in. */
import * as vscode from "vscode";
import {
  ELEMENT_AT_REQUEST,
  ElementAtResult,
  type ElementAtParams,
} from "../../../server/src/lsp/protocol.js";
import { SELECTOR } from "../languages.js";
import type { ServerSession } from "../server/session.js";
import type { MapPanels } from "./panels.js";

const DEBOUNCE_MS = 90;

/** The element at a place; null when there is none or the server is not running. */
export async function elementAt(
  server: ServerSession,
  uri: vscode.Uri,
  position: vscode.Position,
  token?: vscode.CancellationToken,
): Promise<string | null> {
  const params: ElementAtParams = { uri: uri.toString(), line: position.line, character: position.character };
  return (await server.request(ELEMENT_AT_REQUEST, params, ElementAtResult, token))?.elementId ?? null;
}

export function followCursor(server: ServerSession, panels: MapPanels): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  let pending: vscode.CancellationTokenSource | undefined;

  const light = async (): Promise<void> => {
    pending?.cancel();
    const editor = vscode.window.activeTextEditor;
    const follows = vscode.workspace.getConfiguration("threatline").get<boolean>("map.followCursor", true);
    if (!panels.visible) return;
    if (!follows) return panels.light(null);
    // Moving to the map itself, or to any other kind of editor, keeps the light where it was.
    if (!editor || vscode.languages.match(SELECTOR, editor.document) === 0) return;
    const source = new vscode.CancellationTokenSource();
    pending = source;
    const id = await elementAt(server, editor.document.uri, editor.selection.active, source.token);
    if (pending === source) panels.light(id);
    source.dispose();
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void light(), DEBOUNCE_MS);
  };

  return vscode.Disposable.from(
    vscode.window.onDidChangeTextEditorSelection(soon),
    vscode.window.onDidChangeActiveTextEditor(soon),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("threatline.map.followCursor")) soon();
    }),
    panels.onShow(soon),
    new vscode.Disposable(() => {
      clearTimeout(timer);
      pending?.cancel();
    }),
  );
}
