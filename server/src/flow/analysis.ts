/** From a linked program to data flows: the sources of a file followed to every place they reach. */
import type { SourceRow } from "../catalog/schema.js";
import type { Label } from "../catalog/vocabulary.js";
import { Op, type Graph } from "../facts/facts.js";
import { CONFIDENCES, type Confidence, type Step } from "../report/contract.js";
import type { FlowSink, FlowSource, HandedIn, Retrieval, Route, TaintFlow } from "../threats/model.js";
import { isLetIn } from "./admission.js";
import { place, sameLine, stepAt } from "./describe.js";
import type { EffectFinder } from "./effects.js";
import type { ElementRegistry } from "./elements.js";
import type { Answering } from "./endpoints.js";
import { NOTHING_KNOWN, type Follower, type Following, type Handed, type Reached } from "./follow.js";
import { labelOf, type Inventory, type SourceSite } from "./inventory.js";
import { readNamedSources } from "./named-sources.js";
import type { Program, Ref } from "./program.js";
import type { Resolver } from "./resolve.js";
import { RetrievalReader } from "./retrievals.js";
import { RouteReader } from "./routes.js";
import type { FileSites, SiteIndex } from "./site-index.js";
import { SinkElements } from "./sink-elements.js";
import { SourceElements } from "./source-elements.js";
import { groupSources, isKept, isResponse, isShared, knownOf } from "./source-sites.js";
import { providerAt, requestAddress } from "./request-address.js";
import type { Value } from "./values.js";

/** Edges that are no data flow: who may call which tool, runs which agent, sends requests to which route. */
export interface Edge {
  from: string;
  to: string;
  label: string;
  step: Step;
}

export interface Bound {
  file: string;
  message: string;
}

/** Follows the sources of one file to every place they reach. Elements are named by key. */
export class FlowReader {
  readonly flows: TaintFlow[] = [];
  readonly bounds: Bound[] = [];
  readonly #program: Program;
  readonly #elements: SourceElements;
  readonly #sinkElements: SinkElements;

  constructor(
    readonly resolver: Resolver,
    readonly follower: Follower,
    readonly registry: ElementRegistry,
    readonly sites: SiteIndex,
    readonly own: FileSites,
    readonly inventory: Inventory,
    readonly graph: Graph,
  ) {
    this.#program = resolver.program;
    this.#elements = new SourceElements(resolver, registry, own, inventory);
    this.#sinkElements = new SinkElements(resolver.program, registry, sites, this.#elements);
  }

  /** @param check throws when the analysis is to end */
  run(check: () => void): void {
    for (const group of groupSources(this.inventory.sources)) {
      check();
      const [site] = group;
      const label = labelOf(site!.terminal);
      if (!this.follower.needs.wants(label)) continue;
      const accesses = group.map(({ access }) => [...access]);
      const following = this.follower.source(site!.ref, accesses, label, knownOf(this.resolver, site!));
      // What a method would give is drawn only where it is called and leads somewhere.
      const isCalled = group.some(({ access }) => !access.some((name) => name.endsWith("()")));
      if (isCalled || following.reached.length > 0 || following.bound)
        this.#add(
          { ...this.#source(site!), ...(isLetIn(this.resolver, site!) ? { letIn: true as const } : {}) },
          following,
          isResponse(site!.terminal.row) ? site : undefined,
          isKept(site!.terminal.row) ? site : undefined,
        );
    }
    for (const { tool, site, handlers } of this.own.tools.toolSites) {
      check();
      const { path: rowPath, input, handler, schema = [] } = site.row;
      const isOne = (this.own.tools.toolsAt.get(site.call)?.length ?? 0) < 2;
      const following = this.follower.tool({
        call: site.call,
        rowPath,
        input,
        handler,
        schema: [schema].flat(),
        ...(isOne ? {} : { handlers }),
      });
      if (following.start === undefined) continue;
      const what =
        tool.surface === "mcp-resource"
          ? `address of resource ${tool.name}`
          : `argument of tool ${tool.name}`;
      const step = stepAt(this.#program, following.start, what, "source");
      this.#add({ label: "tool-input", origin: "tool", what, element: tool.element, step }, following);
    }
    for (const route of this.inventory.routes) this.#elements.route(route.fn);
    this.#named(check);
  }

  /** Data that matters for what it is. An element stands for it only where it gets somewhere. */
  #named(check: () => void): void {
    const { needs } = this.follower;
    const named = readNamedSources(this.resolver, this.graph, this.inventory, needs);
    for (const { ref, label, what, accesses = [[]], declared, issuedHere } of named) {
      check();
      const following = this.follower.source(
        ref,
        accesses.map((access) => [...access]),
        label,
        NOTHING_KNOWN,
      );
      if (following.reached.length === 0) continue;
      const step = stepAt(this.#program, ref, what, "source");
      const element =
        label === "caller-token"
          ? this.#elements.person()
          : this.registry.add(`data:${label}`, {
              kind: "store",
              boundary: "stores",
              label: HELD[label] ?? what,
              step,
            });
      const origin = declared ? "declaration" : (ORIGINS[label] ?? "data");
      this.#add({ label, origin, what, element, step, ...(issuedHere ? { issuedHere } : {}) }, following);
    }
  }

  get #retrievals(): RetrievalReader {
    return new RetrievalReader(this.resolver, this.own.tools.options);
  }

