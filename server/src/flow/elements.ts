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

/** Elements by a key of their own; whoever names one first describes it. Threats and flows speak of them by key. */
export class ElementRegistry {
  readonly #facts = new Map<string, ElementFacts>();

  /** Gives the key back. */
  add(key: string, facts: ElementFacts): string {
    if (!this.#facts.has(key)) this.#facts.set(key, facts);
    return key;
  }

  /** Adds what another one holds. */
  join(other: ElementRegistry): void {
    for (const [key, facts] of other.#facts) this.add(key, facts);
  }

  get isEmpty(): boolean {
    return this.#facts.size === 0;
  }

  /** The elements of the map by key. Ids do not hold lines, so edits above keep them. */
  elements(): Map<string, Element> {
    const counts = new Map<string, number>();
    const elements = new Map<string, Element>();
    for (const [key, { kind, boundary, label, detail, step, effects }] of this.#facts) {
      // What many files share is no file's own: its id must not change with the first that uses it.
      const own = step && !SHARED.has(kind) ? `${step.file}:` : "";
      const name = `${kind}:${own}${label}`;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      elements.set(key, {
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
    }
    return elements;
  }
}
