/** Functions of the language that give what a list or an object holds in another one: each part is followed to where it is then. */
import { Op, type Graph } from "../facts/facts.js";
import { isElement, type Access } from "./access.js";
import { BOUNDS } from "./bounds.js";
import { calleeName } from "./file-index.js";
import { isModuleFunction } from "./intrinsics.js";
import { rootOf, valueOf } from "./relations.js";

type Carry = (access: Access, index: number) => Access | undefined;

/** What is an element of the argument is one of the result. */
const elements: Carry = ([step, ...rest], index) =>
  index === 0 && step !== undefined && isElement(step) ? [step, ...rest] : undefined;

/** What each element of the argument has under a name, the result's elements are, or the other way round. */
const under =
  (name: string): Carry =>
  (access, index) => {
    const [step, ...rest] = elements(access, index) ?? [];
    return step === undefined ? undefined : [step, name, ...rest];
  };

/** The result is one of the elements. */
const one: Carry = (access, index) => elements(access, index)?.slice(1);

/** The result has what the argument's pairs hold beside their keys, under names that are not known. */
const pairs =
  (step: string): Carry =>
  (access, index) => {
    const [, half, ...rest] = elements(access, index) ?? [];
    return half === "1" ? [step, ...rest] : undefined;
  };

const CARRIERS: Readonly<Record<string, Carry>> = {
  "Promise.all": elements,
  "Promise.allSettled": under("value"),
  "Promise.race": one,
  "Promise.any": one,
  "Array.from": elements,
  "Buffer.concat": one,
  "Array.of": (access, index) => [String(index), ...access],
  "Object.values": ([step, ...rest], index) =>
    index === 0 && step !== undefined ? ["[]", ...rest] : undefined,
  "Object.entries": ([step, ...rest], index) =>
    index === 0 && step !== undefined ? ["[]", "1", ...rest] : undefined,
  "Object.fromEntries": pairs("*"),
  "new Set": ([step, ...rest], index) =>
    index === 0 && step !== undefined && isElement(step) ? ["[]", ...rest] : undefined,
  "new Map": pairs("[]"),
  // `new CustomEvent("name", { detail })`
  "new CustomEvent": (access, index) => (index === 1 && access[0] === "detail" ? access : undefined),
  "new MessageEvent": (access, index) => (index === 1 && access[0] === "data" ? access : undefined),
};

/**
 * Where a part of an argument is in what such a function gives; undefined where the call is none of them, or the argument as a whole
 * is meant.
 */
export function carried(
  graph: Graph,
  call: number,
  index: number,
  access: Access,
): Access | "left out" | undefined {
  if (access.length === 0) return undefined;
  if (access[0] === "[]" && access[1] === "1" && takenApart(graph, call) >= 0) return "left out";
  const callee = graph.arg(call, 0);
  const isNew = graph.op(call) === Op.New;
  if (graph.op(callee) === Op.Global)
    return isNew ? CARRIERS[`new ${graph.name(callee)}`]?.(access, index) : undefined;
  const object = graph.op(callee) === Op.Member && !isNew ? graph.arg(callee, 0) : -1;
  if (object < 0 || graph.op(object) !== Op.Global) return undefined;
  return CARRIERS[`${graph.name(object)}.${graph.name(callee)}`]?.(access, index);
}

/**
 * Objects made anew of what one has, or some of it, under the names that it has there:
 * `Object.fromEntries(Object.entries(object).filter(…))`, by the call that takes the object apart.
 */
export function madeAnew(graph: Graph, entries: number, makers: Iterable<number>): number[] {
  if (!isOfObject(graph, entries, "entries")) return [];
  return [...makers].filter((made) => takenApart(graph, made) === entries);
}

/** The call that took apart what this one puts together again, nothing having been changed between; -1 where there is none. */
function takenApart(graph: Graph, made: number): number {
  if (!isOfObject(graph, made, "fromEntries")) return -1;
  let list = valueOf(graph, graph.arg(made, 1));
  for (let guard = 0; guard < BOUNDS.chain && graph.op(list) === Op.Call; guard++) {
    if (isOfObject(graph, list, "entries")) return list;
    const callee = graph.arg(list, 0);
    if (graph.op(callee) !== Op.Member || !ORDERS.has(graph.name(callee))) return -1;
    list = valueOf(graph, graph.arg(callee, 0));
  }
  return -1;
}

/** Methods that leave the elements of a list as they are. */
const ORDERS = new Set(["filter", "slice", "sort", "toSorted", "reverse", "toReversed"]);

/** `Object.name(argument)` */
function isOfObject(graph: Graph, call: number, name: string): boolean {
  const callee = graph.op(call) === Op.Call && graph.argCount(call) > 1 ? graph.arg(call, 0) : -1;
  return (
    callee >= 0 &&
    graph.op(callee) === Op.Member &&
    isModuleFunction(graph, callee, "Object") &&
    graph.name(callee) === name
  );
}

/**
 * `pick(object, ["a", "b"])` and `omit(object, ["a"])`, whichever library they are of: where a property of the object is in what they
 * give. "left out" where it is not there; undefined where the call is neither of them, or its keys are not written down.
 */
export function picked(
  graph: Graph,
  call: number,
  index: number,
  access: Access,
): Access | "left out" | undefined {
  const [step] = access;
  if (step === undefined || isElement(step) || step === "*" || index !== 0 || graph.op(call) !== Op.Call)
    return undefined;
  const name = calleeName(graph, graph.arg(call, 0));
  if (name !== "pick" && name !== "omit") return undefined;
  const keys = keysIn(graph, call);
  if (!keys) return undefined;
  return keys.includes(step) === (name === "pick") ? access : "left out";
}

/** The names that stand in a list behind the object, or one by one. */
function keysIn(graph: Graph, call: number): string[] | undefined {
  const given = [...graph.args(call)].slice(2).map((each) => rootOf(graph, each));
  const [first = -1] = given;
  const nodes = first >= 0 && graph.op(first) === Op.Array ? [...graph.args(first)] : given;
  const names = nodes.flatMap((node) => (graph.op(node) === Op.String ? [graph.name(node)] : []));
  return names.length > 0 && names.length === nodes.length ? names : undefined;
}
