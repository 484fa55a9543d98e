/** Model calls, tools, agents and routes of the inventory as elements of the threat model. */
import type { AgentRow, ModelRow, ToolRow } from "../catalog/schema.js";
import type { Effect } from "../catalog/vocabulary.js";
import { Op } from "../facts/facts.js";
import type { Step } from "../report/contract.js";
import type { ModelCall, ThreatModel } from "../threats/model.js";
import { agentOf } from "./agent-of.js";
import { definitionOf } from "./definitions.js";
import { stepAt } from "./describe.js";
import type { EffectFinder } from "./effects.js";
import type { ElementRegistry } from "./elements.js";
import { agentGate } from "./agent-gates.js";
import type { CallSite, Inventory } from "./inventory.js";
import { ModelOptions } from "./model-options.js";
import type { Place } from "./navigate.js";
import { OptionReader } from "./options.js";
import type { Program, Ref } from "./program.js";
import type { Resolver } from "./resolve.js";
import type { Actor, SiteIndex } from "./site-index.js";
import { holderName, sdkName, ToolReader, type ToolSite } from "./tool-sites.js";
import { toolParts } from "./wrapped-tools.js";

/** Reads what one file has of one kind: its tools, its agents or its model calls. */
export class SiteReader {
  readonly models: ModelCall[] = [];
  readonly toolSites: ToolSite[] = [];
  /** The tools of each registration. */
  readonly toolsAt = new Map<Ref, ToolSite[]>();
  /** Models or agents by their calls. */
  readonly actors = new Map<Ref, Actor>();
  /** For a call that sends requests: the calls that say to which models. */
  readonly requests = new Map<Ref, readonly Ref[]>();
  /** Edges from models and agents to the tools they may call, and from models to the agents they run. */
  readonly calls: ThreatModel["calls"][number][] = [];
  readonly #program: Program;
  readonly options: OptionReader;
  readonly #tools: ToolReader;
  readonly #modelOptions: ModelOptions;

  constructor(
    readonly resolver: Resolver,
    readonly registry: ElementRegistry,
    readonly effects: EffectFinder,
    /** Sites of this and other files that were read before these. */
    readonly sites: SiteIndex,
  ) {
    this.#program = resolver.program;
    this.options = new OptionReader(resolver);
    this.#tools = new ToolReader(resolver, registry, effects, sites, this.options);
    this.#modelOptions = new ModelOptions(resolver, this.options, (made) => sites.agentAt(made)?.agent);
  }

  readTools({ tools }: Inventory): this {
    for (const site of tools) this.#tool(site);
    return this;
  }

  readAgents({ agents }: Inventory): this {
    for (const site of agents) this.#agent(site);
    return this;
  }

  readModels({ models }: Inventory): this {
    for (const site of models) this.#model(site);
    return this;
  }

  #step(ref: Ref, label: string, kind: string): Step {
    return stepAt(this.#program, ref, label, kind);
  }

