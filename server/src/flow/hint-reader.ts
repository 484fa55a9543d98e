/** MCP annotations of a tool: what it tells its host about what it does. */
import type { ToolRow } from "../catalog/schema.js";
import { Op } from "../facts/facts.js";
import type { Tool } from "../threats/model.js";
import { propertyOf } from "./definitions.js";
import { stepAt } from "./describe.js";
import type { CallSite } from "./inventory.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

const HINTS = [
  ["readOnly", "readOnlyHint"],
  ["destructive", "destructiveHint"],
] as const;

/** What a tool's registration says, or else the object that its handler stands in: a helper of the program's own passes that on. */
export function readHints(
  resolver: Resolver,
  { call, row }: CallSite<ToolRow>,
  handlers: readonly Ref[],
): Tool["hints"] {
  const hints: Tool["hints"] = {};
  const add = (key: "readOnly" | "destructive", name: string, ref: Ref): void => {
    const { graph, node } = resolver.split(ref);
    if (graph.op(node) !== Op.Boolean) return;
    hints[key] = graph.name(node) === "true";
    hints.step ??= stepAt(resolver.program, ref, name, "hint");
  };
  for (const [key, name] of HINTS)
    for (const place of row.hints ? resolver.navigate.relative(call, row.path, `${row.hints}.${name}`) : [])
      // What a parameter holds is every tool's that the helper makes, not this one's.
      if (place.ref === undefined || !isParameter(resolver, place.ref))
        for (const value of resolver.navigate.values(place))
          if (value.kind === "constant") add(key, name, value.ref);
  if (hints.step === undefined)
    for (const handler of handlers)
      for (const [key, name] of HINTS) {
        const beside = besideHandler(resolver, handler, name);
        if (beside !== undefined) add(key, name, beside);
      }
  return hints;
}

function isParameter(resolver: Resolver, ref: Ref): boolean {
  const { graph, node } = resolver.split(ref);
  let at = rootOf(graph, node);
  while (graph.op(at) === Op.Member) at = rootOf(graph, graph.arg(at, 0));
  return graph.op(at) === Op.Param;
}

/** A property of the object literal that a handler is a property of. */
function besideHandler(resolver: Resolver, handler: Ref, name: string): Ref | undefined {
  const { graph, node } = resolver.split(handler);
  for (const prop of graph.uses(node)) {
    if (graph.op(prop) !== Op.Prop) continue;
    for (const object of graph.uses(prop)) {
      const found = graph.op(object) === Op.Object ? propertyOf(graph, object, name) : -1;
      if (found >= 0) return resolver.program.ref(graph, found);
    }
  }
  return undefined;
}
