/** From places in the contract (root-relative file, 1-based) to an editor at the line. */
import * as vscode from "vscode";

/** A place as the contract writes it: 1-based, the end optional. */
export interface Place {
  file: string;
  line: number;
  column?: number | undefined;
  endLine?: number | undefined;
  endColumn?: number | undefined;
}

const HAS_SCHEME = /^[a-z][a-z0-9+.-]+:/i;

/** The URI of a contract file under the map's root; a file that is itself a URI stands alone. */
export function fileUri(root: string, file: string): vscode.Uri {
  return HAS_SCHEME.test(file) ? vscode.Uri.parse(file) : vscode.Uri.joinPath(vscode.Uri.parse(root), file);
}

export interface OpenOptions {
  /** Leave the keyboard where it is. */
  preserveFocus?: boolean;
  /** Open in a column that does not hide this one: the map's own. */
  besides?: vscode.ViewColumn | undefined;
}

/** Opens the place and puts the cursor there. Says so when the file is gone. */
export async function openPlace(root: string, place: Place, options: OpenOptions = {}): Promise<void> {
  const uri = fileUri(root, place.file);
  const start = new vscode.Position(place.line - 1, (place.column ?? 1) - 1);
  // The end of an element is its whole body; only a token's own end is worth selecting.
  const end =
    place.endColumn === undefined
      ? start
      : new vscode.Position((place.endLine ?? place.line) - 1, place.endColumn - 1);
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document, {
      preserveFocus: options.preserveFocus ?? false,
      viewColumn: columnFor(uri, options.besides),
    });
    editor.selection = new vscode.Selection(start, end);
    editor.revealRange(new vscode.Range(start, end), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showWarningMessage(vscode.l10n.t("Cannot open {0}: {1}", place.file, reason));
  }
}

/** Where the file is already shown; else any text editor's column beside the map; else next to the map. */
function columnFor(uri: vscode.Uri, avoid: vscode.ViewColumn | undefined): vscode.ViewColumn {
  const editors = vscode.window.visibleTextEditors.filter((editor) => editor.viewColumn !== avoid);
  const same = editors.find((editor) => editor.document.uri.toString() === uri.toString());
  const column = (same ?? editors.find((editor) => editor.viewColumn !== undefined))?.viewColumn;
  if (column !== undefined) return column;
  if (avoid === undefined) return vscode.ViewColumn.Active;
  const other = vscode.window.tabGroups.all.find((group) => group.viewColumn !== avoid);
  return other?.viewColumn ?? vscode.ViewColumn.Beside;
}
