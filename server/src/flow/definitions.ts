/** Where a value was made: through variables, imports, properties and fields. */
import { Op, type Graph } from "../facts/facts.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** Steps back that are taken; a longer way goes round in circles. */
const LONGEST = 20;

/** The node that made a value. */
export function definitionOf(resolver: Resolver, ref: Ref): Ref {
  const { program } = resolver;
  let at = ref;
  for (let guard = 0; guard < LONGEST; guard++) {
    const { graph, node } = resolver.split(at);
    const root = rootOf(graph, node);
    const here = program.ref(graph, root);
    let next: Ref | undefined;
    if (graph.op(root) === Op.Cell && graph.argCount(root) === 1)
      next = program.ref(graph, graph.arg(root, 0));
    else if (graph.op(root) === Op.Import) {
      const target = program.imported(graph, root);
      next =
        target && !("terminals" in target)
          ? program.exported(target, graph.imported(root)).refs[0]
          : undefined;
    } else if (graph.op(root) === Op.Member)
      next = ownProperty(resolver, graph, root) ?? field(resolver, graph, root);
    if (next === undefined) return here;
    at = next;
  }
  return at;
}

/** What the property of an object literal was given. */
function ownProperty(resolver: Resolver, graph: Graph, member: number): Ref | undefined {
  for (const value of resolver.resolve(resolver.program.ref(graph, graph.arg(member, 0)))) {
    if (value.kind !== "object") continue;
    const target = resolver.split(value.ref);
    for (const part of target.graph.args(target.node))
      if (part >= 0 && target.graph.op(part) === Op.Prop && target.graph.name(part) === graph.name(member)) {
        const given = target.graph.arg(part, 0);
        // A property that only a type names was given nothing.
        if (given >= 0) return resolver.program.ref(target.graph, given);
      }
  }
  return undefined;
}

/** What `this.name` was given in its class: where it is declared, or the one place that assigns it. */
function field(resolver: Resolver, graph: Graph, member: number): Ref | undefined {
  const object = rootOf(graph, graph.arg(member, 0));
  if (graph.op(object) !== Op.This || graph.aux(object) < 0) return undefined;
  const owner = graph.facts.classes[graph.aux(object)];
  const declared = owner?.members.find(({ kind, name }) => kind === "field" && name === graph.name(member));
  const index = resolver.program.index(graph);
  const stores = index.stores.get(graph.name(member)).filter((store) => {
    const target = rootOf(graph, graph.arg(store, 0));
    return graph.op(target) === Op.This && graph.aux(target) === graph.aux(object);
  });
  if (stores.length === 1) return resolver.program.ref(graph, graph.arg(stores[0]!, 1));
  return declared && declared.node >= 0 && stores.length === 0
    ? resolver.program.ref(graph, declared.node)
    : undefined;
}

/** The node that an object literal gives to a property by name, or -1. */
export function propertyOf(graph: Graph, object: number, name: string): number {
  if (object < 0 || graph.op(object) !== Op.Object) return -1;
  for (const part of graph.args(object))
    if (graph.op(part) === Op.Prop && graph.name(part) === name) return graph.arg(part, 0);
  return -1;
}
