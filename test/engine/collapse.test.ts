/** What a big map draws as one node, so that it can be read at all. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visibleNodes } from "../../server/src/map/layout/collapse.js";
import { BOUNDARIES, ELEMENT_KINDS } from "../../server/src/report/contract.js";
import { manyTools } from "./many-tools.js";

describe("a big map", () => {
  it("groups by file first, then by folder, then by kind", () => {
    expect(visibleNodes(manyTools(40, 4), 10).map((node) => node.label)).toContain("10 tools · t0.ts");
    expect(visibleNodes(manyTools(40, 40), 10).map((node) => node.label)).toContain("40 tools · src/tools/");
    const scattered = manyTools(40, 40);
    scattered.elements.forEach((element, index) => (element.file = `src/${index}/tool.ts`));
    expect(visibleNodes(scattered, 10).map((node) => node.label)).toContain("40 tools");
  });

  it("keeps threatened elements on their own as long as it can", () => {
    const map = manyTools(40, 1);
    map.elements[7]!.threats = ["f"];
    const nodes = visibleNodes(map, 10);
    expect(
      nodes.find((node) => node.elements.some((element) => element.threats.length > 0))!.elements,
    ).toHaveLength(1);
  });

  it("never draws more nodes than allowed, whatever the map", () => {
    const element = fc.record({
      id: fc.uuid(),
      kind: fc.constantFrom(...ELEMENT_KINDS),
      label: fc.constant("x"),
      boundary: fc.constantFrom(...BOUNDARIES),
      file: fc.constantFrom("a.ts", "b/c.ts", "b/d.ts"),
      threats: fc.constantFrom<string[]>([], ["f"]),
    });
    fc.assert(
      fc.property(fc.uniqueArray(element, { selector: (one) => one.id, maxLength: 90 }), (elements) => {
        const nodes = visibleNodes({ elements, flows: [], boundaries: [] }, 12);
        expect(nodes.length).toBeLessThanOrEqual(12);
        expect(new Set(nodes.map((node) => node.id)).size).toBe(nodes.length);
        expect(nodes.flatMap((node) => node.elements)).toHaveLength(elements.length);
      }),
      { seed: 1 },
    );
  });
});
