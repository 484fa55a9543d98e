/** Model calls, tools, agents and routes of the inventory as elements of the threat model. */
import type { AgentRow, Effect, ModelRow, ToolRow } from "../catalog/schema.js";
import { Op, type Graph } from "../facts/facts.js";
import type { Step } from "../report/contract.js";
import type {
  Given,
  Identity,
  ModelCall,
  ThreatModel,
  Tool,
  ToolEffect,
  ToolRead,
} from "../threats/model.js";
import { declaredGate } from "./declarations.js";
import { definitionOf } from "./definitions.js";
import { nameOf, stepAt } from "./describe.js";
import { commandOf, isHousekeeping, isTemporary } from "./effect-details.js";
import type { EffectFinder, EffectSite, Reach } from "./effects.js";
import type { ElementRegistry } from "./elements.js";
import { identityOf } from "./identities.js";
import { agentGate, approvalOfAll } from "./agent-gates.js";
import { isConstant } from "./gates.js";
import { readHints } from "./hint-reader.js";
import type { CallSite, Inventory } from "./inventory.js";
import { ModelOptions } from "./model-options.js";
import type { Place } from "./navigate.js";
import { ABSENT, OptionReader, UNKNOWN } from "./options.js";
import type { Program, Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { SchemaKinds } from "./schema-kinds.js";
import type { Actor, SiteIndex } from "./site-index.js";
import { toolParts, type ToolPart } from "./wrapped-tools.js";

export interface ToolSite {
  tool: Tool;
  site: CallSite<ToolRow>;
  handlers: readonly Ref[];
  /** Everything the handlers call, themselves included. */
  functions: readonly Ref[];
}

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
  readonly #schemas: SchemaKinds;
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
    this.#schemas = new SchemaKinds(resolver);
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

  /** How a tool's input is held; where no handler reads any, nothing needs a schema. */
  #schema(site: CallSite<ToolRow>, handlers: readonly Ref[]): Tool["schema"] {
    const schema = this.#schemas.of(site);
    const takes = handlers.some((handler) => {
      const { graph, node } = this.resolver.split(handler);
      return graph.facts.functions[graph.aux(node)]!.params.some((param) => graph.uses(param).length > 0);
    });
    return schema.kind === "none" && handlers.length > 0 && !takes ? { kind: "strict" } : schema;
  }

  #tool(site: CallSite<ToolRow>): void {
    const { call, row } = site;
    const places = this.resolver.navigate.relative(call, row.path, row.handler);
    const handlers = places.flatMap((place) => this.resolver.navigate.functionsAt(place));
    if (handlers.length === 0 && row.surface === undefined) return;
    const known = this.toolsAt.get(call) ?? [];
    for (const part of toolParts(this.resolver, handlers)) {
      const found = this.#toolPart(site, part);
      this.toolSites.push(found);
      if (!known.some((other) => other.site !== site)) known.push(found);
    }
    this.toolsAt.set(call, known);
  }

  #toolPart(site: CallSite<ToolRow>, { handlers, name: named, at }: ToolPart): ToolSite {
    const { call, row } = site;
    const name = named ?? this.#toolName(site) ?? "tool";
    const surface = row.surface ?? "tool";
    const step = this.#step(at ?? call, `tool ${name}`, "tool");
    const reach = this.effects.from(handlers);
    const own = this.#approval(site);
    const hints = readHints(this.resolver, site, handlers);
    const effects = reach.effects.map((found) => ({
      effect: found.effect,
      destructive: found.destructive,
      what: found.what,
      origin: found.origin,
      ...this.#identity(found.call),
      ...this.#details(found),
      ...(found.approval === undefined ? {} : { approval: found.approval }),
      step: this.#step(found.call, found.what, "effect"),
      confidence: found.sure ? ("high" as const) : ("medium" as const),
      path: [
        step,
        ...found.via.map((via) => this.#step(via, `calls ${this.#calleeName(via)}`, "call")),
        this.#step(found.call, found.what, "effect"),
      ],
    }));
    const element = this.registry.add(`tool:${call}:${name}`, {
      kind: "tool",
      boundary: "tools",
      label: name,
      detail: sdkName(site.api.origin),
      step,
      effects: [...new Set(effects.map(({ effect }) => effect))],
    });
    const handler = handlers[0];
    const tool: Tool = {
      element,
      name,
      surface,
      step,
      handler: handler === undefined ? undefined : this.#step(handler, `handler of ${name}`, "handler"),
      effects,
      reads: this.#reads(reach.functions),
      schema: this.#schema(site, handlers),
      description: this.options.at(call, row.path, row.description),
      user: this.#user(reach, handlers),
      audit: reach.record
        ? { presence: "present", step: this.#step(reach.record.call, reach.record.what, "record") }
        : handlers.length > 0 && reach.complete
          ? ABSENT
          : UNKNOWN,
      approval: own ?? approvalOfAll(effects),
      hints,
      ...this.#literal(call),
      sdk: sdkName(site.api.origin),
    };
    return { tool, site, handlers, functions: reach.functions };
  }

  /** What comes in from outside through functions. */
  #reads(functions: readonly Ref[]): ToolRead[] {
    const reads: ToolRead[] = [];
    for (const fn of functions)
      for (const { ref, terminal } of this.sites.sourcesIn(fn)) {
        const { row } = terminal;
        if (row.kind !== "source" || row.label !== "outside") continue;
        const { label, origin, what } = row;
        if (!reads.some((other) => other.what === what && other.origin === origin))
          reads.push({ label, origin, what, step: this.#step(ref, what, "source") });
      }
    return reads;
  }

  #identity(call: Ref): { identity?: Identity } {
    const identity = identityOf(this.resolver, call);
    return identity ? { identity } : {};
  }

  /** What tells whether an effect is what the hints say. */
  #details({ effect, call, via }: EffectSite): Pick<ToolEffect, "command" | "housekeeping" | "temporary"> {
    const command = effect === "exec" ? commandOf(this.resolver, call) : undefined;
    return {
      ...(command === undefined ? {} : { command }),
      ...(isHousekeeping(this.resolver, call, via) ? { housekeeping: true } : {}),
      ...(isTemporary(this.resolver, call) ? { temporary: true } : {}),
    };
  }

  #literal(call: Ref): { options?: Step } {
    const ref = this.options.literal(call);
    return ref === undefined ? {} : { options: this.#step(ref, "options", "options") };
  }

  /** A user's identity that is used on the way and that the model did not choose. */
  #user(reach: Reach, handlers: readonly Ref[]): Given {
    const chosen = new Set(
      handlers.flatMap((fn) => {
        const { graph, node } = this.resolver.split(fn);
        const input = graph.facts.functions[graph.aux(node)]!.params[0];
        return input === undefined ? [] : [this.#program.ref(graph, input)];
      }),
    );
    for (const ref of reach.users) {
      const { graph, node } = this.resolver.split(ref);
      const holder = graph.op(node) === Op.Member ? rootOf(graph, graph.arg(node, 0)) : node;
      if (!chosen.has(this.#program.ref(graph, holder)))
        return { presence: "present", step: this.#step(ref, nameOf(graph, node), "user") };
    }
    return handlers.length > 0 && reach.complete ? ABSENT : UNKNOWN;
  }

  /** The tool's name where it is registered, else the key or variable that holds it. One call that registers many has no name. */
  #toolName({ call, row }: CallSite<ToolRow>): string | undefined {
    const names = new Set<string>();
    if (row.name)
      for (const place of this.resolver.navigate.relative(call, row.path, row.name))
        for (const value of this.resolver.navigate.values(place)) {
          const text = value.kind === "constant" && this.resolver.constantText(value.ref);
          if (text) names.add(text);
        }
    const [name, ...others] = names;
    if (name !== undefined && (others.length === 0 || !row.surface?.startsWith("mcp"))) return name;
    const { graph, node } = this.resolver.split(call);
    if (graph.op(node) === Op.Class) return graph.name(node) || undefined;
    return (
      this.#holderName(graph, node) ?? (row.surface?.startsWith("mcp") ? this.#dispatchName(row) : undefined)
    );
  }

  #dispatchName(row: ToolRow): string {
    return row.surface === "mcp-resource"
      ? "resources"
      : row.surface === "mcp-prompt"
        ? "prompts"
        : "tools/call";
  }

  #holderName(graph: Graph, node: number): string | undefined {
    for (const use of graph.uses(node)) if (graph.op(use) === Op.Prop) return graph.name(use);
    for (const fn of this.#program.index(graph).exits.get(node) ?? []) {
      const { name } = graph.facts.functions[fn]!;
      if (name) return name;
    }
    for (const item of graph.facts.exports)
      if (item.node === node && item.name !== "default") return item.name;
    for (const use of graph.uses(node)) if (graph.op(use) === Op.Cell) return graph.name(use);
    return graph.variables.get(node);
  }

  #approval({ call, row }: CallSite<ToolRow>): string | undefined {
    for (const path of row.approval ?? [])
      for (const place of this.resolver.navigate.relative(call, row.path, path)) {
        const { values } = place;
        const found = values ?? this.resolver.navigate.values(place);
        const off = found.some(
          (value) =>
            (value.kind === "constant" && this.#isFalse(value.ref)) ||
            (value.kind === "function" && isConstant(this.resolver, value.ref, "false")),
        );
        if (!off) return path.replace(/^\(\d+\)\./, "");
      }
    const { graph, node } = this.resolver.split(call);
    return declaredGate(this.#program, graph, node);
  }

  #isFalse(ref: Ref): boolean {
    const { graph, node } = this.resolver.split(ref);
    return graph.op(node) === Op.Boolean && graph.name(node) === "false";
  }

  #calleeName(call: Ref): string {
    const { graph, node } = this.resolver.split(call);
    return `${nameOf(graph, graph.arg(node, 0))}()`;
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
    return this.#holderName(graph, node);
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
    const { graph, node } = this.resolver.split(call);
    const callee = graph.arg(node, 0);
    const target =
      row.agent === "this"
        ? graph.op(callee) === Op.Member
          ? this.#program.ref(graph, graph.arg(callee, 0))
          : undefined
        : this.resolver.navigate.relative(call, row.path, row.agent!)[0]?.ref;
    if (target === undefined) return [];
    const agent = this.sites.agentAt(definitionOf(this.resolver, target));
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
    for (const place of this.resolver.navigate.relative(call, rowPath, path))
      for (const value of this.resolver.navigate.values(place))
        if (value.kind === "constant") {
          const text = this.resolver.constantText(value.ref);
          if (text) return text;
        }
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
            const found = value.api.owner.packages.find(
              (pack) => pack.package === value.api.origin || pack.also?.includes(value.api.origin),
            );
            provider = value.api.rows("provider")[0]?.provider ?? found?.provider ?? provider;
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
function sdkName(origin: string): string {
  return NAMES[origin] ?? origin;
}

const NAMES: Record<string, string> = {
  ai: "AI SDK",
  openai: "OpenAI",
  "@anthropic-ai/sdk": "Anthropic",
  "@modelcontextprotocol/sdk": "MCP",
  "@modelcontextprotocol/server": "MCP",
  "@openai/agents": "OpenAI Agents",
  "@langchain/core": "LangChain",
  langchain: "LangChain",
  fastmcp: "MCP",
  convention: "own tool",
};
