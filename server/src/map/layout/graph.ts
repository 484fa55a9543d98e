/** A map as an ELK graph: boundaries as nested nodes in columns, flows as edges with a label. */
import type { ElkExtendedEdge, ElkNode } from "elkjs/lib/elk-api.js";
import { BOUNDARIES, type BoundaryId, type ThreatMap } from "../../report/contract.js";
import type { VisibleNode } from "./collapse.js";

/** A drawn edge before it has a place. */
export interface VisibleEdge {
  id: string;
  from: string;
  to: string;
  /** Indexes into the map's flows. */
  flows: number[];
  /** Its label, in lines. */
  lines: string[];
}

/**
 * The column of each boundary, from left to right: what comes in, what we run, what it may do, who runs the model.
 * Two boundaries in a column keep the picture narrow enough for half an editor.
 */
const COLUMN: Record<BoundaryId, number> = {
  people: 0,
  outside: 0,
  application: 1,
  tools: 2,
  providers: 2,
  stores: 3,
};

/** Text is measured here only roughly; the webview shortens what does not fit. */
const NODE = { minWidth: 124, maxWidth: 188, height: 46, characterWidth: 7.7, chrome: 48 };
/** Labels break into short lines: a wide label costs a whole column of the drawing. */
const LABEL = { characterWidth: 6.2, padding: 8, lineHeight: 13, charactersPerLine: 13, lines: 2 };
const BOUNDARY_PADDING = "[top=34,left=14,bottom=14,right=14]";

const ROOT_OPTIONS = {
  "elk.algorithm": "layered",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.partitioning.activate": "true",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  // Model order alone still lets whole columns flip when one flow is added; places given in advance do not.
  "elk.layered.crossingMinimization.semiInteractive": "true",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.nodePlacement.favorStraightEdges": "true",
  "elk.layered.feedbackEdges": "true",
  "elk.spacing.nodeNode": "18",
  "elk.spacing.edgeNode": "12",
  "elk.spacing.edgeEdge": "10",
  "elk.spacing.labelLabel": "4",
  "elk.layered.spacing.nodeNodeBetweenLayers": "22",
  "elk.layered.spacing.edgeNodeBetweenLayers": "12",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "8",
  "elk.padding": "[top=12,left=12,bottom=12,right=12]",
  "elk.randomSeed": "1",
  "json.shapeCoords": "ROOT",
  "json.edgeCoords": "ROOT",
};

export type Direction = "right" | "down";

export function toElkGraph(
  map: ThreatMap,
  nodes: VisibleNode[],
  direction: Direction,
): { root: ElkNode; edges: VisibleEdge[] } {
  const edges = visibleEdges(map, nodes);
  const children = BOUNDARIES.flatMap((boundary) => {
    const members = nodes.filter((node) => node.boundary === boundary);
    return members.length === 0 ? [] : [boundaryNode(boundary, members)];
  });
  const layoutOptions = { ...ROOT_OPTIONS, "elk.direction": direction === "down" ? "DOWN" : "RIGHT" };
  return { root: { id: "root", layoutOptions, children, edges: edges.map(edgeNode) }, edges };
}

function boundaryNode(boundary: BoundaryId, members: VisibleNode[]): ElkNode {
  // One width per boundary makes its nodes line up.
  const longest = Math.max(...members.map(textLength));
  const width = Math.min(NODE.maxWidth, Math.max(NODE.minWidth, longest * NODE.characterWidth + NODE.chrome));
  return {
    id: `boundary:${boundary}`,
    layoutOptions: {
      "elk.partitioning.partition": String(COLUMN[boundary]),
      "elk.padding": BOUNDARY_PADDING,
      "elk.layered.crossingMinimization.semiInteractive": "true",
      ...rank(BOUNDARIES.indexOf(boundary)),
    },
    children: members.map((node, index) => ({
      id: `node:${node.id}`,
      width: Math.round(width),
      height: NODE.height,
      layoutOptions: rank(index),
    })),
  };
}

/** Where a node wants to be among its neighbours, in either direction of the layout. */
function rank(index: number): { "elk.position": string } {
  return { "elk.position": `(${index * 100},${index * 100})` };
}

function textLength(node: VisibleNode): number {
  const first = node.elements[0]!;
  return Math.max((node.label ?? first.label).length, (first.detail?.length ?? 0) * 0.8);
}

function edgeNode(edge: VisibleEdge): ElkExtendedEdge {
  const longest = Math.max(0, ...edge.lines.map((line) => line.length));
  return {
    id: edge.id,
    sources: [`node:${edge.from}`],
    targets: [`node:${edge.to}`],
    labels: edge.lines.length
      ? [
          {
            id: `label:${edge.id}`,
            text: edge.lines.join(" "),
            width: Math.round(longest * LABEL.characterWidth + LABEL.padding),
            height: edge.lines.length * LABEL.lineHeight + 2,
            layoutOptions: { "elk.edgeLabels.inline": "true" },
          },
        ]
      : [],
  };
}

/** Flows between the same two drawn nodes become one edge; flows inside a group, or to unknown elements, none. */
function visibleEdges(map: ThreatMap, nodes: VisibleNode[]): VisibleEdge[] {
  const nodeOf = new Map(
    nodes.flatMap((node) => node.elements.map((element) => [element.id, node] as const)),
  );
  const edges = new Map<string, VisibleEdge>();
  map.flows.forEach((flow, index) => {
    const from = nodeOf.get(flow.from);
    const to = nodeOf.get(flow.to);
    if (!from || !to || (from === to && from.elements.length > 1)) return;
    const id = `${from.id}→${to.id}`;
    const edge = edges.get(id);
    if (edge) edge.flows.push(index);
    else edges.set(id, { id, from: from.id, to: to.id, flows: [index], lines: [] });
  });
  for (const edge of edges.values())
    edge.lines = labelLines(edge.flows.flatMap((index) => map.flows[index]!.labels));
  return [...edges.values()];
}

/** The first label, broken at words into short lines, and how many more there are. */
function labelLines(labels: string[]): string[] {
  const [first, ...more] = new Set(labels);
  if (first === undefined) return [];
  const words = first.split(/\s+/);
  if (more.length > 0) words.push(`+${more.length}`);
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= LABEL.charactersPerLine) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  const kept = lines.slice(0, LABEL.lines);
  if (lines.length > LABEL.lines) kept[LABEL.lines - 1] += " …";
  return kept.map((line) => (line.length > 2 * LABEL.charactersPerLine ? `${line.slice(0, 25)}…` : line));
}
