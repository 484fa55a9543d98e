/** The strip below the map: what the selected element or flow is, its findings with their paths, where data goes. */
import type { LaidOutEdge, LaidOutNode } from "../../server/src/map/layout/laid-out.js";
import type { FindingSummary } from "../../server/src/lsp/protocol.js";
import type { Element, Flow, Step } from "../../server/src/report/contract.js";
import type { FromMap, MapMessage, OpenTarget } from "../src/map/messages.js";
import { findingsNamed, placeOfElement } from "../src/map/model.js";
import type { MapStrings } from "../src/map/strings.js";
import { button, format, html } from "./dom.js";
import { picture, severityGlyph, symbol } from "./shapes.js";

export interface DetailsEvents {
  post(message: FromMap): void;
  /** Selects another element, by element id. */
  selectElement(id: string): void;
  closed(): void;
}

export class Details {
  readonly element: HTMLElement;

  constructor(
    private readonly strings: MapStrings,
    private readonly events: DetailsEvents,
  ) {
    this.element = html("section", { class: "details", "aria-label": strings.findings });
    this.element.hidden = true;
  }

  hide(): void {
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  showNode(content: MapMessage, node: LaidOutNode): void {
    const elements = node.elements.flatMap(
      (id) => content.map.elements.find((element) => element.id === id) ?? [],
    );
    const first = elements[0];
    if (!first) return this.hide();
    const single = elements.length === 1 ? first : undefined;
    const place = single && placeOfElement(content.map, single);
    const subtitle = [this.strings.kinds[first.kind], single?.detail, this.#boundary(content, node)];
    const effects = [...new Set(elements.flatMap((element) => element.effects ?? []))];
    const findings = findingsNamed(
      content,
      elements.flatMap((element) => element.threats),
    );
    this.#show(
      this.#header(node.label ?? first.label, subtitle, picture(18, 16, symbol(first.kind)), {
        place: place && `${place.file}:${place.line}`,
        target: { kind: "element", id: first.id },
      }),
      effects.length > 0
        ? html("p", { class: "effects" }, format(this.strings.effects, effects.join(", ")))
        : undefined,
      html(
        "div",
        { class: "columns" },
        this.#findings(findings),
        single ? this.#flows(content, single) : this.#members(elements),
      ),
    );
  }

  showEdge(content: MapMessage, edge: LaidOutEdge, title: string): void {
    const flows = edge.flows.flatMap((index) => content.map.flows[index] ?? []);
    const first = flows[0];
    if (!first) return this.hide();
    const labels = [...new Set(flows.flatMap((flow) => flow.labels))];
    const place = first.locations[0];
    const locations = flows.flatMap((flow) =>
      flow.locations.map((step, index) =>
        this.#row(step.label, this.#where(step), {
          kind: "flow",
          from: flow.from,
          to: flow.to,
          location: index,
        }),
      ),
    );
    this.#show(
      this.#header(title, labels, undefined, {
        place: place && `${place.file}:${place.line}`,
        target: { kind: "flow", from: first.from, to: first.to, location: 0 },
      }),
      html(
        "div",
        { class: "columns" },
        this.#findings(
          findingsNamed(
            content,
            flows.flatMap((flow) => flow.threats),
          ),
        ),
        this.#list(this.strings.path, locations),
      ),
    );
  }

  #show(...children: (Node | undefined)[]): void {
    const scrolled = this.element.scrollTop;
    this.element.replaceChildren(...children.filter((child) => child !== undefined));
    this.element.hidden = false;
    this.element.scrollTop = scrolled;
  }

  #header(
    title: string,
    subtitle: (string | undefined)[],
    icon: Node | undefined,
    open: { place: string | undefined; target: OpenTarget },
  ): HTMLElement {
    const opener =
      open.place === undefined
        ? undefined
        : button(
            { class: "link place", title: this.strings.openLine },
            () => this.#open(open.target),
            open.place,
          );
    return html(
      "header",
      {},
      icon && html("span", { class: "icon" }, icon),
      html("h2", {}, title),
      html("span", { class: "subtitle" }, subtitle.filter(Boolean).join(" · ")),
      opener,
      button(
        { class: "plain close", title: this.strings.close, "aria-label": this.strings.close },
        () => this.events.closed(),
        "✕",
      ),
    );
  }

  #findings(findings: FindingSummary[]): HTMLElement {
    if (findings.length === 0) return html("p", { class: "none" }, this.strings.noFindings);
    return this.#list(
      this.strings.findings,
      findings.map((finding) => this.#finding(finding)),
    );
  }

  #finding(finding: FindingSummary): HTMLElement {
    const { fingerprint, severity, threat, message, path } = finding;
    const target: OpenTarget = { kind: "finding", fingerprint };
    const action = (label: string, sent: FromMap) =>
      button({ class: "link" }, () => this.events.post(sent), label);
    const glyph = html(
      "span",
      { class: "glyph-place", title: this.strings.severities[severity] },
      picture(14, 14, severityGlyph(severity)),
    );
    return html(
      "li",
      { class: "finding" },
      glyph,
      html(
        "div",
        {},
        button(
          {
            class: "message",
            title: this.strings.openLine,
            "aria-label": `${this.strings.severities[severity]}: ${message}`,
          },
          () => this.#open(target),
          message,
        ),
        path.length > 1 ? this.#path(finding) : undefined,
        html(
          "p",
          { class: "actions" },
          html("span", { class: "threat" }, threat),
          action(this.strings.fix, { type: "fix", fingerprint }),
          action(this.strings.accept, { type: "decide", fingerprint, control: "accept" }),
          action(this.strings.dismiss, { type: "decide", fingerprint, control: "dismiss" }),
        ),
      ),
    );
  }

  #path({ fingerprint, path }: FindingSummary): HTMLElement {
    const list = html("ol", { class: "path", "aria-label": this.strings.path });
    for (const [step, place] of path.entries()) {
      const open = () => this.#open({ kind: "finding", fingerprint, step });
      list.append(html("li", {}, button({ class: "link", title: this.#where(place) }, open, place.label)));
    }
    return list;
  }

  #flows(content: MapMessage, element: Element): HTMLElement {
    const rows = (heading: string, arrow: string, pick: (flow: Flow) => string | undefined) =>
      this.#list(
        heading,
        content.map.flows.flatMap((flow) => {
          const otherId = pick(flow);
          const other = content.map.elements.find((one) => one.id === otherId);
          if (!other) return [];
          const target: OpenTarget = { kind: "flow", from: flow.from, to: flow.to, location: 0 };
          return this.#row(`${arrow} ${other.label}`, flow.labels.join(", "), target, other.id);
        }),
      );
    return html(
      "div",
      {},
      rows(this.strings.flowsOut, "→", (flow) => (flow.from === element.id ? flow.to : undefined)),
      rows(this.strings.flowsIn, "←", (flow) => (flow.to === element.id ? flow.from : undefined)),
    );
  }

  #members(elements: Element[]): HTMLElement {
    return this.#list(
      this.strings.contains,
      elements.map((element) =>
        this.#row(element.label, element.file ? `${element.file}:${element.line ?? 1}` : "", {
          kind: "element",
          id: element.id,
        }),
      ),
    );
  }

  #list(heading: string, rows: HTMLElement[]): HTMLElement {
    const part = html("div", { class: "part" });
    if (rows.length > 0) part.append(html("h3", {}, heading), html("ul", {}, ...rows));
    return part;
  }

  /** A line of a list: opens its place, and selects the element at the other end when there is one. */
  #row(text: string, aside: string, target: OpenTarget, selects?: string): HTMLElement {
    const open = () => {
      this.#open(target);
      if (selects !== undefined) this.events.selectElement(selects);
    };
    return html(
      "li",
      { class: "row" },
      button({ class: "link", title: this.strings.openLine }, open, text),
      html("span", { class: "aside" }, aside),
    );
  }

  #boundary(content: MapMessage, node: LaidOutNode): string {
    return (
      content.map.boundaries.find(({ id }) => id === node.boundary)?.label ??
      this.strings.boundaries[node.boundary]
    );
  }

  #where(step: Step): string {
    return `${step.file}:${step.line}`;
  }

  #open(target: OpenTarget): void {
    this.events.post({ type: "open", target, focus: false });
  }
}
