/** Tools that one function of the workspace makes for many: each handler that it is given is a tool of its own. */
import { Op } from "../facts/facts.js";
import type { Ref } from "./program.js";
import type { Resolver } from "./resolve.js";

export interface ToolPart {
  handlers: readonly Ref[];
  /** What the tool is called where its handler is written; undefined for the registration's own name. */
  name: string | undefined;
  /** The definition in which the handler is written. */
  at: Ref | undefined;
}

/**
 * The tools that a registration with these handlers is. `const define = (config) => ({ name: config.name, execute: config.execute })`
 * is one registration of as many tools as it is called for.
 */
export function toolParts(resolver: Resolver, handlers: readonly Ref[]): ToolPart[] {
  const whole: ToolPart = { handlers, name: undefined, at: undefined };
  if (handlers.length < 2) return [whole];
  const parts: ToolPart[] = [];
  const rest: Ref[] = [];
  for (const handler of handlers) {
    const named = definitionAround(resolver, handler);
    if (named && !parts.some(({ name }) => name === named.name))
      parts.push({ handlers: [handler], ...named });
    else rest.push(handler);
  }
  if (parts.length < 2) return [whole];
  return rest.length > 0 ? [...parts, { handlers: rest, name: undefined, at: undefined }] : parts;
}

/** `{ name: "copy", execute(input) { … } }` or `define("copy", (input) => …)` around a handler. */
function definitionAround(resolver: Resolver, handler: Ref): { name: string; at: Ref } | undefined {
  const { program } = resolver;
  const { graph, node } = resolver.split(handler);
  const text = (value: number): string | undefined =>
    value < 0 ? undefined : resolver.text(program.ref(graph, value));
  for (const user of graph.uses(node)) {
    if (graph.op(user) === Op.Call) {
      const name = graph.arg(user, 1) === node ? undefined : text(graph.arg(user, 1));
      if (name) return { name, at: program.ref(graph, user) };
    }
    if (graph.op(user) !== Op.Prop) continue;
    for (const object of graph.uses(user)) {
      if (graph.op(object) !== Op.Object) continue;
      for (const part of graph.args(object)) {
        const name =
          graph.op(part) === Op.Prop && graph.name(part) === "name" ? text(graph.arg(part, 0)) : undefined;
        if (name) return { name, at: program.ref(graph, object) };
      }
    }
  }
  return undefined;
}
