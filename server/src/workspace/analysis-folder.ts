/** One workspace folder inside the analysis worker: its engine, its open documents, and what was announced about it. */
import { createHash } from "node:crypto";
import type { Analysis, CancelCheck, EngineApi, EngineOptions } from "../api.js";
import { Engine } from "../engine.js";
import type { Finding, Problem } from "../report/contract.js";
import type { EventOf, FileFindings, OpenFolder } from "./analysis-messages.js";
import type { AnalysisSignals } from "./analysis-signals.js";
import { MAX_FILE_SIZE, foreignText } from "./read.js";

/** How long somebody who is typing waits for what an edit changes in flows through other files. In milliseconds. */
const SOON_MS = 10;

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
  /** What was announced of each file; the engine gives the same list until its findings change. */
  readonly #announced = new Map<string, readonly Finding[]>();
  /** Files that had an answer from all that is known. */
  readonly #answered = new Set<string>();
  /** Files that had an answer since then from less than that, whatever was announced of them. */
  readonly #provisional = new Set<string>();
  #announcedMap: string | undefined;
  /** Something changed that may change findings, since they were announced or the map was. */
  #news = true;
  #mapNews = true;
  #announcedOnce = false;
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
    this.#changed();
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
    this.#changed();
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
    this.#changed();
  }

  /** Findings from the latest texts; undefined when cancelled. */
  findings(file: string, cancelled: CancelCheck): readonly Finding[] | undefined {
    this.#applyTexts();
    if (!this.engine.has(file)) return [];
    const found = this.#named(file, () => this.engine.findingsOf(file, this.#beating(cancelled)));
    if (found) this.#answered.add(file);
    return found;
  }

  /**
   * The same for somebody who is typing: other files' part in them may be that of an earlier text, and is announced when it
   * is another one.
   */
  findingsSoon(file: string, cancelled: CancelCheck): readonly Finding[] | undefined {
    this.#applyTexts();
    if (!this.#answered.has(file) || !this.engine.has(file)) return this.findings(file, cancelled);
    const end = performance.now() + SOON_MS;
    const late = this.#beating(() => cancelled() || performance.now() > end);
    const { findings, settled } = this.#named(file, () => this.engine.findingsSoon(file, late));
    if (!settled) this.#provisional.add(file);
    return cancelled() ? undefined : findings;
  }

  /** The analysis of the current texts, or undefined when cancelled. */
  analyse(cancelled: CancelCheck): Analysis | undefined {
    this.#applyTexts();
    return this.#named("", () => this.engine.analyse(this.#beating(cancelled)));
  }

  /** Whether what is known now was announced. */
  get isAnnounced(): boolean {
    return !this.#news;
  }

  /** What of the latest findings was not announced before; undefined when cancelled. */
  announce(cancelled: CancelCheck): EventOf<"analysed"> | undefined {
    this.#applyTexts();
    const { engine, complete, spec } = this;
    const byFile = this.#named("", () => engine.findings(this.#beating(cancelled)));
    if (!byFile) return undefined;
    const changed: FileFindings[] = [];
    for (const file of new Set([...this.#announced.keys(), ...this.#provisional])) {
      if (byFile.has(file)) continue;
      this.#announced.delete(file);
      changed.push({ file, version: this.version(file), findings: [] });
    }
    for (const [file, findings] of byFile) {
      if (this.#announced.get(file) === findings && !this.#provisional.has(file)) continue;
      this.#announced.set(file, findings);
      changed.push({ file, version: this.version(file), findings: [...findings] });
    }
    this.#provisional.clear();
    const first = !this.#announcedOnce;
    this.#announcedOnce = true;
    this.#news = false;
    const files = engine.files().length;
    return {
      type: "analysed",
      folder: spec.folder,
      changed,
      problems: engine.problems(),
      files,
      complete,
      first,
    };
  }

  /** Whether the map, or what is said about elements, is another one than was announced; undefined when cancelled. */
  mapChanged(cancelled: CancelCheck): boolean | undefined {
    if (!this.#mapNews) return false;
    const analysis = this.analyse(cancelled);
    if (!analysis) return undefined;
    const digest = digestOf(analysis.map);
    const changed = digest !== this.#announcedMap;
    this.#announcedMap = digest;
    this.#mapNews = false;
    return changed;
  }

  /** Findings stay what they were; nobody goes on waiting for better ones. */
  announceFailure(message: string): EventOf<"analysed"> {
    this.#news = this.#mapNews = false;
    const problems: Problem[] = [{ code: "internal", message }];
    const { complete, engine, spec } = this;
    const files = engine.files().length;
    return { type: "analysed", folder: spec.folder, changed: [], problems, files, complete, first: false };
  }

  #changed(): void {
    this.#news = this.#mapNews = true;
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
    this.#changed();
  }

  #remove(file: string): void {
    if (!this.engine.has(file)) return;
    this.engine.remove(file);
    this.#changed();
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
