/**
 * The analysis as the surfaces see it: asynchronous, cancellable, in a worker thread that may die. The message loop
 * of a language server never waits for it.
 */
import type { ElementSummary } from "../api.js";
import {
  FromWorker,
  QUESTIONS,
  type Answer,
  type Ask,
  type ControlResult,
  type EventOf,
  type FolderSettings,
  type Order,
  type OpenFolder,
  type QuestionType,
  type ToWorker,
} from "./analysis-messages.js";
import { WorkerKeeper, type KeeperOptions } from "./analysis-keeper.js";

/** Where a file is: the id of its folder, and its path relative to that. */
export interface Place {
  folder: string;
  file: string;
}

/** The part of an editor protocol's cancellation token that is needed here. */
export interface Cancellation {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => void): { dispose(): void };
}

/** The question was cancelled; nobody waits for its answer. */
export class Cancelled extends Error {
  override name = "Cancelled";
}

/** The analysis could not answer: it failed on this input, or its worker cannot be kept alive. */
export class AnalysisError extends Error {
  override name = "AnalysisError";
}

export interface AnalysisEvents {
  scanning(event: EventOf<"scanning">): void;
  scanned(event: EventOf<"scanned">): void;
  analysed(event: EventOf<"analysed">): void;
  mapChanged(event: EventOf<"mapChanged">): void;
  log(level: "error" | "warn" | "info", message: string): void;
  /** The worker died; `restarted` is false when it will not be started again by itself. */
  crashed(reason: string, restarted: boolean): void;
}

export interface AnalysisOptions extends KeeperOptions {
  events: AnalysisEvents;
}

interface Pending {
  ask: Ask<QuestionType>;
  resolve(answer: unknown): void;
  reject(error: Error): void;
  retried: boolean;
}

export class AnalysisService {
  readonly #options: AnalysisOptions;
  readonly #folders = new Map<string, OpenFolder>();
  readonly #texts = new Map<string, Extract<Order, { type: "text" }>>();
  readonly #quarantined = new Map<string, Extract<Order, { type: "quarantine" }>>();
  readonly #pending = new Map<number, Pending>();
  readonly #keeper: WorkerKeeper;
  #next = 1;
  #disposed = false;

