/** One workspace folder inside the analysis worker: its engine, its open documents, and what was announced about it. */
import { createHash } from "node:crypto";
import type { Analysis, CancelCheck, EngineApi, EngineOptions } from "../api.js";
import { Engine } from "../engine.js";
import type { Confidence, Finding, Problem } from "../report/contract.js";
import type { EventOf, FileFindings, OpenFolder } from "./analysis-messages.js";
import type { AnalysisSignals } from "./analysis-signals.js";
import { MAX_FILE_SIZE, foreignText } from "./read.js";
import { atLeast } from "./scan.js";

/** A document that is open in the editor: its text counts, not the disk's. */
interface OpenText {
  text: string;
  version: number;
}

export class AnalysisFolder {
  readonly spec: OpenFolder;
  readonly engine: EngineApi = new Engine();
  /** Whether the first scan has finished (or was cancelled). */
  complete = false;
  /** Root-relative files known to be on disk and not left out; open documents may be others. */
  scanned = new Set<string>();
  /** What the last scan could not read. */
  scanProblems: Problem[] = [];
  readonly #signals: AnalysisSignals;
  readonly #open = new Map<string, OpenText>();
  readonly #dirty = new Set<string>();
  readonly #leftOut = new Set<string>();
  readonly #quarantined = new Set<string>();
  readonly #announced = new Map<string, string>();
  #announcedMap: string | undefined;
  #analysis: Analysis | undefined;
  #least: Confidence = "low";

  constructor(spec: OpenFolder, signals: AnalysisSignals) {
    this.spec = spec;
    this.#signals = signals;
  }

  /** Remembers the text of an open document; it is parsed when the next question needs it. */
  setText(file: string, text: string, version: number): void {
    this.#open.set(file, { text, version });
    this.#dirty.add(file);
    this.#analysis = undefined;
  }

  /** Forgets an open document; the caller gives the engine the disk's text, or removes the file. */
  release(file: string): void {
    this.#open.delete(file);
    this.#dirty.delete(file);
    this.#leftOut.delete(file);
  }

  isOpen(file: string): boolean {
    return this.#open.has(file);
  }

  openFiles(): string[] {
    return [...this.#open.keys()];
  }

  /** Keeps an open document out of the analysis: the folder's rules leave it out, open or not. */
  leaveOut(file: string): void {
    this.#leftOut.add(file);
    this.#remove(file);
  }

  takeIn(file: string): void {
    if (!this.#leftOut.delete(file)) return;
    this.#dirty.add(file);
    this.#analysis = undefined;
  }

  /** Never gives this file to the engine again: it cost a worker its life twice. */
  quarantine(file: string): void {
    this.#quarantined.add(file);
    this.#remove(file);
  }

  /** What the scan could not read, and what is kept from the engine. */
  problems(): Problem[] {
    const message = "Analysing this file failed twice; it is left out until the server is restarted.";
    const kept = [...this.#quarantined].map((file): Problem => ({ code: "internal", message, file }));
    return [...this.scanProblems, ...kept];
  }

  isLeftOut(file: string): boolean {
    return this.#leftOut.has(file);
  }

  /** The disk's text of a file, or undefined when it has none (any more). An open document is not touched. */
  setDisk(file: string, text: string | undefined): void {
    if (this.#open.has(file)) return;
    if (text === undefined) this.#remove(file);
    else if (this.engine.text(file) !== text) this.#update(file, text);
  }

  /** Version of the open document, or null when the text is the disk's. */
  version(file: string): number | null {
    return this.#open.get(file)?.version ?? null;
  }

  configure(options: EngineOptions): void {
    this.engine.configure(options);
    this.#least = options.config?.minConfidence ?? "low";
    this.#analysis = undefined;
  }

  findings(file: string, cancelled: CancelCheck): Finding[] | undefined {
    this.#applyTexts();
    if (!this.engine.has(file)) return [];
    const findings = this.#named(file, () => this.engine.findingsOf(file, cancelled));
    return findings && this.#shown(findings);
  }

  /** The engine with all open documents applied. */
  current(): EngineApi {
    this.#applyTexts();
    return this.engine;
  }

  /** The analysis of the current texts, or undefined when cancelled. */
  analyse(cancelled: CancelCheck): Analysis | undefined {
    this.#applyTexts();
    if (this.#analysis) return this.#analysis;
    const analysis = this.#named("", () => this.engine.analyse(cancelled));
    if (!analysis) return undefined;
    const findings = this.#shown(analysis.findings);
    const shown = new Set(findings.map(({ fingerprint }) => fingerprint));
    const onlyShown = <T extends { threats: string[] }>(part: T): T => ({
      ...part,
      threats: part.threats.filter((fingerprint) => shown.has(fingerprint)),
    });
    const { elements, flows, boundaries } = analysis.map;
    const map = { elements: elements.map(onlyShown), flows: flows.map(onlyShown), boundaries };
    this.#analysis = { ...analysis, findings, map, stats: { ...analysis.stats, findings: findings.length } };
    return this.#analysis;
  }

  /** Findings that the configured confidence lets through. */
  #shown(findings: Finding[]): Finding[] {
    return findings.filter(({ confidence }) => atLeast(confidence, this.#least));
  }

  get isAnalysed(): boolean {
    return this.#analysis !== undefined;
  }

  /** What of this analysis was not announced before. */
  announce(analysis: Analysis): EventOf<"analysed"> {
    const byFile = new Map<string, Finding[]>();
    for (const finding of analysis.findings) {
      const list = byFile.get(finding.file);
      if (list) list.push(finding);
      else byFile.set(finding.file, [finding]);
    }
    for (const file of this.#announced.keys()) if (!byFile.has(file)) byFile.set(file, []);
    const changed: FileFindings[] = [];
    for (const [file, findings] of byFile) {
      const digest = findings.length === 0 ? "" : digestOf(findings);
      if ((this.#announced.get(file) ?? "") === digest) continue;
      if (digest === "") this.#announced.delete(file);
      else this.#announced.set(file, digest);
      changed.push({ file, version: this.version(file), findings });
    }
    const map = digestOf(analysis.map);
    const first = this.#announcedMap === undefined;
    const mapChanged = map !== this.#announcedMap;
    this.#announcedMap = map;
    return {
      type: "analysed",
      folder: this.spec.folder,
      changed,
      mapChanged,
      problems: analysis.problems,
      stats: analysis.stats,
      complete: this.complete,
      first,
    };
  }

  #applyTexts(): void {
    for (const file of this.#dirty) {
      this.#dirty.delete(file);
      const text = this.#open.get(file)?.text;
      if (text === undefined || this.#leftOut.has(file)) continue;
      // A bundle that someone opens must not stall the files they work on.
      if (text.length > MAX_FILE_SIZE || foreignText(file, text)) this.#remove(file);
      else this.#update(file, text);
    }
  }

  #update(file: string, text: string): void {
    if (this.#quarantined.has(file)) return;
    this.#named(file, () => this.engine.update(file, text));
    this.#analysis = undefined;
  }

  #remove(file: string): void {
    if (!this.engine.has(file)) return;
    this.engine.remove(file);
    this.#analysis = undefined;
  }

  /** Runs `work` under a name that survives a crash. */
  #named<T>(file: string, work: () => T): T {
    this.#signals.current = `${this.spec.folder}\n${file}`;
    try {
      return work();
    } finally {
      this.#signals.current = "";
    }
  }
}

function digestOf(value: unknown): string {
  return createHash("sha1").update(JSON.stringify(value)).digest("base64");
}
