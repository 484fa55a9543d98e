/** What the main thread and the workers that read facts say to each other. */
import type { FileFacts } from "../facts/facts.js";

/** What a worker is started with. */
export interface FactsWork {
  kind: "facts";
  /** One number: how many texts were taken. */
  taken: SharedArrayBuffer;
}

/** The texts, in the order in which they are to be taken. */
export type FactsTexts = readonly { file: string; text: string }[];

/** Facts by the place of their text; without facts, the main thread reads the text itself. */
export interface FactsMade {
  made: { at: number; facts: FileFacts | undefined }[];
  /** Nothing more will come. */
  last: boolean;
}

export function isFactsWork(data: unknown): data is FactsWork {
  return typeof data === "object" && data !== null && "kind" in data && data.kind === "facts";
}
