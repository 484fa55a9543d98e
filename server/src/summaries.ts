/** What lenses and hovers say of an element: what it reads, what it can do, what threatens it. */
import type { Analysis, ElementSummary } from "./api.js";
import type { Element } from "./report/contract.js";

const KINDS = new Set<string>(["model", "tool", "agent", "store", "route", "tool-server"]);

/** Summaries of the elements in one file, in the order they stand. */
export function summarise({ findings, map }: Analysis, file: string): ElementSummary[] {
  const labels = new Map(map.elements.map((element) => [element.id, element.label]));
  return map.elements
    .filter((element) => element.file === file && element.line !== undefined && KINDS.has(element.kind))
    .map((element): ElementSummary => {
      const line = element.line!;
      const threats = new Set(element.threats);
      return {
        elementId: element.id,
        file,
        line,
        column: element.column ?? 1,
        endLine: element.endLine ?? line,
        endColumn: element.column ?? 1,
        kind: element.kind as ElementSummary["kind"],
        label: element.label,
        reads: unique(
          map.flows.filter(({ to }) => to === element.id).map(({ from }) => labels.get(from) ?? from),
        ),
        can: unique([
          ...(element.effects ?? []).filter((effect) => effect !== "read").map((effect) => EFFECTS[effect]),
          ...map.flows
            .filter(({ from }) => from === element.id)
            .map(({ to }) => `reach ${labels.get(to) ?? to}`),
        ]),
        findings: findings.filter(({ fingerprint, status }) => status === "open" && threats.has(fingerprint)),
      };
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

const EFFECTS: Record<Exclude<NonNullable<Element["effects"]>[number], "read">, string> = {
  write: "write",
  exec: "run programs",
  network: "send",
  pay: "pay",
};

function unique(list: string[]): string[] {
  return [...new Set(list)];
}
