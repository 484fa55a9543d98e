/** Reads places back out of a laid-out ELK graph. */
import type { ElkNode } from "elkjs/lib/elk-api.js";
import { BOUNDARIES, type ThreatMap } from "../../report/contract.js";
import type { VisibleNode } from "./collapse.js";
import type { VisibleEdge } from "./graph.js";
import type { LaidOutBoundary, LaidOutEdge, LaidOutMap, LaidOutNode, Point } from "./laid-out.js";

const LEAN = 1.5;

type Box = { x?: number; y?: number; width?: number; height?: number };

export function fromElkGraph(
  root: ElkNode,
  map: ThreatMap,
  nodes: VisibleNode[],
  edges: VisibleEdge[],
): LaidOutMap {
  const boxes = new Map<string, Box>();
  for (const boundary of root.children ?? []) {
    boxes.set(boundary.id, boundary);
    for (const child of boundary.children ?? []) boxes.set(child.id, child);
  }
  const routed = new Map((root.edges ?? []).map((edge) => [edge.id, edge]));
  return {
    width: round(root.width),
    height: round(root.height),
    boundaries: BOUNDARIES.flatMap((id): LaidOutBoundary[] => {
      const box = boxes.get(`boundary:${id}`);
      const label = map.boundaries.find((boundary) => boundary.id === id)?.label ?? id;
      return box ? [{ id, label, ...place(box) }] : [];
    }),
    nodes: nodes.flatMap((node): LaidOutNode[] => {
      const box = boxes.get(`node:${node.id}`);
      if (!box) return [];
      const elements = node.elements.map((element) => element.id);
      return [
        { id: node.id, boundary: node.boundary, elements, ...optional("label", node.label), ...place(box) },
      ];
    }),
    edges: edges.flatMap((edge): LaidOutEdge[] => {
      const found = routed.get(edge.id);
      const section = found?.sections?.[0];
      if (!section) return [];
      const points = straightened([section.startPoint, ...(section.bendPoints ?? []), section.endPoint]);
      const box = found.labels?.[0];
      const label = box ? { lines: edge.lines, ...place(box) } : undefined;
      return [
        { id: edge.id, from: edge.from, to: edge.to, flows: edge.flows, points, ...optional("label", label) },
      ];
    }),
    collapsed: nodes.reduce((sum, node) => sum + (node.elements.length > 1 ? node.elements.length : 0), 0),
  };
}

function place(box: Box): { x: number; y: number; width: number; height: number } {
  return { x: round(box.x), y: round(box.y), width: round(box.width), height: round(box.height) };
}

/** ELK's lines lean by fractions of a pixel where a label sits on them; a reader would see the step. */
function straightened(points: Point[]): Point[] {
  const result: Point[] = [];
  for (const { x, y } of points) {
    const point = { x: round(x), y: round(y) };
    const last = result.at(-1);
    if (last && Math.abs(point.x - last.x) < LEAN) point.x = last.x;
    else if (last && Math.abs(point.y - last.y) < LEAN) point.y = last.y;
    result.push(point);
  }
  return result;
}

/** Tenths of a pixel: enough for drawing, and the same bytes on every machine. */
function round(value: number | undefined): number {
  return Math.round((value ?? 0) * 10) / 10;
}

function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): Partial<Record<Key, Value>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, Value>);
}
