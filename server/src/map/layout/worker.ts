/**
 * ELK in a worker thread. The worker file ships unmodified, so this speaks its message protocol directly:
 * numbered commands in, answers with the same number out.
 */
import { Worker } from "node:worker_threads";
import type { ElkNode } from "elkjs/lib/elk-api.js";

interface Answer {
  id: number;
  data?: ElkNode;
  error?: { message?: string };
}

interface Waiting {
  resolve(graph: ElkNode): void;
  reject(error: Error): void;
}

/** The worker file expects a browser worker or a CommonJS module; in a worker thread it is the latter, bridged here. */
const BRIDGE = `
  const { parentPort, workerData } = require("node:worker_threads");
  const { Worker } = require(workerData);
  const elk = new Worker();
  elk.onmessage = ({ data }) => parentPort.postMessage(data);
  parentPort.on("message", (message) => elk.postMessage(message));
`;

export class ElkWorker {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;
  #failed: Error | undefined;

  /** @param file absolute path of `elk-worker.min.js` */
  constructor(file: string) {
    this.#worker = new Worker(BRIDGE, { eval: true, workerData: file });
    // A waiting worker must not keep the command line or a shut-down server alive.
    this.#worker.unref();
    this.#worker.on("message", (answer: Answer) => this.#receive(answer));
    this.#worker.on("error", (error: Error) => this.#fail(error));
    this.#worker.on("exit", () => this.#fail(new Error("The layout worker stopped.")));
    this.#worker.postMessage({ id: 0, cmd: "register", algorithms: ["layered"] });
  }

  /** Whether this worker can still answer. */
  get alive(): boolean {
    return this.#failed === undefined;
  }

  /** Lays out a graph. Rejects when ELK refuses it, the worker dies, or the time is up (which ends the worker). */
  layout(graph: ElkNode, timeoutMs: number): Promise<ElkNode> {
    if (this.#failed) return Promise.reject(this.#failed);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#worker.ref();
      const timer = setTimeout(() => {
        this.#fail(new Error(`The layout took longer than ${timeoutMs / 1000} s.`));
        void this.dispose();
      }, timeoutMs);
      const settle = () => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        if (this.#waiting.size === 0) this.#worker.unref();
      };
      this.#waiting.set(id, {
        resolve: (laidOut) => (settle(), resolve(laidOut)),
        reject: (error) => (settle(), reject(error)),
      });
      this.#worker.postMessage({ id, cmd: "layout", graph, layoutOptions: {}, options: {} });
    });
  }

  async dispose(): Promise<void> {
    await this.#worker.terminate();
  }

  #receive(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (answer.data) waiting?.resolve(answer.data);
    else waiting?.reject(new Error(answer.error?.message ?? "The layout engine gave no answer."));
  }

  #fail(error: Error): void {
    this.#failed ??= error;
    for (const waiting of [...this.#waiting.values()]) waiting.reject(this.#failed);
  }
}