  retrievals(): Retrieval[] {
    const reader = this.#retrievals;
    const calls = new Set<Ref>();
    return this.inventory.sources.flatMap((site) => {
      const { row } = site.terminal;
      if (row.kind !== "source" || !isKept(row) || calls.has(site.call)) return [];
      // The query is made further on: `pinecone.index(name)` gives what has it.
      if (site.access.some((step) => step.endsWith("()"))) return [];
      calls.add(site.call);
      return reader.read(site, row, () => this.#elements.of(site)) ?? [];
    });
  }

  routes(effects: EffectFinder): Route[] {
    const reader = new RouteReader(this.resolver, effects, this.sites);
    return [...this.#elements.handlers.values()].map(({ label, ...handler }) => reader.read(handler, label));
  }

  /**
   * @param response the source is the answer to a request
   * @param query the source is what a store gives
   */
  #add(
    source: FlowSource,
    { reached, bound }: Following,
    response?: { call: Ref },
    query?: { call: Ref },
  ): void {
    if (bound) this.#bounded(source, bound);
    const answering = new Map<Ref, Answering | undefined>();
    const answeredBy = (call: Ref): Answering | undefined => {
      if (!answering.has(call)) answering.set(call, this.resolver.endpoints.answeredBy(call));
      return answering.get(call);
    };
    for (const each of reached) {
      const by = response && answeredBy(each.given ?? response.call);
      const scoped = query && this.#retrievals.isForOwner(each.given ?? query.call);
      const told = {
        ...source,
        ...(by === "own" ? { ownServer: true as const } : {}),
        ...(scoped ? { scoped } : {}),
        ...(each.asked ? { letIn: true as const } : {}),
      };
      const flow = this.#flow(told, by === "configured" ? fromConfigured(each) : each);
      if (flow) this.flows.push(flow);
    }
  }

  /** One line for each file and kind of source, however many sources it has. */
  #bounded(source: FlowSource, bound: string): void {
    const { file } = source.step;
    const message = `${source.what}: ${bound}`;
    if (!this.bounds.some((other) => other.file === file && other.message === message))
      this.bounds.push({ file, message });
  }

