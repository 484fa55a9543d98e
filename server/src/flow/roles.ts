/** The role of the message that a text is the content of, as object literals and conditions tell it. */
import type { Slot } from "../catalog/vocabulary.js";
import { Op, type Graph } from "../facts/facts.js";
import { isElement, type Access } from "./access.js";
import { asksEqual, rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { Mark, type State } from "./state.js";

/** Properties of a message that hold what it says. */
const CONTENT = new Set(["content", "text", "parts"]);

/** Roles of messages, and types of their parts, that hold what a tool gave: whatever words stand around it, nobody is told to do them. */
const OF_TOOLS = new Set(["tool", "function", "tool_result", "tool-result", "function_call_output"]);

/** `{ role: "system", content: x }`: the marks of the content, by what the message says of it. */
export function inRole(
  resolver: Resolver,
  graph: Graph,
  message: number,
  property: string,
  marks: number,
): number {
  const isOutput = property === "output";
  if (!CONTENT.has(property) && !isOutput) return marks;
  for (const part of graph.args(message)) {
    if (graph.op(part) !== Op.Prop || (graph.name(part) !== "role" && graph.name(part) !== "type")) continue;
    const value = rootOf(graph, graph.arg(part, 0));
    if (graph.op(value) === Op.String && OF_TOOLS.has(graph.name(value)))
      return (marks & ~Mark.withInstructions) | Mark.otherRole;
    if (graph.name(part) === "type" || isOutput) continue;
    const role = resolver.text(resolver.program.ref(graph, value));
    if (role !== undefined) return marks | (isInstructing(role) ? Mark.systemRole : Mark.otherRole);
  }
  return marks;
}

/** Whether data becomes instructions in a text that is made of messages: whoever gives whole messages gives their roles. */
export function becomesInstructions(slot: Slot, { marks, step }: State, rest: readonly string[]): boolean {
  if (slot !== "messages") return slot === "instruction";
  if ((marks & Mark.systemRole) !== 0) return true;
  return (marks & Mark.otherRole) === 0 && step !== "text" && rest.every(isElement);
}

/** Whether a branch is for messages with the role of instructions only, and the data is the content of one with another role. */
export function isOfOtherRole(
  resolver: Resolver,
  { marks, access }: State,
  graph: Graph,
  refine: number,
): boolean {
  if ((marks & Mark.otherRole) === 0 || !isContent(access) || graph.aux(refine) !== 1) return false;
  const compared = comparison(resolver, graph, graph.arg(refine, 1), "role", rootOf(graph, refine));
  return compared?.equal === true && isInstructing(compared.text);
}

/** `message.role === "user"`: with which text a property is compared, and whether it is that one. */
function comparison(
  resolver: Resolver,
  graph: Graph,
  condition: number,
  property: string,
  holder: number,
): { text: string; equal: boolean } | undefined {
  const equal = graph.op(condition) === Op.Compare ? asksEqual(graph, condition) : undefined;
  if (equal === undefined) return undefined;
  const member = rootOf(graph, graph.arg(condition, 0));
  if (graph.op(member) !== Op.Member || graph.name(member) !== property) return undefined;
  if (rootOf(graph, graph.arg(member, 0)) !== holder) return undefined;
  const text = resolver.text(resolver.program.ref(graph, graph.arg(condition, 1)));
  return text === undefined ? undefined : { text, equal };
}

/** Whether a list is filtered by a function that says something of each element it keeps. */
function filtersBy(
  graph: Graph,
  callback: number,
  says: (condition: number, element: number) => boolean,
): boolean {
  const fn = rootOf(graph, callback);
  if (graph.op(fn) !== Op.Function) return false;
  const { params, exits } = graph.facts.functions[graph.aux(fn)]!;
  const [param] = params;
  if (param === undefined || exits.length === 0) return false;
  const element = rootOf(graph, param);
  return exits.every(({ value }) => value >= 0 && says(value, element));
}

/** Whether a list of messages is filtered by what leaves those with the role of instructions out. */
export function keepsOtherRoles(resolver: Resolver, graph: Graph, callback: number): boolean {
  return filtersBy(graph, callback, (value, message) => saysOtherRole(resolver, graph, value, message));
}

function saysOtherRole(resolver: Resolver, graph: Graph, condition: number, message: number): boolean {
  const says = (each: number): boolean => saysOtherRole(resolver, graph, each, message);
  if (graph.op(condition) === Op.And) return [...graph.args(condition)].some(says);
  if (graph.op(condition) === Op.Or) return [...graph.args(condition)].every(says);
  const compared = comparison(resolver, graph, condition, "role", message);
  return compared !== undefined && compared.equal !== isInstructing(compared.text);
}

/** Types of the parts of a message that are no text. */
const ATTACHED = new Set(["file", "image", "image_url"]);

/** Whether a branch is for files that somebody attached to a message only, and the data is a property of a part that was written. */
export function isOtherPart(resolver: Resolver, state: State, graph: Graph, refine: number): boolean {
  if ((state.marks & Mark.written) === 0 || state.access.length !== 1 || graph.aux(refine) !== 1)
    return false;
  return saysAttached(resolver, graph, graph.arg(refine, 1), rootOf(graph, refine));
}

/** The same of what a list is filtered by: `parts.filter((part) => part.type === "file")`. */
export function keepsOtherParts(
  resolver: Resolver,
  { marks }: State,
  element: Access,
  graph: Graph,
  callback: number,
): boolean {
  if ((marks & Mark.written) === 0 || element.length !== 1) return false;
  return filtersBy(graph, callback, (value, part) => saysAttached(resolver, graph, value, part));
}

function saysAttached(resolver: Resolver, graph: Graph, condition: number, part: number): boolean {
  if (graph.op(condition) === Op.And)
    return [...graph.args(condition)].some((each) => saysAttached(resolver, graph, each, part));
  const compared = comparison(resolver, graph, condition, "type", part);
  return compared?.equal === true && ATTACHED.has(compared.text);
}

const isContent = ([property]: Access): boolean => property !== undefined && CONTENT.has(property);

const isInstructing = (role: string): boolean => role === "system" || role === "developer";
