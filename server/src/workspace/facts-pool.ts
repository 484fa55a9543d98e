/** Reads the facts of many texts on all cores. Which thread reads which text is chance; what comes out is not. */
import { availableParallelism } from "node:os";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { extractFacts } from "../facts/extract.js";
import type { FileFacts } from "../facts/facts.js";
import type { FactsMade, FactsTexts, FactsWork } from "./facts-work.js";

/**
 * Less text than this for each worker is read sooner without it, in UTF-16 units. A worker costs the start of a program,
 * about a second of processor time until its code is compiled: measured, two cores read 100,000 lines a third slower with it.
 */
const LEAST_TEXT = 4_000_000;
/** A thread keeps two cores busy: V8 compiles and collects garbage beside it. */
const CORES_EACH = 2;
const MOST_WORKERS = 7;
/** Less than the main thread has, in megabytes: see `TOO_DEEP`. */
const STACK = 1;
/** Longest stretch of parsing before timers and input get their turn. In milliseconds. */
const SLICE = 10;

export interface FactsOptions {
  /** The bundled program that calls `runFactsWorker` in a worker; without one, this thread reads alone. */
  workerFile?: string;
  /** How many workers, whatever the machine and the texts; chosen by them when left out. */
  workers?: number;
  /** Called now and then with the number of texts that were read. */
  onProgress?: (done: number) => void;
  signal?: AbortSignal;
}

/**
 * The facts of every text, in the order of the texts. A worker that fails costs time only.
 *
 * @throws the signal's reason when it aborts
 */
export async function extractAll(texts: FactsTexts, options: FactsOptions = {}): Promise<FileFacts[]> {
  // The longest first: no thread begins a long one when the others are done.
  const order = [...texts.keys()].sort((a, b) => texts[b]!.text.length - texts[a]!.text.length || a - b);
  const queue = order.map((at) => texts[at]!);
  const made: (FileFacts | undefined)[] = [];
  let done = 0;
  const take = (at: number, facts: FileFacts | undefined): void => {
    if (!facts || made[order[at]!]) return;
    made[order[at]!] = facts;
    done++;
  };
  const taken = new SharedArrayBuffer(4);
  const counter = new Int32Array(taken);
  const workers = startWorkers(queue, taken, take, options);
  try {
    let sliceEnd = performance.now() + SLICE;
    for (let at = Atomics.add(counter, 0, 1); at < queue.length; at = Atomics.add(counter, 0, 1)) {
      take(at, extractFacts(queue[at]!.file, queue[at]!.text));
      if (performance.now() < sliceEnd) continue;
      options.onProgress?.(done);
      await nextTurn();
      options.signal?.throwIfAborted();
      sliceEnd = performance.now() + SLICE;
    }
    await Promise.all(workers.map(({ ended }) => ended));
    options.signal?.throwIfAborted();
  } finally {
    for (const { worker } of workers) void worker.terminate();
  }
  // What a worker took and did not give back.
  return texts.map(({ file, text }, at) => made[at] ?? extractFacts(file, text));
}

interface Running {
  worker: Worker;
  /** Settles when it has given everything it will ever give. */
  ended: Promise<void>;
}

function startWorkers(
  queue: FactsTexts,
  taken: SharedArrayBuffer,
  take: (at: number, facts: FileFacts | undefined) => void,
  { workerFile, workers, signal }: FactsOptions,
): Running[] {
  if (workerFile === undefined) return [];
  const size = queue.reduce((sum, { text }) => sum + text.length, 0);
  const spare = Math.floor(availableParallelism() / CORES_EACH) - 1;
  const count = workers ?? Math.max(0, Math.min(spare, MOST_WORKERS, Math.floor(size / LEAST_TEXT)));
  return Array.from({ length: count }, () => {
    const workerData: FactsWork = { kind: "facts", taken };
    const worker = new Worker(workerFile, { workerData, resourceLimits: { stackSizeMb: STACK } });
    const ended = new Promise<void>((resolve) => {
      worker.on("message", ({ made, last }: FactsMade) => {
        for (const { at, facts } of made) take(at, facts);
        if (last) resolve();
      });
      worker.on("error", () => resolve());
      worker.on("exit", () => resolve());
      signal?.addEventListener("abort", () => resolve(), { once: true });
    });
    worker.postMessage(queue);
    return { worker, ended };
  });
}
