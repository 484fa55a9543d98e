/** One node on the page: its outline, symbol, name, second line, badge of findings and mark of the editor's cursor. */
import type { LaidOutNode } from "../../server/src/map/layout/laid-out.js";
import type { Element } from "../../server/src/report/contract.js";
import type { MapStrings } from "../src/map/strings.js";
import { format, setAttributes, svg } from "./dom.js";
import type { SceneEvents, Threatened } from "./scene.js";
import { outline, severityGlyph, symbol } from "./shapes.js";
import type { TextFitter } from "./text.js";

export interface NodeContent {
  node: LaidOutNode;
  elements: Element[];
  threats: Threatened;
  far: boolean;
}

const TEXT_X = 36;
const FAR_TEXT_X = 15;
const NEAR = { size: 13, weight: 600 };
const FAR = { size: 17, weight: 600 };
const DETAIL = { size: 11, weight: 400 };

export class NodeView {
  readonly element = svg("g", { class: "node", role: "button", tabindex: -1 });
  readonly #stack = svg("path", { class: "stack" });
  readonly #border = svg("path", { class: "border" });
  readonly #inner = svg("path", { class: "inner" });
  readonly #ring = svg("rect", { class: "ring", rx: 10 });
  readonly #symbol = svg("g", { class: "symbol-place" });
  readonly #label = svg("text", { class: "label", x: TEXT_X });
  readonly #detail = svg("text", { class: "detail", x: TEXT_X });
  readonly #badge = svg("g", { class: "badge" });
  readonly #cursor = svg("g", { class: "cursor-mark" });
  readonly #tooltip = svg("title");
  #content: NodeContent | undefined;
  #strings: MapStrings | undefined;
  #lit = false;

  constructor(
    readonly id: string,
    events: Pick<SceneEvents, "nodeClicked" | "nodeFocused">,
  ) {
    this.element.append(this.#tooltip, this.#ring, this.#stack, this.#border, this.#inner);
    this.element.append(this.#symbol, this.#label, this.#detail, this.#badge, this.#cursor);
    this.#cursor.append(
      svg("rect", { x: -9, y: -9, width: 18, height: 18, rx: 4 }),
      svg("path", { d: "M-3 -5h6M0 -5V5M-3 5h6" }),
    );
    this.element.addEventListener("click", () => events.nodeClicked(id));
    this.element.addEventListener("focus", () => events.nodeFocused(id));
  }

  update(content: NodeContent, strings: MapStrings, fitter: TextFitter): void {
    this.#content = content;
    this.#strings = strings;
    const { node, elements, threats } = content;
    const first = elements[0];
    if (!first) return;
    const { width, height } = node;
    this.element.style.transform = `translate(${node.x}px, ${node.y}px)`;
    this.element.dataset["id"] = this.id;
    this.element.dataset["kind"] = first.kind;
    this.element.dataset["boundary"] = node.boundary;
    const shape = outline(first.kind, width, height);
    const group = elements.length > 1;
    setAttributes(this.#stack, { d: group ? shape.border : "", transform: "translate(5 -5)" });
    setAttributes(this.#border, { d: shape.border });
    setAttributes(this.#inner, { d: shape.inner ?? "" });
    this.element.classList.toggle("dashed", shape.dashed ?? false);
    setAttributes(this.#ring, { x: -5, y: -5, width: width + 10, height: height + 10 });
    setAttributes(this.#symbol, {
      transform: `translate(13 ${(height - 16) / 2 + (first.kind === "store" ? 3 : 0)})`,
    });
    if (this.#symbol.childElementCount === 0) this.#symbol.append(symbol(first.kind));
    for (const severity of ["error", "warning", "info"] as const) {
      this.element.classList.toggle(`severity-${severity}`, threats.worst === severity);
    }
    this.element.classList.toggle("threatened", threats.count > 0);
    this.#showBadge(width, threats);
    this.setFar(content.far, fitter);
    this.#describe();
  }

  /** From far away the name is all there is, and bigger: even the symbol makes room for it. */
  setFar(far: boolean, fitter: TextFitter): void {
    if (!this.#content) return;
    const { node, elements } = this.#content;
    const [name, detail] = [nameOf(this.#content), elements.length > 1 ? undefined : elements[0]?.detail];
    const start = far ? FAR_TEXT_X : TEXT_X;
    const room = node.width - start - 11;
    const style = far ? FAR : NEAR;
    this.#label.textContent = fitter.fit(name, room, style.size, style.weight);
    const shift = elements[0]?.kind === "store" ? 3 : 0;
    const twoLines = !far && detail !== undefined;
    setAttributes(this.#label, { x: start, y: node.height / 2 + shift + (twoLines ? -3 : far ? 6.5 : 4.5) });
    this.#detail.textContent = twoLines ? fitter.fit(detail, room, DETAIL.size, DETAIL.weight) : "";
    setAttributes(this.#detail, { y: node.height / 2 + shift + 12.5 });
  }

  mark(selected: boolean, related: boolean): void {
    this.element.classList.toggle("selected", selected);
    this.element.classList.toggle("related", related);
  }

  light(lit: boolean): void {
    if (lit === this.#lit) return;
    this.#lit = lit;
    this.element.classList.toggle("lit", lit);
    setAttributes(this.element, { "aria-current": lit ? "location" : undefined });
    this.#describe();
  }

  #showBadge(width: number, { count, worst }: Threatened): void {
    this.#badge.replaceChildren();
    if (!worst) return;
    const text = svg("text", { x: 19, y: 13 });
    text.textContent = String(count);
    const glyph = severityGlyph(worst);
    setAttributes(glyph, { transform: "translate(3.5 2)" });
    const size = 25 + 7 * String(count).length;
    this.#badge.append(svg("rect", { width: size, height: 18, rx: 9 }), glyph, text);
    setAttributes(this.#badge, { transform: `translate(${width - size + 8} -9)` });
  }

  /** What a screen reader says, and the tooltip: everything the picture says. */
  #describe(): void {
    const content = this.#content;
    const strings = this.#strings;
    const first = content?.elements[0];
    if (!content || !strings || !first) return;
    const { count, worst } = content.threats;
    const findings = count === 1 ? strings.oneFinding : format(strings.findingCount, count);
    const parts = [
      nameOf(content),
      content.elements.length > 1 ? undefined : first.detail,
      strings.kinds[first.kind],
      strings.boundaries[content.node.boundary],
      worst && `${findings}, ${strings.severities[worst]}`,
      this.#lit ? strings.underCursor : undefined,
    ];
    const description = parts.filter(Boolean).join(", ");
    setAttributes(this.element, { "aria-label": description });
    this.#tooltip.textContent = description;
  }
}

function nameOf({ node, elements }: NodeContent): string {
  return node.label ?? elements[0]?.label ?? "";
}
