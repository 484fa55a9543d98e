/** What a model call is told and how it is limited: by its own options, by its agent's, by its model's and client's. */
import type { AgentRow, ModelRow } from "../catalog/schema.js";
import type { Limit } from "../catalog/vocabulary.js";
import { Op } from "../facts/facts.js";
import type { Endpoint, Given, ModelCall } from "../threats/model.js";
import { definitionOf } from "./definitions.js";
import { stepAt } from "./describe.js";
import type { CallSite } from "./inventory.js";
import { ABSENT, surest, UNKNOWN, type OptionReader } from "./options.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

type Told = Pick<ModelCall, "generates" | "name" | "instructions" | "limits"> &
  Partial<Pick<ModelCall, "loop" | "options" | "endpoint">>;

/** Roles of messages that instruct. */
export const INSTRUCTING = new Set(["system", "developer"]);
const ENDPOINTS = new Set([
  "baseURL",
  "baseUrl",
  "base_url",
  "basePath",
  "endpoint",
  "azureEndpoint",
  "host",
]);
const PRESENT: Given = { presence: "present" };

export class ModelOptions {
  /** @param agentAt the agent that a call or construction makes */
  constructor(
    readonly resolver: Resolver,
    readonly options: OptionReader,
    readonly agentAt: (made: Ref) => CallSite<AgentRow> | undefined,
  ) {}

  of({ call, row }: CallSite<ModelRow>): Told {
    const { program } = this.resolver;
    const makers = this.#makers(call, row);
    const holders = [call, ...makers];
    const agents = holders.flatMap((holder) => this.agentAt(holder) ?? []);
    const limit = (kind: Limit): Given =>
      row.limited?.includes(kind)
        ? PRESENT
        : surest(...holders.map((holder) => this.options.named(holder, program.catalog.rows.limits[kind])));
    const literal = this.options.literal(call);
    const endpoint = this.#endpoint(makers);
    const loop = this.#loop(call);
    return {
      generates: row.inputs.some(({ slot }) => slot !== "data"),
      name: this.#name(call, row, agents),
      instructions: surest(
        ...row.inputs
          .filter(({ slot }) => slot === "instruction")
          .map(({ at }) => this.options.at(call, row.path, at)),
        ...row.inputs.filter(({ slot }) => slot === "messages").map(({ at }) => this.#roles(call, row, at)),
        ...agents.flatMap((agent) =>
          (agent.row.inputs ?? [])
            .filter(({ slot }) => slot === "instruction")
            .map(({ at }) => this.options.at(agent.call, agent.row.path, at)),
        ),
      ),
      limits: { tokens: limit("tokens"), steps: limit("steps"), time: limit("time") },
      ...(loop ? { loop } : {}),
      ...(literal === undefined ? {} : { options: stepAt(program, literal, "options", "options") }),
      ...(endpoint ? { endpoint } : {}),
    };
  }

  #name(call: Ref, row: ModelRow, agents: readonly CallSite<AgentRow>[]): Given {
    const own = this.#named(call, row.path, row.model);
    if (row.model !== undefined && own.presence !== "absent") return own;
    for (const agent of agents)
      if (agent.row.model) return this.#named(agent.call, agent.row.path, agent.row.model);
    return own;
  }

