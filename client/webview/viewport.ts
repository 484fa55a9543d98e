/** The window onto the drawing: zoom and place, as plain arithmetic. Screen = drawing × scale + offset, in CSS pixels. */
import type { LaidOutMap, Point } from "../../server/src/map/layout/laid-out.js";

export interface View {
  scale: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Box extends Size {
  x: number;
  y: number;
}

export const MIN_SCALE = 0.15;
export const MAX_SCALE = 3;
/** Fitting never makes a small map bigger than life, nor a big one unreadable: then it is panned. */
const FIT_MAX_SCALE = 1.15;
const FIT_MIN_SCALE = 0.32;
const FIT_MARGIN = 20;

/** The whole drawing, centred; a drawing too big to read starts at its top left corner. */
export function fit(drawing: Size, window: Size): View {
  if (drawing.width <= 0 || drawing.height <= 0) return { scale: 1, x: FIT_MARGIN, y: FIT_MARGIN };
  const wanted = Math.min(
    (window.width - 2 * FIT_MARGIN) / drawing.width,
    (window.height - 2 * FIT_MARGIN) / drawing.height,
  );
  const scale = Math.min(FIT_MAX_SCALE, Math.max(FIT_MIN_SCALE, wanted));
  const centred = (room: number, length: number) => Math.max(FIT_MARGIN, (room - length * scale) / 2);
  return { scale, x: centred(window.width, drawing.width), y: centred(window.height, drawing.height) };
}

/** Zooms by a factor; the point of the drawing under `at` (on the screen) stays where it is. */
export function zoomAt(view: View, factor: number, at: Point): View {
  const scale = Math.min(MAX_SCALE, Math.max(MIN_SCALE, view.scale * factor));
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

/** Pans just far enough that the box is on the screen with some air around it; the same view when it already is. */
export function bringIntoView(view: View, box: Box, window: Size, air = 36): View {
  const shift = (low: number, length: number, room: number) => {
    if (length + 2 * air > room) return (room - length) / 2 - low;
    if (low < air) return air - low;
    return low + length > room - air ? room - air - length - low : 0;
  };
  const dx = shift(box.x * view.scale + view.x, box.width * view.scale, window.width);
  const dy = shift(box.y * view.scale + view.y, box.height * view.scale, window.height);
  return dx === 0 && dy === 0 ? view : { ...view, x: view.x + dx, y: view.y + dy };
}

/**
 * The view that shows `next` as `view` showed `previous`: the first of `anchors` that both contain keeps its place on
 * the screen, so that an edit never throws the reader somewhere else. Without a common node the view stays.
 */
export function keepPlace(
  view: View,
  previous: LaidOutMap,
  next: LaidOutMap,
  anchors: (string | null)[],
): View {
  const before = new Map(previous.nodes.map((node) => [node.id, node]));
  const after = new Map(next.nodes.map((node) => [node.id, node]));
  const anchor = anchors.find((id) => id !== null && before.has(id) && after.has(id));
  if (anchor === undefined || anchor === null) return view;
  const [from, to] = [before.get(anchor)!, after.get(anchor)!];
  return { ...view, x: view.x + (from.x - to.x) * view.scale, y: view.y + (from.y - to.y) * view.scale };
}

/** Ids of the nodes from the middle of the window outwards: what a reader is most likely looking at. */
export function nodesFromCentre(map: LaidOutMap, view: View, window: Size): string[] {
  const centre = {
    x: (window.width / 2 - view.x) / view.scale,
    y: (window.height / 2 - view.y) / view.scale,
  };
  const distance = (box: Box) =>
    Math.hypot(box.x + box.width / 2 - centre.x, box.y + box.height / 2 - centre.y);
  return [...map.nodes].sort((a, b) => distance(a) - distance(b)).map((node) => node.id);
}
