/**
 * The engine: texts, catalogue and configuration in; findings, map and problems out.
 *
 * A pure function of what it was given: no disk, no clock, no editor protocol. The language server, the command line
 * and the tests are callers of this one class.
 */
import type { Finding, Problem, Stats, ThreatMap } from "./report/contract.js";
import type { Config } from "./config.js";
import type { FileFacts } from "./facts/facts.js";
import type { Folders } from "./levels.js";
import type { ControlEdit } from "./controls/control.js";

/** How module specifiers of one folder resolve, read from tsconfig and package.json by the workspace. */
export interface ProjectInfo {
  /** Root-relative folder this applies to; "" for the root. The deepest matching folder wins. */
  folder: string;
  /** tsconfig `paths`: pattern to root-relative targets, in order. */
  paths?: Record<string, string[]>;
  /** package.json name, so that a sibling package can be imported by it. */
  packageName?: string;
  /** Root-relative entry files of that package, best first. */
  entries?: string[];
  /** Dependencies and their version ranges, for rows that hold for some majors only. */
  dependencies?: Record<string, string>;
  /** What `npm run` runs there: name to command. */
  scripts?: Record<string, string>;
}

export interface EngineOptions {
  config?: Config;
  projects?: ProjectInfo[];
  /** Where the workspace and its configuration are; left out when they are the same folder. */
  folders?: Folders;
  /** Root-relative files and folders that somebody asked for by name: they are no tests, whatever they are called. */
  named?: readonly string[];
  /** What the last review of the AI's surface found; undefined when there was none. */
  reviewed?: readonly string[];
  /** Today's date as YYYY-MM-DD, for annotations that expire. The engine has no clock. */
  today?: string;
}

/** Polled during an analysis; when it returns true the analysis stops and `analyse` returns undefined. */
export type CancelCheck = () => boolean;

export interface Analysis {
  findings: Finding[];
  map: ThreatMap;
  problems: Problem[];
  stats: Stats;
}

/** Findings of one file for whoever cannot wait. */
export interface SoonFindings {
  findings: readonly Finding[];
  /** False: what comes from other files is what it was, and may be another when all that leans on an edit was followed again. */
  settled: boolean;
}

/** What the engine knows about one call, tool or source, for lenses and hovers. Positions as in the contract. */
export interface ElementSummary {
  elementId: string;
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  kind: "model" | "tool" | "agent" | "store" | "route" | "tool-server";
  label: string;
  /** What it reads: labels of the elements that flow into it. */
  reads: string[];
  /** What it can do: labels of the effects and elements that it flows into. */
  can: string[];
  findings: Finding[];
}

export interface EngineApi {
  configure(options: EngineOptions): void;
  /**
   * Adds or replaces a file; `text` may be unsaved. Costs one parse of this file, unless `facts` were read from this
   * very text before. Never throws.
   */
  update(file: string, text: string, facts?: FileFacts): void;
  remove(file: string): void;
  has(file: string): boolean;
  text(file: string): string | undefined;
  files(): string[];
  /** Everything about the current texts. Deterministic: the same texts give the same bytes. */
  analyse(cancelled?: CancelCheck): Analysis | undefined;
  /**
   * Findings of every file that has any, from the latest texts; undefined when cancelled. Costs what changed since the last time.
   * A list stays the same object until its file's findings change. The map itself changes with the next call.
   */
  findings(cancelled?: CancelCheck): ReadonlyMap<string, readonly Finding[]> | undefined;
  /** Findings whose `file` is this one, from the latest texts. */
  findingsOf(file: string, cancelled?: CancelCheck): readonly Finding[] | undefined;
  /**
   * Findings whose `file` is this one: what the file itself brings in from its latest text, and what other files bring into it
   * as far as that was followed again before `late` said so. The rest stays as it was, where the text moved it.
   */
  findingsSoon(file: string, late: CancelCheck): SoonFindings;
  /** What could not be read, or not be followed to its end; as far as findings were asked for. */
  problems(): Problem[];
  /** What the AI can read, say and do, in lines that a review keeps; sorted. */
  surface(): string[];
  /** Model calls, tools, agents, stores and routes in this file. */
  summariesOf(file: string): ElementSummary[];
  /**
   * The edit of one control for one finding, against the current texts; undefined when it no longer applies.
   * @param beside texts of the files that `FILES_BESIDE` names, by their paths
   */
  edit(
    finding: Finding,
    controlId: string,
    input?: Record<string, string>,
    beside?: Readonly<Record<string, string>>,
  ): ControlEdit | undefined;
  /** The edit of one control for every open finding of a file that it changes this file alone for; undefined when it does for none. */
  editAll(file: string, controlId: string, input?: Record<string, string>): ControlEdit | undefined;
}
