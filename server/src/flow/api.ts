/**
 * API values: what a value of a package is, as the set of catalogue paths that lead to it. Following a member, a call
 * or an argument moves to another API value; rows that end there say what it means.
 */
import type { PathSegment } from "../catalog/path.js";
import type { Row } from "../catalog/schema.js";
import { BOUNDS } from "./bounds.js";
import { closure, type CompiledRows, type State, type Terminal } from "./compiled-rows.js";

export type { Terminal } from "./compiled-rows.js";

/** One step from an API value. Arguments carry the number of arguments, for indices that count from the end. */
export type ApiStep =
  | { kind: "member"; name: string }
  | { kind: "element" | "call" | "new" | "sub" }
  | { kind: "argument" | "parameter"; index: number; count: number };

export class ApiValue {
  readonly #next = new Map<string, ApiValue | undefined>();
  readonly terminals: readonly Terminal[];
  #below: readonly { terminal: Terminal; access: readonly string[] }[] | undefined;

  /** @param name how a reader would write it: `openai.chat.completions.create` */
  constructor(
    readonly owner: ApiCatalog,
    readonly origin: string,
    readonly name: string,
    readonly states: readonly State[],
  ) {
    this.terminals = states.flatMap((state) => state.terminals);
  }

  /** The key that two equal API values share. */
  get key(): string {
    return `${this.origin}:${this.states.map((state) => state.id).join(",")}`;
  }

  rows<K extends Row["kind"]>(kind: K): Extract<Row, { kind: K }>[] {
    const rows: Extract<Row, { kind: K }>[] = [];
    for (const { role, row } of this.terminals)
      if (role === "row" && row.kind === kind) rows.push(row as Extract<Row, { kind: K }>);
    return rows;
  }

  /** Rows that end here or below. */
  get reached(): readonly Terminal[] {
    return [...this.terminals, ...this.below().map(({ terminal }) => terminal)];
  }

  /** Rows that end at members or elements below this value, with the way there. */
  below(): readonly { terminal: Terminal; access: readonly string[] }[] {
    this.#below ??= descend(this.states);
    return this.#below;
  }

  /** A class whose rows are about what the program is given: what it makes itself holds what it put there. */
  get isReceived(): boolean {
    const made = this.step({ kind: "new" });
    return (
      made !== undefined && leadsTo(made.states, ({ row }) => row.kind === "source" && row.received === true)
    );
  }

  /** The API value one step on; undefined when no row reaches that far. */
  step(step: ApiStep): ApiValue | undefined {
    const next = this.#step(step);
    return step.kind === "member" && step.name === "default" ? this.#or(next) : next;
  }

  /** The default export of a package has what the package has: `sql.Request` is `Request`, however `sql` was imported. */
  #or(direct: ApiValue | undefined): ApiValue {
    if (!direct) return this;
    const states = new Set([...this.states, ...direct.states]);
    return this.owner.intern(
      this.origin,
      this.name,
      [...states].sort((a, b) => a.id - b.id),
    );
  }

  #step(step: ApiStep): ApiValue | undefined {
    const key = stepKey(step);
    if (this.#next.has(key)) return this.#next.get(key);
    const found = new Set<State>();
    for (const state of this.states) {
      if (state.loops && (step.kind === "member" || step.kind === "call")) closure(state, found);
      for (const { segment, to } of state.edges) if (matches(segment, step)) closure(to, found);
    }
    const states = [...found].sort((a, b) => a.id - b.id);
    const next =
      states.length > 0 ? this.owner.intern(this.origin, nameAfter(this.name, step), states) : undefined;
    this.#next.set(key, next);
    return next;
  }
}

/** Whether a row below some states is such a one. */
function leadsTo(states: readonly State[], isSuch: (terminal: Terminal) => boolean): boolean {
  const queue = [...states];
  const seen = new Set(queue);
  for (const { edges, terminals } of queue) {
    if (terminals.some(isSuch)) return true;
    for (const { to } of edges) {
      if (!seen.has(to)) queue.push(to);
      seen.add(to);
    }
  }
  return false;
}

function stepKey(step: ApiStep): string {
  if (step.kind === "member") return `.${step.name}`;
  if (step.kind === "argument" || step.kind === "parameter")
    return `${step.kind[0]}${step.index}/${step.count}`;
  return step.kind;
}

function nameAfter(name: string, step: ApiStep): string {
  if (step.kind === "member") return step.name === "default" ? name : `${name}.${step.name}`;
  if (step.kind === "call") return name.endsWith(")") ? name : `${name}()`;
  return name;
}

function matches(segment: PathSegment, step: ApiStep): boolean {
  switch (segment.kind) {
    case "member":
      return (
        (step.kind === "member" && (!segment.names || segment.names.includes(step.name))) ||
        (step.kind === "element" && !segment.names)
      );
    case "element":
      return step.kind === "element" || (step.kind === "member" && /^\d+$/.test(step.name));
    case "argument":
    case "parameter":
      return (
        step.kind === segment.kind &&
        (segment.index === undefined ||
          segment.index === step.index ||
          (segment.index < 0 && segment.index === step.index - step.count))
      );
    case "call":
      return step.kind === "call";
    case "new":
    case "sub":
      return step.kind === segment.kind;
    case "chain":
      return false;
  }
}

/** The answer of a request is followed from the request on: `json()` is the part of it that its method gives. */
function readByMethod({ role, row }: Terminal): boolean {
  return role === "output" && row.kind === "model" && row.request !== undefined;
}

/** A call that is found itself, wherever it is written: a model's, not what reads its answer. */
function isSite({ terminals }: State): boolean {
  return terminals.some(({ role, row }) => role === "row" && row.kind === "model");
}

/** Terminals below some states through named members and elements, four steps deep at most. */
function descend(states: readonly State[]): { terminal: Terminal; access: readonly string[] }[] {
  const found: { terminal: Terminal; access: readonly string[] }[] = [];
  const walk = (state: State, access: readonly string[]): void => {
    if (access.length > 0)
      for (const terminal of state.terminals)
        if (!access.at(-1)!.endsWith("()") || readByMethod(terminal)) found.push({ terminal, access });
    if (access.length >= BOUNDS.accessPath) return;
    for (const { segment, to } of state.edges) {
      if (segment.kind === "call" && access.length > 0 && !isSite(to))
        walk(to, [...access.slice(0, -1), `${access.at(-1)!}()`]);
      if (segment.kind === "element") walk(to, [...access, "[]"]);
      else if (segment.kind === "member")
        for (const name of segment.names ?? ["[]"]) walk(to, [...access, name]);
    }
  };
  for (const state of states) walk(state, []);
  return found;
}

/** What the packages of a catalogue are, to one program. */
export class ApiCatalog {
  readonly #roots = new Map<string, ApiValue | undefined>();
  readonly #interned = new Map<string, ApiValue>();

  constructor(readonly rows: CompiledRows) {}

  /** The exports of a package; undefined when the catalogue does not know it. */
  root(name: string): ApiValue | undefined {
    if (this.#roots.has(name)) return this.#roots.get(name);
    const start = this.rows.startOf(name);
    const root = start && this.intern(name, name, start);
    this.#roots.set(name, root);
    return root;
  }

  intern(pack: string, name: string, states: readonly State[]): ApiValue {
    const key = `${pack}:${states.map((state) => state.id).join(",")}`;
    let value = this.#interned.get(key);
    if (!value) {
      value = new ApiValue(this, pack, name, states);
      this.#interned.set(key, value);
    }
    return value;
  }
}
