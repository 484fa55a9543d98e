/** The things of the threat model that have an identity: calls, tools, routes, stores, the world outside. */
import type { BoundaryId, Element, ElementKind, Step } from "../report/contract.js";

export interface ElementFacts {
  kind: ElementKind;
  boundary: BoundaryId;
  label: string;
  detail?: string | undefined;
  /** Where it is; things outside the code have no place. */
  step?: Step | undefined;
  effects?: Element["effects"];
}

const SHARED = new Set<ElementKind>([
  "person",
  "outside",
  "file-system",
  "process",
  "page",
  "store",
  "tool-server",
]);

export class ElementRegistry {
  readonly #byKey = new Map<string, Element>();
  readonly #counts = new Map<string, number>();

  /** The id of the element with this key, made on first use. Ids do not hold lines, so edits above keep them. */
  add(key: string, facts: ElementFacts): string {
    const known = this.#byKey.get(key);
    if (known) return known.id;
    // What many files share is no file's own: its id must not change with the first that uses it.
    const own = facts.step && !SHARED.has(facts.kind) ? `${facts.step.file}:` : "";
    const name = `${facts.kind}:${own}${facts.label}`;
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    const { kind, boundary, label, detail, step, effects } = facts;
    this.#byKey.set(key, {
      id: count === 1 ? name : `${name}#${count}`,
      kind,
      label,
      ...(detail ? { detail } : {}),
      ...(step
        ? { file: step.file, line: step.line, column: step.column, endLine: step.endLine ?? step.line }
        : {}),
      boundary,
      ...(effects && effects.length > 0 ? { effects } : {}),
      threats: [],
    });
    return this.#byKey.get(key)!.id;
  }

  get(key: string): Element | undefined {
    return this.#byKey.get(key);
  }

  list(): Element[] {
    return [...this.#byKey.values()];
  }
}
