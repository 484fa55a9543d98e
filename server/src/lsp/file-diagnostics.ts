/** The diagnostics of one document while somebody types in it: shared by pull and push. */
import { basename } from "node:path/posix";
import type { CancellationToken, Diagnostic } from "vscode-languageserver/node";
import { AnalysisError } from "../workspace/analysis.js";
import { CONFIG_FILE } from "../workspace/config.js";
import { configurationDiagnostics, diagnosticsOf, problemDiagnostic } from "./diagnostics.js";
import type { Session } from "./session.js";

export interface FileDiagnostics {
  items: Diagnostic[];
  /** Version of the document they were computed from; null for text on disk. */
  version: number | null;
}

/** Rejects with `Cancelled` when the token says so. A file that cannot be analysed has a diagnostic that says it. */
export async function fileDiagnostics(
  session: Session,
  uri: string,
  token?: CancellationToken,
): Promise<FileDiagnostics> {
  const document = session.documents.get(uri);
  const place = session.places.locate(uri, document?.languageId);
  if (basename(place.file) === CONFIG_FILE) {
    const text = document?.getText() ?? "";
    return { items: configurationDiagnostics(text, place.file), version: document?.version ?? null };
  }
  try {
    const { findings, version } = await session.analysis.findingsSoon(place, token);
    return { items: diagnosticsOf(session, place, findings), version };
  } catch (error) {
    if (!(error instanceof AnalysisError)) throw error;
    session.log("error", `${place.file}: ${error.message}`);
    const message = "This file could not be analysed; the log of Threatline says why.";
    return { items: [problemDiagnostic({ code: "internal", message })], version: document?.version ?? null };
  }
}
