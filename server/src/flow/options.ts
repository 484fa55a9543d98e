/** Options that calls and constructions are given: which are there, which are not, and where one could be put. */
import { Op, type Graph } from "../facts/facts.js";
import type { Given } from "../threats/model.js";
import { definitionOf } from "./definitions.js";
import { stepAt } from "./describe.js";
import type { Place } from "./navigate.js";
import type { Ref } from "./program.js";
import type { Resolver } from "./resolve.js";

export const ABSENT: Given = { presence: "absent" };
export const UNKNOWN: Given = { presence: "unknown" };

/** How deep options lie in options: `config.generationConfig.maxOutputTokens`. */
const DEPTH = 3;

export class OptionReader {
  constructor(readonly resolver: Resolver) {}

  /** What is at a row's relative path. */
  at(call: Ref, rowPath: string, path: string | undefined): Given {
    if (path === undefined) return UNKNOWN;
    const places = this.resolver.navigate.relative(call, rowPath, path);
    for (const place of places) {
      const ref = place.ref ?? refOf(place);
      if (ref !== undefined) return this.given(ref);
    }
    if (places.some(({ values }) => (values?.length ?? 0) > 0)) return { presence: "present" };
    return this.#arguments(call).some((argument) => this.isOpen(argument)) ? UNKNOWN : ABSENT;
  }

  /** The same for a call whose arguments each have a meaning of their own: only the one that the path names may hold it. */
  positional(call: Ref, path: string): Given {
    const found = this.at(call, "x()", path);
    const index = Number(/^\((\d+)\)/.exec(path)?.[1] ?? -1);
    if (found.presence !== "unknown" || index < 0) return found;
    const { graph, node } = this.resolver.split(call);
    const spread = [...graph.args(node)].some(
      (argument) => argument >= 0 && graph.op(argument) === Op.Spread,
    );
    const argument = graph.arg(node, index + 1);
    if (spread) return UNKNOWN;
    return argument >= 0 && this.isOpen(this.resolver.program.ref(graph, argument)) ? UNKNOWN : ABSENT;
  }

  /** A value that is there. */
  given(ref: Ref): Given {
    const { program } = this.resolver;
    const text = this.#text(ref);
    return {
      presence: "present",
      step: stepAt(program, ref, text === undefined ? "an option" : `"${text}"`, "option"),
      ...(text === undefined ? {} : { value: text }),
    };
  }

  #text(ref: Ref): string | undefined {
    // One of several alternatives is not what it is.
    const { graph, node } = this.resolver.split(definitionOf(this.resolver, ref));
    const op = graph.op(node);
    if (op === Op.Number || op === Op.Boolean) return graph.name(node);
    return op === Op.String || op === Op.Concat
      ? this.resolver.text(this.resolver.program.ref(graph, node))
      : undefined;
  }

  /** The first option of one of these names among the arguments of a call, or in objects inside them. */
  named(call: Ref, names: ReadonlySet<string>): Given {
    let open = false;
    const seen = new Set<Ref>();
    const search = (ref: Ref, depth: number): Ref | undefined => {
      const definition = definitionOf(this.resolver, ref);
      // An object may be spread into itself: `options = { ...options, more }`.
      if (seen.has(definition)) return undefined;
      seen.add(definition);
      const { graph, node } = this.resolver.split(definition);
      const sent = jsonOf(graph, node);
      if (sent >= 0) {
        // What a request's body is made of cannot always be seen.
        if (this.isOpen(this.resolver.program.ref(graph, sent))) open = true;
        return search(this.resolver.program.ref(graph, sent), depth);
      }
      if (graph.op(node) !== Op.Object) {
        // What was constructed is a client or the like, no object with options.
        if (depth === 0 && graph.op(node) !== Op.New && this.isOpen(ref)) open = true;
        return undefined;
      }
      for (const part of graph.args(node)) {
        const value = graph.arg(part, 0);
        if (value < 0) continue;
        if (graph.op(part) === Op.Prop && names.has(graph.name(part)))
          return this.resolver.program.ref(graph, value);
        if (graph.op(part) === Op.ComputedProp) open = true;
        if (graph.op(part) === Op.Spread) {
          const spread = this.resolver.program.ref(graph, value);
          if (this.isOpen(spread)) open = true;
          const found = search(spread, depth);
          if (found !== undefined) return found;
        } else if (graph.op(part) === Op.Prop && depth < DEPTH) {
          const found = search(this.resolver.program.ref(graph, value), depth + 1);
          if (found !== undefined) return found;
        }
      }
      return undefined;
    };
    for (const argument of this.#arguments(call)) {
      const found = search(argument, 0);
      if (found !== undefined) return this.given(found);
    }
    return open ? UNKNOWN : ABSENT;
  }

  /** The object literal among the arguments that a control can put an option into. */
  literal(call: Ref): Ref | undefined {
    for (const argument of this.#arguments(call)) {
      const { graph, node } = this.resolver.split(definitionOf(this.resolver, argument));
      if (graph.op(node) === Op.Object) return this.resolver.program.ref(graph, node);
    }
    return undefined;
  }

  /** Whether something may hold options that cannot be seen: it comes from a parameter, a call, another package. */
  isOpen(ref: Ref, seen = new Set<Ref>()): boolean {
    const definition = definitionOf(this.resolver, ref);
    if (seen.has(definition)) return false;
    seen.add(definition);
    const { graph, node } = this.resolver.split(definition);
    switch (graph.op(node)) {
      case Op.Object:
        return [...graph.args(node)].some(
          (part) =>
            graph.op(part) === Op.ComputedProp ||
            (graph.op(part) === Op.Spread &&
              this.isOpen(this.resolver.program.ref(graph, graph.arg(part, 0)), seen)),
        );
      case Op.String:
      case Op.Number:
      case Op.Boolean:
      case Op.Nullish:
      case Op.Concat:
      case Op.Function:
      case Op.Class:
      case Op.Array:
      case Op.Regex:
        return false;
      default:
        return true;
    }
  }

  #arguments(call: Ref): Ref[] {
    const { graph, node } = this.resolver.split(call);
    if (graph.op(node) === Op.Object) return [call];
    if (graph.op(node) !== Op.Call && graph.op(node) !== Op.New) return [];
    return [...graph.args(node)]
      .slice(1)
      .filter((argument) => argument >= 0)
      .map((argument) => this.resolver.program.ref(graph, argument));
  }
}

/** `JSON.stringify(body)`: what is sent as JSON has the options that it is made of. */
function jsonOf(graph: Graph, node: number): number {
  const callee = graph.op(node) === Op.Call ? graph.arg(node, 0) : -1;
  const isJson = callee >= 0 && graph.op(callee) === Op.Member && graph.name(callee) === "stringify";
  return isJson ? graph.arg(node, 1) : -1;
}

function refOf({ values }: Place): Ref | undefined {
  for (const value of values ?? []) if ("ref" in value) return value.ref;
  return undefined;
}

/** The surest of several: what is there anywhere is there; what is unknown somewhere is unknown. */
export function surest(...list: readonly Given[]): Given {
  return (
    list.find(({ presence }) => presence === "present") ??
    list.find(({ presence }) => presence === "unknown") ??
    ABSENT
  );
}
