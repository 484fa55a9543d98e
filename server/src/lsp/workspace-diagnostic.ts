/**
 * `workspace/diagnostic`: findings of every file, from what the analysis announced. Clients poll it every few seconds, so it
 * never makes the analysis work; it waits only for the first scan.
 */
import { basename } from "node:path/posix";
import {
  DocumentDiagnosticReportKind,
  type CancellationToken,
  type Diagnostic,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import { Cancelled } from "../workspace/analysis.js";
import { CONFIG_FILE } from "../workspace/config.js";
import { diagnosticsOf, problemDiagnostic, resultIdOf } from "./diagnostics.js";
import type { Session } from "./session.js";

/** Files in one partial result. */
const BATCH = 100;

export function registerWorkspaceDiagnostic(session: Session): void {
  session.connection.languages.diagnostics.onWorkspace(({ previousResultIds }, token, progress, partial) =>
    session.answer(token, async (): Promise<WorkspaceDiagnosticReport> => {
      progress.begin("Threatline", 0, "Looking for threats", true);
      const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
      const items: WorkspaceDocumentDiagnosticReport[] = [];
      const send = () => {
        if (!partial || items.length === 0) return;
        partial.report({ items: items.splice(0) });
      };
      try {
        for (const folder of session.known.folders()) {
          await untilComplete(session, folder, token);
          for (const [uri, report] of reportsOf(session, folder)) {
            items.push(toReport(uri, report, previous.get(uri)));
            previous.delete(uri);
            if (items.length >= BATCH) send();
          }
        }
        // What was reported before and has no findings any more.
        for (const [uri, value] of previous) items.push(toReport(uri, { items: [], version: null }, value));
        send();
        return { items };
      } finally {
        progress.done();
      }
    }),
  );
}

/** Rejects when the request is cancelled: the folder may never be complete. */
async function untilComplete(session: Session, folder: string, token: CancellationToken): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const cancelling = token.onCancellationRequested(() => reject(new Cancelled()));
    void session.known.complete(folder).then(() => {
      cancelling.dispose();
      resolve();
    });
  });
}

interface FileReport {
  items: Diagnostic[];
  version: number | null;
}

function* reportsOf(session: Session, folder: string): Iterable<[string, FileReport]> {
  const { files, scanProblems } = session.known.folder(folder);
  const { diagnostics } = session.settingsOf(folder);
  for (const [file, { findings, version }] of files) {
    const uri = session.places.uriOf({ folder, file });
    if (diagnostics.scope === "openFiles" && !session.documents.get(uri)) continue;
    const items = diagnosticsOf(session, { folder, file }, findings);
    if (items.length > 0) yield [uri, { items, version }];
  }
  const configs = scanProblems.filter(({ file }) => file !== undefined && basename(file) === CONFIG_FILE);
  for (const file of new Set(configs.map((problem) => problem.file!))) {
    const items = configs.filter((problem) => problem.file === file).map(problemDiagnostic);
    yield [session.places.uriOf({ folder, file }), { items, version: null }];
  }
}

function toReport(
  uri: string,
  { items, version }: FileReport,
  previous?: string,
): WorkspaceDocumentDiagnosticReport {
  const resultId = resultIdOf(items);
  return resultId === previous
    ? { kind: DocumentDiagnosticReportKind.Unchanged, uri, version, resultId }
    : { kind: DocumentDiagnosticReportKind.Full, uri, version, resultId, items };
}
