/** Statements that a database prepares, and what is bound to them. */
import { Op, type Graph } from "../facts/facts.js";
import { rootOf } from "./relations.js";

const BINDS = /^(?:bind|all|first|iterate|raw|run)$/;

/** `database.prepare("select …").bind(id)`, `.all(id)`: what is given is a value of the query, and no part of what it answers. */
export function bindsValues(graph: Graph, callee: number): boolean {
  if (graph.op(callee) !== Op.Member || !BINDS.test(graph.name(callee))) return false;
  const statement = rootOf(graph, graph.arg(callee, 0));
  const prepares = graph.op(statement) === Op.Call ? graph.arg(statement, 0) : -1;
  return prepares >= 0 && graph.op(prepares) === Op.Member && graph.name(prepares) === "prepare";
}
