/**
 * The worker thread that holds the engines; it is started with the memory of the signals. Questions come first, in the order
 * they were asked; scanning and the analysis of whole folders run in between, and stop whenever a message waits.
 */
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import { setImmediate as nextTurn, setTimeout as delay } from "node:timers/promises";
import { AnalysisFolder } from "./analysis-folder.js";
import {
  ToWorker,
  type FromWorker,
  type Order,
  type Question,
  type QuestionType,
} from "./analysis-messages.js";
import { answer } from "./analysis-questions.js";
import { readAgain, scan, type FolderRules, type ScanHost } from "./analysis-scan.js";
import { AnalysisSignals } from "./analysis-signals.js";

/** How long typing must rest before the findings of other files are brought up to date. */
const SETTLE_MS = 60;
/** How long it must rest before the map is made again. */
const MAP_SETTLE_MS = 300;
/** Which questions come first: those that a person waits for while typing. */
const RANK: Record<QuestionType, number> = { findings: 0, edit: 0, summaries: 1, map: 2 };
/** How often a scan reports, at most. */
const PROGRESS_MS = 100;

interface ScanState {
  /** A later scan has taken over, or the folder was closed. */
  superseded: boolean;
  /** A person stopped it. */
  cancelled: boolean;
}

interface Held {
  folder: AnalysisFolder;
  rules: FolderRules | undefined;
  /** The latest scan. */
  scan: ScanState;
  /** Settles when no scan runs. */
  scans: Promise<void>;
  /** Open documents for which the rules are being asked. Their questions wait: no squiggle may flash up. */
  deciding: Map<string, Promise<void>>;
  scanning: boolean;
}

/** What is done for every folder when nothing has changed for a while. */
interface Chore {
  /** Milliseconds. */
  rest: number;
  work(held: Held, superseded: () => boolean): Promise<void>;
  isRunning: boolean;
}

class AnalysisWorker {
  readonly #port: MessagePort;
  readonly #signals: AnalysisSignals;
  readonly #held = new Map<string, Held>();
  readonly #questions: Question[] = [];
  #received = 0;
  #answering = false;
  readonly #chores: Chore[] = [
    { rest: SETTLE_MS, work: (held, superseded) => this.#announce(held, superseded), isRunning: false },
    {
      rest: MAP_SETTLE_MS,
      work: (held, superseded) => this.#announceMap(held, superseded),
      isRunning: false,
    },
  ];
  #changes = 0;

  constructor(port: MessagePort, signals: AnalysisSignals) {
    this.#port = port;
    this.#signals = signals;
    port.on("message", (message: unknown) => {
      this.#received++;
      this.#receive(message);
    });
  }

