/** Sets of sink kinds as bits: what a value has been made safe for. */
import { SINK_KINDS, type SinkKind } from "../catalog/schema.js";

/** `path-prefix` closes no sink: the path was compared with a folder's name, so that it stays in folders named like it. */
export type GuardedKind = SinkKind | "prompt" | "path-prefix";
export type KindSet = number;

const ORDER: readonly GuardedKind[] = [...SINK_KINDS, "prompt", "path-prefix"];

export const NONE: KindSet = 0;
export const ALL: KindSet = (1 << ORDER.length) - 1;

export function kinds(...list: readonly GuardedKind[]): KindSet {
  return list.reduce((set, kind) => set | (1 << ORDER.indexOf(kind)), NONE);
}

export function hasKind(set: KindSet, kind: GuardedKind): boolean {
  return (set & (1 << ORDER.indexOf(kind))) !== 0;
}

/** What a catalogue barrier closes. */
export function kindsOf(list: readonly (GuardedKind | "all")[]): KindSet {
  return list.includes("all") ? ALL : kinds(...(list as GuardedKind[]));
}
