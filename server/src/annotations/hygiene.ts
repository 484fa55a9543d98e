/** Findings about annotations themselves: their ids, severities and how one is built. */
import type { AnnotationSite } from "../facts/sites/index.js";
import type { Finding, Severity, Step } from "../report/contract.js";

export const HYGIENE = {
  "annotation-syntax": "warning",
  "annotation-unknown-threat": "warning",
  "annotation-incomplete": "warning",
  "annotation-expired": "warning",
  "annotation-unverified": "warning",
  "annotation-reference": "warning",
  "annotation-stale": "info",
} as const satisfies Record<string, Severity>;

export type HygieneId = keyof typeof HYGIENE;

export function isHygiene(threat: string): threat is HygieneId {
  return Object.hasOwn(HYGIENE, threat);
}

/** Builds hygiene findings; one instance per run, so that equal annotations in one file stay apart. */
export class HygieneFindings {
  readonly findings: Finding[] = [];
  readonly #seen = new Map<string, number>();

  add(id: HygieneId, site: AnnotationSite, message: string, range = site.range, related: Step[] = []): void {
    const step: Step = {
      file: site.file,
      line: range.start.line,
      column: range.start.column,
      endLine: range.end.line,
      endColumn: range.end.column,
      label: `annotation "${shorten(site.text)}"`,
      kind: "annotation",
    };
    const identity = `${id}\n${site.file}\n${site.text}\n${message}`;
    const nth = this.#seen.get(identity) ?? 0;
    this.#seen.set(identity, nth + 1);
    this.findings.push({
      threat: id,
      severity: HYGIENE[id],
      confidence: "high",
      message,
      file: site.file,
      range,
      source: step,
      sink: step,
      path: [step, ...related],
      stride: [],
      references: [],
      status: "open",
      fingerprint: hash(`${identity}\n${nth}`),
      controls: [],
    });
  }
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

/** 64 bits of a text as 16 hexadecimal digits; for identity, not for security. */
export function hash(text: string): string {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 2654435761);
    high = Math.imul(high ^ code, 1597334677);
  }
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  return (high >>> 0).toString(16).padStart(8, "0") + (low >>> 0).toString(16).padStart(8, "0");
}
