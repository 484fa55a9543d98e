/** Which data is followed to which places: what every threat builds on, and what the threats that are on ask for besides. */
import { SINK_KINDS, type Label, type SinkKind } from "../catalog/vocabulary.js";

/** Structurally a threat's `FlowNeed`. */
export interface Need {
  labels: readonly Label[];
  sinks: readonly (SinkKind | "prompt")[];
}

/** Somebody else decides what these say. They are followed to the first ten kinds of sink, whatever threats are on. */
const STEERED: readonly Label[] = ["untrusted", "outside", "model-output", "tool-input"];
const CONSEQUENCES = [...SINK_KINDS.slice(0, SINK_KINDS.indexOf("parse") + 1), "prompt"] as const;

/** A credential or a name is not in what a call gives back for it, as a text that was worked on is. */
const VERBATIM = new Set<Label>([
  "secret",
  "personal",
  "confidential",
  "system-prompt",
  "caller-token",
  "inference",
]);

export class Needs {
  readonly #sinks = new Map<Label, Set<SinkKind | "prompt">>();

  constructor(needs: readonly Need[] = []) {
    for (const { labels, sinks } of [{ labels: STEERED, sinks: CONSEQUENCES }, ...needs])
      for (const label of labels) {
        const known = this.#sinks.get(label) ?? new Set();
        for (const sink of sinks) known.add(sink);
        this.#sinks.set(label, known);
      }
  }

  wants(label: Label): boolean {
    return this.#sinks.has(label);
  }

  /** The kinds of sink that data of this label is followed to, in a fixed order. */
  sinksFor(label: Label): (SinkKind | "prompt")[] {
    return [...(this.#sinks.get(label) ?? [])].sort();
  }
}

/** Whether data of this label is lost where a call makes something else of it. */
export function isVerbatim(label: Label): boolean {
  return VERBATIM.has(label);
}