  constructor(options: AnalysisOptions) {
    this.#options = options;
    this.#keeper = new WorkerKeeper(options, {
      started: () => this.#started(),
      message: (message) => this.#receive(message),
      printed: (level, text) => options.events.log(level, text),
      died: (reason, restarts) => this.#died(reason, restarts),
      suspect: (work) => this.#suspect(work),
    });
  }

  /** Begins to scan a folder, or scans it again with another specification. */
  openFolder(id: string, root: string | null, nested: string[], settings: FolderSettings): void {
    const order: OpenFolder = { type: "open", folder: id, root, nested, settings };
    const isNew = !this.#folders.has(id);
    this.#folders.set(id, order);
    this.#post(order);
    if (isNew) for (const text of this.#texts.values()) if (text.folder === id) this.#post(text);
  }

  closeFolder(id: string): void {
    this.#folders.delete(id);
    for (const [key, text] of this.#texts) if (text.folder === id) this.#texts.delete(key);
    this.#post({ type: "close", folder: id });
  }

  /** The text of an open document. Costs the message loop one copy; several in a row are analysed as one. */
  setText(place: Place, text: string, version: number): void {
    const order = { type: "text" as const, ...place, text, version };
    this.#texts.set(keyOf(place), order);
    if (this.#folders.has(place.folder)) this.#post(order);
  }

  /** The document was closed: from now on the file's text on disk counts. */
  releaseText(place: Place): void {
    this.#texts.delete(keyOf(place));
    this.#post({ type: "release", ...place });
  }

  diskChanged(folder: string, files: string[]): void {
    this.#post({ type: "disk", folder, files });
  }

  /** Reads the folder again: new and deleted files, configuration, projects. What did not change is kept. */
  rescan(folder: string): void {
    this.#post({ type: "rescan", folder });
  }

  cancelScan(folder: string): void {
    this.#post({ type: "cancelScan", folder });
  }

  /** Findings of one file from its latest text, and the version of the document they belong to. */
  findings(place: Place, token?: Cancellation): Promise<Answer<"findings">> {
    return this.#ask({ type: "findings", ...place, soon: false }, token);
  }

  /** The same while somebody types: other files' part in them may be old, and is told as `analysed` when it is another one. */
  findingsSoon(place: Place, token?: Cancellation): Promise<Answer<"findings">> {
    return this.#ask({ type: "findings", ...place, soon: true }, token);
  }

  /** Model calls, tools, agents, stores and routes of one file. */
  async summaries(place: Place, token?: Cancellation): Promise<ElementSummary[]> {
    return (await this.#ask({ type: "summaries", ...place }, token)).summaries;
  }

  /** The map of a folder with all its findings. Takes as long as analysing the folder does. */
  map(folder: string, token?: Cancellation): Promise<Answer<"map">> {
    return this.#ask({ type: "map", folder }, token);
  }

  /**
   * The edit of a control for a finding of this file, or null when either no longer applies.
   * @param fix `all`: for every finding of the file that the control is offered for
   */
  async edit(
    place: Place,
    fix: Pick<Ask<"edit">, "fingerprint" | "control"> &
      Partial<Pick<Ask<"edit">, "input" | "beside" | "all">>,
    token?: Cancellation,
  ): Promise<ControlResult | null> {
    return (await this.#ask({ type: "edit", ...place, input: {}, beside: {}, all: false, ...fix }, token))
      .edit;
  }

  /** Ends the worker and starts another, with everything it needs to go on. Forgets earlier crashes. */
  restart(): void {
    this.#quarantined.clear();
    this.#keeper.restart();
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    for (const { reject } of this.#pending.values()) reject(new Cancelled());
    this.#pending.clear();
    await this.#keeper.stop();
  }

  /** The answer to a question. Rejects with `Cancelled` at once when the token says so, else with `AnalysisError`. */
  #ask<T extends QuestionType>(ask: Ask<T> & { type: T }, token?: Cancellation): Promise<Answer<T>> {
    if (token?.isCancellationRequested || this.#disposed) return Promise.reject(new Cancelled());
    if (this.#keeper.gaveUp)
      return Promise.reject(new AnalysisError("The analysis keeps failing; it was stopped."));
    const id = this.#next++;
    return new Promise<Answer<T>>((resolve, reject) => {
      const cancelling = token?.onCancellationRequested(() => {
        this.#keeper.signals.cancel(id);
        this.#pending.delete(id);
        cancelling?.dispose();
        reject(new Cancelled());
      });
      this.#pending.set(id, {
        ask,
        retried: false,
        resolve: (answer) => {
          cancelling?.dispose();
          const parsed = QUESTIONS[ask.type].answer.safeParse(answer);
          if (answer === null) reject(new Cancelled());
          else if (parsed.success) resolve(parsed.data as Answer<T>);
          else reject(new AnalysisError(`An unexpected answer: ${parsed.error.message}`));
        },
        reject: (error) => {
          cancelling?.dispose();
          reject(error);
        },
      });
      this.#post({ type: "question", id, ask });
    });
  }

  #post(message: ToWorker): void {
    if (this.#disposed || this.#keeper.gaveUp) return;
    // A new worker is told about every folder and text, so it knows of this order too.
    if (this.#keeper.running) this.#keeper.post(message);
    else this.#keeper.start();
  }

  /** Tells a new worker everything that the one before knew, and asks again what it still owed. */
  #started(): void {
    for (const order of this.#folders.values()) this.#keeper.post(order);
    for (const order of this.#quarantined.values()) this.#keeper.post(order);
    for (const order of this.#texts.values()) this.#keeper.post(order);
    for (const [id, { ask }] of this.#pending) this.#keeper.post({ type: "question", id, ask });
  }

  /** A question survives one worker; it fails with the second, which it may have ended. */
  #died(reason: string, restarts: boolean): void {
    for (const [id, pending] of this.#pending) {
      if (restarts && !pending.retried) {
        pending.retried = true;
        continue;
      }
      this.#pending.delete(id);
      pending.reject(new AnalysisError(`The analysis failed: ${reason}.`));
    }
    this.#options.events.crashed(reason, restarts);
  }

  /** A file that ends workers is left out from then on: it must not cost the others their findings. */
  #suspect(work: string): void {
    const [folder, file] = work.split("\n");
    if (folder && file) this.#quarantined.set(work, { type: "quarantine", folder, file });
  }

  #receive(message: unknown): void {
    const parsed = FromWorker.safeParse(message);
    const { events } = this.#options;
    if (!parsed.success) return events.log("error", `A message was refused: ${parsed.error.message}`);
    const event = parsed.data;
    switch (event.type) {
      case "answer":
        this.#take(event.id)?.resolve(event.answer);
        break;
      case "failed":
        this.#take(event.id)?.reject(new AnalysisError(event.error));
        break;
      case "log":
        events.log(event.level, event.message);
        break;
      case "scanning":
        events.scanning(event);
        break;
      case "scanned":
        events.scanned(event);
        break;
      case "analysed":
        events.analysed(event);
        break;
      case "mapChanged":
        events.mapChanged(event);
        break;
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }
}

function keyOf({ folder, file }: Place): string {
  return `${folder}\n${file}`;
}