  /** What is there, or for a model that a provider makes, the name it is made by: `openai("gpt-5")`. */
  #named(call: Ref, rowPath: string, path: string | undefined): Given {
    const given = this.options.at(call, rowPath, path);
    if (path === undefined || given.presence !== "present" || given.value !== undefined) return given;
    for (const { ref } of this.resolver.navigate.relative(call, rowPath, path)) {
      if (ref === undefined) continue;
      const { graph, node } = this.resolver.split(definitionOf(this.resolver, ref));
      const argument = graph.op(node) === Op.Call || graph.op(node) === Op.New ? graph.arg(node, 1) : -1;
      if (argument >= 0) return this.options.given(this.resolver.program.ref(graph, argument));
    }
    return given;
  }

  /** What the call is made on and with: the client, the agent, the model object. */
  #makers(call: Ref, row: ModelRow): Ref[] {
    const { program, navigate } = this.resolver;
    const { graph, node } = this.resolver.split(call);
    const found: Ref[] = [];
    const add = (ref: Ref | undefined): void => {
      if (ref === undefined) return;
      const made = definitionOf(this.resolver, ref);
      const target = this.resolver.split(made);
      const op = target.graph.op(target.node);
      if ((op !== Op.New && op !== Op.Call) || found.includes(made)) return;
      found.push(made);
      // `provider("name")`: the provider was made with options of its own.
      const callee = target.graph.arg(target.node, 0);
      if (op === Op.Call && callee >= 0) add(this.#receiver(program.ref(target.graph, callee)));
    };
    if (graph.op(node) === Op.Call) add(this.#receiver(program.ref(graph, graph.arg(node, 0))));
    for (const path of [row.model, row.agent === "this" ? undefined : row.agent])
      if (path !== undefined) for (const place of navigate.relative(call, row.path, path)) add(place.ref);
    for (const made of [...found]) {
      const agent = this.agentAt(made);
      if (agent?.row.model)
        for (const place of navigate.relative(made, agent.row.path, agent.row.model)) add(place.ref);
    }
    return found;
  }

  /** The object that a chain of members starts at: `client` of `client.chat.completions.create`. */
  #receiver(callee: Ref): Ref {
    let at = callee;
    for (let guard = 0; guard < 10; guard++) {
      const made = definitionOf(this.resolver, at);
      const { graph, node } = this.resolver.split(made);
      if (graph.op(node) !== Op.Member) return made;
      at = this.resolver.program.ref(graph, rootOf(graph, graph.arg(node, 0)));
    }
    return at;
  }

  /** Whether a conversation has a message that instructs: known only when it is written out. */
  #roles(call: Ref, row: ModelRow, at: string): Given {
    let open = false;
    for (const { ref } of this.resolver.navigate.relative(call, row.path, at)) {
      if (ref === undefined) return UNKNOWN;
      const { graph, node } = this.resolver.split(definitionOf(this.resolver, ref));
      if (graph.op(node) !== Op.Array) return UNKNOWN;
      for (const item of graph.args(node)) {
        const made = this.resolver.split(definitionOf(this.resolver, this.resolver.program.ref(graph, item)));
        if (made.graph.op(made.node) !== Op.Object) {
          open = true;
          continue;
        }
        for (const part of made.graph.args(made.node)) {
          if (made.graph.op(part) !== Op.Prop || made.graph.name(part) !== "role") continue;
          const role = this.resolver.text(this.resolver.program.ref(made.graph, made.graph.arg(part, 0)));
          if (role === undefined) open = true;
          else if (INSTRUCTING.has(role))
            return this.options.given(this.resolver.program.ref(made.graph, made.node));
        }
      }
    }
    return open ? UNKNOWN : ABSENT;
  }

  #endpoint(makers: readonly Ref[]): Endpoint | undefined {
    for (const made of makers) {
      const { presence, step, value } = this.options.named(made, ENDPOINTS);
      if (presence === "present" && step) return { step, ...(value === undefined ? {} : { text: value }) };
    }
    return undefined;
  }

  #loop(call: Ref): ModelCall["loop"] {
    const { graph, node } = this.resolver.split(call);
    this.resolver.program.readsPlaces(graph);
    const at = graph.facts.starts[node]!;
    const fn = graph.facts.functions[graph.owner(node)];
    let inner: (typeof graph.facts.loops)[number] | undefined;
    for (const loop of graph.facts.loops)
      if (
        loop.repeats <= at &&
        at < loop.end &&
        loop.start >= (fn?.start ?? 0) &&
        (!inner || loop.start > inner.start)
      )
        inner = loop;
    if (!inner) return undefined;
    const start = graph.position(inner.start);
    const end = graph.position(inner.end);
    return {
      bounded: inner.bounded,
      step: {
        file: graph.file,
        line: start.line,
        column: start.column,
        endLine: end.line,
        endColumn: end.column,
        label: "a loop",
        kind: "loop",
      },
    };
  }
}
