/**
 * The catalogue's rows compiled: an automaton for each package, and what holds whatever the package is. They say the same to
 * whoever asks, so programs share them.
 */
import type { NamedSourceRow, PropertySinkRow } from "../catalog/named-rows.js";
import { parsePath, type PathSegment } from "../catalog/path.js";
import type { CatalogPackage, EndpointRow, NoSystem, Row } from "../catalog/schema.js";
import type { Limit } from "../catalog/vocabulary.js";
import { wildcard } from "../catalog/wildcard.js";
import { namesOf, type RowNames } from "./row-names.js";

/** Why a path ends: the row itself, or one of the places it names. */
export interface Terminal {
  role: "row" | "input" | "output";
  row: Row;
  package: CatalogPackage;
  slot?: "instruction" | "message" | "messages" | "data";
  noSystem?: NoSystem | undefined;
}

/** A place of an automaton. */
export interface State {
  edges: { segment: PathSegment; to: State }[];
  terminals: Terminal[];
  loops: boolean;
  /** Among those of its package. */
  id: number;
}

export class CompiledRows {
  readonly #packages = new Map<string, CatalogPackage[]>();
  readonly #wildcards: { pattern: RegExp; pack: CatalogPackage }[] = [];
  readonly #starts = new Map<string, readonly State[] | undefined>();
  /** Sinks by the name of a property or attribute, whatever object has it. */
  readonly propertySinks: readonly PropertySinkRow[];
  /** Where models are over HTTP, whatever sends the request. */
  readonly endpoints: readonly EndpointRow[];
  /** What options that limit a call are called. */
  readonly limits: Readonly<Record<Limit, ReadonlySet<string>>>;
  /** Properties whose names say what they hold. */
  readonly namedSources: readonly NamedSourceRow[];
  #names: RowNames | undefined;

  constructor(readonly packages: readonly CatalogPackage[]) {
    this.propertySinks = packages.flatMap(({ rows }) => rows.filter((row) => row.kind === "property-sink"));
    this.endpoints = packages.flatMap(({ rows }) => rows.filter((row) => row.kind === "endpoint"));
    this.namedSources = packages.flatMap(({ rows }) => rows.filter((row) => row.kind === "named-source"));
    const limits = packages.flatMap(({ rows }) => rows.filter((row) => row.kind === "limit"));
    const named = (limit: Limit): Set<string> =>
      new Set(limits.filter((row) => row.limits === limit).flatMap(({ names }) => names));
    this.limits = { tokens: named("tokens"), steps: named("steps"), time: named("time") };
    for (const pack of packages)
      for (const name of [pack.package, ...(pack.also ?? [])]) {
        if (name.includes("*")) this.#wildcards.push({ pattern: wildcard(name), pack });
        else this.#packages.set(name, [...(this.#packages.get(name) ?? []), pack]);
      }
  }

