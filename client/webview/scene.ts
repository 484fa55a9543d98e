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
import { KeyedViews } from "./reconcile.js";
import type { TextFitter } from "./text.js";
import type { View } from "./viewport.js";

/** Below this zoom, names grow and everything small goes away. */
const FAR_SCALE = 0.58;

export interface SceneEvents {
  nodeClicked(id: string): void;
  nodeFocused(id: string): void;
  edgeClicked(id: string): void;
}

interface BoundaryView {
  element: SVGGElement;
  frame: SVGRectElement;
  label: SVGTextElement;
}

/** What a node or an edge has to do with findings. */
export interface Threatened {
  count: number;
  worst: Severity | undefined;
}

export class Scene {
  readonly root = svg("svg", { class: "map", "aria-hidden": "false" });
  readonly #world = svg("g", { class: "world" });
  readonly #boundaries: KeyedViews<LaidOutBoundary, BoundaryView>;
  readonly #edges: KeyedViews<LaidOutEdge, EdgeView>;
  readonly #nodes: KeyedViews<LaidOutNode, NodeView>;
  #content: MapMessage | undefined;
  #elements = new Map<string, Element>();
  #far = false;

  constructor(
    private readonly strings: MapStrings,
    private readonly fitter: TextFitter,
    events: SceneEvents,
  ) {
    const [boundaries, edges, nodes] = ["boundaries", "edges", "nodes"].map((name) =>
      svg("g", { class: name }),
    );
    this.#world.append(boundaries!, edges!, nodes!);
    this.root.append(this.#world);
    this.#boundaries = new KeyedViews(boundaries!, createBoundary, updateBoundary);
    this.#edges = new KeyedViews(
      edges!,
      (edge) => new EdgeView(edge.id, events),
      (view, edge) => view.update(edge, this.#edgeThreats(edge)),
    );
    this.#nodes = new KeyedViews(
      nodes!,
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
    this.#elements = new Map(content.map.elements.map((element) => [element.id, element]));
    this.#boundaries.show(layout.boundaries);
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

  #threats(fingerprints: string[]): Threatened {
    const findings = this.#content ? findingsNamed(this.#content, fingerprints) : [];
    return { count: findings.length, worst: worstSeverity(findings) };
  }
}

function createBoundary(): BoundaryView {
  const frame = svg("rect", { class: "frame", rx: 8 });
  const label = svg("text", { class: "boundary-label" });
  return { element: svg("g", { class: "boundary" }, frame, label), frame, label };
}

function updateBoundary(view: BoundaryView, boundary: LaidOutBoundary): void {
  const { x, y, width, height } = boundary;
  setAttributes(view.frame, { x, y, width, height });
  setAttributes(view.label, { x: x + 14, y: y + 21 });
  view.label.textContent = boundary.label;
}
