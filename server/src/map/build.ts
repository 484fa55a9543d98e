/** The data-flow map: elements by trust boundary, and what flows between them. */
import type { FlowModel } from "../flow/analyser.js";
import {
  BOUNDARIES,
  type Boundary,
  type BoundaryId,
  type Element,
  type Finding,
  type Flow,
  type Step,
  type ThreatMap,
} from "../report/contract.js";
import type { TaintFlow } from "../threats/model.js";

const TITLES: Record<BoundaryId, string> = {
  people: "People",
  outside: "Outside world",
  application: "Application",
  tools: "Tools",
  stores: "Stores",
  providers: "Model providers",
};

/** Lines kept for one edge; the rest say the same. */
const LOCATIONS = 20;

/**
 * @param findings open findings
 * @param elementsOf keys of the elements each finding is about
 */
export function buildMap(
  model: FlowModel,
  findings: readonly Finding[],
  elementsOf: (finding: Finding) => readonly string[],
): ThreatMap {
  const elements = model.elements.elements();
  const flows = new FlowTable();
  for (const { from, to, label, step } of model.edges) flows.add(from, to, label, step);
  for (const flow of model.flows)
    if (flow.source.element !== flow.sink.element)
      flows.add(flow.source.element, flow.sink.element, labelOf(flow), flow.sink.step);
  for (const finding of findings) {
    const keys = elementsOf(finding);
    for (const key of keys) elements.get(key)?.threats.push(finding.fingerprint);
    for (const flow of flows.between(keys)) flow.threats.push(finding.fingerprint);
  }
  const used = [...elements.values()].sort(byBoundary);
  return {
    elements: used,
    flows: flows.list((key) => elements.get(key)?.id ?? key),
    boundaries: BOUNDARIES.map((id): Boundary => ({
      id,
      label: TITLES[id],
      elements: used.filter(({ boundary }) => boundary === id).map((element) => element.id),
    })).filter((boundary) => boundary.elements.length > 0),
  };
}

/** What flows, in a few words. */
function labelOf({ source }: TaintFlow): string {
  switch (source.label) {
    case "untrusted":
      return "untrusted input";
    case "outside":
      return source.origin === "retrieval" || source.origin === "memory"
        ? "retrieved content"
        : source.origin === "file-content"
          ? "file content"
          : "outside content";
    case "model-output":
      return "model output";
    case "tool-input":
      return "tool arguments";
    case "secret":
      return "credential";
    case "personal":
      return "personal data";
    case "confidential":
      return "confidential data";
    case "system-prompt":
      return "instructions";
    case "caller-token":
      return "caller's token";
    case "inference":
      return "probabilities or vectors";
  }
}

class FlowTable {
  readonly #flows = new Map<string, Flow>();

  add(from: string, to: string, label: string, location: Step): void {
    const key = `${from}\u0000${to}`;
    let flow = this.#flows.get(key);
    if (!flow) {
      flow = { from, to, labels: [], locations: [], threats: [] };
      this.#flows.set(key, flow);
    }
    if (!flow.labels.includes(label)) flow.labels.push(label);
    const known = flow.locations.some(
      ({ file, line, column }) =>
        file === location.file && line === location.line && column === location.column,
    );
    if (!known && flow.locations.length < LOCATIONS) flow.locations.push(location);
  }

  *between(ids: readonly string[]): Iterable<Flow> {
    for (const from of ids)
      for (const to of ids) {
        const flow = this.#flows.get(`${from}\u0000${to}`);
        if (flow) yield flow;
      }
  }

  /** @param id the element's id by its key */
  list(id: (key: string) => string): Flow[] {
    const named = [...this.#flows.values()].map((flow) => ({
      ...flow,
      from: id(flow.from),
      to: id(flow.to),
    }));
    return named.sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to));
  }
}

function byBoundary(a: Element, b: Element): number {
  return (
    BOUNDARIES.indexOf(a.boundary) - BOUNDARIES.indexOf(b.boundary) ||
    compare(a.file ?? "", b.file ?? "") ||
    (a.line ?? 0) - (b.line ?? 0) ||
    compare(a.id, b.id)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
