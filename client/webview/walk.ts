/** Where the arrow keys lead: along a flow when one runs that way, else to the nearest element on that side. */
import type { LaidOutMap, LaidOutNode } from "../../server/src/map/layout/laid-out.js";

export type Arrow = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

/** Being off to the side counts this much more than being far. */
const SIDE_WEIGHT = 4.5;
/** A neighbour along a flow may be this much farther and still be preferred. */
const FLOW_BONUS = 0.45;

/** The next node in a direction, or undefined at the edge of the map. */
export function step(map: LaidOutMap, from: string, arrow: Arrow): string | undefined {
  const start = map.nodes.find((node) => node.id === from);
  if (!start) return undefined;
  const neighbours = new Set(
    map.edges.flatMap((edge) => (edge.from === from ? [edge.to] : edge.to === from ? [edge.from] : [])),
  );
  let best: { id: string; cost: number } | undefined;
  for (const node of map.nodes) {
    if (node.id === from) continue;
    const offset = ahead(start, node, arrow);
    if (!offset) continue;
    const cost = (offset.forward + SIDE_WEIGHT * offset.aside) * (neighbours.has(node.id) ? FLOW_BONUS : 1);
    if (!best || cost < best.cost) best = { id: node.id, cost };
  }
  return best?.id;
}

/** How far ahead and aside a node lies, between borders; undefined when it is not on that side at all. */
function ahead(
  from: LaidOutNode,
  to: LaidOutNode,
  arrow: Arrow,
): { forward: number; aside: number } | undefined {
  const horizontal = arrow === "ArrowLeft" || arrow === "ArrowRight";
  const sign = arrow === "ArrowRight" || arrow === "ArrowDown" ? 1 : -1;
  const middle = (node: LaidOutNode) => ({ x: node.x + node.width / 2, y: node.y + node.height / 2 });
  const [a, b] = [middle(from), middle(to)];
  const forward = sign * (horizontal ? b.x - a.x : b.y - a.y);
  const aside = Math.abs(horizontal ? b.y - a.y : b.x - a.x);
  // More sideways than forward is another arrow's business, unless the two overlap on the way.
  const reach = horizontal ? (from.height + to.height) / 2 : (from.width + to.width) / 2;
  if (forward <= 4 || aside > Math.max(reach, forward * 3)) return undefined;
  return { forward, aside: Math.max(0, aside - reach / 2) };
}

/** All nodes in reading order: by boundary from left to right (or top to bottom), then by place. */
export function readingOrder(map: LaidOutMap): string[] {
  const order = new Map(map.boundaries.map((boundary, index) => [boundary.id, index]));
  const rank = (node: LaidOutNode) => order.get(node.boundary) ?? 0;
  return [...map.nodes].sort((a, b) => rank(a) - rank(b) || a.y - b.y || a.x - b.x).map((node) => node.id);
}

/** The next of `candidates` after `from` in `order`, around the end; undefined when there is none. */
export function nextOf(
  order: string[],
  candidates: ReadonlySet<string>,
  from: string | null,
  back = false,
): string | undefined {
  const list = order.filter((id) => candidates.has(id) || id === from);
  if (candidates.size === 0 || list.length === 0) return undefined;
  const index = from === null ? -1 : list.indexOf(from);
  if (index < 0) return back ? list.at(-1) : list[0];
  const next = list[(index + (back ? -1 : 1) + list.length) % list.length]!;
  return candidates.has(next) ? next : undefined;
}
