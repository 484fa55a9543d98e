/** One edge on the page: a line with an arrow's head, a wide invisible line to hit, and what flows as a label. */
import type { LaidOutEdge } from "../../server/src/map/layout/laid-out.js";
import { setAttributes, svg } from "./dom.js";
import { headPath, linePath } from "./route.js";
import type { SceneEvents, Threatened } from "./scene.js";
import { severityGlyph } from "./shapes.js";

const LINE_HEIGHT = 13;

export class EdgeView {
  readonly element = svg("g", { class: "edge" });
  readonly #hit = svg("path", { class: "hit" });
  readonly #line = svg("path", { class: "line" });
  readonly #head = svg("path", { class: "head" });
  readonly #label = svg("g", { class: "edge-label" });
  from = "";
  to = "";

  constructor(
    readonly id: string,
    events: Pick<SceneEvents, "edgeClicked">,
  ) {
    this.element.append(this.#hit, this.#line, this.#head, this.#label);
    this.element.addEventListener("click", () => events.edgeClicked(id));
  }

  /** @param inside the label lies on a boundary's ground, and hides the line with the same colour */
  update(edge: LaidOutEdge, threats: Threatened, inside: boolean): void {
    this.from = edge.from;
    this.to = edge.to;
    const line = linePath(edge.points);
    setAttributes(this.#hit, { d: line });
    setAttributes(this.#line, { d: line });
    setAttributes(this.#head, { d: headPath(edge.points) });
    for (const severity of ["error", "warning", "info"] as const) {
      this.element.classList.toggle(`severity-${severity}`, threats.worst === severity);
    }
    this.element.classList.toggle("threatened", threats.count > 0);
    this.#showLabel(edge, threats, inside);
  }

  mark(selected: boolean, related: boolean): void {
    this.element.classList.toggle("selected", selected);
    this.element.classList.toggle("related", related);
  }

  #showLabel(edge: LaidOutEdge, threats: Threatened, inside: boolean): void {
    this.#label.replaceChildren();
    const { label } = edge;
    if (!label) return;
    const middle = label.x + label.width / 2;
    const pad = threats.worst ? 16 : 0;
    const box = { x: label.x - pad / 2, y: label.y, width: label.width + pad, height: label.height, rx: 4 };
    this.#label.append(
      svg("rect", box),
      ...(inside ? [svg("rect", { class: "tint", ...box })] : []),
      svg(
        "text",
        { "text-anchor": "middle" },
        ...label.lines.map((line, index) => {
          const span = svg("tspan", { x: middle + pad / 2, y: label.y + 11 + index * LINE_HEIGHT });
          span.textContent = line;
          return span;
        }),
      ),
    );
    if (threats.worst) {
      const glyph = severityGlyph(threats.worst);
      setAttributes(glyph, {
        transform: `translate(${label.x - pad / 2 + 3} ${label.y + label.height / 2 - 6.5}) scale(.93)`,
      });
      this.#label.append(glyph);
    }
  }
}
