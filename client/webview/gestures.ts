/** Pan and zoom with mouse, touchpad and touch. What the gestures mean for the view is the caller's business. */
import type { Point } from "../../server/src/map/layout/laid-out.js";

export interface GestureEvents {
  panned(dx: number, dy: number): void;
  zoomed(factor: number, at: Point): void;
  /** A click on the empty ground, not the end of a drag. */
  groundClicked(): void;
}

/** A press that moves less than this is a click. */
const CLICK_SLOP = 4;
const ZOOM_PER_PIXEL = 0.0022;
const LINE_PIXELS = 18;

export function attachGestures(stage: HTMLElement, surface: SVGSVGElement, events: GestureEvents): void {
  stage.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PIXELS : 1;
      if (event.ctrlKey || event.metaKey) {
        // A pinch on a touchpad arrives as a wheel with Ctrl and small deltas; a mouse wheel sends big ones.
        const delta = Math.max(-120, Math.min(120, event.deltaY * unit));
        events.zoomed(
          Math.exp(-delta * ZOOM_PER_PIXEL * (Math.abs(delta) < 40 ? 3 : 1)),
          pointIn(stage, event),
        );
      } else if (event.shiftKey && event.deltaX === 0) {
        events.panned(-event.deltaY * unit, 0);
      } else {
        events.panned(-event.deltaX * unit, -event.deltaY * unit);
      }
    },
    { passive: false },
  );

  const pointers = new Map<number, Point>();
  let travelled = 0;
  // Pressing would focus a node, and focus selects it; a press that becomes a drag must select nothing. The stage
  // takes the keyboard instead, and a click hands it on.
  surface.addEventListener("mousedown", (event) => {
    event.preventDefault();
    stage.focus({ preventScroll: true });
  });
  surface.addEventListener("pointerdown", (event) => {
    if (event.button > 1) return;
    pointers.set(event.pointerId, pointIn(stage, event));
    if (pointers.size === 1) travelled = 0;
  });
  surface.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = pointIn(stage, event);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, now);
    travelled += Math.hypot(now.x - before.x, now.y - before.y);
    if (travelled < CLICK_SLOP) return;
    // Only a real drag captures the pointer: a captured press would never become a click on a node.
    surface.setPointerCapture(event.pointerId);
    stage.classList.add("dragging");
    if (other) {
      const [was, is] = [distance(before, other), distance(now, other)];
      if (was > 0) events.zoomed(is / was, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    } else {
      events.panned(now.x - before.x, now.y - before.y);
    }
  });
  const release = (event: PointerEvent): void => {
    pointers.delete(event.pointerId);
    if (pointers.size === 0) stage.classList.remove("dragging");
  };
  surface.addEventListener("pointerup", release);
  surface.addEventListener("pointercancel", release);
  surface.addEventListener(
    "click",
    (event) => {
      const dragged = travelled >= CLICK_SLOP;
      // A screen reader clicks without a press before it.
      travelled = 0;
      if (dragged) event.stopPropagation();
      else if (event.target === surface || (event.target as Element).matches(".frame, .boundary-label"))
        events.groundClicked();
    },
    { capture: true },
  );
}

function pointIn(stage: HTMLElement, event: MouseEvent): Point {
  const box = stage.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
