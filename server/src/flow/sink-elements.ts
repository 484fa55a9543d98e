/** What data arrives at on the map: a shell, files, a database, a page, a model, the outside world. */
import type { Effect, SinkKind } from "../catalog/vocabulary.js";
import type { Step } from "../report/contract.js";
import type { FlowSource } from "../threats/model.js";
import { nameOf, stepAt } from "./describe.js";
import type { ElementFacts, ElementRegistry } from "./elements.js";
import type { Reached } from "./follow.js";
import type { Program, Ref } from "./program.js";
import type { SiteIndex } from "./site-index.js";
import type { SourceElements } from "./source-elements.js";

export class SinkElements {
  constructor(
    readonly program: Program,
    readonly registry: ElementRegistry,
    readonly sites: SiteIndex,
    readonly sources: SourceElements,
  ) {}

  /** The element that data arrives at; undefined for what is sent in a request that goes to no model after all. */
  of(
    { at, callee, origin, package: owner, reading }: Reached,
    way: readonly Step[],
    source: FlowSource,
  ): string | undefined {
    const step = stepAt(this.program, at, callee, "sink");
    const add = (
      key: string,
      kind: Parameters<ElementRegistry["add"]>[1]["kind"],
      boundary: Parameters<ElementRegistry["add"]>[1]["boundary"],
      label: string,
    ): string => this.registry.add(key, { kind, boundary, label, step });
    const byKind: Record<SinkKind, () => string> = {
      command: () => add("process:shell", "process", "application", "Shell"),
      program: () => add("process:shell", "process", "application", "Shell"),
      argument: () => add("process:shell", "process", "application", "Shell"),
      code: () => add("process:code", "process", "application", "Code execution"),
      query: () =>
        add(
          `store:${origin ?? "database"}`,
          "store",
          "stores",
          this.program.catalog.rows.titleOf(origin ?? "database"),
        ),
      html: () => add("page", "page", "people", "Page"),
      path: () => add("files", "file-system", "stores", "Files"),
      request: () => add("outside:web", "outside", "outside", "Web"),
      navigation: () => add("page", "page", "people", "Page"),
      parse: () => source.element,
      log: () => add("log", "store", "stores", "Log"),
      response: () => this.sources.person(),
      "store-write": () =>
        add(
          `store:${owner ?? "memory"}`,
          "store",
          "stores",
          this.program.catalog.rows.titleOf(owner ?? "memory"),
        ),
      training: () => add(`training:${origin}`, "outside", "providers", "Training data"),
      "model-endpoint": () => add("endpoint", "outside", "providers", "Model endpoint"),
      "tool-server": () => add("tool-server:mcp", "tool-server", "outside", "MCP server"),
      header: () => add("outside:web", "outside", "outside", "Web"),
      dispatch: () => source.element,
    };
    if (reading.kind !== "prompt") return byKind[reading.kind]();
    if (!this.sites.actorAt(at))
      return add(`model:${at}`, "model", "providers", nameOfCall(this.program, at));
    return this.sites.modelAt(at, way)?.element;
  }

  /** What a tool's effect is on. */
  ofEffect(effect: Effect, origin: string, step: Step): string {
    const add = (key: string, facts: Omit<ElementFacts, "step">): string =>
      this.registry.add(key, { ...facts, step });
    if (effect === "exec")
      return add("process:shell", { kind: "process", boundary: "application", label: "Shell" });
    if (/^(?:fs|fs-extra)$/.test(origin))
      return add("files", { kind: "file-system", boundary: "stores", label: "Files" });
    if (effect === "network" || effect === "pay" || origin === "global") {
      const own = effect === "pay" ? this.program.catalog.rows.titleOf(origin) : "Web";
      return add(`outside:${own.toLowerCase()}`, { kind: "outside", boundary: "outside", label: own });
    }
    return add(`store:${origin}`, {
      kind: "store",
      boundary: "stores",
      label: this.program.catalog.rows.titleOf(origin),
    });
  }
}

function nameOfCall(program: Program, call: Ref): string {
  const graph = program.graph(call);
  return nameOf(graph, graph.arg(call - graph.first, 0));
}
