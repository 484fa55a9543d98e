/** `textDocument/didOpen`, `didChange`, `didClose`, `didSave`: the texts that the analysis sees. */
import { basename } from "node:path/posix";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { CONFIG_FILE } from "../workspace/config.js";
import { isAnalysed } from "./places.js";
import type { Session } from "./session.js";
import { isConfiguration } from "./watched-files.js";

export function registerTextDocuments(session: Session): void {
  const { documents, places, analysis } = session;

  // Opening a document counts as its first change.
  documents.onDidChangeContent(({ document }) => {
    session.sync(document);
    if (isAnalysed(document) || isConfigFile(document)) void session.publisher?.changed(document.uri);
  });

  documents.onDidClose(({ document }) => {
    const { uri, languageId } = document;
    session.served.delete(uri);
    if (!isAnalysed(document)) return;
    const place = places.locate(uri, languageId);
    places.closed(place);
    analysis.releaseText(place);
    session.publisher?.closed(uri);
  });

  documents.onDidSave(({ document }) => {
    // A client that cannot watch files says at least this much.
    if (session.client.watchedFiles || !isConfiguration(document.uri)) return;
    analysis.rescan(places.locate(document.uri).folder);
  });
}

function isConfigFile({ uri }: TextDocument): boolean {
  return basename(uri) === CONFIG_FILE;
}
