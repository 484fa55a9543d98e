/** What a node can evaluate to, as far as the program tells. */
import type { Graph } from "../facts/facts.js";
import type { ApiValue } from "./api.js";
import type { Ref } from "./program.js";

export type Value =
  /** Something of a package that the catalogue knows. */
  | { kind: "api"; api: ApiValue }
  /** Something of a package that the catalogue does not know. */
  | { kind: "external"; package: string }
  /** `self`: what `this` is in it, when it was taken from an instance. */
  | { kind: "function"; ref: Ref }
  | { kind: "class"; ref: Ref }
  /** `exact`: made by `new` of this very class, not of a subclass. */
  | { kind: "instance"; ref: Ref; exact: boolean }
  /** An object or array literal, an object type, a collection. */
  | { kind: "object"; ref: Ref }
  | { kind: "constant"; ref: Ref }
  | { kind: "namespace"; graph: Graph };

export function valueKey(value: Value): string {
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

/** A set of values in a stable order. */
export class ValueSet {
  readonly #byKey = new Map<string, Value>();
  add(value: Value): void {
    const key = valueKey(value);
    if (!this.#byKey.has(key)) this.#byKey.set(key, value);
  }
  addAll(values: Iterable<Value>): void {
    for (const value of values) this.add(value);
  }
  get size(): number {
    return this.#byKey.size;
  }
  list(): Value[] {
    return [...this.#byKey.values()];
  }
}
