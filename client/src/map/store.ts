/** The latest map from the server, for everyone who shows it: asked for only while someone does. */
import * as vscode from "vscode";
import {
  MAP_REQUEST,
  MapResult,
  type FindingSummary,
  type MapParams,
} from "../../../server/src/lsp/protocol.js";
import type { Element } from "../../../server/src/report/contract.js";
import type { ServerSession } from "../server/session.js";

/** Edits come in bursts; the map follows them at this pace. */
const DEBOUNCE_MS = 120;

export class MapStore implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<MapResult | undefined>();
  readonly #subscriptions: vscode.Disposable[];
  #result: MapResult | undefined;
  #direction: NonNullable<MapParams["direction"]> = "right";
  #timer: NodeJS.Timeout | undefined;
  #pending: vscode.CancellationTokenSource | undefined;

  /** Fires with the new map, or undefined when there is none any more. */
  readonly onChange = this.#changed.event;

  constructor(
    private readonly server: ServerSession,
    private readonly output: vscode.LogOutputChannel,
  ) {
    this.#subscriptions = [
      server.onMapChanged(() => this.refresh()),
      server.onStatus(({ state }) => {
        if (state === "ready") this.refresh();
      }),
    ];
  }

  get result(): MapResult | undefined {
    return this.#result;
  }

  element(id: string): Element | undefined {
    return this.#result?.map.elements.find((element) => element.id === id);
  }

  finding(fingerprint: string): FindingSummary | undefined {
    return this.#result?.findings.find((finding) => finding.fingerprint === fingerprint);
  }

  /** Where flows run in the layout; a change asks for a new one at once. */
  setDirection(direction: NonNullable<MapParams["direction"]>): void {
    if (direction === this.#direction) return;
    this.#direction = direction;
    void this.#load();
  }

  /** Asks for the map soon. */
  refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(), DEBOUNCE_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#pending?.cancel();
    this.#changed.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #load(): Promise<void> {
    clearTimeout(this.#timer);
    this.#pending?.cancel();
    const pending = new vscode.CancellationTokenSource();
    this.#pending = pending;
    const params: MapParams = { direction: this.#direction };
    const result = await this.server.request(MAP_REQUEST, params, MapResult, pending.token);
    // A newer request is under way, and its answer is the one to show.
    if (this.#pending !== pending) return;
    this.#pending = undefined;
    pending.dispose();
    if (!result) return;
    this.output.trace(`map version ${result.version}: ${result.map.elements.length} elements`);
    this.#result = result;
    this.#changed.fire(result);
  }
}
