/** What the shapes, lines and marks mean, and which keys do what. */
import { ELEMENT_KINDS, SEVERITIES, type ElementKind } from "../../server/src/report/contract.js";
import type { MapStrings } from "../src/map/strings.js";
import { html, svg } from "./dom.js";
import { outline, picture, severityGlyph, symbol } from "./shapes.js";

export function createLegend(strings: MapStrings): HTMLElement {
  const row = (sample: Node, text: string) => html("li", {}, html("span", { class: "sample" }, sample), text);
  const part = (heading: string, ...rows: HTMLElement[]) =>
    html("div", {}, html("h3", {}, heading), html("ul", {}, ...rows));
  const key = (names: string[], text: string) =>
    html("li", {}, html("span", { class: "keys" }, ...names.map((name) => html("kbd", {}, name))), text);
  return html(
    "aside",
    { class: "legend", "aria-label": strings.legend },
    part(strings.legendShapes, ...ELEMENT_KINDS.map((kind) => row(nodeSample(kind), strings.kinds[kind]))),
    html(
      "div",
      {},
      part(
        strings.legendThreats,
        ...SEVERITIES.map((severity) =>
          row(picture(16, 14, severityGlyph(severity)), strings.severities[severity]),
        ),
        row(lineSample("edge"), strings.legendFlow),
        row(lineSample("edge threatened severity-error"), strings.legendThreatenedFlow),
        row(boundarySample(), strings.legendBoundary),
        row(cursorSample(), strings.legendCursor),
      ),
      part(
        strings.legendKeys,
        key(["←", "↑", "→", "↓"], strings.keyArrows),
        key(["Enter"], strings.keyEnter),
        key(["T"], strings.keyThreat),
        key(["+", "−"], strings.keyZoom),
        key(["0"], strings.keyFit),
      ),
    ),
  );
}

function sample(...content: SVGElement[]): SVGSVGElement {
  return svg(
    "svg",
    { class: "map", width: 40, height: 22, viewBox: "0 0 40 22", "aria-hidden": "true" },
    ...content,
  );
}

function nodeSample(kind: ElementKind): SVGSVGElement {
  const shape = outline(kind, 38, 20);
  const place = svg("g", { class: "symbol-place", transform: "translate(13 4.5) scale(.75)" }, symbol(kind));
  const node = svg(
    "g",
    { class: `node${shape.dashed ? " dashed" : ""}`, "data-kind": kind, transform: "translate(1 1)" },
    svg("path", { class: "border", d: shape.border }),
    svg("path", { class: "inner", d: shape.inner ?? "" }),
    place,
  );
  return sample(node);
}

function lineSample(classes: string): SVGSVGElement {
  return sample(
    svg(
      "g",
      { class: classes },
      svg("path", { class: "line", d: "M2 11H32" }),
      svg("path", { class: "head", d: "M38 11 30 7.5V14.5Z" }),
    ),
  );
}

function boundarySample(): SVGSVGElement {
  return sample(svg("rect", { class: "frame", x: 2, y: 2, width: 36, height: 18, rx: 5 }));
}

function cursorSample(): SVGSVGElement {
  const mark = svg("g", { class: "cursor-mark", transform: "translate(20 11)" });
  mark.append(
    svg("rect", { x: -9, y: -9, width: 18, height: 18, rx: 4 }),
    svg("path", { d: "M-3 -5h6M0 -5V5M-3 5h6" }),
  );
  return sample(svg("g", { class: "node lit" }, mark));
}
