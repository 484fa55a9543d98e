/** The drawing itself: boundaries, edges, labels and nodes of a laid-out map, kept in step by id. */
import type {
  LaidOutBoundary,
  LaidOutEdge,
  LaidOutMap,
  LaidOutNode,
} from "../../server/src/map/layout/laid-out.js";
import type { Element, Severity } from "../../server/src/report/contract.js";
import type { MapMessage } from "../src/map/messages.js";
import { findingsNamed, worstSeverity } from "../src/map/model.js";
import type { MapStrings } from "../src/map/strings.js";
import { setAttributes, svg } from "./dom.js";
import { EdgeView } from "./edge-view.js";
import { NodeView } from "./node-view.js";
import { KeyedViews } from "./keyed-views.js";
import type { TextFitter } from "./text.js";
import type { View } from "./viewport.js";

/** Below this zoom, names grow and everything small goes away. */
const FAR_SCALE = 0.58;

export interface SceneEvents {
  nodeClicked(id: string): void;
  nodeFocused(id: string): void;
  edgeClicked(id: string): void;
}

/** What a node or an edge has to do with findings. */
export interface Threatened {
  count: number;
  worst: Severity | undefined;
}

export class Scene {
  readonly root = svg("svg", { class: "map", "aria-hidden": "false" });
  readonly #world = svg("g", { class: "world" });
  readonly #frames: KeyedViews<LaidOutBoundary, { element: SVGRectElement }>;
  readonly #titles: KeyedViews<LaidOutBoundary, { element: SVGTextElement }>;
  readonly #edges: KeyedViews<LaidOutEdge, EdgeView>;
  readonly #nodes: KeyedViews<LaidOutNode, NodeView>;
  #content: MapMessage | undefined;
  #layout: LaidOutMap | undefined;
  #elements = new Map<string, Element>();
  #far = false;

  constructor(
    private readonly strings: MapStrings,
    private readonly fitter: TextFitter,
    events: SceneEvents,
  ) {
    const layer = (name: string) => this.#world.appendChild(svg("g", { class: name }));
    // Flows cross boundaries, so a boundary's name lies above them and its ground below.
    this.#frames = new KeyedViews(
      layer("frames"),
      () => ({ element: svg("rect", { class: "frame", rx: 8 }) }),
      ({ element }, { x, y, width, height }) => setAttributes(element, { x, y, width, height }),
    );
    const [edges, titles, nodes] = [layer("edges"), layer("titles"), layer("nodes")];
    this.#titles = new KeyedViews(
      titles,
      () => ({ element: svg("text", { class: "boundary-label" }) }),
      ({ element }, { x, y, label }) => {
        setAttributes(element, { x: x + 14, y: y + 21 });
        element.textContent = label;
      },
    );
    this.root.append(this.#world);
    this.#edges = new KeyedViews(
      edges,
      (edge) => new EdgeView(edge.id, events),
      (view, edge) => view.update(edge, this.#edgeThreats(edge), this.#labelIsInside(edge)),
    );
    this.#nodes = new KeyedViews(
      nodes,
      (node) => new NodeView(node.id, events),
      (view, node) => {
        const elements = node.elements.flatMap((id) => this.#elements.get(id) ?? []);
        view.update(
          { node, elements, threats: this.nodeThreats(node), far: this.#far },
          this.strings,
          this.fitter,
        );
      },
    );
  }

  show(content: MapMessage, layout: LaidOutMap): void {
    this.#content = content;
    this.#layout = layout;
    this.#elements = new Map(content.map.elements.map((element) => [element.id, element]));
    this.#frames.show(layout.boundaries);
    this.#titles.show(layout.boundaries);
    this.#edges.show(layout.edges);
    this.#nodes.show(layout.nodes);
  }

  setView(view: View): void {
    setAttributes(this.#world, { transform: `translate(${view.x} ${view.y}) scale(${view.scale})` });
    const far = view.scale < FAR_SCALE;
    if (far === this.#far) return;
    this.#far = far;
    this.root.classList.toggle("far", far);
    for (const node of this.#nodes.views.values()) node.setFar(far, this.fitter);
  }

  /** Marks the selected node or edge and everything that touches it. */
  select(id: string | null): void {
    this.root.classList.toggle(
      "has-selection",
      id !== null && (this.#nodes.views.has(id) || this.#edges.views.has(id)),
    );
    const touched = new Set<string>();
    for (const edge of this.#edges.views.values()) {
      const related = edge.id === id || edge.from === id || edge.to === id;
      edge.mark(edge.id === id, related);
      if (related) touched.add(edge.from).add(edge.to);
    }
    for (const [nodeId, node] of this.#nodes.views)
      node.mark(nodeId === id, nodeId === id || touched.has(nodeId));
  }

  /** Lights the node under the editor's cursor. */
  light(id: string | null): void {
    for (const [nodeId, node] of this.#nodes.views) node.light(nodeId === id);
  }

  /** Exactly one node takes part in the Tab order; the arrow keys lead to the others. */
  setTabStop(id: string | undefined): void {
    for (const [nodeId, node] of this.#nodes.views)
      setAttributes(node.element, { tabindex: nodeId === id ? 0 : -1 });
  }

  focus(id: string): void {
    this.#nodes.views.get(id)?.element.focus({ preventScroll: true });
  }

  /** Measures text again, after the theme or the font changed. */
  refit(): void {
    for (const node of this.#nodes.views.values()) node.setFar(this.#far, this.fitter);
  }

  nodeThreats(node: LaidOutNode): Threatened {
    return this.#threats(node.elements.flatMap((id) => this.#elements.get(id)?.threats ?? []));
  }

  #edgeThreats(edge: LaidOutEdge): Threatened {
    return this.#threats(edge.flows.flatMap((index) => this.#content?.map.flows[index]?.threats ?? []));
  }

  #labelIsInside({ label }: LaidOutEdge): boolean {
    return (
      label !== undefined &&
      (this.#layout?.boundaries ?? []).some(
        ({ x, y, width, height }) =>
          label.x >= x &&
          label.y >= y &&
          label.x + label.width <= x + width &&
          label.y + label.height <= y + height,
      )
    );
  }

  #threats(fingerprints: string[]): Threatened {
    const findings = this.#content ? findingsNamed(this.#content, fingerprints) : [];
    return { count: findings.length, worst: worstSeverity(findings) };
  }
}
