/** One tool as an element of the threat model: its name, effects, schema, approval and hints. */
import { BOUNDS } from "./bounds.js";
import type { ToolRow } from "../catalog/schema.js";
import { type Graph, Op, RESTATES } from "../facts/facts.js";
import type { Confidence, Step } from "../report/contract.js";
import type { Given, Tool, ToolEffect, ToolRead } from "../threats/model.js";
import { approvalOfAll } from "./agent-gates.js";
import { declaredGate } from "./declarations.js";
import { nameOf, stepAt } from "./describe.js";
import { commandOf, isHousekeeping, isTemporary } from "./effect-details.js";
import type { EffectFinder, EffectSite, Reach } from "./effects.js";
import type { ElementRegistry } from "./elements.js";
import { isConstant } from "./gates.js";
import { readHints } from "./hint-reader.js";
import { identityOf } from "./identities.js";
import type { CallSite } from "./inventory.js";
import { ABSENT, type OptionReader, UNKNOWN } from "./options.js";
import type { Program, Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { SchemaKinds } from "./schema-kinds.js";
import type { SiteIndex } from "./site-index.js";
import { toolCases } from "./tool-cases.js";
import { ToolRecords } from "./tool-records.js";
import type { ToolPart } from "./wrapped-tools.js";

/** Calls into a tool within which an effect is what the tool is for. Further in, the program does it in passing, on conditions of its own. */
const NEAR = 3;

export interface ToolSite {
  tool: Tool;
  site: CallSite<ToolRow>;
  handlers: readonly Ref[];
  /** Everything the handlers call, themselves included. */
  functions: readonly Ref[];
}

export class ToolReader {
  readonly #program: Program;
  readonly #schemas: SchemaKinds;
  readonly #records: ToolRecords;

  constructor(
    readonly resolver: Resolver,
    readonly registry: ElementRegistry,
    readonly effects: EffectFinder,
    readonly sites: SiteIndex,
    readonly options: OptionReader,
  ) {
    this.#program = resolver.program;
    this.#schemas = new SchemaKinds(resolver);
    this.#records = new ToolRecords(resolver, effects);
  }

  #step(ref: Ref, label: string, kind: string): Step {
    return stepAt(this.#program, ref, label, kind);
  }

  /** One tool of a registration. */
  read(site: CallSite<ToolRow>, { handlers, name: named, at }: ToolPart): ToolSite {
    const { call, row } = site;
    const name = named ?? this.#toolName(site) ?? "tool";
    const surface = row.surface ?? "tool";
    const step = this.#step(at ?? call, `tool ${name}`, "tool");
    const reach = this.effects.from(handlers);
    const own = this.#approval(site);
    const hints = readHints(this.resolver, site, handlers);
    const effects = reach.effects.map((found) => this.#effect(found, step, this.#confidence(found)));
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
      project: this.#program.projectOf(step.file),
      step,
      handler: handler === undefined ? undefined : this.#step(handler, `handler of ${name}`, "handler"),
      effects,
      cases: name === this.#dispatchName(row) ? this.#cases(handlers, reach, step) : [],
      presumed: reach.presumed.map((found) => this.#effect(found, step, "low")),
      reads: this.#reads(reach.functions),
      schema: this.#schema(site, handlers),
      description: this.options.at(call, row.path, row.description),
      user: this.#user(reach, handlers),
      audit: this.#audit(site, step.file, handlers, reach),
      ...own,
      approval: own.approval ?? approvalOfAll(effects),
      hints,
      ...this.#literal(call),
      sdk: sdkName(site.api.origin),
    };
    return { tool, site, handlers, functions: reach.functions };
  }

  /** The record that its handlers leave, or whoever runs them: where nothing is changed, nobody looks for one. */
  #audit({ row, api }: CallSite<ToolRow>, file: string, handlers: readonly Ref[], reach: Reach): Given {
    if (row.recorded) return { presence: "present" };
    const known = handlers.length > 0 && reach.complete && reach.effects.length > 0;
    const record =
      reach.record ??
      (known ? this.#records.of(this.#program.projectOf(file), api.origin === "convention") : undefined);
    if (record) return { presence: "present", step: this.#step(record.call, record.what, "record") };
    return handlers.length > 0 && reach.complete ? ABSENT : UNKNOWN;
  }

  #cases(handlers: readonly Ref[], reach: Reach, tool: Step): Tool["cases"] {
    return toolCases(this.#program, this.effects, handlers, reach.functions).map(({ name, at, effects }) => ({
      name,
      step: this.#step(at, `tool ${name}`, "tool"),
      effects: effects.map((found) => this.#effect(found, tool, this.#confidence(found))),
    }));
  }

  #confidence({ sure, via }: EffectSite): Confidence {
    return sure && via.length <= NEAR ? "high" : "medium";
  }

  #effect(found: EffectSite, tool: Step, confidence: Confidence): ToolEffect {
    const step = this.#step(found.call, found.what, "effect");
    return {
      effect: found.effect,
      destructive: found.destructive,
      what: found.what,
      origin: found.origin,
      ...this.#details(found),
      ...(found.approval === undefined ? {} : { approval: found.approval }),
      step,
      confidence,
      path: [
        tool,
        ...found.via.map((via) => this.#step(via, `calls ${this.#calleeName(via)}`, "call")),
        step,
      ],
    };
  }

  /** What comes in from outside through functions. */
  #reads(functions: readonly Ref[]): ToolRead[] {
    const reads: ToolRead[] = [];
    for (const fn of functions)
      for (const { ref, access, terminal } of this.sites.sourcesIn(fn)) {
        const { row } = terminal;
        if (row.kind !== "source" || row.label !== "outside" || !isTaken(this.resolver, ref, access))
          continue;
        const { label, origin, what } = row;
        if (!reads.some((other) => other.what === what && other.origin === origin))
          reads.push({ label, origin, what, step: this.#step(ref, what, "source") });
      }
    return reads;
  }

  /** With whose rights it happens, and what tells whether it matters. */
  #details({
    effect,
    call,
    via,
  }: EffectSite): Pick<ToolEffect, "identity" | "command" | "housekeeping" | "temporary"> {
    const command = effect === "exec" ? commandOf(this.resolver, call) : undefined;
    const identity = identityOf(this.resolver, call);
    return {
      ...(identity ? { identity } : {}),
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
      holderName(this.#program, graph, node) ??
      (row.surface?.startsWith("mcp") ? this.#dispatchName(row) : undefined)
    );
  }

  #dispatchName(row: ToolRow): string {
    return row.surface === "mcp-resource"
      ? "resources"
      : row.surface === "mcp-prompt"
        ? "prompts"
        : "tools/call";
  }

  /** The gate that the registration itself has, and whether the program answers it in place of a person. */
  #approval({ call, row }: CallSite<ToolRow>): Pick<Tool, "approval" | "selfApproved"> {
    const { graph, node } = this.resolver.split(call);
    const declared = declaredGate(this.#program, graph, node);
    const set = declared === undefined ? this.#gateSet(call, row) : undefined;
    if (set === undefined || row.answered === undefined) return { approval: declared ?? set };
    const project = this.#program.projectOf(graph.file);
    return this.resolver.blanketApprovals.in(project, row.answered)
      ? { approval: undefined, selfApproved: set }
      : { approval: set };
  }

  #gateSet(call: Ref, row: ToolRow): string | undefined {
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
    return undefined;
  }

  #isFalse(ref: Ref): boolean {
    const { graph, node } = this.resolver.split(ref);
    return graph.op(node) === Op.Boolean && graph.name(node) === "false";
  }

  #calleeName(call: Ref): string {
    const { graph, node } = this.resolver.split(call);
    return `${nameOf(graph, graph.arg(node, 0))}()`;
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
}

