/** Data that matters for what it is, not for who decides it: credentials, tokens, personal data, instructions of a model. */
import type { NamedSourceRow } from "../catalog/named-rows.js";
import type { Label } from "../catalog/vocabulary.js";
import { wildcard } from "../catalog/wildcard.js";
import { Op, type Graph } from "../facts/facts.js";
import type { Access } from "./access.js";
import { isDeclaredData, readDeclaredData } from "./declared-data.js";
import { definitionOf, propertyOf } from "./definitions.js";
import { nameOf } from "./describe.js";
import { INSTRUCTING } from "./model-options.js";
import type { Inventory } from "./inventory.js";
import type { Needs } from "./needs.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

export interface NamedSource {
  ref: Ref;
  label: Label;
  /** For a reader: "environment variable process.env.API_KEY". */
  what: string;
  /** The parts of the value that are meant; all of it when left out. */
  accesses?: readonly Access[];
  /** A comment says so, not only a name. */
  declared?: boolean;
  /** For a caller's token: it is issued for this server. */
  issuedHere?: true;
}

/** A model's instructions shorter than this say nothing that anybody would want to know. */
const TELLING = 40;

/** What one file has of it, as far as a threat that is on asks for it. */
export function readNamedSources(
  resolver: Resolver,
  graph: Graph,
  inventory: Inventory,
  needs: Needs,
): NamedSource[] {
  const found: NamedSource[] = [];
  for (const row of resolver.program.catalog.rows.namedSources)
    if (needs.wants(row.label)) found.push(...new NamedReader(resolver, graph, row).read());
  if (needs.wants("system-prompt")) found.push(...instructions(resolver, graph, inventory));
  found.push(...readDeclaredData(resolver, graph, needs));
  if (needs.wants("inference")) found.push(...vectors(resolver, inventory));
  return found;
}

class NamedReader {
  readonly #names: readonly RegExp[];
  readonly #except: readonly RegExp[];
  readonly #of: ReadonlySet<string> | undefined;

  constructor(
    readonly resolver: Resolver,
    readonly graph: Graph,
    readonly row: NamedSourceRow,
  ) {
    this.#names = patterns(row.names);
    this.#except = patterns(row.except ?? []);
    this.#of = row.of && new Set(row.of.map((name) => name.toLowerCase()));
  }

  *read(): Iterable<NamedSource> {
    const { program } = this.resolver;
    const index = program.index(this.graph);
    for (const [name, members] of index.members)
      if (this.#isNamed(name))
        for (const node of members)
          if (
            this.#isHolder(node) &&
            !(this.row.label === "secret" && isWord(this.graph, node)) &&
            !isDeclaredData(this.resolver, this.graph, node)
          )
            yield this.#source(node, name);
    for (const reader of this.row.readers ?? [])
      for (const call of index.calls.get(reader)) {
        const callee = this.graph.arg(call, 0);
        const key = this.graph.arg(call, 1);
        if (key < 0 || this.graph.op(key) !== Op.String || this.graph.op(callee) !== Op.Member) continue;
        const name = this.graph.name(key);
        if (this.#isNamed(name) && this.#isHolder(callee)) yield this.#source(call, name);
      }
  }

  #source(node: number, name: string): NamedSource {
    const isMember = this.graph.op(node) === Op.Member;
    const holder = isMember && this.graph.variables.get(rootOf(this.graph, this.graph.arg(node, 0)));
    const read = holder ? `${holder}.${name}` : isMember ? nameOf(this.graph, node) : name;
    return {
      ref: this.resolver.program.ref(this.graph, node),
      label: this.row.label,
      what: `${this.row.what} ${read}`,
      ...(this.row.issuedHere ? { issuedHere: true } : {}),
    };
  }

  #isNamed(name: string): boolean {
    const fits = (pattern: RegExp): boolean => pattern.test(name);
    return this.#names.some(fits) && !this.#except.some(fits);
  }

  /** Whether a member is read from an object of one of the row's names, or of a type of such a name. */
  #isHolder(member: number): boolean {
    const of = this.#of;
    if (!of) return true;
    const given = this.graph.arg(member, 0);
    const object = rootOf(this.graph, given);
    if (
      this.row.label === "caller-token" &&
      (isAnswers(this.resolver, this.graph, object) || isSent(this.resolver, this.graph, object))
    )
      return false;
    return [
      this.graph.variables.get(object),
      this.graph.name(object),
      ...typeNames(this.resolver, this.graph, given),
    ].some((name) => name !== undefined && of.has(name.toLowerCase()));
  }
}

