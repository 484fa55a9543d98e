/** The thread that reads facts beside the main one. It gets the texts once, and both take the next one not yet taken. */
import { parentPort, workerData } from "node:worker_threads";
import { extractFacts, TOO_DEEP } from "../facts/extract.js";
import type { FactsMade, FactsTexts, FactsWork } from "./facts-work.js";

/** Messages are sent when this many texts were read: fewer than that would cost more than they carry. */
const BATCH = 16;

/** Waits for the texts, reads until none is left, and ends. Called once, in the worker thread. */
export function runFactsWorker(): void {
  const port = parentPort!;
  const taken = new Int32Array((workerData as FactsWork).taken);
  port.once("message", (texts: FactsTexts) => {
    let made: FactsMade["made"] = [];
    const send = (last: boolean): void => {
      port.postMessage({ made, last } satisfies FactsMade, buffersOf(made));
      made = [];
    };
    for (let at = Atomics.add(taken, 0, 1); at < texts.length; at = Atomics.add(taken, 0, 1)) {
      const { file, text } = texts[at]!;
      const facts = extractFacts(file, text);
      // This thread's stack is the smaller one: what is too deep here may not be too deep there.
      made.push({ at, facts: facts.bound === TOO_DEEP ? undefined : facts });
      if (made.length >= BATCH) send(false);
    }
    send(true);
  });
}

function buffersOf(made: FactsMade["made"]): ArrayBuffer[] {
  const buffers: ArrayBuffer[] = [];
  for (const { facts } of made)
    for (const column of facts ? Object.values(facts) : [])
      if (ArrayBuffer.isView(column)) buffers.push(column.buffer as ArrayBuffer);
  return buffers;
}
