/** The role of the message that a text is the content of, as object literals and conditions tell it. */
import { Op, type Graph } from "../facts/facts.js";
import type { Access } from "./access.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { Mark, type State } from "./state.js";

/** Properties of a message that hold what it says. */
const CONTENT = new Set(["content", "text", "parts"]);

/** `{ role: "system", content: x }`: what it says of the content, as bits of `Mark`. */
export function roleMark(resolver: Resolver, graph: Graph, message: number, property: string): number {
  if (!CONTENT.has(property)) return 0;
  for (const part of graph.args(message)) {
    if (graph.op(part) !== Op.Prop || graph.name(part) !== "role") continue;
    const role = resolver.text(resolver.program.ref(graph, graph.arg(part, 0)));
    if (role !== undefined) return isInstructing(role) ? Mark.systemRole : Mark.otherRole;
  }
  return 0;
}

/** Whether a branch is for messages with the role of instructions only, and the data is the content of one with another role. */
export function isOfOtherRole(
  resolver: Resolver,
  { marks, access }: State,
  graph: Graph,
  refine: number,
): boolean {
  if ((marks & Mark.otherRole) === 0 || !isContent(access) || graph.aux(refine) !== 1) return false;
  const condition = graph.arg(refine, 1);
  if (graph.op(condition) !== Op.Compare || !/^===?$/.test(graph.name(condition))) return false;
  const role = rootOf(graph, graph.arg(condition, 0));
  if (graph.op(role) !== Op.Member || graph.name(role) !== "role") return false;
  if (rootOf(graph, graph.arg(role, 0)) !== rootOf(graph, refine)) return false;
  return isInstructing(resolver.text(resolver.program.ref(graph, graph.arg(condition, 1))) ?? "");
}

const isContent = ([property]: Access): boolean => property !== undefined && CONTENT.has(property);

const isInstructing = (role: string): boolean => role === "system" || role === "developer";