/** The key, function, export or variable that holds what a node makes. */
export function holderName(program: Program, graph: Graph, node: number): string | undefined {
  for (const use of graph.uses(node)) if (graph.op(use) === Op.Prop) return graph.name(use);
  for (const fn of program.index(graph).exits.get(node)) {
    const { name } = graph.facts.functions[fn]!;
    if (name) return name;
  }
  for (const item of graph.facts.exports) if (item.node === node && item.name !== "default") return item.name;
  for (const use of graph.uses(node)) if (graph.op(use) === Op.Cell) return graph.name(use);
  return graph.variables.get(node);
}

/** What an SDK is called on the map. */
export function sdkName(origin: string): string {
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

/** Whether the part of a call's result that a source is, is taken out of it: `send(command)` alone stores as well as it reads. */
function isTaken(resolver: Resolver, call: Ref, [part]: readonly string[]): boolean {
  if (part === undefined || !/^\w+$/.test(part)) return true;
  const { graph, node } = resolver.split(call);
  if (graph.op(node) !== Op.Call) return true;
  const values = [node];
  for (let at = 0; at < values.length && at < BOUNDS.answer; at++)
    for (const use of graph.uses(values[at]!)) {
      if (RESTATES.has(graph.op(use)) && graph.arg(use, 0) === values[at]) values.push(use);
      // Whoever is handed all of it may take any part.
      else if (graph.op(use) !== Op.Member || graph.name(use) === part) return true;
    }
  return values.some((value) => resolver.program.index(graph).exits.has(value));
}
