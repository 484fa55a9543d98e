/** Keeps an analysis worker alive: starts it, watches it, replaces it when it dies or hangs, and knows when to give up. */
import { setFlagsFromString } from "node:v8";
import { Worker, type ResourceLimits } from "node:worker_threads";
import { AnalysisSignals } from "./analysis-signals.js";

/** A worker that dies this often within `CRASH_WINDOW_MS` stays down until somebody restarts it. */
const MAX_CRASHES = 5;
const CRASH_WINDOW_MS = 180_000;
/** A file on which workers died this often is suspected. */
const MAX_DEATHS = 2;
/** A worker that computes on one file for longer is ended. */
const DEFAULT_HANG_MS = 60_000;

/** By how much the heap may grow over what was alive before it is collected again. In percent. */
const HEAP_GROWTH = 30;

export interface KeeperOptions {
  /** The bundled `analysis-worker.ts`. */
  workerFile: string;
  resourceLimits?: ResourceLimits;
  /** Milliseconds on one file after which the worker counts as hung. */
  hangMs?: number;
}

export interface KeeperEvents {
  /** A worker runs that knows nothing yet. */
  started(): void;
  message(message: unknown): void;
  printed(level: "info" | "warn", text: string): void;
  /** The worker died; `restarts` says whether another is about to start. */
  died(reason: string, restarts: boolean): void;
  /** Workers died on this piece of work more than once. */
  suspect(work: string): void;
}

export class WorkerKeeper {
  readonly #options: KeeperOptions;
  readonly #events: KeeperEvents;
  readonly #deaths = new Map<string, number>();
  #crashes: number[] = [];
  #worker: Worker | undefined;
  #watch: NodeJS.Timeout | undefined;
  signals = new AnalysisSignals();

  constructor(options: KeeperOptions, events: KeeperEvents) {
    this.#options = options;
    this.#events = events;
  }

  get running(): boolean {
    return this.#worker !== undefined;
  }

  /** Whether the worker died so often that only `restart` brings it back. */
  get gaveUp(): boolean {
    return this.#crashes.length >= MAX_CRASHES;
  }

  post(message: unknown): void {
    this.signals.countPosted();
    this.#worker?.postMessage(message);
  }

  start(): void {
    // V8 lets garbage grow to several times what is alive where the machine has much memory; a server is one of many programs.
    setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH}`);
    this.signals = new AnalysisSignals();
    const { workerFile, resourceLimits } = this.#options;
    // What the worker prints must not end up between the messages of a server that speaks over stdout.
    const worker = new Worker(workerFile, {
      workerData: this.signals.buffer,
      stdout: true,
      stderr: true,
      ...(resourceLimits && { resourceLimits }),
    });
    this.#worker = worker;
    let reason = "its worker ended unexpectedly";
    worker.stdout.on("data", (data: Buffer) => this.#events.printed("info", data.toString().trimEnd()));
    worker.stderr.on("data", (data: Buffer) => this.#events.printed("warn", data.toString().trimEnd()));
    worker.on("message", (message: unknown) => worker === this.#worker && this.#events.message(message));
    worker.on("error", (error: unknown) => (reason = error instanceof Error ? error.message : String(error)));
    worker.on("exit", () => worker === this.#worker && this.#died(reason));
    this.#watchFor(worker);
    this.#events.started();
  }

  /** Ends the worker and starts another; forgets earlier crashes. */
  restart(): void {
    this.#crashes = [];
    this.#deaths.clear();
    void this.stop();
    this.start();
  }

  async stop(): Promise<void> {
    clearInterval(this.#watch);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  /** Ends a worker that stays on one file for too long: no bound held it back, so it would never answer again. */
  #watchFor(worker: Worker): void {
    const hangMs = this.#options.hangMs ?? DEFAULT_HANG_MS;
    let since = Date.now();
    let beat = -1;
    this.#watch = setInterval(() => {
      if (this.signals.beat !== beat || this.signals.current === "") {
        beat = this.signals.beat;
        since = Date.now();
      } else if (Date.now() - since > hangMs) {
        this.#died(`one file took more than ${hangMs / 1000} s`);
        void worker.terminate();
      }
    }, hangMs / 8);
    this.#watch.unref();
  }

  #died(reason: string): void {
    clearInterval(this.#watch);
    this.#worker = undefined;
    const work = this.signals.current;
    const deaths = (this.#deaths.get(work) ?? 0) + 1;
    this.#deaths.set(work, deaths);
    if (work !== "" && deaths >= MAX_DEATHS) this.#events.suspect(work);
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((time) => now - time < CRASH_WINDOW_MS), now];
    const restarts = !this.gaveUp;
    this.#events.died(reason, restarts);
    if (restarts) this.start();
  }
}
