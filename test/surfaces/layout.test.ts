/** The map's layout by its worker thread: everything has a place, boundaries hold their elements, and the same map gives the same bytes. */
import { createRequire } from "node:module";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  disposeLayout,
  layout,
  MAX_VISIBLE_NODES,
  type LayoutOptions,
} from "../../server/src/map/layout/index.js";
import { LaidOutMap, type LaidOutNode } from "../../server/src/map/layout/laid-out.js";
import { ElkWorker } from "../../server/src/map/layout/worker.js";
import {
  BOUNDARIES,
  ELEMENT_KINDS,
  type BoundaryId,
  type Element,
  type Flow,
  type ThreatMap,
} from "../../server/src/report/contract.js";
import { manyTools } from "../engine/many-tools.js";
import { SUPPORT_DESK } from "../editor/fixtures/support-desk.js";

const workerFile = createRequire(import.meta.url).resolve("elkjs/lib/elk-worker.min.js");
const laidOut = (map: ThreatMap, options: LayoutOptions = {}) => layout(map, { workerFile, ...options });

afterAll(disposeLayout);

const overlap = (a: LaidOutNode, b: LaidOutNode) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe.each(["right", "down"] as const)("a map whose flows run %s", (direction) => {
  let result: LaidOutMap;
  beforeAll(async () => {
    result = await laidOut(SUPPORT_DESK, { direction });
  });

  it("gives every element, boundary and flow a place", () => {
    expect(LaidOutMap.parse(result)).toEqual(result);
    expect(result.nodes.map((node) => node.id)).toEqual(SUPPORT_DESK.elements.map((element) => element.id));
    expect(result.boundaries.map((boundary) => boundary.id)).toEqual([...BOUNDARIES]);
    expect(result.edges.flatMap((edge) => edge.flows).sort((a, b) => a - b)).toEqual(
      SUPPORT_DESK.flows.map((_, index) => index),
    );
    expect(result.edges.every((edge) => edge.label && edge.label.lines.length > 0)).toBe(true);
    expect(result.collapsed).toBe(0);
  });

  it("keeps nodes inside their boundary and apart from each other", () => {
    const { nodes, boundaries, width, height } = result;
    for (const node of nodes) {
      const boundary = boundaries.find(({ id }) => id === node.boundary)!;
      expect(node.x).toBeGreaterThanOrEqual(boundary.x);
      expect(node.y).toBeGreaterThanOrEqual(boundary.y);
      expect(node.x + node.width).toBeLessThanOrEqual(boundary.x + boundary.width);
      expect(node.y + node.height).toBeLessThanOrEqual(boundary.y + boundary.height);
    }
    const pairs = nodes.flatMap((a, index) => nodes.slice(index + 1).map((b) => [a, b] as const));
    expect(pairs.filter(([a, b]) => overlap(a, b))).toEqual([]);
    expect(
      boundaries.every((b) => b.x >= 0 && b.y >= 0 && b.x + b.width <= width && b.y + b.height <= height),
    ).toBe(true);
  });

  it("places what comes in before the application, and tools before the stores they reach", () => {
    const { boundaries } = result;
    const axis = direction === "right" ? "x" : "y";
    const extent = direction === "right" ? "width" : "height";
    const box = (id: BoundaryId) => boundaries.find((boundary) => boundary.id === id)!;
    const end = (id: BoundaryId) => box(id)[axis] + box(id)[extent];
    expect(end("people")).toBeLessThanOrEqual(box("application")[axis]);
    expect(end("application")).toBeLessThanOrEqual(box("tools")[axis]);
    expect(end("application")).toBeLessThanOrEqual(box("providers")[axis]);
    expect(end("tools")).toBeLessThanOrEqual(box("stores")[axis]);
  });

  it("draws orthogonal lines from border to border", () => {
    const { nodes, edges } = result;
    const onBorder = ({ x, y }: { x: number; y: number }, node: LaidOutNode) => {
      const near = (a: number, b: number) => Math.abs(a - b) <= 0.2;
      const inside =
        x >= node.x - 0.2 &&
        x <= node.x + node.width + 0.2 &&
        y >= node.y - 0.2 &&
        y <= node.y + node.height + 0.2;
      return (
        inside &&
        (near(x, node.x) || near(x, node.x + node.width) || near(y, node.y) || near(y, node.y + node.height))
      );
    };
    for (const edge of edges) {
      expect(
        onBorder(
          edge.points[0]!,
          nodes.find(({ id }) => id === edge.from)!,
        ),
      ).toBe(true);
      expect(
        onBorder(
          edge.points.at(-1)!,
          nodes.find(({ id }) => id === edge.to)!,
        ),
      ).toBe(true);
      edge.points.slice(1).forEach((point, index) => {
        const previous = edge.points[index]!;
        expect(Math.min(Math.abs(point.x - previous.x), Math.abs(point.y - previous.y))).toBeLessThanOrEqual(
          0.2,
        );
      });
    }
  });
});

