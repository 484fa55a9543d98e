/** Approval that an agent asks for before it runs a tool, whatever the tool does itself. */
import type { AgentRow } from "../catalog/schema.js";
import { Op } from "../facts/facts.js";
import type { ToolEffect } from "../threats/model.js";
import { definitionOf } from "./definitions.js";
import type { CallSite } from "./inventory.js";
import type { Ref } from "./program.js";
import type { Resolver } from "./resolve.js";

/** How every effect of a tool beyond reading is approved, in words; undefined when one is not. */
export function approvalOfAll(effects: readonly ToolEffect[]): string | undefined {
  const acting = effects.filter(({ effect }) => effect !== "read");
  return acting.every(({ approval }) => approval !== undefined) ? acting[0]?.approval : undefined;
}

/** For the name of a tool: how the agent has a person approve it, in words. */
export function agentGate(
  resolver: Resolver,
  { call, row }: CallSite<AgentRow>,
): (tool: string) => string | undefined {
  const gates: { what: string; tools: ReadonlySet<string> | undefined }[] = [];
  for (const path of row.approval ?? [])
    for (const place of resolver.navigate.relative(call, row.path, path))
      for (const made of valuesBehind(resolver, place.ref)) {
        const { graph, node } = resolver.split(made);
        // `interruptBefore: ["tools"]`
        if (graph.op(node) === Op.String) gates.push({ what: lastName(path), tools: undefined });
        if (graph.op(node) !== Op.Call) continue;
        for (const value of resolver.resolve(made))
          for (const asking of value.kind === "api" ? value.api.rows("approval") : [])
            gates.push({ what: asking.what, tools: gatedTools(resolver, made, asking.path, asking.tools) });
      }
  return (tool) => gates.find(({ tools }) => tools === undefined || tools.has(tool))?.what;
}

const lastName = (path: string): string => path.slice(path.lastIndexOf(".") + 1);

/** A value, or the elements where it is a list. */
function valuesBehind(resolver: Resolver, ref: Ref | undefined): Ref[] {
  if (ref === undefined) return [];
  const made = definitionOf(resolver, ref);
  const { graph, node } = resolver.split(made);
  if (graph.op(node) !== Op.Array) return [made];
  return [...graph.args(node)].map((item) => definitionOf(resolver, resolver.program.ref(graph, item)));
}

/** Names of tools that an object has as keys, other than those it sets to `false`; undefined where it cannot be read. */
function gatedTools(
  resolver: Resolver,
  call: Ref,
  rowPath: string,
  path: string | undefined,
): ReadonlySet<string> | undefined {
  if (path === undefined) return undefined;
  const names = new Set<string>();
  for (const place of resolver.navigate.relative(call, rowPath, path)) {
    const { graph, node } = resolver.split(definitionOf(resolver, place.ref ?? call));
    if (place.ref === undefined || graph.op(node) !== Op.Object) return undefined;
    for (const part of graph.args(node)) {
      if (graph.op(part) !== Op.Prop) return undefined;
      const value = graph.arg(part, 0);
      if (graph.op(value) !== Op.Boolean || graph.name(value) === "true") names.add(graph.name(part));
    }
  }
  return names;
}
