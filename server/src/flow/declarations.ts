/** Which declaration a node falls under. */
import type { Declaration } from "../facts/declaration.js";
import type { Graph } from "../facts/facts.js";
import type { Program } from "./program.js";

/**
 * The declaration of a verb that a node is part of. What stands in a function inside the declared code is not: a function
 * that registers twenty tools is no declaration about each of them.
 */
export function declaredBy(
  program: Program,
  graph: Graph,
  node: number,
  verb: string,
): Declaration | undefined {
  const [start, end] = [graph.facts.starts[node]!, graph.facts.ends[node]!];
  const around = graph.facts.functions[graph.owner(node)];
  return program
    .declarations(graph)
    .find(
      (each) =>
        each.verb === verb &&
        each.start <= start &&
        end <= each.end &&
        !(around && each.start <= around.start && around.end <= each.end),
    );
}

/** How a person approves what is declared to be a gate, in words. One that lets pass who does not answer is none. */
export function declaredGate(program: Program, graph: Graph, node: number): string | undefined {
  const gate = declaredBy(program, graph, node, "approval");
  if (!gate || gate.keys.timeout === "allow") return undefined;
  return gate.keys.scope === undefined ? "declared approval" : `declared approval of ${gate.keys.scope}`;
}