describe("the same map", () => {
  it("keeps the order of elements while flows come and go", async () => {
    const order = async (map: ThreatMap) => {
      const { nodes } = await laidOut(map);
      return BOUNDARIES.flatMap((boundary) =>
        nodes.filter((node) => node.boundary === boundary).sort((a, b) => a.y - b.y || a.x - b.x),
      ).map((node) => node.id);
    };
    const before = await order(SUPPORT_DESK);
    for (const gone of SUPPORT_DESK.flows.filter((_, index) => index % 4 === 0)) {
      const after = await order({
        ...SUPPORT_DESK,
        flows: SUPPORT_DESK.flows.filter((flow) => flow !== gone),
      });
      const moved = before.filter((id, index) => after[index] !== id);
      // What lost its only flow may change its column, and with it one neighbour's place in this list.
      expect(moved.length, `without ${gone.from} to ${gone.to}`).toBeLessThanOrEqual(4);
    }
  });

  it("keeps the order of the map within a column", async () => {
    const guest: Element = { id: "guest", kind: "person", label: "Guest", boundary: "people", threats: [] };
    const flow: Flow = { from: "guest", to: "ingest", labels: ["arguments"], locations: [], threats: [] };
    const grown = {
      ...SUPPORT_DESK,
      elements: [guest, ...SUPPORT_DESK.elements],
      flows: [...SUPPORT_DESK.flows, flow],
    };
    const { nodes } = await laidOut(grown);
    const people = nodes.filter((node) => node.boundary === "people").sort((a, b) => a.y - b.y);
    expect(people.map((node) => node.id)).toEqual(["guest", "visitor", "operator"]);
  });

  it("gives the same bytes, also from a fresh worker", async () => {
    const first = JSON.stringify(await laidOut(SUPPORT_DESK));
    expect(JSON.stringify(await laidOut(SUPPORT_DESK))).toBe(first);
    await disposeLayout();
    expect(JSON.stringify(await laidOut(SUPPORT_DESK))).toBe(first);
  });
});

describe("unusual maps", () => {
  it("an empty map is empty", async () => {
    const empty = { width: 0, height: 0, boundaries: [], nodes: [], edges: [], collapsed: 0 };
    expect(await laidOut({ elements: [], flows: [], boundaries: [] })).toEqual(empty);
  });

  it("draws a flow of an element to itself, and leaves out flows to elements that are not there", async () => {
    const map = manyTools(1, 1);
    const flow = (from: string, to: string): Flow => ({ from, to, labels: [], locations: [], threats: [] });
    map.flows.push(flow("agent", "agent"), flow("agent", "nowhere"));
    const { edges } = await laidOut(map);
    expect(edges.map(({ from, to }) => [from, to])).toEqual([
      ["agent", "tool0"],
      ["agent", "agent"],
    ]);
  });

  it("breaks long labels into short lines and counts the rest", async () => {
    const map = manyTools(1, 1);
    map.flows[0]!.labels = ["untrusted input of a visitor", "model output", "a secret"];
    const { edges } = await laidOut(map);
    expect(edges[0]!.label!.lines).toEqual(["untrusted", "input of a …"]);
    map.flows[0]!.labels = ["prompt", "tool results"];
    expect((await laidOut(map)).edges[0]!.label!.lines).toEqual(["prompt +1"]);
  });

  it("survives any map", async () => {
    const id = fc.constantFrom(..."abcdefgh");
    const element = fc.record({
      id,
      kind: fc.constantFrom(...ELEMENT_KINDS),
      label: fc.string({ maxLength: 60 }),
      boundary: fc.constantFrom(...BOUNDARIES),
      threats: fc.constant<string[]>([]),
    });
    const flow = fc.record({
      from: id,
      to: id,
      labels: fc.array(fc.string({ maxLength: 40 }), { maxLength: 3 }),
      locations: fc.constant<Flow["locations"]>([]),
      threats: fc.constant<string[]>([]),
    });
    const maps = fc.record({
      elements: fc.uniqueArray(element, { selector: (one) => one.id, maxLength: 8 }),
      flows: fc.array(flow, { maxLength: 14 }),
      boundaries: fc.constant<ThreatMap["boundaries"]>([]),
    });
    await fc.assert(
      fc.asyncProperty(maps, async (map) => {
        const { nodes } = await laidOut(map);
        expect(nodes.map((node) => node.id)).toEqual(map.elements.map((one) => one.id));
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});

describe("a big map", () => {
  it("is drawn with at most the stated number of nodes, which together hold every element", async () => {
    const map = manyTools(400, 60);
    const result = await laidOut(map);
    expect(result.nodes.length).toBeLessThanOrEqual(MAX_VISIBLE_NODES);
    expect(result.nodes.flatMap((node) => node.elements).sort()).toEqual(
      map.elements.map(({ id }) => id).sort(),
    );
    expect(result.edges.flatMap((edge) => edge.flows)).toHaveLength(map.flows.length);
    expect(result.collapsed).toBeGreaterThan(0);
  });
});

describe("a worker that fails", () => {
  const small = manyTools(1, 1);

  it("says so, and the next layout starts another", async () => {
    await expect(layout(small, { workerFile: "/nowhere/elk.js" })).rejects.toThrow(/nowhere/);
    expect((await laidOut(small)).nodes).not.toHaveLength(0);
  });

  it("gives up when the time is over", async () => {
    await expect(laidOut(small, { timeoutMs: 0 })).rejects.toThrow(/longer than 0 s/);
    expect((await laidOut(small)).nodes).not.toHaveLength(0);
  });

  it("passes on what the layout engine refuses", async () => {
    const worker = new ElkWorker(workerFile);
    const edge = { id: "e", sources: ["nobody"], targets: ["nothing"] };
    await expect(worker.layout({ id: "root", children: [], edges: [edge] }, 5_000)).rejects.toThrow(/nobody/);
    await worker.dispose();
    await expect(worker.layout({ id: "root" }, 5_000)).rejects.toThrow(/stopped/);
  });
});
