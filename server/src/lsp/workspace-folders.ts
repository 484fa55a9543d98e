/** The workspace's folders: opened with their settings when the session begins, and as they come and go. */
import { LOOSE, type FolderSettings } from "../workspace/analysis-messages.js";
import { fetchSettings } from "./configuration.js";
import type { Session } from "./session.js";

/** Hands every folder to the analysis; from then on requests are answered. */
export async function openFolders(session: Session): Promise<void> {
  await fetchSettings(session);
  for (const { id, path } of session.places.roots) open(session, id, path);
  open(session, LOOSE, null);
  session.markReady();
}

export function registerWorkspaceFolders(session: Session): void {
  const { connection, client, places, analysis, known } = session;
  if (!client.workspaceFolders) return;
  connection.workspace.onDidChangeWorkspaceFolders(async ({ added, removed }) => {
    const gone = new Set(removed.map(({ uri }) => uri.replace(/\/$/, "")));
    const stay = places.roots.filter(({ id }) => !gone.has(id)).map(({ id, name }) => ({ uri: id, name }));
    for (const id of gone) {
      analysis.closeFolder(id);
      known.forget(id);
    }
    const before = session.documents
      .all()
      .map((each) => ({ each, place: places.locate(each.uri, each.languageId) }));
    places.setRoots([...stay, ...added]);
    await fetchSettings(session);
    // A folder that comes or goes may lie inside another, whose files it takes or gives back.
    for (const { id, path } of places.roots) open(session, id, path);
    for (const { each, place } of before) {
      const now = places.locate(each.uri, each.languageId);
      if (now.folder === place.folder) continue;
      places.closed(place);
      analysis.releaseText(place);
      session.sync(each);
    }
    session.publisher?.all();
    session.refresh();
  });
}

/** Scans a folder again after its settings changed. */
export function reopen(session: Session, folder: string): void {
  const root = session.places.roots.find(({ id }) => id === folder);
  open(session, folder, root?.path ?? null);
}

function open(session: Session, folder: string, path: string | null): void {
  const { exclude, diagnostics } = session.settingsOf(folder);
  const settings: FolderSettings = {
    exclude,
    minimumConfidence: diagnostics.minimumConfidence,
    trusted: session.options.trusted ?? true,
  };
  // A request for the workspace's findings waits for the folders that are known.
  session.known.folder(folder);
  session.analysis.openFolder(folder, path, session.places.nested(folder), settings);
}