/** A word that a secret is not: what stands in for one says so, or what it is for. */
const WORD = /^(?!.*(?:secret|key|pass|token|dev|test|change|default|local|demo|admin))[a-z]{1,16}$/i;

/** A setting with a word of its own where it is not set, `process.env.END_TOKEN || "stop"`: a word of a language, no secret. */
function isWord(graph: Graph, read: number): boolean {
  return [...graph.uses(read)].some((use) => {
    const op = graph.op(use);
    const other = op === Op.Or || op === Op.Coalesce ? graph.arg(use, 1) : -1;
    return other >= 0 && graph.op(other) === Op.String && WORD.test(graph.name(other));
  });
}

/** Whether headers are those of an answer: `(await fetch(url)).headers`. What it says came from no caller. */
function isAnswers(resolver: Resolver, graph: Graph, headers: number): boolean {
  if (graph.op(headers) !== Op.Member) return false;
  const holder = resolver.split(definitionOf(resolver, resolver.program.ref(graph, graph.arg(headers, 0))));
  if (/^(?:res|resp|response)$/i.test(holder.graph.variables.get(holder.node) ?? "")) return true;
  const callee = holder.graph.op(holder.node) === Op.Call ? holder.graph.arg(holder.node, 0) : -1;
  return (
    callee >= 0 &&
    resolver
      .resolve(resolver.program.ref(holder.graph, callee))
      .some((value) => value.kind === "api" && /(?:^|\.)fetch$/.test(value.api.name))
  );
}

/** What headers are configured in, or are options of: `server.headers` of a list of tool servers, `init.headers` of a request. */
const CONFIGURES =
  /config|options?$|^opts|settings?|server|^init$|param|provider|credential|profile|template|defaults?|connection|integration|endpoint|entry/i;

/** Whether headers are those that the program sends itself: written out, configured, or options of a request. */
function isSent(resolver: Resolver, graph: Graph, headers: number): boolean {
  if (graph.op(headers) === Op.Member && graph.name(headers) === "headers") {
    const owner = rootOf(graph, graph.arg(headers, 0));
    if (CONFIGURES.test(graph.name(owner)) || CONFIGURES.test(graph.variables.get(owner) ?? "")) return true;
  }
  if (graph.op(headers) === Op.Param && isPutTogether(resolver, graph, headers)) return true;
  return resolver.resolve(resolver.program.ref(graph, headers)).some((value) => {
    if (value.kind !== "object") return false;
    const made = resolver.split(value.ref);
    return made.graph.op(made.node) === Op.Object && made.graph.args(made.node).length > 0;
  });
}

/** Whether a function is given headers to put something in: `headers.set("Cookie", …)`. */
function isPutTogether(resolver: Resolver, graph: Graph, headers: number): boolean {
  const { members } = resolver.program.index(graph);
  return ["set", "append"].some((method) =>
    members.get(method).some((member) => rootOf(graph, graph.arg(member, 0)) === headers),
  );
}

/** Names of the types that a value is declared to be of, and of the class that it is an instance of. */
function typeNames(resolver: Resolver, graph: Graph, value: number): string[] {
  const declared = graph.op(value) === Op.Typed ? [graph.name(graph.arg(value, 1))] : [];
  const known = resolver.resolve(resolver.program.ref(graph, value)).flatMap((each) => {
    if (each.kind !== "object" && each.kind !== "instance") return [];
    const { graph: owner, node } = resolver.split(each.ref);
    return owner.op(node) === Op.ObjectType || owner.op(node) === Op.Class ? [owner.name(node)] : [];
  });
  return [...declared, ...known];
}

/** `*` as a wildcard, in any case. */
function patterns(names: readonly string[]): RegExp[] {
  return names.map((name) => wildcard(name, "i"));
}

/** Where SDKs give vectors; what else they give says nothing of the model. */
const VECTORS = [
  ["data", "[]", "embedding"],
  ["data", "data", "[]", "embedding"],
  ["embedding"],
  ["embeddings"],
] as const;

/** Vectors that models gave for texts. */
function* vectors(resolver: Resolver, { models }: Inventory): Iterable<NamedSource> {
  for (const { call, row } of models) {
    if (row.label !== "embedding") continue;
    const { graph, node } = resolver.split(call);
    const callee = graph.arg(node, 0);
    const isVector = callee >= 0 && /^embed(?:Query|Documents)$/.test(graph.name(callee));
    yield { ref: call, label: "inference", what: "the embedding", accesses: isVector ? [[]] : VECTORS };
  }
}

