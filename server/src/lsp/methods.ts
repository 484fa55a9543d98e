/** Every method of the protocol that this server answers, one file each. */
import { registerAnnotate } from "./annotate.js";
import { registerCodeAction } from "./code-action.js";
import { registerCodeLens } from "./code-lens.js";
import { registerConfiguration } from "./configuration.js";
import { registerDocumentDiagnostic } from "./document-diagnostic.js";
import { registerDocumentation } from "./documentation.js";
import { registerElementAt } from "./element-at.js";
import { registerExecuteCommand } from "./execute-command.js";
import { registerHover } from "./hover.js";
import { registerMap } from "./map.js";
import { Publisher } from "./publish-diagnostics.js";
import { registerRefresh } from "./refresh.js";
import { registerScanProgress } from "./scan-progress.js";
import type { Session } from "./session.js";
import { registerStatus } from "./status.js";
import { registerTextDocuments } from "./text-documents.js";
import { registerWatchedFiles, watchFiles } from "./watched-files.js";
import { registerWorkspaceDiagnostic } from "./workspace-diagnostic.js";
import { openFolders, registerWorkspaceFolders } from "./workspace-folders.js";

/** Called before the connection listens, when the client's capabilities are not known yet. */
export function registerMethods(session: Session): void {
  registerDocumentDiagnostic(session);
  registerWorkspaceDiagnostic(session);
  registerCodeAction(session);
  registerCodeLens(session);
  registerHover(session);
  registerExecuteCommand(session);
  registerWatchedFiles(session);
  registerMap(session);
  registerElementAt(session);
  registerAnnotate(session);
  registerDocumentation(session);
  registerTextDocuments(session);
  session.connection.onInitialized(async () => {
    if (!session.client.pull) session.publisher = new Publisher(session);
    registerRefresh(session);
    registerScanProgress(session);
    registerStatus(session);
    registerWorkspaceFolders(session);
    registerConfiguration(session);
    await openFolders(session);
    await watchFiles(session);
  });
}
