/** One scan of a folder, from disk to the contract. What the command line prints is made here. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ProjectInfo } from "../api.js";
import type { Config } from "../config.js";
import { Engine } from "../engine.js";
import {
  CONFIDENCES,
  type Confidence,
  type Finding,
  type Problem,
  type ScanResult,
} from "../report/contract.js";
import { loadConfig, type LoadedConfig } from "./config.js";
import { discover } from "./discovery.js";
import { compare } from "./paths.js";
import { loadProjects } from "./projects.js";
import { readSource, type SourceText } from "./read.js";

/** Files read ahead of the one being parsed. */
const READ_AHEAD = 16;
/** Longest stretch of parsing before timers and input get their turn. In milliseconds. */
const SLICE = 10;

export interface ScanOptions {
  /** Files and folders inside the root to scan; all of it when left out. */
  paths?: readonly string[];
  /** Respect `.gitignore`; true when left out. */
  ignore?: boolean;
  /** Configuration that was loaded already; else `threatline.json` is looked for. */
  config?: LoadedConfig;
  /** Hide findings below this confidence; wins over the configuration's. */
  minConfidence?: Confidence;
  /** YYYY-MM-DD, for annotations that expire; the local date when left out. */
  today?: string;
  onProgress?: (progress: ScanProgress) => void;
  signal?: AbortSignal;
}

export interface ScanProgress {
  phase: "discovering" | "reading" | "analysing";
  /** Files done and files in all; 0 and 0 while discovering. */
  done: number;
  total: number;
}

export interface Scan {
  /** Deterministic: no times, findings and problems in a fixed order. */
  result: ScanResult;
  /** Current text of a scanned file, for code frames. */
  text(file: string): string | undefined;
  config: Config;
  /** True when something is wrong with the configuration. */
  configFailed: boolean;
}

/**
 * Scans `root` (absolute). What goes wrong with one file, folder or setting becomes a problem in the result.
 *
 * @throws the signal's reason when it aborts
 */
export async function scan(root: string, options: ScanOptions = {}): Promise<Scan> {
  const { signal, onProgress } = options;
  onProgress?.({ phase: "discovering", done: 0, total: 0 });
  const loaded = options.config ?? (await loadConfig(root));
  const found = await discover(root, {
    ...(options.paths && { paths: options.paths }),
    ignore: options.ignore ?? true,
    config: loaded.config,
    configFolder: loaded.folder,
  });
  signal?.throwIfAborted();
  const projects: ProjectInfo[] = await loadProjects(root, found);
  const engine = new Engine();
  engine.configure({ config: loaded.config, projects, today: options.today ?? localDate() });
  const unread = await readAll(root, found.files, engine, options);
  onProgress?.({ phase: "analysing", done: found.files.length, total: found.files.length });
  await nextTurn();
  const analysis = engine.analyse(() => signal?.aborted ?? false);
  if (analysis === undefined) {
    signal?.throwIfAborted();
    throw new Error("The analysis stopped without a result");
  }
  const least = options.minConfidence ?? loaded.config.minConfidence ?? "low";
  const findings = analysis.findings.filter((finding) => atLeast(finding.confidence, least)).sort(byPlace);
  const shown = new Set(findings.map((finding) => finding.fingerprint));
  const onlyShown = <T extends { threats: string[] }>(part: T): T => ({
    ...part,
    threats: part.threats.filter((fingerprint) => shown.has(fingerprint)),
  });
  const result: ScanResult = {
    version: 1,
    root,
    findings,
    map: {
      elements: analysis.map.elements.map(onlyShown),
      flows: analysis.map.flows.map(onlyShown),
      boundaries: analysis.map.boundaries,
    },
    problems: [...loaded.problems, ...[...found.problems, ...unread, ...analysis.problems].sort(byFile)],
    stats: { ...analysis.stats, findings: findings.length },
  };
  delete result.stats.durationMs;
  return {
    result,
    text: (file) => engine.text(file),
    config: loaded.config,
    configFailed: loaded.problems.length > 0,
  };
}

/** Reads every file into the engine, some ahead of the parser, in order; gives what could not be read. */
async function readAll(
  root: string,
  files: readonly string[],
  engine: Engine,
  options: ScanOptions,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  const ahead: Promise<SourceText>[] = [];
  let sliceEnd = performance.now() + SLICE;
  for (const [index, file] of files.entries()) {
    while (ahead.length < READ_AHEAD && index + ahead.length < files.length) {
      ahead.push(readSource(root, files[index + ahead.length]!));
    }
    const source = await ahead.shift()!;
    if (source.problem) problems.push(source.problem);
    if (source.text !== undefined) engine.update(file, source.text);
    options.onProgress?.({ phase: "reading", done: index + 1, total: files.length });
    if (performance.now() < sliceEnd) continue;
    await nextTurn();
    options.signal?.throwIfAborted();
    sliceEnd = performance.now() + SLICE;
  }
  return problems;
}

/** True when `confidence` is as good as `least` or better. */
export function atLeast(confidence: Confidence, least: Confidence): boolean {
  return CONFIDENCES.indexOf(confidence) <= CONFIDENCES.indexOf(least);
}

function byPlace(left: Finding, right: Finding): number {
  return (
    compare(left.file, right.file) ||
    left.range.start.line - right.range.start.line ||
    left.range.start.column - right.range.start.column ||
    compare(left.threat, right.threat) ||
    compare(left.fingerprint, right.fingerprint)
  );
}

function byFile(left: Problem, right: Problem): number {
  return (
    compare(left.file ?? "", right.file ?? "") ||
    (left.range?.start.line ?? 0) - (right.range?.start.line ?? 0) ||
    compare(left.code, right.code) ||
    compare(left.message, right.message)
  );
}

function localDate(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
