/** A threat: a query over the threat model, and everything a person needs to understand and close what it finds. */
import type { Confidence, Severity, Step, Stride } from "../report/contract.js";
import type { ThreatModel } from "./model.js";

/** A finding before references, fingerprint, status and control offers are filled in. */
export interface Draft {
  severity: Severity;
  confidence: Confidence;
  /** Three sentences at most: what is wrong here, why it matters, what to do. Names the actual source and sink. */
  message: string;
  source: Step;
  sink: Step;
  path: Step[];
  /** Map elements it threatens. */
  elements: string[];
}

export interface ThreatDocs {
  /** What it looks for, for a developer who never heard of it. Markdown. */
  what: string;
  /** What an attacker does with it, concretely. */
  why: string;
  /** How to close it. */
  fix: string;
  /** TypeScript that is reported, complete enough to scan. Is a test. */
  bad: string;
  /** Its closest safe form, silent. Is a test. */
  good: string;
  /** When not to use it, or what it cannot see. */
  whenNot: string;
}

export interface Threat {
  id: string;
  title: string;
  /** The severity most findings have; the query decides each one's. */
  severity: Severity;
  stride: readonly Stride[];
  /** Framework ids with their edition, as in `frameworks.json`: "LLM10:2026", "ASI02:2026", "CWE-78". */
  references: readonly string[];
  /** Control ids in the order they are offered. */
  controls: readonly string[];
  query(model: ThreatModel): Iterable<Draft>;
  docs: ThreatDocs;
}
