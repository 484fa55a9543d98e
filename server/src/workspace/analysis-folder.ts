/** One workspace folder inside the analysis worker: its engine, its open documents, and what was announced about it. */
import { createHash } from "node:crypto";
import type { Analysis, CancelCheck, EngineApi, EngineOptions } from "../api.js";
import { Engine } from "../engine.js";
import type { Finding, Problem } from "../report/contract.js";
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
  #told: Analysis | undefined;
  #analysis: Analysis | undefined;
  #options: EngineOptions = {};

  constructor(spec: OpenFolder, signals: AnalysisSignals) {
    this.spec = spec;
    this.#signals = signals;
    // An open document may be asked about before the folder's configuration was read.
    this.configure({});
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

  /** The date is filled in here, and kept true: the engine has no clock, and annotations expire. */
  configure(options: Omit<EngineOptions, "today">): void {
    this.#options = { ...options, today: localDate() };
    this.engine.configure(this.#options);
    this.#analysis = undefined;
  }

  findings(file: string, cancelled: CancelCheck): Finding[] | undefined {
    this.#applyTexts();
    if (!this.engine.has(file)) return [];
    const findings = this.#named(file, () => this.engine.findingsOf(file, this.#beating(cancelled)));
    return findings && this.#shown(findings);
  }

  /** The analysis of the current texts, or undefined when cancelled. */
  analyse(cancelled: CancelCheck): Analysis | undefined {
    this.#applyTexts();
    if (this.#analysis) return this.#analysis;
    const analysis = this.#named("", () => this.engine.analyse(this.#beating(cancelled)));
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
    const least = this.#options.config?.minConfidence ?? "low";
    return findings.filter(({ confidence }) => atLeast(confidence, least));
  }

  /** Whether what is known now was announced. */
  get isAnnounced(): boolean {
    return this.#analysis !== undefined && this.#analysis === this.#told;
  }

  /** What of the latest analysis was not announced before. */
  announce(): EventOf<"analysed"> {
    const { findings: all, map, problems, stats } = this.#analysis!;
    const first = this.#told === undefined;
    this.#told = this.#analysis;
    const byFile = new Map<string, Finding[]>([...this.#announced.keys()].map((file) => [file, []]));
    for (const finding of all) {
      const list = byFile.get(finding.file);
      if (list) list.push(finding);
      else byFile.set(finding.file, [finding]);
    }
    const changed: FileFindings[] = [];
    for (const [file, findings] of byFile) {
      const digest = findings.length === 0 ? "" : digestOf(findings);
      if ((this.#announced.get(file) ?? "") === digest) continue;
      if (digest === "") this.#announced.delete(file);
      else this.#announced.set(file, digest);
      changed.push({ file, version: this.version(file), findings });
    }
    const mapDigest = digestOf(map);
    const mapChanged = mapDigest !== this.#announcedMap;
    this.#announcedMap = mapDigest;
    const { complete } = this;
    const { folder } = this.spec;
    return { type: "analysed", folder, changed, mapChanged, problems, stats, complete, first };
  }

  /** Findings stay what they were; nobody goes on waiting for better ones. */
  announceFailure(message: string): EventOf<"analysed"> {
    const stats = { files: this.engine.files().length, lines: 0, modelCalls: 0, tools: 0, findings: 0 };
    const problems: Problem[] = [{ code: "internal", message }];
    const { folder } = this.spec;
    const { complete } = this;
    return {
      type: "analysed",
      folder,
      changed: [],
      mapChanged: false,
      problems,
      stats,
      complete,
      first: false,
    };
  }

  #applyTexts(): void {
    if (this.#options.today !== localDate()) this.configure(this.#options);
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

  /** Work that still asks whether it is cancelled does not hang. */
  #beating(cancelled: CancelCheck): CancelCheck {
    return () => {
      this.#signals.countBeat();
      return cancelled();
    };
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

function localDate(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
