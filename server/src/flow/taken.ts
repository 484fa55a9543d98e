/** Which call takes a function: `app.get(path, handler)`, `run(id, { done: handler })`. */
import { Op, type Graph } from "../facts/facts.js";
import { rootOf, usersOf } from "./relations.js";

/** Where a call takes a function: as an argument of its own, or under a name in one. */
export interface Taken {
  call: number;
  /** Of the argument. */
  index: number;
  name?: string;
}

/** @param fn number of the function in its file */
export function takenBy(graph: Graph, fn: number): Taken | undefined {
  for (const user of usersOf(graph, graph.facts.functions[fn]!.node)) {
    const taken = graph.op(user) === Op.Prop ? takenIn(graph, user) : takenAs(graph, user, fn);
    if (taken) return taken;
  }
  return undefined;
}

function takenAs(graph: Graph, call: number, fn: number): Taken | undefined {
  if (graph.op(call) !== Op.Call) return undefined;
  const args = graph.args(call);
  for (let at = 1; at < args.length; at++)
    if (rootOf(graph, args[at]!) === graph.facts.functions[fn]!.node) return { call, index: at - 1 };
  return undefined;
}

function takenIn(graph: Graph, property: number): Taken | undefined {
  for (const object of graph.uses(property))
    for (const call of graph.op(object) === Op.Object ? usersOf(graph, object) : []) {
      const index = graph.op(call) === Op.Call ? graph.indexOf(call, object) - 1 : -1;
      if (index >= 0) return { call, index, name: graph.name(property) };
    }
  return undefined;
}
