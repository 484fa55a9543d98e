/** From a linked program to the threat model: every source followed to every place it reaches. */
import type { Effect, SinkKind, SourceRow } from "../catalog/schema.js";
import type { Confidence, Step } from "../report/contract.js";
import type { FlowSource, TaintFlow, ThreatModel } from "../threats/model.js";
import type { Arrival } from "./arrivals.js";
import { BarrierJudge } from "./barriers.js";
import { readCredentials } from "./credentials.js";
import { explain, nameOf, stepAt } from "./describe.js";
import { ElementRegistry, type ElementFacts } from "./elements.js";
import { InventoryReader, joinInventories, namesOf, type Inventory, type SourceSite } from "./inventory.js";
import { NONE } from "./kinds.js";
import { SPAN, type Program, type Ref } from "./program.js";
import { Propagation, type Start } from "./propagate.js";
import { Resolver } from "./resolve.js";
import { isValidated } from "./validated.js";
import { pointOf, readSink, type SinkReading } from "./sinks.js";
import { SiteReader } from "./sites.js";

export interface FlowAnalysis extends ThreatModel {
  flows: TaintFlow[];
  registry: ElementRegistry;
  /** Edges that are no data flow: who may call which tool, runs which agent, sends requests to which route. */
  edges: { from: string; to: string; label: string; step: Step }[];
  inventory: Inventory;
  bounds: { file: string; message: string }[];
}

/** Undefined when cancelled. */
export function analyseFlows(program: Program, cancelled?: () => boolean): FlowAnalysis | undefined {
  const resolver = new Resolver(program);
  const judge = new BarrierJudge(resolver);
  const registry = new ElementRegistry();
  const reader = new InventoryReader(resolver, namesOf(program.catalog));
  const parts: Inventory[] = [];
  for (const graph of program.sorted()) {
    if (cancelled?.()) return undefined;
    parts.push(reader.read(graph));
  }
  const inventory = joinInventories(parts);
  const sites = new SiteReader(resolver, registry);
  sites.read(inventory);
  if (cancelled?.()) return undefined;
  const work = new FlowReader(resolver, judge, registry, sites, inventory);
  if (!work.run(cancelled)) return undefined;
  return {
    flows: work.flows,
    models: sites.models,
    tools: sites.toolSites.map(({ tool }) => tool),
    credentials: readCredentials(resolver, registry, inventory),
    registry,
    edges: work.edges(),
    inventory,
    bounds: work.bounds,
  };
}

class FlowReader {
  readonly flows: TaintFlow[] = [];
  readonly bounds: { file: string; message: string }[] = [];
  readonly #program: Program;
  readonly #personEdges: { from: string; to: string; label: string; step: Step }[] = [];

  constructor(
    readonly resolver: Resolver,
    readonly judge: BarrierJudge,
    readonly registry: ElementRegistry,
    readonly sites: SiteReader,
    readonly inventory: Inventory,
  ) {
    this.#program = resolver.program;
  }

  run(cancelled?: () => boolean): boolean {
    for (const group of groupSources(this.inventory.sources)) {
      if (cancelled?.()) return false;
      const source = this.#source(group[0]!);
      this.#follow(
        source,
        group.map(({ ref, access }) => ({ ref, access, safe: NONE })),
        cancelled,
      );
    }
    for (const { tool, site, handlers } of this.sites.toolSites) {
      if (cancelled?.()) return false;
      const starts = this.#toolInputs(site.call, site.row.path, site.row.input, site.row.schema);
      if (starts.length === 0) continue;
      const at = starts[0]!.ref;
      const what =
        tool.surface === "mcp-resource"
          ? `address of resource ${tool.name}`
          : `argument of tool ${tool.name}`;
      const source: FlowSource = {
        label: "tool-input",
        origin: "tool",
        what,
        element: tool.element,
        step: stepAt(this.#program, at, what, "source"),
      };
      void handlers;
      this.#follow(source, starts, cancelled);
    }
    for (const route of this.inventory.routes) this.#routeElement(route.fn);
    return true;
  }

