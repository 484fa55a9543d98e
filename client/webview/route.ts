/** Lines of edges: orthogonal points become a path with round corners and room for the arrow's head. */
import type { Point } from "../../server/src/map/layout/laid-out.js";

const CORNER = 7;
export const HEAD = { length: 8, width: 7 };

const towards = (from: Point, to: Point, length: number): Point => {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  return distance === 0
    ? from
    : {
        x: from.x + ((to.x - from.x) / distance) * length,
        y: from.y + ((to.y - from.y) / distance) * length,
      };
};
const at = ({ x, y }: Point) => `${round(x)} ${round(y)}`;
const round = (value: number) => Math.round(value * 10) / 10;

/** The line up to the foot of the arrow's head. */
export function linePath(points: readonly Point[]): string {
  const end = points.at(-1)!;
  const before = points.at(-2)!;
  const foot = towards(end, before, HEAD.length - 1);
  let path = `M${at(points[0]!)}`;
  for (let index = 1; index < points.length - 1; index++) {
    const [previous, corner, next] = [points[index - 1]!, points[index]!, points[index + 1]!];
    const radius = Math.min(CORNER, halfLength(previous, corner), halfLength(corner, next));
    path += `L${at(towards(corner, previous, radius))}Q${at(corner)} ${at(towards(corner, next, radius))}`;
  }
  return `${path}L${at(foot)}`;
}

/** The arrow's head at the end of the line. */
export function headPath(points: readonly Point[]): string {
  const end = points.at(-1)!;
  const foot = towards(end, points.at(-2)!, HEAD.length);
  const [dx, dy] = [(end.x - foot.x) / HEAD.length, (end.y - foot.y) / HEAD.length];
  const half = HEAD.width / 2;
  return `M${at(end)}L${at({ x: foot.x - dy * half, y: foot.y + dx * half })}L${at({ x: foot.x + dy * half, y: foot.y - dx * half })}Z`;
}

function halfLength(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y) / 2;
}
