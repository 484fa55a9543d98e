/** Questions the map's views ask of a map. Pure, and shared by the webview and the tree. */
import type { FindingSummary } from "../../../server/src/lsp/protocol.js";
import type { Element, Flow, Severity, ThreatMap } from "../../../server/src/report/contract.js";
import type { OpenTarget } from "./messages.js";

export interface MapContent {
  map: ThreatMap;
  findings: FindingSummary[];
}

/** A place in the contract's terms, 1-based. */
export interface MapPlace {
  file: string;
  line: number;
  column?: number | undefined;
  endLine?: number | undefined;
  endColumn?: number | undefined;
}

const RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** Worst first; equals keep their order. */
export function bySeverity(a: FindingSummary, b: FindingSummary): number {
  return RANK[a.severity] - RANK[b.severity];
}

export function worstSeverity(findings: FindingSummary[]): Severity | undefined {
  return [...findings].sort(bySeverity)[0]?.severity;
}

/** The findings with these fingerprints, each once, worst first. */
export function findingsNamed(content: MapContent, fingerprints: Iterable<string>): FindingSummary[] {
  const wanted = new Set(fingerprints);
  return content.findings.filter((finding) => wanted.has(finding.fingerprint)).sort(bySeverity);
}

export function flowKey(flow: Pick<Flow, "from" | "to">): string {
  return `${flow.from}→${flow.to}`;
}

/** Where an element is, or, for people and services that have no line, where a flow first meets it. */
export function placeOfElement(map: ThreatMap, element: Element): MapPlace | undefined {
  if (element.file !== undefined && element.line !== undefined) {
    const { file, line, column, endLine } = element;
    return { file, line, column, endLine };
  }
  const flow = map.flows.find(
    (one) => (one.from === element.id || one.to === element.id) && one.locations.length > 0,
  );
  return flow?.locations[0];
}

/** The place that a target names, or undefined when the map has moved on. */
export function placeOf(content: MapContent, target: OpenTarget): MapPlace | undefined {
  switch (target.kind) {
    case "element": {
      const element = content.map.elements.find((one) => one.id === target.id);
      return element && placeOfElement(content.map, element);
    }
    case "flow":
      return content.map.flows.find((flow) => flow.from === target.from && flow.to === target.to)?.locations[
        target.location
      ];
    case "finding": {
      const finding = content.findings.find((one) => one.fingerprint === target.fingerprint);
      if (!finding) return undefined;
      if (target.step !== undefined) return finding.path[target.step];
      const { start, end } = finding.range;
      return {
        file: finding.file,
        line: start.line,
        column: start.column,
        endLine: end.line,
        endColumn: end.column,
      };
    }
  }
}

/** The first sentence of a message, for lists: what is wrong, without why and what to do. */
export function firstSentence(message: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(message)?.[0] ?? message;
}
