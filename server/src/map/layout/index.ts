/** Gives every element, boundary and flow of a map its place, with ELK in a worker thread. */
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ThreatMap } from "../../report/contract.js";
import { visibleNodes } from "./collapse.js";
import { toElkGraph, type Direction } from "./graph.js";
import { fromElkGraph } from "./read.js";
import type { LaidOutMap } from "./laid-out.js";
import { ElkWorker } from "./worker.js";

export type { LaidOutMap } from "./laid-out.js";
export { MAX_VISIBLE_NODES } from "./collapse.js";

export type { Direction } from "./graph.js";

export interface LayoutOptions {
  /** Where flows run: to the right (the default), or down, which suits a tall and narrow panel. */
  direction?: Direction;
  /** Absolute path of ELK's worker file; by default it lies next to the bundled server. */
  workerFile?: string;
  /** How many nodes to draw before elements are grouped. */
  maxNodes?: number;
  /** When to give up, in milliseconds. */
  timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 20_000;
let shared: { file: string; worker: ElkWorker } | undefined;

/**
 * Lays out a map. The same map gives the same drawing, and elements keep their relative order while the map grows.
 *
 * @throws Error with a message for a reader when the layout engine fails, dies or takes too long
 */
export async function layout(map: ThreatMap, options: LayoutOptions = {}): Promise<LaidOutMap> {
  const nodes = visibleNodes(map, options.maxNodes);
  if (nodes.length === 0) return { width: 0, height: 0, boundaries: [], nodes: [], edges: [], collapsed: 0 };
  const graph = toElkGraph(map, nodes, options.direction ?? "right");
  const laidOut = await worker(options.workerFile ?? besideBundle()).layout(
    graph.root,
    options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
  );
  return fromElkGraph(laidOut, map, nodes, graph.edges);
}

/** Ends the worker; the next layout starts another. */
export async function disposeLayout(): Promise<void> {
  const ending = shared?.worker;
  shared = undefined;
  await ending?.dispose();
}

function worker(file: string): ElkWorker {
  if (shared?.file !== file || !shared.worker.alive) {
    void shared?.worker.dispose();
    shared = { file, worker: new ElkWorker(file) };
  }
  return shared.worker;
}

function besideBundle(): string {
  return fileURLToPath(new URL("elk-worker.min.js", pathToFileURL(__filename)));
}
