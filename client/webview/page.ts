/** Holds what the page shows, and turns messages, keys and gestures into changes of it. */
import type { LaidOutMap } from "../../server/src/map/layout/laid-out.js";
import type { Direction, MapMessage, OpenTarget, ToMap } from "../src/map/messages.js";
import type { MapStrings } from "../src/map/strings.js";
import { Details } from "./details.js";
import { format, html, setAttributes } from "./dom.js";
import { attachGestures } from "./gestures.js";
import type { Host } from "./host.js";
import { keyAction, type KeyAction } from "./keys.js";
import { createLegend } from "./legend.js";
import { Overlay } from "./overlay.js";
import { Scene } from "./scene.js";
import { TextFitter } from "./text.js";
import { Toolbar } from "./toolbar.js";
import { bringIntoView, fit, keepPlace, nodesFromCentre, zoomAt, type Size, type View } from "./viewport.js";
import { nextOf, readingOrder, step, type Arrow } from "./walk.js";

const KEY_ZOOM = 1.2;
const KEY_PAN = 60;
/** A window this much taller than wide gets flows that run down. */
const TALL = 0.95;

export class Page {
  readonly #fitter = new TextFitter();
  readonly #scene: Scene;
  readonly #details: Details;
  readonly #overlay: Overlay;
  readonly #toolbar: Toolbar;
  readonly #legend: HTMLElement;
  readonly #stage = html("main", { class: "stage", tabindex: -1 });
  readonly #live = html("div", { class: "visually-hidden", "aria-live": "polite" });
  #content: MapMessage | undefined;
  #layout: LaidOutMap | undefined;
  #view: View = { scale: 1, x: 0, y: 0 };
  /** The reader has zoomed or panned: from then on the map no longer fits itself to the window. */
  #viewIsOurs: boolean;
  #selected: string | null;
  #lit: string | null = null;
  #tabStop: string | undefined;
  #direction: Direction | null;
  #legendOpen: boolean;
  #outerSize = "";