/** What a program calls a model's instructions, where another program asks the model: a page that was given them. */
const INSTRUCTIONS = /system_?(?:prompt|instructions?)$/i;

/** Fixed texts that models are instructed with, or that are called so. */
function* instructions(
  resolver: Resolver,
  graph: Graph,
  { models, agents }: Inventory,
): Iterable<NamedSource> {
  const seen = new Set<Ref>();
  for (const node of calledInstructions(graph)) {
    const text = definitionOf(resolver, resolver.program.ref(graph, node));
    if (seen.has(text) || !isTelling(resolver, text) || isOffered(resolver, text)) continue;
    seen.add(text);
    yield { ref: text, label: "system-prompt", what: "the model's instructions" };
  }
  for (const { call, row } of [...models, ...agents])
    for (const { at, slot } of row.inputs ?? [])
      for (const { ref: given } of resolver.navigate.relative(call, row.path, at)) {
        if (given === undefined || (slot !== "instruction" && slot !== "messages")) continue;
        for (const ref of slot === "instruction" ? [given] : instructing(resolver, given))
          for (const text of textsOf(resolver, ref)) {
            if (seen.has(text) || !isTelling(resolver, text) || isOffered(resolver, text)) continue;
            seen.add(text);
            yield { ref: text, label: "system-prompt", what: "the model's instructions" };
          }
      }
}

/** What a file gives to a property, or exports, under a name that says so: `{ systemPrompt }`, `export const SYSTEM_PROMPT`. */
function* calledInstructions(graph: Graph): Iterable<number> {
  for (const { name, node } of graph.facts.exports) if (INSTRUCTIONS.test(name)) yield node;
  for (let node = 0; node < graph.size; node++)
    if (graph.op(node) === Op.Prop && INSTRUCTIONS.test(graph.name(node)) && graph.arg(node, 0) >= 0)
      yield graph.arg(node, 0);
}

/** The texts that a value may be, wherever the program has them written: in a function that chooses among them, in a table. */
function textsOf(resolver: Resolver, ref: Ref): Ref[] {
  const texts = resolver.resolve(ref).flatMap((value) => (value.kind === "constant" ? [value.ref] : []));
  return [...new Set([definitionOf(resolver, ref), ...texts])];
}

function isTelling(resolver: Resolver, text: Ref): boolean {
  const { graph, node } = resolver.split(text);
  if (graph.op(node) !== Op.String && graph.op(node) !== Op.Concat) return false;
  return (resolver.text(text)?.length ?? TELLING) >= TELLING;
}

/** Properties of what a person fills in or changes: `{ label: "Instructions", default: PROMPT }`. */
const OFFERED = /^(?:default|defaultValue|default_value|initialValue|placeholder|example)$/;
/** What is used where nobody wrote instructions of their own. */
const REPLACEABLE = /default.*(?:prompt|instructions?)/i;

/** Whether a text is shown to whoever may write another one in its place: what a form begins with, a setting's default. */
function isOffered(resolver: Resolver, text: Ref): boolean {
  const { graph, node } = resolver.split(text);
  const props = [...graph.uses(node)].filter((use) => graph.op(use) === Op.Prop);
  if (props.some((prop) => OFFERED.test(graph.name(prop)) || REPLACEABLE.test(graph.name(prop)))) return true;
  const names = graph.facts.exports.flatMap((item) => (item.node === node ? [item.name] : []));
  return names.some((name) =>
    resolver.program.importersOf(graph, name).some((ref) => {
      const user = resolver.split(ref);
      return [...user.graph.uses(user.node)].some(
        (use) => user.graph.op(use) === Op.Prop && OFFERED.test(user.graph.name(use)),
      );
    }),
  );
}

/** Contents of the messages of a conversation whose role instructs. */
function* instructing(resolver: Resolver, conversation: Ref): Iterable<Ref> {
  const list = resolver.split(definitionOf(resolver, conversation));
  if (list.graph.op(list.node) !== Op.Array) return;
  for (const item of list.graph.args(list.node)) {
    const { graph, node } = resolver.split(definitionOf(resolver, resolver.program.ref(list.graph, item)));
    const [role, content] = [propertyOf(graph, node, "role"), propertyOf(graph, node, "content")];
    if (role < 0 || content < 0) continue;
    if (INSTRUCTING.has(resolver.text(resolver.program.ref(graph, role)) ?? ""))
      yield resolver.program.ref(graph, content);
  }
}
