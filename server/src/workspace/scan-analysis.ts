/** From texts to the analysis: facts from the cache or read on all cores, then the engine. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Analysis, EngineApi, EngineOptions } from "../api.js";
import { Engine } from "../engine.js";
import type { FileFacts } from "../facts/facts.js";
import { FactsCache, factsKey, packFacts } from "./facts-cache.js";
import { extractAll } from "./facts-pool.js";
import type { FactsTexts } from "./facts-work.js";
import type { ScanOptions } from "./scan.js";

export interface Analysed {
  analysis: Analysis;
  engine: EngineApi;
  /** Settles when the facts are kept for the next scan. Never rejects. */
  written: Promise<void>;
}

/** @throws the signal's reason when it aborts */
export async function analyse(
  root: string,
  texts: FactsTexts,
  configuration: EngineOptions,
  options: ScanOptions,
): Promise<Analysed> {
  const { cache, signal, onProgress } = options;
  const total = texts.length;
  const engine = new Engine();
  engine.configure(configuration);
  const known = cache && (await FactsCache.open(cache.store, cache.build, root));
  const keys = known ? texts.map(({ file, text }) => factsKey(file, text)) : [];
  const facts: (FileFacts | undefined)[] = texts.map(({ file }, at) => known?.get(keys[at]!, file));
  const missing = [...texts.keys()].filter((at) => !facts[at]);
  const made = await extractAll(
    missing.map((at) => texts[at]!),
    {
      ...(options.workerFile !== undefined && { workerFile: options.workerFile }),
      ...(options.workers !== undefined && { workers: options.workers }),
      ...(signal && { signal }),
      onProgress: (done) => onProgress?.({ phase: "reading", done: total - missing.length + done, total }),
    },
  );
  missing.forEach((at, index) => (facts[at] = made[index]));
  const isNew = known !== undefined && (missing.length > 0 || !known.holdsOnly(keys));
  // Packed before they are the engine's, which may not be trusted to leave them as they were.
  const packed = new Map<string, Uint8Array>();
  if (isNew) keys.forEach((key, at) => packed.set(key, known.packed(key) ?? packFacts(facts[at]!)));
  const written = isNew ? known.replace(packed) : Promise.resolve();
  texts.forEach(({ file, text }, at) => engine.update(file, text, facts[at]));
  onProgress?.({ phase: "analysing", done: total, total });
  await nextTurn();
  const analysis = engine.analyse(() => signal?.aborted ?? false);
  if (analysis) return { analysis, engine, written };
  signal?.throwIfAborted();
  throw new Error("The analysis stopped without a result");
}