  constructor(
    private readonly strings: MapStrings,
    private readonly host: Host,
  ) {
    const state = host.readState();
    this.#viewIsOurs = state.view === null;
    if (state.view) this.#view = state.view;
    this.#selected = state.selected;
    this.#direction = state.direction;
    this.#legendOpen = state.legend;
    this.#scene = new Scene(strings, this.#fitter, {
      nodeClicked: (id) => this.#pick(id),
      nodeFocused: (id) => this.#focused(id),
      edgeClicked: (id) => this.#pick(id),
    });
    this.#details = new Details(strings, {
      post: (message) => host.post(message),
      selectElement: (id) => this.#selectElement(id),
      closed: () => this.#select(null),
    });
    this.#overlay = new Overlay(strings, (message) => host.post(message));
    this.#toolbar = new Toolbar(strings, {
      nextThreat: () => this.#nextThreat(false),
      turn: () => this.#turn(),
      zoom: (factor) => this.#zoom(factor),
      fit: () => this.#fit(),
      toggleLegend: () => this.#toggleLegend(),
    });
    this.#legend = createLegend(strings);
  }

  start(): void {
    setAttributes(this.#stage, {
      role: "application",
      "aria-label": this.strings.title,
      "aria-roledescription": this.strings.description,
    });
    setAttributes(this.#scene.root, { role: "graphics-document document", "aria-label": this.strings.title });
    this.#stage.append(this.#scene.root, this.#overlay.element, this.#legend);
    document.body.append(this.#toolbar.element, this.#stage, this.#details.element, this.#live);
    this.#legend.hidden = !this.#legendOpen;
    this.#toolbar.showLegend(this.#legendOpen);
    this.#toolbar.showDirection(this.#currentDirection());
    this.#fitter.refresh();

    attachGestures(this.#stage, this.#scene.root, {
      panned: (dx, dy) => this.#move({ ...this.#view, x: this.#view.x + dx, y: this.#view.y + dy }),
      zoomed: (factor, at) => this.#move(zoomAt(this.#view, factor, at)),
      groundClicked: () => this.#select(null),
    });
    this.#stage.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#resized()).observe(this.#stage);
    // A change of theme changes classes and style of the document, and may change the font.
    new MutationObserver(() => this.#themeChanged()).observe(document.documentElement, {
      attributeFilter: ["style", "class"],
    });
    this.host.onMessage((message) => this.#receive(message));
    this.#overlay.show("waiting", "");
    this.host.post({ type: "ready", direction: this.#currentDirection() });
  }

  #receive(message: ToMap): void {
    switch (message.type) {
      case "map":
        return this.#show(message.result);
      case "notice":
        // A map that is there stays: an older picture is worth more than a message.
        if (!this.#layout) this.#overlay.show(message.state, message.message);
        return;
      case "light":
        this.#lit = message.id;
        return this.#scene.light(this.#nodeOf(message.id));
      case "select":
        return this.#selectElement(message.id);
    }
  }

  #show(content: MapMessage): void {
    const previous = this.#layout;
    const before = this.#content;
    this.#content = content;
    this.#layout = content.layout ?? undefined;
    const layout: LaidOutMap = content.layout ?? {
      width: 0,
      height: 0,
      boundaries: [],
      nodes: [],
      edges: [],
      collapsed: 0,
    };
    if (content.layout) this.#overlay.hide();
    else this.#overlay.show("empty", content.empty ?? "");

    const firstPicture = !previous;
    if (previous && !this.#viewIsOurs) {
      const anchors = [this.#selected, this.#lit, ...nodesFromCentre(previous, this.#view, this.#window())];
      this.#view = keepPlace(this.#view, previous, layout, anchors);
    }
    this.#stage.classList.toggle("still", firstPicture);
    this.#scene.show(content, layout);
    this.#count(content);
    if (this.#viewIsOurs && content.layout) this.#view = fit(layout, this.#window());
    this.#applyView();

    if (this.#selected !== null && !this.#exists(this.#selected)) this.#selected = null;
    this.#select(this.#selected, { reveal: false });
    this.#scene.light(this.#nodeOf(this.#lit));
    if (before && before.version !== content.version) {
      this.#live.textContent = format(
        this.strings.updated,
        format(this.strings.findingCount, content.findings.length),
      );
    }
  }

  #count(content: MapMessage): void {
    const counts = { error: 0, warning: 0, info: 0 };
    for (const finding of content.findings) if (finding.status === "open") counts[finding.severity]++;
    this.#toolbar.showCounts(content.map.elements.length, content.map.flows.length, counts);
  }

  /** A click: selects, and opens the line without taking the keyboard away. */
  #pick(id: string): void {
    this.#focusNode(id);
    this.#open(id, false);
  }

  #focused(id: string): void {
    this.#tabStop = id;
    this.#scene.setTabStop(id);
    if (this.#selected !== id) this.#select(id);
  }

  #select(id: string | null, { reveal = true } = {}): void {
    this.#selected = id;
    this.#scene.select(id);
    const node = this.#layout?.nodes.find((one) => one.id === id);
    const edge = this.#layout?.edges.find((one) => one.id === id);
    if (node && this.#content) this.#details.showNode(this.#content, node);
    else if (edge && this.#content)
      this.#details.showEdge(this.#content, edge, this.#edgeTitle(edge.from, edge.to));
    else this.#details.hide();
    if (node) this.#tabStop = node.id;
    else if (!this.#layout?.nodes.some((one) => one.id === this.#tabStop)) this.#tabStop = this.#order()[0];
    this.#scene.setTabStop(this.#tabStop);
    if (node && reveal) this.#reveal(node.id);
    this.#save();
  }

  #selectElement(elementId: string): void {
    const id = this.#nodeOf(elementId);
    if (id === null) {
      // The map with this element may still be on its way.
      this.#selected = elementId;
      return;
    }
    this.#select(id);
  }

  #open(id: string, focus: boolean): void {
    const target = this.#target(id);
    if (target) this.host.post({ type: "open", target, focus });
  }

  #target(id: string): OpenTarget | undefined {
    const node = this.#layout?.nodes.find((one) => one.id === id);
    if (node) return { kind: "element", id: node.elements[0]! };
    const edge = this.#layout?.edges.find((one) => one.id === id);
    const flow = edge && this.#content?.map.flows[edge.flows[0]!];
    return flow && { kind: "flow", from: flow.from, to: flow.to, location: 0 };
  }

  #key(event: KeyboardEvent): void {
    // Buttons on the stage, such as those of the empty map, have their own Enter and Space.
    if (event.target instanceof HTMLButtonElement) return;
    const action = keyAction(event);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    this.#act(action);
  }

  #act(action: KeyAction): void {
    switch (action.do) {
      case "walk":
        return this.#walk(action.arrow);
      case "pan":
        return this.#panByKey(action.arrow);
      case "threat":
        return this.#nextThreat(action.back);
      case "first":
        return this.#focusNode(this.#order()[0]);
      case "last":
        return this.#focusNode(this.#order().at(-1));
      case "open":
      case "preview":
        if (this.#selected !== null) this.#open(this.#selected, action.do === "open");
        return;
      case "clear":
        return this.#select(null);
      case "zoomIn":
        return this.#zoom(KEY_ZOOM);
      case "zoomOut":
        return this.#zoom(1 / KEY_ZOOM);
      case "fit":
        return this.#fit();
    }
  }

  #walk(arrow: Arrow): void {
    if (!this.#layout) return;
    const from = this.#layout.nodes.some((node) => node.id === this.#selected) ? this.#selected : null;
    this.#focusNode(from === null ? this.#tabStop : (step(this.#layout, from, arrow) ?? from));
  }

  #nextThreat(back: boolean): void {
    const threatened = this.#layout?.nodes.filter((node) => this.#scene.nodeThreats(node).count > 0) ?? [];
    this.#focusNode(nextOf(this.#order(), new Set(threatened.map((node) => node.id)), this.#selected, back));
  }

  #focusNode(id: string | undefined): void {
    if (id === undefined) return;
    this.#select(id);
    this.#scene.focus(id);
  }

  #turn(): void {
    this.#direction = this.#currentDirection() === "right" ? "down" : "right";
    this.#viewIsOurs = true;
    this.#toolbar.showDirection(this.#direction);
    this.#save();
    this.host.post({ type: "direction", direction: this.#direction });
  }

  #currentDirection(): Direction {
    const { width, height } = this.#window();
    return this.#direction ?? (width < height * TALL ? "down" : "right");
  }

  #toggleLegend(): void {
    this.#legendOpen = !this.#legendOpen;
    this.#legend.hidden = !this.#legendOpen;
    this.#toolbar.showLegend(this.#legendOpen);
    this.#save();
  }

  #zoom(factor: number): void {
    const { width, height } = this.#window();
    this.#move(zoomAt(this.#view, factor, { x: width / 2, y: height / 2 }));
  }

  #fit(): void {
    this.#viewIsOurs = true;
    if (this.#layout) this.#view = fit(this.#layout, this.#window());
    this.#applyView();
    this.#save();
  }

  #panByKey(arrow: Arrow): void {
    const [dx, dy] = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[
      arrow
    ] as [number, number];
    this.#move({ ...this.#view, x: this.#view.x + dx * KEY_PAN, y: this.#view.y + dy * KEY_PAN });
  }

  /** The reader moved the view, which is theirs from now on. */
  #move(view: View): void {
    this.#viewIsOurs = false;
    this.#view = view;
    this.#applyView();
    this.#save();
  }

  #reveal(id: string): void {
    const node = this.#layout?.nodes.find((one) => one.id === id);
    if (!node) return;
    const view = bringIntoView(this.#view, node, this.#window());
    if (view === this.#view) return;
    this.#view = view;
    this.#applyView();
  }

  #resized(): void {
    const outer = `${window.innerWidth}x${window.innerHeight}`;
    // Opening the details makes the stage smaller too, but a click must not change the zoom.
    const windowChanged = outer !== this.#outerSize;
    this.#outerSize = outer;
    if (this.#viewIsOurs && windowChanged && this.#layout) {
      this.#view = fit(this.#layout, this.#window());
      this.#applyView();
    }
    if (this.#selected !== null) this.#reveal(this.#selected);
  }

  #themeChanged(): void {
    this.#fitter.refresh();
    this.#scene.refit();
  }

  #applyView(): void {
    this.#scene.setView(this.#view);
    this.#toolbar.showScale(this.#view.scale);
  }

  #save(): void {
    this.host.saveState({
      view: this.#viewIsOurs ? null : this.#view,
      selected: this.#selected,
      direction: this.#direction,
      legend: this.#legendOpen,
    });
  }

  #window(): Size {
    return {
      width: this.#stage.clientWidth || window.innerWidth,
      height: this.#stage.clientHeight || window.innerHeight,
    };
  }

  #order(): string[] {
    return this.#layout ? readingOrder(this.#layout) : [];
  }

  #exists(id: string): boolean {
    return [...(this.#layout?.nodes ?? []), ...(this.#layout?.edges ?? [])].some((one) => one.id === id);
  }

  /** The drawn node that holds an element; an element may be inside a group. */
  #nodeOf(elementId: string | null): string | null {
    return (
      this.#layout?.nodes.find((node) => elementId !== null && node.elements.includes(elementId))?.id ?? null
    );
  }

  #edgeTitle(from: string, to: string): string {
    const name = (id: string) => {
      const node = this.#layout?.nodes.find((one) => one.id === id);
      return (
        node?.label ??
        this.#content?.map.elements.find((element) => element.id === node?.elements[0])?.label ??
        id
      );
    };
    return format(this.strings.flowTo, name(from), name(to));
  }
}
