/** Findings and problems as diagnostics of the protocol. */
import { createHash } from "node:crypto";
import {
  DiagnosticSeverity,
  type Diagnostic,
  type DiagnosticRelatedInformation,
} from "vscode-languageserver/node";
import { CONFIDENCES, type Finding, type Problem, type Severity } from "../report/contract.js";
import type { Place } from "../workspace/analysis.js";
import { parseConfig } from "../workspace/config.js";
import { spanToLsp, toLspRange } from "./convert.js";
import { documentationLink } from "./documentation.js";
import type { Session } from "./session.js";

const SEVERITY: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};
const SOURCE = "Threatline";
const START = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** The open findings of a file as diagnostics, those below the configured confidence left out. */
export function diagnosticsOf(session: Session, place: Place, findings: readonly Finding[]): Diagnostic[] {
  const settings = session.settingsOf(place.folder);
  if (!settings.enable) return [];
  const least = CONFIDENCES.indexOf(settings.diagnostics.minimumConfidence);
  return findings
    .filter(({ status, confidence }) => status === "open" && CONFIDENCES.indexOf(confidence) <= least)
    .map((finding) => toDiagnostic(session, place.folder, finding));
}

export function toDiagnostic(session: Session, folder: string, finding: Finding): Diagnostic {
  const { client } = session;
  const { threat, confidence, message, path } = finding;
  const diagnostic: Diagnostic = {
    range: toLspRange(finding.range),
    severity: SEVERITY[finding.severity],
    source: SOURCE,
    code: threat,
    message: confidence === "high" ? message : `${message} (${confidence} confidence)`,
  };
  const href = client.codeDescription ? documentationLink(session, threat) : undefined;
  if (href !== undefined) diagnostic.codeDescription = { href };
  if (client.diagnosticData) diagnostic.data = { fingerprint: finding.fingerprint };
  // A path of one step is the squiggle itself.
  if (client.relatedInformation && path.length > 1) {
    diagnostic.relatedInformation = path.map((step, index): DiagnosticRelatedInformation => ({
      location: { uri: session.places.uriOf({ folder, file: step.file }), range: spanToLsp(step) },
      message: `${index + 1}. ${step.label}`,
    }));
  }
  return diagnostic;
}

/** What is wrong with a configuration file that is open, saved or not. */
export function configurationDiagnostics(text: string, file: string): Diagnostic[] {
  return parseConfig(text, file).problems.map(problemDiagnostic);
}

/** A problem of a file as a diagnostic. */
export function problemDiagnostic({ message, range, code }: Problem): Diagnostic {
  const severity = code === "invalid-config" ? DiagnosticSeverity.Error : DiagnosticSeverity.Information;
  return { range: range ? toLspRange(range) : START, severity, source: SOURCE, code, message };
}

/** Names a list of diagnostics: the same list has the same id, whoever asks and whenever. */
export function resultIdOf(diagnostics: readonly Diagnostic[]): string {
  return createHash("sha1").update(JSON.stringify(diagnostics)).digest("base64url").slice(0, 16);
}
