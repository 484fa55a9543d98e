/** `textDocument/hover`: what an element reads and can do, and what threatens it: what, why, what to do. */
import { MarkupKind, type Hover, type Range } from "vscode-languageserver/node";
import type { ElementSummary } from "../api.js";
import type { Finding } from "../report/contract.js";
import type { Place } from "../workspace/analysis.js";
import { contains, elementToLsp, innermostFirst, toLspRange } from "./convert.js";
import { documentationLink } from "./documentation.js";
import { code, plain, withoutMarkup } from "./markdown.js";
import { isAnalysed } from "./places.js";
import type { Session } from "./session.js";
import { phrases } from "./summary.js";

/** Findings explained in one hover; the rest is counted. */
const MAX_FINDINGS = 3;

export function registerHover(session: Session): void {
  session.connection.onHover(({ textDocument: { uri }, position }, token) =>
    session.answer(token, async (): Promise<Hover | null> => {
      const document = session.documents.get(uri);
      if (!document || !isAnalysed(document)) return null;
      const place = session.places.locate(uri, document.languageId);
      if (!session.settingsOf(place.folder).enable) return null;
      const [{ findings }, summaries] = await Promise.all([
        session.analysis.findings(place, token),
        session.analysis.summaries(place, token),
      ]);
      const here = <T>(items: readonly T[], rangeOf: (item: T) => Range) =>
        items
          .filter((item) => contains(rangeOf(item), position))
          .sort((left, right) => innermostFirst(rangeOf(left), rangeOf(right)));
      const found = here(findings, (finding) => toLspRange(finding.range));
      const element = here(summaries, elementToLsp)[0];
      if (found.length === 0 && !element) return null;
      const parts = [
        ...(element ? [elementText(element)] : []),
        ...found.slice(0, MAX_FINDINGS).map((finding) => findingText(session, place, finding)),
        ...(found.length > MAX_FINDINGS ? [`… and ${found.length - MAX_FINDINGS} more.`] : []),
      ];
      const value = parts.join("\n\n---\n\n");
      const range = found[0] ? toLspRange(found[0].range) : elementToLsp(element!);
      return session.client.markdownHover
        ? { contents: { kind: MarkupKind.Markdown, value }, range }
        : { contents: { kind: MarkupKind.PlainText, value: withoutMarkup(value) }, range };
    }),
  );
}

function elementText(element: ElementSummary): string {
  const details = phrases(element).map((phrase) => `- ${plain(phrase)}`);
  return [`**${plain(element.label)}** (${element.kind.replace("-", " ")})`, ...details].join("\n");
}

function findingText(session: Session, place: Place, finding: Finding): string {
  const { threat, severity, confidence, status, message, stride, references, path } = finding;
  const treated = status === "open" ? "" : ` · ${status}`;
  const link = documentationLink(session, threat);
  const name = link === undefined ? code(threat) : `[${code(threat)}](${link})`;
  const lines = [
    `**${severity[0]!.toUpperCase()}${severity.slice(1)}: ${name}**` +
      ` · ${confidence} confidence${treated}`,
    plain(message),
  ];
  if (path.length > 1) {
    const steps = path.map((step, index) => {
      const uri = session.places.uriOf({ folder: place.folder, file: step.file });
      return `${index + 1}. ${plain(step.label)} · [${plain(`${step.file}:${step.line}`)}](${uri}#L${step.line})`;
    });
    lines.push(steps.join("\n"));
  }
  const about = [
    stride.length > 0 ? `STRIDE: ${stride.map((each) => each.replaceAll("-", " ")).join(", ")}` : "",
    ...references.map(({ id, name, url }) =>
      url ? `[${plain(id)}](${url}) ${plain(name)}` : `${plain(id)} ${plain(name)}`,
    ),
  ].filter((part) => part !== "");
  if (about.length > 0) lines.push(about.join("  \n"));
  return lines.join("\n\n");
}