  #flow(source: FlowSource, reached: Reached): TaintFlow | undefined {
    const { reading } = reached;
    if (reading.kind === "parse" && this.#checked(source, reached)) return undefined;
    const sink = stepAt(this.#program, reached.sink, reading.what, "sink");
    const way = place(this.#program, reached.way).filter((step) => !sameLine(step, sink));
    const element = this.#sinkElements.of(reached, [source.step, ...way], source);
    if (element === undefined) return undefined;
    const asked =
      reading.kind === "prompt" ? this.sites.modelAt(reached.at, [source.step, ...way]) : undefined;
    const modelEffects = asked?.effects;
    const certain =
      (asked ? asked.certain : !this.#elements.uncertain.has(source.element)) && !isShared(source.origin);
    return {
      source,
      sink: {
        kind: reading.kind,
        ...(reading.slot ? { slot: reading.slot } : {}),
        what: reading.what,
        element,
        step: sink,
        ...(reading.shell ? { shell: true } : {}),
        ...(modelEffects ? { modelEffects } : {}),
        ...(reading.effect ? { effect: reading.effect } : {}),
        ...(reached.base === undefined ? {} : { base: reached.base }),
        ...(reading.kind === "parse" ? { expression: reached.callee } : {}),
        ...(reading.kind === "dispatch" ? { among: this.#among(reached.at) } : {}),
        ...(reading.kind === "header" ? this.#receiver(reached.at, reading.address) : {}),
        ...(reading.kind === "store-write" && reached.package ? { store: reached.package } : {}),
        ...this.#reviewed(reached),
        ...(reading.kind === "store-write" && this.#isOwned(reached) ? { owned: true } : {}),
      },
      path: [source.step, ...way.filter((step) => !sameLine(step, source.step)), sink],
      confidence: !certain && reached.confidence === "high" ? "medium" : reached.confidence,
      ...(reached.handed.length > 0
        ? { handed: reached.handed.map((each) => this.#handedIn(source, reading.what, each, certain)) }
        : {}),
      ...(reached.ownFormat ? { ownFormat: true } : {}),
      ...(reached.kept ? { kept: true } : {}),
      ...(source.label === "untrusted" && (reading.kind === "prompt" || reading.kind === "log")
        ? { parts: [...reached.parts].sort() }
        : {}),
      ...(reading.lowered ? { lowered: reading.lowered } : {}),
      ...(reached.signed && source.label === "untrusted" ? { signed: true } : {}),
    };
  }

  #handedIn(
    { step }: FlowSource,
    what: string,
    { callee, call, way, confidence }: Handed,
    certain: boolean,
  ): HandedIn {
    const at = stepAt(this.#program, call, `${what} through ${callee}()`, "sink");
    const between = place(this.#program, way).filter((each) => !sameLine(each, at) && !sameLine(each, step));
    return {
      callee,
      step: at,
      path: [step, ...between, at],
      confidence: !certain && confidence === "high" ? "medium" : confidence,
    };
  }

  /** Whose it is, is given with what is kept: at the store's own call, or to the helper that makes it. */
  #isOwned({ at, way }: Reached): boolean {
    const calls = [at, ...way.filter(({ kind }) => kind === "call").map(({ ref }) => ref)];
    return calls.some((call) => this.#retrievals.isForOwner(call));
  }

  /** For what is kept or learnt: how a person was asked about it, at the place or at a call on the way there. */
  #reviewed({ at, reading, way }: Reached): { reviewed?: string } {
    if (reading.kind !== "store-write" && reading.kind !== "training") return {};
    const calls = [at, ...way.filter(({ kind }) => kind === "call").map(({ ref }) => ref)];
    const reviewed = calls
      .map((call) => this.sites.effects.reviewed(call))
      .find((what) => what !== undefined);
    return reviewed === undefined ? {} : { reviewed };
  }

  /** What a name chooses from. */
  #among(at: Ref): NonNullable<FlowSink["among"]> {
    const { graph, node } = this.resolver.split(at);
    if (graph.op(node) !== Op.Index) return "modules";
    const object = graph.arg(node, 0);
    if (graph.op(object) === Op.Global) return "members";
    const kinds = this.resolver.resolve(this.#program.ref(graph, object)).map(({ kind }) => kind);
    if (kinds.some((kind) => MEMBERED.has(kind))) return "members";
    return kinds.includes("object") ? "table" : "unknown";
  }

  /** Who gets a request; a service's own client says where it goes when it is not told. */
  #receiver(call: Ref, service?: string): Pick<FlowSink, "address" | "provider" | "service"> {
    const address = requestAddress(this.resolver, call) || (service ?? "");
    const provider = providerAt(this.resolver, address);
    return {
      address,
      ...(provider === undefined ? {} : { provider }),
      ...(service === undefined ? {} : { service: true }),
    };
  }

  /** Structured output that the SDK or a schema already checked. */
  #checked(source: FlowSource, { validated }: Reached): boolean {
    if (validated) return true;
    const model = this.#elements.models.get(source.element);
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
    const element = this.#elements.of(site);
    const what = terminal.role === "output" ? this.#outputWords(site) : (terminal.row as SourceRow).what;
    return {
      label: labelOf(terminal),
      origin: terminal.role === "output" ? "model" : (terminal.row as SourceRow).origin,
      what,
      element,
      step: stepAt(this.#program, site.ref, what, "source"),
      ...(isKept(terminal.row) ? { store: terminal.package.package } : {}),
    };
  }

  #outputWords(site: SourceSite): string {
    return site.terminal.row.kind === "model" ? (site.terminal.row.label ?? "completion") : "completion";
  }

  edges(): Edge[] {
    const { agents, models } = this.own;
    return [
      ...this.#elements.personEdges,
      ...[...agents.calls, ...models.calls].map(({ from, to, step }) => ({
        from,
        to,
        label: "may call",
        step,
      })),
      ...this.#effectEdges(),
    ];
  }

  /** What tools reach: shells, files, databases, the network. */
  #effectEdges(): Edge[] {
    const edges: Edge[] = [];
    for (const { tool } of this.own.tools.toolSites)
      for (const { effect, origin, step } of tool.effects) {
        const target = this.#sinkElements.ofEffect(effect, origin, step);
        if (!edges.some(({ from, to }) => from === tool.element && to === target))
          edges.push({ from: tool.element, to: target, label: EFFECT_LABEL[effect] ?? "reads", step });
      }
    return edges;
  }
}

/**
 * A service that whoever runs the program chose: that strangers write what it answers is one thing taken for granted, that it
 * attacks the program is two.
 */
function fromConfigured(reached: Reached): Reached {
  const steps = reached.reading.kind === "prompt" ? 1 : 2;
  const less = (confidence: Confidence): Confidence =>
    CONFIDENCES[Math.min(CONFIDENCES.indexOf(confidence) + steps, CONFIDENCES.length - 1)]!;
  return {
    ...reached,
    confidence: less(reached.confidence),
    handed: reached.handed.map((each) => ({ ...each, confidence: less(each.confidence) })),
  };
}

/** What has functions besides those that a table lists. */
const MEMBERED = new Set<Value["kind"]>(["namespace", "instance", "class", "api"]);

/** What holds data that matters for what it is, on the map. */
const HELD: Partial<Record<Label, string>> = {
  secret: "Credentials",
  personal: "Personal data",
  confidential: "Confidential data",
  "system-prompt": "Instructions",
  inference: "Probabilities and vectors",
};

const ORIGINS: Partial<Record<Label, string>> = { secret: "environment", "caller-token": "http-request" };

const EFFECT_LABEL: Record<string, string> = { exec: "runs", write: "writes", network: "sends", pay: "pays" };
