/** The arithmetic of the map's page: where arrow keys lead, how the window moves over the drawing, what changes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { difference } from "../../client/webview/difference.js";
import { keyAction, type KeyPress } from "../../client/webview/keys.js";
import { headPath, linePath } from "../../client/webview/route.js";
import {
  bringIntoView,
  fit,
  keepPlace,
  MAX_SCALE,
  MIN_SCALE,
  nodesFromCentre,
  zoomAt,
  type View,
} from "../../client/webview/viewport.js";
import { nextOf, readingOrder, step } from "../../client/webview/walk.js";
import type { LaidOutMap } from "../../server/src/map/layout/laid-out.js";

/** A map from a drawing: each letter is a node, ten pixels a character. Edges as pairs of letters. */
function drawn(picture: string, ...edges: string[]): LaidOutMap {
  const lines = picture.split("\n").filter((line) => line.trim());
  const nodes = lines.flatMap((line, row) =>
    [...line].flatMap((id, column) =>
      id === " "
        ? []
        : [
            {
              id,
              boundary: "application" as const,
              elements: [id],
              x: column * 40,
              y: row * 70,
              width: 130,
              height: 46,
            },
          ],
    ),
  );
  return {
    width: 1000,
    height: 500,
    boundaries: [{ id: "application", label: "Application", x: 0, y: 0, width: 1000, height: 500 }],
    nodes,
    edges: edges.map((pair, index) => ({
      id: pair,
      from: pair[0]!,
      to: pair[1]!,
      flows: [index],
      points: [
        { x: 0, y: 0 },
        { x: 1, y: 0 },
      ],
    })),
    collapsed: 0,
  };
}

describe("arrow keys", () => {
  const map = drawn(`
a    b    c
     d    e
f         g`);

  it.each([
    ["a", "ArrowRight", "b"],
    ["b", "ArrowRight", "c"],
    ["b", "ArrowDown", "d"],
    ["d", "ArrowUp", "b"],
    ["e", "ArrowLeft", "d"],
    ["c", "ArrowDown", "e"],
    ["e", "ArrowDown", "g"],
    ["g", "ArrowLeft", "f"],
    ["a", "ArrowDown", "f"],
  ] as const)("from %s, %s leads to %s", (from, arrow, to) => {
    expect(step(map, from, arrow)).toBe(to);
  });

  it("stop at the edge of the map", () => {
    expect(step(map, "c", "ArrowRight")).toBeUndefined();
    expect(step(map, "a", "ArrowUp")).toBeUndefined();
    expect(step(map, "not there", "ArrowUp")).toBeUndefined();
  });

  it("prefer to follow a flow over the nearest neighbour", () => {
    const picture = `
a    b
     c`;
    expect(step(drawn(picture), "a", "ArrowRight")).toBe("b");
    expect(step(drawn(picture, "ac"), "a", "ArrowRight")).toBe("c");
    expect(step(drawn(picture, "ca"), "a", "ArrowRight")).toBe("c");
  });

  it("lead back with the opposite arrow, in a grid", () => {
    const grid = drawn("a    b    c\nd    e    f\ng    h    i");
    const opposite = {
      ArrowLeft: "ArrowRight",
      ArrowRight: "ArrowLeft",
      ArrowUp: "ArrowDown",
      ArrowDown: "ArrowUp",
    } as const;
    for (const { id } of grid.nodes) {
      for (const arrow of Object.keys(opposite) as (keyof typeof opposite)[]) {
        const there = step(grid, id, arrow);
        if (there !== undefined) expect(step(grid, there, opposite[arrow])).toBe(id);
      }
    }
  });
});

describe("order of elements", () => {
  it("is by boundary, then from top to bottom, then from left to right", () => {
    const map = drawn("a    b\nc");
    map.boundaries.unshift({ id: "people", label: "People", x: 0, y: 0, width: 1, height: 1 });
    map.nodes.find((node) => node.id === "c")!.boundary = "people";
    expect(readingOrder(map)).toEqual(["c", "a", "b"]);
  });

  it("goes around when looking for the next threatened element", () => {
    const order = ["a", "b", "c", "d"];
    const threatened = new Set(["b", "d"]);
    expect(nextOf(order, threatened, null)).toBe("b");
    expect(nextOf(order, threatened, "a")).toBe("b");
    expect(nextOf(order, threatened, "b")).toBe("d");
    expect(nextOf(order, threatened, "d")).toBe("b");
    expect(nextOf(order, threatened, "c", true)).toBe("b");
    expect(nextOf(order, threatened, "b", true)).toBe("d");
    expect(nextOf(order, threatened, null, true)).toBe("d");
    expect(nextOf(order, new Set(), "a")).toBeUndefined();
  });
});