  /** Names by which what matters is recognised before anything is resolved. */
  get names(): RowNames {
    return (this.#names ??= namesOf(this.packages));
  }

  /** Who runs the models of a package. */
  providerOf(name: string): string | undefined {
    return this.#packages.get(name)?.[0]?.provider;
  }

  /** What a package is called on the map. */
  titleOf(name: string): string {
    const title = this.#packages.get(name)?.find((pack) => pack.title !== undefined)?.title;
    const bare = name.replace(/^@[^/]+\//, "");
    return title ?? bare.charAt(0).toUpperCase() + bare.slice(1);
  }

  /** Where the automaton of a package starts; undefined when the catalogue does not know it. */
  startOf(name: string): readonly State[] | undefined {
    if (this.#starts.has(name)) return this.#starts.get(name);
    const packs = [...(this.#packages.get(name) ?? [])];
    for (const { pattern, pack } of this.#wildcards) if (pattern.test(name)) packs.push(pack);
    const start = packs.length > 0 ? compile(packs) : undefined;
    this.#starts.set(name, start);
    return start;
  }
}

/** Adds a state, and the states that an optional chain lets one reach without a step. */
export function closure(state: State, into: Set<State>): void {
  if (into.has(state)) return;
  into.add(state);
  for (const { segment, to } of state.edges) if (segment.kind === "chain") closure(to, into);
}

function compile(packs: readonly CatalogPackage[]): State[] {
  let states = 0;
  const newState = (): State => ({ edges: [], terminals: [], loops: false, id: states++ });
  const root = newState();
  for (const pack of packs)
    for (const row of pack.rows) {
      if (!("path" in row)) continue;
      for (const place of placesOf(row, pack))
        for (const segments of place.paths) {
          insert(root, segments, place.terminal, newState);
          if (isDefault(segments[0]) && segments.length > 1)
            insert(root, segments.slice(1), place.terminal, newState);
        }
    }
  const start = new Set<State>();
  closure(root, start);
  for (const { types = {} } of packs) {
    const given = Object.entries(types).map(([type, paths]) => ({
      type,
      states: new Set(
        paths
          .flatMap((path) => parsePath(path))
          .flatMap((segments) => [...segments.reduce(statesBehind, start as ReadonlySet<State>)]),
      ),
    }));
    for (const { type, states: instances } of given) {
      const declared = newState();
      for (const to of instances) declared.edges.push({ segment: { kind: "new" }, to });
      root.edges.push({ segment: { kind: "member", names: [type] }, to: declared });
    }
  }
  return [...start];
}

/** Where one step of a path leads from some states. */
function statesBehind(from: ReadonlySet<State>, segment: PathSegment): ReadonlySet<State> {
  const found = new Set<State>();
  const isSame = (other: PathSegment): boolean => {
    if (segment.kind === "member" && other.kind === "member")
      return !other.names || segment.names?.some((name) => other.names!.includes(name)) === true;
    if ("index" in segment && "index" in other && other.index !== undefined)
      return other.kind === segment.kind && other.index === segment.index;
    return other.kind === segment.kind;
  };
  for (const state of from) {
    if (state.loops && (segment.kind === "member" || segment.kind === "call")) closure(state, found);
    for (const edge of state.edges) if (isSame(edge.segment)) closure(edge.to, found);
  }
  return found;
}

function insert(
  root: State,
  segments: readonly PathSegment[],
  terminal: Terminal,
  newState: () => State,
): void {
  let state = root;
  for (const segment of segments) {
    const key = JSON.stringify(segment);
    let edge = state.edges.find((candidate) => JSON.stringify(candidate.segment) === key);
    if (!edge) {
      edge = { segment, to: newState() };
      if (segment.kind === "chain") edge.to.loops = true;
      state.edges.push(edge);
    }
    state = edge.to;
  }
  state.terminals.push(terminal);
}

/** `const make = require("x")` and `import * as make` give the default export of a package that has nothing else. */
function isDefault(segment: PathSegment | undefined): boolean {
  return segment?.kind === "member" && segment.names?.includes("default") === true;
}

/** Where relative paths of a row start: the row's path without its final call. */
function baseOf(segments: readonly PathSegment[]): readonly PathSegment[] {
  return segments[segments.length - 1]?.kind === "call" ? segments.slice(0, -1) : segments;
}

/** A relative path appended to a row's path. `()` at its start is the call itself. */
function extend(segments: readonly PathSegment[], relative: string): PathSegment[][] {
  const last = segments[segments.length - 1];
  if (relative === "()") return [[...segments]];
  const tail = relative.startsWith("()") ? relative.slice(2).replace(/^\./, "") : relative;
  const start = relative.startsWith("()") ? segments : baseOf(segments);
  const provided = last?.kind === "sub";
  return (tail.startsWith("[]") ? elementPaths(tail, provided) : parsePath(tail, provided)).map((rest) => [
    ...start,
    ...rest,
  ]);
}

function elementPaths(tail: string, provided: boolean): PathSegment[][] {
  const rest = tail.slice(2).replace(/^\./, "");
  const element: PathSegment = { kind: "element" };
  return rest === "" ? [[element]] : parsePath(rest, provided).map((segments) => [element, ...segments]);
}

/** Every place a row names, with its full path. */
function placesOf(row: Row, pack: CatalogPackage): { paths: PathSegment[][]; terminal: Terminal }[] {
  if (!("path" in row)) return [];
  const paths = parsePath(row.path);
  const places: { paths: PathSegment[][]; terminal: Terminal }[] = [
    { paths, terminal: { role: "row", row, package: pack } },
  ];
  if (row.kind === "model" || row.kind === "agent")
    for (const { at, slot, ...rest } of row.inputs ?? [])
      places.push({
        paths: paths.flatMap((path) => extend(path, at)),
        terminal: { role: "input", row, package: pack, slot, ...rest },
      });
  if (row.kind === "model" && !row.output?.includes("none"))
    for (const output of row.output ?? ["()"])
      places.push({
        paths: paths.flatMap((path) => extend(path, output)),
        terminal: { role: "output", row, package: pack },
      });
  return places;
}
