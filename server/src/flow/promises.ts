/** Promises that are settled from outside: what is given to the function that settles one is what whoever waits for it gets. */
import { Op, type Graph } from "../facts/facts.js";
import type { Access } from "./access.js";
import { definitionOf } from "./definitions.js";
import type { Ref } from "./program.js";
import type { Propagation } from "./propagate.js";
import { rootOf } from "./relations.js";
import type { State } from "./state.js";

export class Promises {
  constructor(readonly flow: Propagation) {}

  /** The data is given to what is called: true where that settles a promise. */
  settled(state: State, graph: Graph, callee: number, access: Access): boolean {
    const settler = rootOf(graph, callee);
    const own = settledBy(graph, settler);
    if (own !== undefined) {
      this.flow.move(state, this.flow.program.ref(graph, own), "callback", { access });
      return true;
    }
    const places = this.#kept(graph, settler);
    for (const { ref, assumed } of places)
      this.flow.move(state, ref, "callback", { access, context: undefined, assumed });
    return places.length > 0;
  }

  /** `let done; new Promise((resolve) => (done = resolve)); done(x)`, `waiting.get(id).resolve(x)`, `deferred.resolve(x)`. */
  #kept(graph: Graph, settler: number): { ref: Ref; assumed: number }[] {
    const { program, resolver } = this.flow;
    if (graph.op(settler) === Op.Cell || graph.op(settler) === Op.Choice)
      return [...graph.args(settler)].flatMap((value) => {
        const made = settledBy(graph, rootOf(graph, value));
        return made === undefined ? [] : [{ ref: program.ref(graph, made), assumed: 0 }];
      });
    if (graph.op(settler) !== Op.Member || graph.name(settler) !== "resolve") return [];
    const deferred = resolver.split(
      definitionOf(resolver, program.ref(graph, rootOf(graph, graph.arg(settler, 0)))),
    );
    if (isDeferred(deferred.graph, deferred.node))
      return [...deferred.graph.uses(deferred.node)]
        .filter((use) => deferred.graph.op(use) === Op.Member && deferred.graph.name(use) === "promise")
        .map((use) => ({ ref: program.ref(deferred.graph, use), assumed: 0 }));
    const kept = resolver.split(definitionOf(resolver, program.ref(graph, settler)));
    const made = settledBy(kept.graph, kept.node);
    // Which of those that wait is meant is not known.
    return made === undefined ? [] : [{ ref: program.ref(kept.graph, made), assumed: 1 }];
  }
}

/** `new Promise((resolve) => …)`, where the node is one of the function's parameters. */
function settledBy(graph: Graph, param: number): number | undefined {
  if (graph.op(param) !== Op.Param || graph.aux(param) > 1) return undefined;
  const executor = graph.facts.functions[graph.owner(param)];
  if (!executor) return undefined;
  for (const use of graph.uses(executor.node)) {
    if (graph.op(use) !== Op.New || graph.arg(use, 1) !== executor.node) continue;
    const target = graph.arg(use, 0);
    if (graph.op(target) === Op.Global && graph.name(target) === "Promise") return use;
  }
  return undefined;
}

/** What a promise is settled with in its own executor: `new Promise((resolve) => resolve(value))`. */
export function settlings(graph: Graph, made: number): number[] {
  if (graph.argCount(made) < 2) return [];
  const target = graph.arg(made, 0);
  if (graph.op(target) !== Op.Global || graph.name(target) !== "Promise") return [];
  const executor = graph.arg(made, 1);
  if (graph.op(executor) !== Op.Function) return [];
  const settler = graph.facts.functions[graph.aux(executor)]?.params[0] ?? -1;
  if (settler < 0) return [];
  return [...graph.uses(settler)].flatMap((use) =>
    graph.op(use) === Op.Call && graph.arg(use, 0) === settler && graph.argCount(use) > 1
      ? [graph.arg(use, 1)]
      : [],
  );
}

/** `Promise.withResolvers()` */
function isDeferred(graph: Graph, node: number): boolean {
  if (graph.op(node) !== Op.Call) return false;
  const callee = graph.arg(node, 0);
  if (graph.op(callee) !== Op.Member || graph.name(callee) !== "withResolvers") return false;
  const object = graph.arg(callee, 0);
  return graph.op(object) === Op.Global && graph.name(object) === "Promise";
}