describe("the window", () => {
  const window = { width: 800, height: 600 };
  const view = fc.record({
    scale: fc.double({ min: MIN_SCALE, max: MAX_SCALE, noNaN: true }),
    x: fc.integer({ min: -2000, max: 2000 }),
    y: fc.integer({ min: -2000, max: 2000 }),
  });

  it("fits a drawing into the middle, never bigger than a little over life", () => {
    const { scale, x, y } = fit({ width: 1520, height: 400 }, window);
    expect(scale).toBeCloseTo(0.5);
    expect([x, y]).toEqual([20, 200]);
    expect(fit({ width: 100, height: 50 }, window).scale).toBe(1.15);
  });

  it("starts at the top left of a drawing too big to read at once", () => {
    const { scale, x, y } = fit({ width: 20_000, height: 9_000 }, window);
    expect(scale).toBeGreaterThan(0.3);
    expect([x, y]).toEqual([20, 20]);
  });

  it("keeps the point under the pointer while zooming", () => {
    const point = fc.record({ x: fc.integer({ min: 0, max: 800 }), y: fc.integer({ min: 0, max: 600 }) });
    fc.assert(
      fc.property(view, point, fc.double({ min: 0.2, max: 5, noNaN: true }), (before, at, factor) => {
        const after = zoomAt(before, factor, at);
        const under = (one: View) => [(at.x - one.x) / one.scale, (at.y - one.y) / one.scale];
        expect(under(after)[0]).toBeCloseTo(under(before)[0]!, 3);
        expect(under(after)[1]).toBeCloseTo(under(before)[1]!, 3);
        expect(after.scale).toBeGreaterThanOrEqual(MIN_SCALE);
        expect(after.scale).toBeLessThanOrEqual(MAX_SCALE);
      }),
      { seed: 1 },
    );
  });

  it("pans no farther than needed to show a box", () => {
    const box = { x: 100, y: 100, width: 150, height: 46 };
    const still = { scale: 1, x: 0, y: 0 };
    expect(bringIntoView(still, box, window)).toBe(still);
    expect(bringIntoView({ scale: 1, x: -200, y: 0 }, box, window)).toEqual({ scale: 1, x: -64, y: 0 });
    fc.assert(
      fc.property(view, (before) => {
        const after = bringIntoView(before, box, window);
        expect(after.scale).toBe(before.scale);
        const left = box.x * after.scale + after.x;
        expect(left + box.width * after.scale).toBeGreaterThan(0);
        expect(left).toBeLessThan(window.width);
        expect(bringIntoView(after, box, window).x).toBeCloseTo(after.x, 6);
      }),
      { seed: 1 },
    );
  });

  it("holds the selected element still when the drawing around it changes", () => {
    const before = drawn("a    b");
    const after = drawn("x\na    b");
    const moved = keepPlace({ scale: 0.5, x: 10, y: 20 }, before, after, ["b", "a"]);
    const screen = (map: LaidOutMap, { scale, x, y }: View) => {
      const node = map.nodes.find(({ id }) => id === "b")!;
      return [node.x * scale + x, node.y * scale + y];
    };
    expect(screen(after, moved)).toEqual(screen(before, { scale: 0.5, x: 10, y: 20 }));
  });

  it("falls back to another element, or stays, when the anchor is gone", () => {
    const before = drawn("a    b");
    const after = drawn("x\n     b");
    expect(keepPlace({ scale: 1, x: 0, y: 0 }, before, after, [null, "a", "b"])).toEqual({
      scale: 1,
      x: 0,
      y: -70,
    });
    const view = { scale: 1, x: 3, y: 4 };
    expect(keepPlace(view, before, drawn("x"), ["a", "b"])).toBe(view);
  });

  it("takes the element in the middle first", () => {
    const map = drawn("a    b    c");
    const centred: View = { scale: 1, x: window.width / 2 - 265, y: window.height / 2 - 23 };
    expect(nodesFromCentre(map, centred, window)[0]).toBe("b");
  });
});

describe("differences", () => {
  it("tell what is new, what stays and what is gone, in the order of the items", () => {
    const items = [{ id: "c" }, { id: "b" }, { id: "x" }];
    expect(difference(["a", "b", "c"], items)).toEqual({
      added: [{ id: "x" }],
      kept: [{ id: "c" }, { id: "b" }],
      removed: ["a"],
    });
  });

  it("between the same lists are none", () => {
    expect(difference(["a"], [{ id: "a" }])).toEqual({ added: [], kept: [{ id: "a" }], removed: [] });
  });
});

describe("lines", () => {
  it("have round corners and stop where the arrow's head begins", () => {
    const points = [
      { x: 0, y: 0 },
      { x: 50, y: 0 },
      { x: 50, y: 40 },
    ];
    expect(linePath(points)).toBe("M0 0L43 0Q50 0 50 7L50 33");
    expect(headPath(points)).toBe("M50 40L46.5 32L53.5 32Z");
  });

  it("round short pieces less", () => {
    const points = [
      { x: 0, y: 0 },
      { x: 50, y: 0 },
      { x: 50, y: 6 },
      { x: 90, y: 6 },
    ];
    expect(linePath(points)).toBe("M0 0L47 0Q50 0 50 3L50 3Q50 6 53 6L83 6");
  });
});

describe("keys", () => {
  const press = (key: string, modifiers: Partial<KeyPress> = {}) =>
    keyAction({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...modifiers });

  it("walk, open, zoom and look for threats", () => {
    expect(press("ArrowUp")).toEqual({ do: "walk", arrow: "ArrowUp" });
    expect(press("ArrowUp", { shiftKey: true })).toEqual({ do: "pan", arrow: "ArrowUp" });
    expect(press("Enter")).toEqual({ do: "open" });
    expect(press(" ")).toEqual({ do: "preview" });
    expect([press("+"), press("-"), press("0")]).toEqual([
      { do: "zoomIn" },
      { do: "zoomOut" },
      { do: "fit" },
    ]);
    expect(press("T", { shiftKey: true })).toEqual({ do: "threat", back: true });
  });

  it("leave the editor its own shortcuts", () => {
    expect(press("+", { ctrlKey: true })).toBeUndefined();
    expect(press("0", { metaKey: true })).toBeUndefined();
    expect(press("t", { ctrlKey: true })).toBeUndefined();
    expect(press("ArrowLeft", { altKey: true })).toBeUndefined();
    expect(press("a")).toBeUndefined();
    expect(press("Tab")).toBeUndefined();
  });
});
