/** Sets of sink kinds as bits: what a value has been made safe for. */
import { SINK_KINDS, type SinkKind } from "../catalog/vocabulary.js";

/**
 * What is known of a value and closes no sink by itself. `path-prefix`: the path was compared with a folder's name, so that
 * it stays in folders named like it. `path-climb`: no `..` is in it. `path-root`: it does not start at the root. `path-segment`:
 * no separator is in it. `path-base`: it chooses the folder, and something else what is below it. `text-start`: the text that it is in
 * begins otherwise. `text-end`: the text that it is in ends like a page of text. `path-free`: there was nothing at the path.
 * `host-ranges`: its host was compared with private addresses; a name that resolves to one passes. `host-literal`: its host is an
 * address, which nothing is looked up for. `host-followed`: the host itself was checked, not where its answer redirects to.
 */
export type Hint =
  | "path-prefix"
  | "path-climb"
  | "path-root"
  | "path-segment"
  | "path-base"
  | "text-start"
  | "text-end"
  | "path-free"
  | "host-ranges"
  | "host-literal"
  | "host-followed";
export type GuardedKind = SinkKind | "prompt" | Hint;
export type KindSet = number;

const ORDER: readonly GuardedKind[] = [
  ...SINK_KINDS,
  "prompt",
  "path-prefix",
  "path-climb",
  "path-root",
  "path-segment",
  "path-base",
  "text-start",
  "text-end",
  "path-free",
  "host-ranges",
  "host-literal",
  "host-followed",
];

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

const RELATIVE = kinds("path-climb", "path-root");
const PUBLIC = kinds("host-ranges", "host-literal");

/**
 * Several things known of one value, put together: what neither climbs nor starts at the root stays in its folder, and an
 * address in no private range is public.
 */
export function settle(set: KindSet): KindSet {
  const inside = (set & RELATIVE) === RELATIVE ? set | kinds("path") : set;
  const closed =
    (set & PUBLIC) === PUBLIC ? inside | kinds("request", "navigation", "host-followed") : inside;
  return hasKind(closed, "request") ? closed | kinds("host-ranges") : closed;
}

const AS_IT_IS = kinds("text-start", "text-end", "path-free");

/**
 * What is left of it in what a call makes of the text: that may begin and end anywhere, and be another place.
 * @param kept what is known of the call's result too
 */
export function remade(set: KindSet, kept: KindSet): KindSet {
  return (set & ALL) === ALL ? set : set & ~(AS_IT_IS & ~kept);
}

/** What is left of it once it is decoded: `..%2f` is one segment of an address, and two of a path. */
export function decoded(set: KindSet): KindSet {
  const apart = RELATIVE | kinds("html", "path-segment");
  const hidden = (set & RELATIVE) === RELATIVE ? apart | kinds("path") : apart;
  return set & ~hidden;
}