  #tool(site: CallSite<ToolRow>): void {
    const { call, row } = site;
    const places = this.resolver.navigate.relative(call, row.path, row.handler);
    const handlers = places.flatMap((place) => this.resolver.navigate.functionsAt(place));
    if (handlers.length === 0 && row.surface === undefined) return;
    const known = this.toolsAt.get(call) ?? [];
    for (const part of toolParts(this.resolver, handlers)) {
      const found = this.#tools.read(site, part);
      this.toolSites.push(found);
      if (!known.some((other) => other.site !== site)) known.push(found);
    }
    this.toolsAt.set(call, known);
  }

  #agent(site: CallSite<AgentRow>): void {
    const { call, row } = site;
    const name = (row.name && this.#text(call, row.path, row.name)) || this.#holder(call) || "agent";
    const step = this.#step(call, `agent ${name}`, "agent");
    const element = this.registry.add(`agent:${call}`, {
      kind: "agent",
      boundary: "application",
      label: name,
      detail: sdkName(site.api.origin),
      step,
    });
    const gate = agentGate(this.resolver, site);
    const effects = row.tools ? this.#bindTools(call, row.path, row.tools, element, step, gate) : [];
    this.actors.set(call, { element, effects, site: undefined, agent: site, certain: true });
  }

  #holder(call: Ref): string | undefined {
    const { graph, node } = this.resolver.split(call);
    return holderName(this.#program, graph, node);
  }

  #model(site: CallSite<ModelRow>): void {
    const { call, requests } = site;
    const { provider, model } = this.#provider(site);
    if (!requests) return this.#modelCall(site, call, { provider, model, certain: true });
    for (const request of requests) {
      // A model that is named where requests are sent for others is not the one of each of them.
      const named = request.from === call ? model : undefined;
      if (!this.actors.has(request.from)) this.#modelCall(site, request.from, { ...request, model: named });
    }
    this.requests.set(
      call,
      requests.map(({ from }) => from),
    );
    const [first] = requests;
    if (first && !this.actors.has(call)) this.actors.set(call, this.actors.get(first.from)!);
  }

  /** @param at where the model is chosen: the call itself, or one of a function that sends what it is given */
  #modelCall(
    site: CallSite<ModelRow>,
    at: Ref,
    { provider, model, certain }: { provider: string; model: string | undefined; certain: boolean },
  ): void {
    const { call, row } = site;
    const what = row.label ?? site.api.name;
    const step = this.#step(at, what, "model");
    const element = this.registry.add(`model:${at}`, {
      kind: "model",
      boundary: "providers",
      label: model ?? provider,
      detail: model ? `${provider} · ${what}` : what,
      step,
    });
    const effects = row.tools ? this.#bindTools(call, row.path, row.tools, element, step) : [];
    if (row.agent) effects.push(...this.#bindAgent(site, element, step));
    const known = this.actors.get(at);
    const found: ModelCall = {
      element,
      provider,
      ...(model === undefined ? {} : { model }),
      what,
      step,
      tools: this.calls.filter(({ from }) => from === element).map(({ to }) => to),
      client: this.#program.graph(at).facts.directive === "use client",
      ...this.#modelOptions.of(site),
    };
    this.models.push(found);
    this.actors.set(at, {
      element,
      effects: [...new Set(effects)],
      site: known?.site ?? site,
      model: known?.model ?? found,
      certain,
    });
  }

  /**
   * The model that data at a call goes to; of several, the one whose request the data is part of. Undefined where requests
   * are sent for others and this one goes to no model.
   */
  modelAt(call: Ref, way: readonly Step[]): Actor | undefined {
    const froms = this.requests.get(call);
    if (!froms || froms.includes(call)) return this.actors.get(call);
    const from = froms.find((each) => {
      const { file, line, endLine = line } = this.#step(each, "", "");
      return way.some((step) => step.file === file && step.line >= line && step.line <= endLine);
    });
    return from === undefined ? undefined : this.actors.get(from);
  }

  /** The model call that a method's result comes from: `stream.finalText()` is the stream's model's. */
  modelBehind(call: Ref): Actor | undefined {
    let at = call;
    for (let guard = 0; guard < 5; guard++) {
      const known = this.actors.get(at) ?? this.sites.actorAt(at);
      if (known) return known;
      const { graph, node } = this.resolver.split(at);
      const callee = graph.op(node) === Op.Call ? graph.arg(node, 0) : -1;
      if (callee < 0 || graph.op(callee) !== Op.Member) return undefined;
      at = definitionOf(this.resolver, this.#program.ref(graph, graph.arg(callee, 0)));
    }
    return undefined;
  }

  /** The agent a model row runs: its tools are the model's. */
  #bindAgent({ call, row }: CallSite<ModelRow>, element: string, step: Step): Effect[] {
    const made = agentOf(this.resolver, call, row);
    const agent = made === undefined ? undefined : this.sites.agentAt(made);
    if (!agent) return [];
    this.calls.push({ from: element, to: agent.element, step });
    return agent.effects;
  }

  /** Draws the edges to the tools at a place, and gives their effects. */
  #bindTools(
    call: Ref,
    rowPath: string,
    path: string,
    element: string,
    step: Step,
    gateOf: (tool: string) => string | undefined = () => undefined,
  ): Effect[] {
    const effects: Effect[] = [];
    for (const place of this.resolver.navigate.relative(call, rowPath, path))
      for (const ref of this.#toolRefs(place))
        for (const { tool } of this.sites.toolsAt(ref)) {
          if (this.calls.some(({ from, to }) => from === element && to === tool.element)) continue;
          const approval = gateOf(tool.name);
          this.calls.push({ from: element, to: tool.element, step, ...(approval ? { approval } : {}) });
          if (tool.approval !== undefined || approval !== undefined) continue;
          effects.push(...tool.effects.filter(({ approval }) => !approval).map(({ effect }) => effect));
        }
    return effects;
  }

  /** Registrations among the elements or properties of what is at a place. */
  #toolRefs(place: Place): Ref[] {
    const refs: Ref[] = [];
    const seen = new Set<Ref>();
    const visit = (ref: Ref, depth: number): void => {
      const made = definitionOf(this.resolver, ref);
      if (seen.has(made) || depth > 4) return;
      seen.add(made);
      if (this.sites.toolsAt(made).length > 0) {
        refs.push(made);
        return;
      }
      const { graph, node } = this.resolver.split(made);
      const op = graph.op(node);
      if (
        op === Op.Object ||
        op === Op.Array ||
        op === Op.Spread ||
        op === Op.Prop ||
        op === Op.Ternary ||
        op === Op.Choice ||
        op === Op.And
      )
        for (const part of graph.args(node)) visit(this.#program.ref(graph, part), depth + 1);
      else if (op === Op.Call || op === Op.Param)
        for (const value of this.resolver.resolve(made))
          if (value.kind === "object" && value.ref !== made) visit(value.ref, depth + 1);
    };
    if (place.ref !== undefined) visit(place.ref, 0);
    for (const value of place.values ?? [])
      if (value.kind === "object" || value.kind === "instance") visit(value.ref, 0);
    return refs;
  }

  #text(call: Ref, rowPath: string, path: string): string | undefined {
    for (const text of this.resolver.navigate.texts(call, rowPath, path)) if (text !== "") return text;
    return undefined;
  }

  /** Who runs the model, and which: from its `model` argument, its client's package, or a `provider/model` text. */
  #provider({ call, row, terminal, api }: CallSite<ModelRow>): {
    provider: string;
    model: string | undefined;
  } {
    let provider = terminal.package.provider;
    let model = row.model ? this.#text(call, row.path, row.model) : undefined;
    if (row.model && !model)
      for (const place of this.resolver.navigate.relative(call, row.path, row.model)) {
        for (const value of this.resolver.navigate.values(place))
          if (value.kind === "api") {
            const runs = value.api.owner.rows.providerOf(value.api.origin);
            provider = value.api.rows("provider")[0]?.provider ?? runs ?? provider;
          }
        model ??= place.ref === undefined ? this.#firstArgument(place.values) : this.#firstText(place.ref);
      }
    const slash = model?.indexOf("/") ?? -1;
    if (model && slash > 0 && !provider) provider = model.slice(0, slash);
    return { provider: provider ?? sdkName(api.origin), model };
  }

  #firstArgument(values: Place["values"]): string | undefined {
    for (const value of values ?? [])
      if (value.kind === "constant") return this.resolver.constantText(value.ref);
    return undefined;
  }

  /** `openai("gpt-5")` names its model. */
  #firstText(ref: Ref): string | undefined {
    const { graph, node } = this.resolver.split(definitionOf(this.resolver, ref));
    if (graph.op(node) !== Op.Call && graph.op(node) !== Op.New) return undefined;
    const argument = graph.arg(node, 1);
    return argument < 0 ? undefined : this.resolver.text(this.#program.ref(graph, argument));
  }
}

/** A package as people call it. */
