/** The threat model as a tree: trust boundaries, their elements, and each element's findings and flows. Pure. */
import type { FindingSummary } from "../../../server/src/lsp/protocol.js";
import {
  BOUNDARIES,
  type BoundaryId,
  type Element,
  type Flow,
  type Severity,
  type Step,
} from "../../../server/src/report/contract.js";
import { findingsNamed, flowKey, worstSeverity, type MapContent } from "../map/model.js";

export type TreeNode =
  | {
      type: "boundary";
      key: string;
      boundary: BoundaryId;
      label: string;
      size: number;
      worst: Severity | undefined;
    }
  | { type: "element"; key: string; element: Element; findings: FindingSummary[] }
  | { type: "finding"; key: string; finding: FindingSummary }
  | { type: "step"; key: string; finding: FindingSummary; index: number; step: Step }
  | { type: "flow"; key: string; flow: Flow; outgoing: boolean; other: Element; findings: FindingSummary[] }
  | { type: "location"; key: string; flow: Flow; index: number; step: Step };

/** The children of a node, or the trust boundaries for undefined. Keys are unique in the tree and survive edits. */
export function children(content: MapContent, parent?: TreeNode): TreeNode[] {
  if (!parent) return boundaries(content);
  switch (parent.type) {
    case "boundary":
      return content.map.elements
        .filter((element) => element.boundary === parent.boundary)
        .map((element) => elementNode(content, element));
    case "element":
      return [
        ...findingNodes(parent.key, parent.findings),
        ...flowNodes(content, parent.key, parent.element),
      ];
    case "finding": {
      const { key, finding } = parent;
      return finding.path.map((step, index) => ({
        type: "step",
        key: `${key}/${index}`,
        finding,
        index,
        step,
      }));
    }
    case "flow": {
      const { key, flow } = parent;
      const locations = flow.locations.length > 1 ? flow.locations : [];
      return [
        ...findingNodes(key, parent.findings),
        ...locations.map((step, index): TreeNode => ({
          type: "location",
          key: `${key}/${index}`,
          flow,
          index,
          step,
        })),
      ];
    }
    case "step":
    case "location":
      return [];
  }
}

/** The node of one element, as `children` of its boundary gives it. */
export function elementNode(content: MapContent, element: Element): TreeNode {
  return {
    type: "element",
    key: `element:${element.id}`,
    element,
    findings: findingsNamed(content, element.threats),
  };
}

export function boundaryOf(content: MapContent, element: Element): TreeNode | undefined {
  return boundaries(content).find((node) => node.type === "boundary" && node.boundary === element.boundary);
}

function boundaries(content: MapContent): TreeNode[] {
  return BOUNDARIES.flatMap((boundary): TreeNode[] => {
    const elements = content.map.elements.filter((element) => element.boundary === boundary);
    if (elements.length === 0) return [];
    const label = content.map.boundaries.find(({ id }) => id === boundary)?.label ?? boundary;
    const threats = elements.flatMap((element) => element.threats);
    const worst = worstSeverity(findingsNamed(content, threats));
    return [{ type: "boundary", key: `boundary:${boundary}`, boundary, label, size: elements.length, worst }];
  });
}

function findingNodes(parentKey: string, findings: FindingSummary[]): TreeNode[] {
  return findings.map((finding) => ({
    type: "finding",
    key: `${parentKey}/finding:${finding.fingerprint}`,
    finding,
  }));
}

/** What flows out first, then what flows in. */
function flowNodes(content: MapContent, parentKey: string, element: Element): TreeNode[] {
  const byId = new Map(content.map.elements.map((one) => [one.id, one]));
  const nodes = (outgoing: boolean): TreeNode[] =>
    content.map.flows.flatMap((flow): TreeNode[] => {
      if ((outgoing ? flow.from : flow.to) !== element.id) return [];
      const other = byId.get(outgoing ? flow.to : flow.from);
      if (!other) return [];
      const key = `${parentKey}/${outgoing ? "out" : "in"}:${flowKey(flow)}`;
      return [{ type: "flow", key, flow, outgoing, other, findings: findingsNamed(content, flow.threats) }];
    });
  return [...nodes(true), ...nodes(false)];
}
