/** The line above the map: what it contains, and its controls. */
import type { MapStrings } from "../src/map/strings.js";
import { button, format, html, svg } from "./dom.js";
import { picture, severityGlyph } from "./shapes.js";
import type { Severity } from "../../server/src/report/contract.js";

export interface ToolbarEvents {
  nextThreat(): void;
  turn(): void;
  zoom(factor: number): void;
  fit(): void;
  toggleLegend(): void;
}

const PICTURES = {
  next: "M3 4h6M3 8h6M3 12h4M11.5 5.5 14 8l-2.5 2.5M9.5 8H14",
  right: "M2.5 8h10.5M9.5 4.5 13 8l-3.5 3.5",
  down: "M8 2.5v10.5M4.5 9.5 8 13l3.5-3.5",
  minus: "M3.5 8h9",
  plus: "M3.5 8h9M8 3.5v9",
  legend: "M2.5 4h2M2.5 8h2M2.5 12h2M7 4h6.5M7 8h6.5M7 12h6.5",
};

export class Toolbar {
  readonly element: HTMLElement;
  readonly #summary = html("p", { class: "summary" });
  readonly #scale: HTMLButtonElement;
  readonly #next: HTMLButtonElement;
  readonly #turn: HTMLButtonElement;
  readonly #legend: HTMLButtonElement;

  constructor(
    private readonly strings: MapStrings,
    events: ToolbarEvents,
  ) {
    const tool = (picture: keyof typeof PICTURES, label: string, run: () => void) =>
      button({ class: "plain tool", title: label, "aria-label": label }, run, icon(picture));
    this.#next = tool("next", strings.nextThreat, () => events.nextThreat());
    this.#turn = tool("down", strings.turn, () => events.turn());
    this.#scale = button(
      { class: "plain tool scale", title: strings.fit, "aria-label": strings.fit },
      () => events.fit(),
      "100%",
    );
    this.#legend = tool("legend", strings.legend, () => events.toggleLegend());
    this.element = html(
      "header",
      { class: "toolbar" },
      this.#summary,
      html(
        "div",
        { class: "tools", role: "toolbar", "aria-label": strings.title },
        this.#next,
        this.#turn,
        tool("minus", strings.zoomOut, () => events.zoom(1 / 1.2)),
        this.#scale,
        tool("plus", strings.zoomIn, () => events.zoom(1.2)),
        this.#legend,
      ),
    );
  }

  showCounts(elements: number, flows: number, findings: Record<Severity, number>): void {
    const { strings } = this;
    const total = findings.error + findings.warning + findings.info;
    this.#summary.replaceChildren(
      html("span", {}, format(strings.elementCount, elements)),
      html("span", {}, format(strings.flowCount, flows)),
    );
    if (total === 0) this.#summary.append(html("span", {}, strings.noFindings));
    for (const severity of ["error", "warning", "info"] as const) {
      if (findings[severity] === 0) continue;
      const label = `${findings[severity]} ${strings.severities[severity]}`;
      const glyph = picture(14, 14, severityGlyph(severity));
      this.#summary.append(
        html(
          "span",
          { class: "count", title: label, "aria-label": label, role: "img" },
          glyph,
          String(findings[severity]),
        ),
      );
    }
    this.#next.disabled = total === 0;
  }

  showScale(scale: number): void {
    this.#scale.textContent = `${Math.round(scale * 100)}%`;
  }

  /** Shows the direction that the button would change to. */
  showDirection(direction: "right" | "down"): void {
    this.#turn.replaceChildren(icon(direction === "right" ? "down" : "right"));
  }

  showLegend(open: boolean): void {
    this.#legend.setAttribute("aria-expanded", String(open));
  }
}

function icon(name: keyof typeof PICTURES): SVGSVGElement {
  return picture(16, 16, svg("path", { class: "symbol", d: PICTURES[name] }));
}
