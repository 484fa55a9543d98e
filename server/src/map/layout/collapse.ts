/** Which elements share a drawn node, so that a big workspace still makes a picture a person can read. */
import type { BoundaryId, Element, ThreatMap } from "../../report/contract.js";

/** Layout time and legibility both break down beyond this many drawn nodes. */
export const MAX_VISIBLE_NODES = 120;

export interface VisibleNode {
  id: string;
  boundary: BoundaryId;
  elements: Element[];
  /** What a group holds; undefined for a single element. */
  label?: string;
}

const KIND_PLURALS: Record<Element["kind"], string> = {
  person: "people",
  route: "routes",
  model: "model calls",
  agent: "agents",
  tool: "tools",
  "tool-server": "tool servers",
  store: "stores",
  "file-system": "file accesses",
  process: "processes",
  outside: "outside services",
  page: "pages",
  credential: "credentials",
};

interface Level {
  key(element: Element): string;
  label(elements: Element[]): string;
}

const folderOf = (file: string | undefined) => file?.slice(0, Math.max(0, file.lastIndexOf("/"))) ?? "";
const nameOf = (file: string | undefined) => file?.slice(file.lastIndexOf("/") + 1) ?? "";
const count = (elements: Element[]) => `${elements.length} ${KIND_PLURALS[elements[0]!.kind]}`;

/** From the finest grouping to the coarsest; the next is used only when the one before was not enough. */
const LEVELS: Level[] = [
  {
    key: (element) => `${element.boundary}:${element.kind}:${element.file ?? ""}`,
    label: (elements) =>
      elements[0]!.file ? `${count(elements)} · ${nameOf(elements[0]!.file)}` : count(elements),
  },
  {
    key: (element) => `${element.boundary}:${element.kind}:${folderOf(element.file)}/`,
    label: (elements) => `${count(elements)} · ${folderOf(elements[0]!.file) || "."}/`,
  },
  { key: (element) => `${element.boundary}:${element.kind}`, label: count },
  { key: (element) => element.boundary, label: (elements) => `${elements.length} elements` },
];

/**
 * The nodes to draw, in the map's order: at most `limit` (never fewer than one per boundary). Elements without
 * threats are grouped first, so that what matters stays visible longest.
 */
export function visibleNodes(map: ThreatMap, limit = MAX_VISIBLE_NODES): VisibleNode[] {
  let nodes: VisibleNode[] = map.elements.map((element) => ({
    id: element.id,
    boundary: element.boundary,
    elements: [element],
  }));
  for (const level of LEVELS) {
    for (const calmOnly of [true, false]) {
      if (nodes.length <= limit) return nodes;
      nodes = merge(nodes, level, limit, calmOnly);
    }
  }
  return nodes;
}

function merge(nodes: VisibleNode[], level: Level, limit: number, calmOnly: boolean): VisibleNode[] {
  const groups = new Map<string, VisibleNode[]>();
  for (const node of nodes) {
    if (calmOnly && node.elements.some((element) => element.threats.length > 0)) continue;
    const key = level.key(node.elements[0]!);
    const group = groups.get(key);
    if (group) group.push(node);
    else groups.set(key, [node]);
  }
  const candidates = [...groups]
    .filter(([, group]) => group.length > 1)
    .sort((a, b) => b[1].length - a[1].length);

  const replacement = new Map<VisibleNode, VisibleNode>();
  let size = nodes.length;
  for (const [key, group] of candidates) {
    if (size <= limit) break;
    const elements = group.flatMap((node) => node.elements);
    // Calm and threatened elements of one key may become two groups: their ids must differ.
    const id = `group:${key}${calmOnly ? "" : "!"}`;
    const merged = { id, boundary: group[0]!.boundary, elements, label: level.label(elements) };
    for (const node of group) replacement.set(node, merged);
    size -= group.length - 1;
  }
  return [...new Set(nodes.map((node) => replacement.get(node) ?? node))];
}
