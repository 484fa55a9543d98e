/** What a node can evaluate to, as far as the program tells. */
import type { Graph } from "../facts/facts.js";
import type { ApiValue } from "./api.js";
import { BOUNDS } from "./bounds.js";
import type { Program, Ref } from "./program.js";

export type Value =
  /** Something of a package that the catalogue knows. */
  | { kind: "api"; api: ApiValue }
  /** Something of a package that the catalogue does not know. */
  | { kind: "external"; package: string }
  | { kind: "function"; ref: Ref }
  | { kind: "class"; ref: Ref }
  /** `exact`: made by `new` of this very class, not of a subclass. */
  | { kind: "instance"; ref: Ref; exact: boolean }
  /** An object or array literal, an object type, a collection. */
  | { kind: "object"; ref: Ref }
  | { kind: "constant"; ref: Ref }
  | { kind: "namespace"; graph: Graph };

/** What the code itself says comes first, what packages say after. */
const ORDER: Record<Value["kind"], number> = {
  constant: 0,
  object: 1,
  function: 2,
  class: 3,
  instance: 4,
  namespace: 5,
  api: 6,
  external: 7,
};

export function sameValue(left: Value, right: Value): boolean {
  if (left === right) return true;
  switch (left.kind) {
    case "api":
      return right.kind === "api" && left.api === right.api;
    case "external":
      return right.kind === "external" && left.package === right.package;
    case "namespace":
      return right.kind === "namespace" && left.graph === right.graph;
    case "instance":
      return right.kind === "instance" && left.ref === right.ref && left.exact === right.exact;
    default:
      return right.kind === left.kind && left.ref === right.ref;
  }
}

export function sameValues(left: readonly Value[], right: readonly Value[]): boolean {
  return left.length === right.length && left.every((value, index) => sameValue(value, right[index]!));
}

/** A set of values. */
export class ValueSet {
  readonly #values: Value[] = [];
  /** From here on, where a value is in the list would take too long to find. */
  #keys: Set<string> | undefined;

  add(value: Value): void {
    if (this.#values.length < 12) {
      for (const known of this.#values) if (sameValue(known, value)) return;
    } else {
      this.#keys ??= new Set(this.#values.map(keyOf));
      const key = keyOf(value);
      if (this.#keys.has(key)) return;
      this.#keys.add(key);
    }
    this.#values.push(value);
  }
  addAll(values: Iterable<Value>): void {
    for (const value of values) this.add(value);
  }
  has(value: Value): boolean {
    return this.#values.some((known) => sameValue(known, value));
  }
  get size(): number {
    return this.#values.length;
  }
  /** In the order they were added. */
  list(): readonly Value[] {
    return this.#values;
  }
  /** In an order that does not depend on how they were found. */
  sorted(program: Program): readonly Value[] {
    return this.#values.length < 2 ? this.#values : this.#values.sort((a, b) => compare(program, a, b));
  }
  /** As many as one node may stand for: more where they are all of one kind, as the tools in a list or what these run. */
  bounded(program: Program): readonly Value[] {
    const values = this.sorted(program);
    if (values.length <= BOUNDS.values) return values;
    const [first, last] = [values[0]!.kind, values.at(-1)!.kind];
    const isList = first === last && (first === "object" || first === "function");
    return values.slice(0, isList ? BOUNDS.listed : BOUNDS.values);
  }
}

/** Adds what an instance of a value is, as far as it has any. */
export function addInstance(value: Value, exact: boolean, into: ValueSet): void {
  if (value.kind === "class") into.add({ kind: "instance", ref: value.ref, exact });
  else if (value.kind === "api") {
    const next = value.api.step({ kind: "new" });
    into.add(next ? { kind: "api", api: next } : { kind: "external", package: value.api.origin });
  } else if (value.kind === "external" || value.kind === "object") into.add(value);
}

function keyOf(value: Value): string {
  switch (value.kind) {
    case "api":
      return `a${value.api.key}`;
    case "external":
      return `e${value.package}`;
    case "namespace":
      return `n${value.graph.id}`;
    case "instance":
      return `i${value.ref}${value.exact ? "!" : ""}`;
    default:
      return `${value.kind[0]}${value.ref}`;
  }
}

function compare(program: Program, left: Value, right: Value): number {
  if (left.kind !== right.kind) return ORDER[left.kind] - ORDER[right.kind];
  if ("ref" in left && "ref" in right) return program.compare(left.ref, right.ref);
  const [a, b] = [nameOf(left), nameOf(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function nameOf(value: Value): string {
  if (value.kind === "api") return `${value.api.origin} ${value.api.name} ${value.api.key}`;
  return value.kind === "namespace" ? value.graph.file : value.kind === "external" ? value.package : "";
}

/** Whose field something is: of a class's instances, or, negative, the class's own static one. */
export type Holder = number;

export const holderOf = (owner: Ref, fixed: boolean): Holder => (fixed ? -1 - owner : owner);
export const classOf = (holder: Holder): Ref => (holder < 0 ? -1 - holder : holder);
export const isStatic = (holder: Holder): boolean => holder < 0;

/** The same, with object literals, whose methods put things into `this`. */
export function keepersOf(values: readonly Value[]): Holder[] {
  return values.flatMap((value) => (value.kind === "object" ? [value.ref] : holdersOf([value])));
}

/** Everything among some values that fields can be stored in. */
export function holdersOf(values: readonly Value[]): Holder[] {
  return values.flatMap((value) =>
    value.kind === "instance" || value.kind === "class" ? [holderOf(value.ref, value.kind === "class")] : [],
  );
}
