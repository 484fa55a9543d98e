/** One scan of a folder, from disk to the contract. What the command line prints is made here. */
import type { ProjectInfo } from "../api.js";
import type { Config } from "../config.js";
import {
  CONFIDENCES,
  type Confidence,
  type Finding,
  type Problem,
  type ScanResult,
} from "../report/contract.js";
import type { CacheStore } from "./cache-store.js";
import { loadConfig, type LoadedConfig } from "./config.js";
import { discover } from "./discovery.js";
import { compare, slashed, toRelative } from "./paths.js";
import { loadProjects } from "./projects.js";
import { readSource, readSourceSync, type SourceText } from "./read.js";
import { ResultCache, resultKey } from "./result-cache.js";

/** Files read side by side. */
const READ_AHEAD = 32;

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
  /** What earlier scans left, and this one leaves for later ones; nothing is kept when left out. */
  cache?: ScanCache;
  /** The bundled program, which reads facts on the other cores when it is started in a worker. */
  workerFile?: string;
  /** How many workers, at most 64; chosen by the machine and the size of the sources when left out. */
  workers?: number;
  onProgress?: (progress: ScanProgress) => void;
  signal?: AbortSignal;
}

export interface ScanCache {
  store: CacheStore;
  /** Names the program: what another one found out may differ. */
  build: string;
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
  /** What the AI can read, say and do; undefined when the result was kept from an earlier scan. */
  surface?: () => string[];
  /** Keeps for the next scan what this one found out. Not waited for by what the person waits for. Never throws. */
  finish(): Promise<void>;
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
  const today = options.today ?? localDate();
  const least = options.minConfidence ?? loaded.config.minConfidence ?? "low";
  const kept =
    options.cache && new ResultCache(options.cache.store, root, JSON.stringify(options.paths ?? null));
  const key = resultKey([options.cache?.build, root, loaded, found, projects, today, least]);
  const before = await kept?.find(key, found.files);
  if (before) {
    return {
      result: before,
      text: (file) => readSourceSync(root, file),
      config: loaded.config,
      configFailed: loaded.problems.length > 0,
      finish: () => Promise.resolve(),
    };
  }
  const seen = await kept?.look(found.files);
  const sources = await readAll(root, found.files, options);
  const unread = sources.flatMap(({ problem }) => problem ?? []);
  // What the engine needs is loaded when there is something for it to do.
  const { analyse } = await import("./scan-analysis.js");
  const { analysis, engine, written } = await analyse(
    root,
    found.files.flatMap((file, at) => {
      const { text } = sources[at]!;
      return text === undefined ? [] : [{ file, text }];
    }),
    {
      config: loaded.config,
      projects,
      folders: { root: slashed(root), config: slashed(loaded.folder) },
      today,
      ...(options.paths && { named: options.paths.map((path) => toRelative(root, path)) }),
      ...(loaded.reviewed && { reviewed: loaded.reviewed }),
    },
    options,
  );
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
    surface: () => engine.surface(),
    config: loaded.config,
    configFailed: loaded.problems.length > 0,
    finish: async () => {
      await written;
      if (seen && !unread.some(({ code }) => code === "unreadable"))
        await kept?.keep(key, seen, sources, result);
    },
  };
}

/** Reads every file; gives what it holds or why it could not be read, in the order of the files. */
async function readAll(
  root: string,
  files: readonly string[],
  { onProgress, signal }: ScanOptions,
): Promise<SourceText[]> {
  const sources: SourceText[] = [];
  for (let start = 0; start < files.length; start += READ_AHEAD) {
    signal?.throwIfAborted();
    const batch = files.slice(start, start + READ_AHEAD);
    sources.push(...(await Promise.all(batch.map((file) => readSource(root, file)))));
    onProgress?.({ phase: "reading", done: 0, total: files.length });
  }
  return sources;
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