  /** Where the model's arguments enter a handler, each property as safe as its schema makes it. */
  #toolInputs(call: Ref, rowPath: string, input: string, schema: string | readonly string[] = []): Start[] {
    const starts: Start[] = [];
    const constraints = (typeof schema === "string" ? [schema] : schema)
      .flatMap((path) => this.resolver.navigate.relative(call, rowPath, path))
      .flatMap((place) =>
        place.ref !== undefined
          ? [place.ref]
          : (place.values ?? []).flatMap((value) => ("ref" in value ? [value.ref] : [])),
      )
      .filter((ref) => this.judge.schemas.isSchema(ref))
      .flatMap((ref) => this.judge.schemas.read(ref));
    for (const place of this.resolver.navigate.relative(call, rowPath, input)) {
      if (place.ref === undefined) continue;
      if (constraints.length === 0) starts.push({ ref: place.ref, access: place.access, safe: NONE });
      for (const { access, safe } of constraints)
        starts.push({ ref: place.ref, access: [...place.access, ...access], safe });
    }
    return starts;
  }

  #follow(source: FlowSource, starts: readonly Start[], cancelled?: () => boolean): void {
    const propagation = new Propagation(this.resolver, this.judge);
    try {
      propagation.run(starts, cancelled);
    } catch (error) {
      // One source that cannot be followed costs itself only.
      this.bounds.push({
        file: source.step.file,
        message: `${source.what} could not be followed to its end: ${error}`,
      });
    }
    if (propagation.bound) this.bounds.push({ file: source.step.file, message: propagation.bound });
    const seen = new Set<string>();
    for (const arrival of propagation.arrivals) {
      const reading = readSink(this.resolver, arrival);
      if (!reading) continue;
      const point = pointOf(this.resolver, arrival);
      const key = `${reading.kind}:${reading.slot ?? ""}:${point}:${arrival.at}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const flow = this.#flow(source, arrival, reading, point);
      if (flow) this.flows.push(flow);
    }
  }

  #flow(source: FlowSource, arrival: Arrival, reading: SinkReading, point: Ref): TaintFlow | undefined {
    if (reading.kind === "parse" && this.#checked(source, arrival)) return undefined;
    const element = this.#sinkElement(arrival, reading, source);
    const step = stepAt(this.#program, point, reading.what, "sink");
    const modelEffects = reading.kind === "prompt" ? this.sites.modelEffects.get(arrival.at) : undefined;
    const passed = explain(this.#program, arrival.state).filter(
      (each) =>
        !(each.file === source.step.file && each.line === source.step.line) &&
        !(each.file === step.file && each.line === step.line),
    );
    return {
      source,
      sink: {
        kind: reading.kind,
        ...(reading.slot ? { slot: reading.slot } : {}),
        what: reading.what,
        element,
        step,
        ...(reading.shell ? { shell: true } : {}),
        ...(modelEffects ? { modelEffects } : {}),
        ...(reading.effect ? { effect: reading.effect } : {}),
        ...(reading.kind === "parse" ? { expression: arrival.callee } : {}),
      },
      path: [source.step, ...passed, step],
      confidence: confidenceOf(arrival),
      ...(reading.lowered ? { lowered: reading.lowered } : {}),
    };
  }

  /** Structured output that the SDK or a schema already checked. */
  #checked(source: FlowSource, arrival: Arrival): boolean {
    if (isValidated(this.resolver, arrival.at)) return true;
    const model = this.inventory.models.find(({ call }) => this.sites.elementOf.get(call) === source.element);
    const path = model?.row.structured;
    return (
      model !== undefined &&
      path !== undefined &&
      this.resolver.navigate
        .relative(model.call, model.row.path, path)
        .some((place) => place.ref !== undefined || (place.values?.length ?? 0) > 0)
    );
  }

  #source(site: SourceSite): FlowSource {
    const { terminal } = site;
    const element = this.#sourceElement(site);
    const what = terminal.role === "output" ? this.#outputWords(site) : (terminal.row as SourceRow).what;
    return {
      label: terminal.role === "output" ? "model-output" : (terminal.row as SourceRow).label,
      origin: terminal.role === "output" ? "model" : (terminal.row as SourceRow).origin,
      what,
      element,
      step: stepAt(this.#program, site.ref, what, "source"),
    };
  }

  #outputWords(site: SourceSite): string {
    return site.terminal.row.kind === "model" ? (site.terminal.row.label ?? "completion") : "completion";
  }

  #sourceElement(site: SourceSite): string {
    const { terminal } = site;
    const model = terminal.role === "output" ? this.sites.modelBehind(site.call) : undefined;
    if (model) return model;
    const row = terminal.row as SourceRow;
    const step = stepAt(this.#program, site.ref, row.what, "source");
    switch (row.origin) {
      case "cli-argument":
      case "environment":
        return this.registry.add("person:cli", {
          kind: "person",
          boundary: "people",
          label: "Operator",
          detail: "command line",
        });
      case "file-content":
        return this.registry.add("files", { kind: "file-system", boundary: "stores", label: "Files", step });
      case "retrieval":
      case "memory":
        return this.registry.add(`store:${terminal.package.package}`, {
          kind: "store",
          boundary: "stores",
          label: packageTitle(terminal.package.package),
          detail: row.origin === "memory" ? "memory" : "retrieval",
          step,
        });
      case "tool-result":
      case "server-metadata":
        return this.registry.add("tool-server:mcp", {
          kind: "tool-server",
          boundary: "outside",
          label: "MCP server",
          step,
        });
      case "web-content":
      case "http-response":
        return this.registry.add("outside:web", { kind: "outside", boundary: "outside", label: "Web", step });
      case "message-queue":
        return this.registry.add("outside:queue", {
          kind: "outside",
          boundary: "outside",
          label: "Message queue",
          step,
        });
      default:
        return this.#routeElement(site.handler ?? this.#enclosing(site.ref));
    }
  }

  #enclosing(ref: Ref): Ref {
    const { graph, node } = this.resolver.split(ref);
    const fn = graph.facts.functions[graph.owner(node)];
    return fn ? this.#program.ref(graph, fn.node) : ref;
  }

  /** The route that a handler function serves, and the people who call it. */
  #routeElement(fn: Ref): string {
    const { graph, node } = this.resolver.split(fn);
    const name = graph.op(node) === 20 ? graph.name(node) : "";
    const label = routeLabel(graph.file, name);
    const step = stepAt(this.#program, fn, label, "route");
    const element = this.registry.add(`route:${fn}`, {
      kind: "route",
      boundary: "application",
      label,
      detail: graph.file,
      step,
    });
    const person = this.registry.add("person:http", {
      kind: "person",
      boundary: "people",
      label: "Client",
      detail: "HTTP requests",
    });
    if (!this.#personEdges.some(({ to }) => to === element))
      this.#personEdges.push({ from: person, to: element, label: "untrusted input", step });
    return element;
  }

  #sinkElement(arrival: Arrival, reading: SinkReading, source: FlowSource): string {
    const step = stepAt(this.#program, arrival.at, arrival.callee, "sink");
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
          `store:${arrival.api?.origin ?? "database"}`,
          "store",
          "stores",
          packageTitle(arrival.api?.origin ?? "database"),
        ),
      html: () => add("page", "page", "people", "Page"),
      path: () => add("files", "file-system", "stores", "Files"),
      request: () => add("outside:web", "outside", "outside", "Web"),
      navigation: () => add("page", "page", "people", "Page"),
      parse: () => source.element,
    };
    if (reading.kind !== "prompt") return byKind[reading.kind]();
    return (
      this.sites.elementOf.get(arrival.at) ??
      add(`model:${arrival.at}`, "model", "providers", nameOfCall(this.#program, arrival.at))
    );
  }

  edges(): FlowAnalysis["edges"] {
    return [
      ...this.#personEdges,
      ...this.sites.calls.map(({ from, to, step }) => ({ from, to, label: "may call", step })),
      ...this.#effectEdges(),
    ];
  }

  /** What tools reach: shells, files, databases, the network. */
  #effectEdges(): FlowAnalysis["edges"] {
    const edges: FlowAnalysis["edges"] = [];
    for (const { tool } of this.sites.toolSites)
      for (const { effect, origin, step } of tool.effects) {
        const target = this.#effectElement(effect, origin, step);
        if (!edges.some(({ from, to }) => from === tool.element && to === target))
          edges.push({ from: tool.element, to: target, label: EFFECT_LABEL[effect] ?? "reads", step });
      }
    return edges;
  }

  #effectElement(effect: Effect, origin: string, step: Step): string {
    const add = (key: string, facts: Omit<ElementFacts, "step">): string =>
      this.registry.add(key, { ...facts, step });
    if (effect === "exec")
      return add("process:shell", { kind: "process", boundary: "application", label: "Shell" });
    if (/^(?:fs|fs-extra)$/.test(origin))
      return add("files", { kind: "file-system", boundary: "stores", label: "Files" });
    if (effect === "network" || effect === "pay" || origin === "global") {
      const own = effect === "pay" ? packageTitle(origin) : "Web";
      return add(`outside:${own.toLowerCase()}`, { kind: "outside", boundary: "outside", label: own });
    }
    return add(`store:${origin}`, { kind: "store", boundary: "stores", label: packageTitle(origin) });
  }
}

const EFFECT_LABEL: Record<string, string> = { exec: "runs", write: "writes", network: "sends", pay: "pays" };

/** Sources of one call or parameter that mean the same are followed together. */
function groupSources(sources: readonly SourceSite[]): SourceSite[][] {
  const groups = new Map<string, SourceSite[]>();
  for (const site of sources) {
    const row = site.terminal.row;
    const key = `${site.ref}:${site.terminal.role}:${row.kind === "source" ? `${row.label}:${row.what}` : row.kind}`;
    const group = groups.get(key);
    if (group) group.push(site);
    else groups.set(key, [site]);
  }
  return [...groups.values()];
}

function confidenceOf({ state, whole }: Arrival): Confidence {
  const doubt = state.assumed + (whole ? 1 : 0);
  return doubt === 0 ? "high" : doubt <= 2 ? "medium" : "low";
}

function nameOfCall(program: Program, call: Ref): string {
  const graph = program.graph(call);
  return nameOf(graph, graph.arg(call % SPAN, 0));
}

function routeLabel(file: string, name: string): string {
  const route = /(?:^|\/)app\/(.*?)\/?route\.[cm]?[jt]sx?$/.exec(file);
  if (route) return `${name || "handler"} /${route[1] ?? ""}`;
  const api = /(?:^|\/)pages\/(api\/.*)\.[cm]?[jt]sx?$/.exec(file);
  if (api) return `/${api[1]}`;
  return name || `handler in ${file.slice(file.lastIndexOf("/") + 1)}`;
}

function packageTitle(name: string): string {
  const bare = name.replace(/^@[^/]+\//, "");
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}
