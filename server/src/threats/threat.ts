/** A threat: a query over the threat model, and everything a person needs to understand and close what it finds. */
import type { Config } from "../config.js";
import type { Label, SinkKind } from "../catalog/vocabulary.js";
import type { Confidence, Severity, Step, Stride } from "../report/contract.js";
import type { ThreatModel } from "./model.js";
import type { Reads } from "./whole.js";

/** Named selections of threats, each holding more than the one before. */
export const PRESETS = ["recommended", "strict", "all"] as const;
export type Preset = (typeof PRESETS)[number];

/** A finding before references, fingerprint, status and control offers are filled in. */
export interface Draft {
  severity: Severity;
  confidence: Confidence;
  /** Three sentences at most: what is wrong here, why it matters, what to do. Names the actual source and sink. */
  message: string;
  source: Step;
  sink: Step;
  path: Step[];
  /** Where it happens, when `sink` is the call of a wrapper around it. */
  inside?: Step;
  /** Map elements it threatens. */
  elements: string[];
  /** The first preset that reports it, for what rests on less than the threat's other findings. Default: the first. */
  from?: Preset;
}

/** Data of these labels, followed to these sinks. */
export interface FlowNeed {
  labels: readonly Label[];
  sinks: readonly (SinkKind | "prompt")[];
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
  /** Configuration that both examples need. */
  config?: Config;
  /** What a review before both examples found. */
  reviewed?: readonly string[];
  /** When not to use it, or what it cannot see. */
  whenNot: string;
}

export interface Threat {
  id: string;
  title: string;
  /** The severity most findings have; the query decides each one's. */
  severity: Severity;
  /** What presets make of it, where that is not each finding's own severity. `all` always reports it so. */
  presets?: { recommended?: "info" | "off"; strict?: "info" | "off" };
  /** Flows it asks for besides those that are always followed; they cost time only while it is on. */
  needs?: readonly FlowNeed[];
  stride: readonly Stride[];
  /** Framework ids with their edition, as in `frameworks.json`: "LLM10:2026", "ASI02:2026", "CWE-78". */
  references: readonly string[];
  /**
   * What it says of a flow, a model call, a tool or a credential rests on nothing else in the model. It is asked file by file
   * then, and again only about files that changed. Left out: it is asked about the whole program.
   */
  local?: true;
  /**
   * What a threat about the whole program reads: only when that changes is it asked again, and it is given nothing else. Left
   * out: everything.
   */
  reads?: Reads;
  query(model: ThreatModel): Iterable<Draft>;
  docs: ThreatDocs;
}