  #receive(message: unknown): void {
    const parsed = ToWorker.safeParse(message);
    if (!parsed.success) return this.#log("error", `A message was refused: ${parsed.error.message}`);
    if (parsed.data.type === "question") {
      this.#questions.push(parsed.data);
      void this.#answerAll();
    } else {
      this.#obey(parsed.data);
    }
  }

  /** Orders only take note; the work they cause is done when the next question or the scan needs it. */
  #obey(order: Order): void {
    if (order.type === "open") return this.#open(order);
    const held = this.#held.get(order.folder);
    if (!held) return;
    const { folder } = held;
    switch (order.type) {
      case "close":
        held.scan.superseded = true;
        this.#held.delete(order.folder);
        break;
      case "text": {
        const isNew = !folder.isOpen(order.file);
        folder.setText(order.file, order.text, order.version);
        if (isNew) this.#decide(held, order.file);
        break;
      }
      case "release":
        folder.release(order.file);
        void this.#readAgain(held, [order.file]);
        break;
      case "quarantine":
        folder.quarantine(order.file);
        break;
      case "disk":
        void this.#readAgain(held, order.files);
        break;
      case "rescan":
        this.#scan(held);
        break;
      case "cancelScan":
        held.scan.cancelled = true;
        break;
    }
    this.#changed();
  }

  #open(order: Extract<Order, { type: "open" }>): void {
    const before = this.#held.get(order.folder);
    if (before) {
      Object.assign(before.folder.spec, order);
      this.#scan(before);
      return;
    }
    const held: Held = {
      folder: new AnalysisFolder({ ...order }, this.#signals),
      rules: undefined,
      scan: { superseded: false, cancelled: false },
      scans: Promise.resolve(),
      deciding: new Map(),
      scanning: false,
    };
    this.#held.set(order.folder, held);
    this.#scan(held);
  }

  /** One scan at a time: a later one stops the one before and begins when that has let go. */
  #scan(held: Held): void {
    held.scan.superseded = true;
    const state: ScanState = { superseded: false, cancelled: false };
    held.scan = state;
    held.scanning = true;
    held.scans = held.scans.then(() => (state.superseded ? undefined : this.#runScan(held, state)));
  }

  async #runScan(held: Held, state: ScanState): Promise<void> {
    const { folder } = held;
    const name = folder.spec.folder;
    let reported = 0;
    const host: ScanHost = {
      turn: () => this.#turn(),
      stopped: () => state.superseded || state.cancelled,
      progress: (done, total) => {
        const now = Date.now();
        if (now - reported < PROGRESS_MS) return;
        reported = now;
        this.#send({ type: "scanning", folder: name, done, total });
      },
    };
    try {
      held.rules = await scan(folder, host);
      for (const file of folder.openFiles()) this.#decide(held, file);
    } catch (error) {
      this.#log("error", `Scanning failed: ${describe(error)}`);
      folder.complete = true;
    }
    if (state.superseded) return;
    held.scanning = false;
    const files = folder.engine.files().length;
    const { cancelled } = state;
    this.#send({ type: "scanned", folder: name, files, cancelled, problems: folder.problems() });
    this.#changed();
  }

  /** An open document may be one that the folder leaves out. Until the first scan knows the rules, all count. */
  #decide(held: Held, file: string): void {
    const { folder, rules, deciding } = held;
    if (!rules || folder.scanned.has(file)) return folder.takeIn(file);
    const decision = rules.leavesOut(file).then((leavesOut) => {
      deciding.delete(file);
      if (!folder.isOpen(file) || leavesOut === folder.isLeftOut(file)) return;
      if (leavesOut) folder.leaveOut(file);
      else folder.takeIn(file);
      this.#changed();
    });
    deciding.set(file, decision);
  }

  /** Answers what was asked: findings first, whole folders last, and those only while nothing else waits. */
  async #answerAll(): Promise<void> {
    if (this.#answering) return;
    this.#answering = true;
    // Messages that arrived together are seen together: a question cancelled meanwhile is never begun.
    for (await nextTurn(); this.#questions.length > 0; await nextTurn()) {
      this.#questions.sort((left, right) => RANK[left.ask.type] - RANK[right.ask.type] || left.id - right.id);
      await this.#answer(this.#questions.shift()!);
    }
    this.#answering = false;
  }

  async #answer(question: Question): Promise<void> {
    const { id, ask } = question;
    const held = this.#held.get(ask.folder);
    const cancelled = () => this.#signals.isCancelled(id);
    const givesWay = () => cancelled() || this.#waiting;
    try {
      if (held && "file" in ask) await held.deciding.get(ask.file);
      const result = cancelled() || !held ? null : answer(held.folder, ask, cancelled, givesWay);
      const isPutOff = result === null && held !== undefined && !cancelled();
      if (isPutOff) this.#questions.push(question);
      else this.#send({ type: "answer", id, answer: result });
    } catch (error) {
      this.#send({ type: "failed", id, error: describe(error) });
    }
  }

  /** Something changed that may change findings: what follows from it is told once typing rests. */
  #changed(): void {
    this.#changes++;
    for (const chore of this.#chores) void this.#do(chore);
  }

  async #do(chore: Chore): Promise<void> {
    if (chore.isRunning) return;
    chore.isRunning = true;
    for (let seen = -1; seen !== this.#changes;) {
      do {
        seen = this.#changes;
        await delay(chore.rest);
      } while (seen !== this.#changes);
      for (const held of [...this.#held.values()]) await chore.work(held, () => seen !== this.#changes);
    }
    chore.isRunning = false;
  }

  async #announce(held: Held, superseded: () => boolean): Promise<void> {
    const { folder } = held;
    while (!superseded() && !folder.isAnnounced && !held.scanning) {
      await this.#turn();
      try {
        const event = folder.announce(() => this.#waiting);
        if (event) this.#send(event);
      } catch (error) {
        this.#log("error", `Analysing failed: ${describe(error)}`);
        this.#send(folder.announceFailure("The folder could not be analysed; the log says why."));
        return;
      }
    }
  }

  async #announceMap(held: Held, superseded: () => boolean): Promise<void> {
    const { folder } = held;
    for (let changed: boolean | undefined; changed === undefined && !superseded() && !held.scanning;) {
      await this.#turn();
      try {
        changed = folder.mapChanged(() => this.#waiting);
        if (changed) this.#send({ type: "mapChanged", folder: folder.spec.folder });
      } catch (error) {
        return this.#log("error", `The map could not be made: ${describe(error)}`);
      }
    }
  }

  async #readAgain(held: Held, files: readonly string[]): Promise<void> {
    await held.scans;
    await readAgain(held.folder, files, held.rules ?? { leavesOut: () => Promise.resolve(true) });
    this.#changed();
  }

  /** A message was posted that this thread, busy computing, has not read yet. */
  get #waiting(): boolean {
    return this.#signals.posted !== this.#received;
  }

  /** Resolves when no question is open and every posted message was read. */
  async #turn(): Promise<void> {
    do await nextTurn();
    while (this.#answering || this.#waiting);
  }

  #log(level: "error" | "warn" | "info", message: string): void {
    this.#send({ type: "log", level, message });
  }

  #send(message: FromWorker): void {
    this.#port.postMessage(message);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

if (!parentPort) throw new Error("This is the main thread.");
new AnalysisWorker(parentPort, new AnalysisSignals(workerData as SharedArrayBuffer));
