/** `textDocument/diagnostic`: the client asks for the findings of one document, once per keystroke. */
import { DocumentDiagnosticReportKind, type DocumentDiagnosticReport } from "vscode-languageserver/node";
import { resultIdOf } from "./diagnostics.js";
import { fileDiagnostics } from "./file-diagnostics.js";
import type { Session } from "./session.js";

export function registerDocumentDiagnostic(session: Session): void {
  session.connection.languages.diagnostics.on(({ textDocument: { uri }, previousResultId }, token) =>
    session.answer(token, async (): Promise<DocumentDiagnosticReport> => {
      const { items } = await fileDiagnostics(session, uri, token);
      const resultId = resultIdOf(items);
      session.served.set(uri, resultId);
      return resultId === previousResultId
        ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
        : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
    }),
  );
}
