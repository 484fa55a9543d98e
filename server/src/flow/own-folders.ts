/** Checks that a path stays in a folder which the very data chose: whoever names both is held to nothing. */
import { Op, type Graph } from "../facts/facts.js";
import { BOUNDS } from "./bounds.js";
import { calleeName } from "./file-index.js";
import { kinds } from "./kinds.js";
import { isPathModule, rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { resolvesPath } from "./resolved-paths.js";
import type { State } from "./state.js";

/** What a check that a path is inside of a folder closes. */
export const INSIDE = kinds("path", "path-prefix");

/** Steps into a condition, and back to what a folder was made of. */
const DEEPEST = 8;

/** `resolve(base, name)`: what is first there is the folder. */
export function startsPath(resolver: Resolver, graph: Graph, call: number): boolean {
  return graph.argCount(call) > 2 && resolvesPath(resolver, graph, call);
}

/** Whether the data came through the folder that a condition compares a path with: `resolve(base, name).startsWith(base + sep)`. */
export function choseFolder(resolver: Resolver, state: State, graph: Graph, check: number): boolean {
  if (graph.op(check) !== Op.Refine || state.assumed > 0) return false;
  const folders = new Set<number>();
  foldersIn(resolver, graph, graph.arg(check, 1), folders, 0);
  if (folders.size === 0) return false;
  let at: State | undefined = state;
  for (let guard = 0; at && guard < BOUNDS.answer; guard++, at = at.parent) {
    const { graph: own, node } = resolver.split(at.ref);
    if (own !== graph) continue;
    const root = rootOf(own, node);
    for (const folder of folders) if (folder === root || isSamePart(graph, folder, root)) return true;
  }
  return false;
}

/** `args.base` in two places */
function isSamePart(graph: Graph, left: number, right: number): boolean {
  return (
    graph.op(left) === Op.Member &&
    graph.op(right) === Op.Member &&
    graph.name(left) === graph.name(right) &&
    rootOf(graph, graph.arg(left, 0)) === rootOf(graph, graph.arg(right, 0))
  );
}

/** The folders that a condition asks about: what `startsWith` is given, and what `relative` starts from. */
function foldersIn(resolver: Resolver, graph: Graph, node: number, into: Set<number>, depth: number): void {
  if (node < 0 || depth > DEEPEST) return;
  const root = rootOf(graph, node);
  if (graph.op(root) === Op.Call) {
    const callee = graph.arg(root, 0);
    const name = calleeName(graph, callee);
    if (name === "startsWith" && graph.op(callee) === Op.Member) {
      madeOf(resolver, graph, graph.arg(root, 1), into, 0);
      foldersIn(resolver, graph, graph.arg(callee, 0), into, depth + 1);
    } else if (name === "relative" && isPathModule(resolver, graph, callee))
      madeOf(resolver, graph, graph.arg(root, 1), into, 0);
    else if (name === "isAbsolute") foldersIn(resolver, graph, graph.arg(root, 1), into, depth + 1);
    return;
  }
  if (CONDITIONS.has(graph.op(root)))
    for (const part of graph.args(root)) foldersIn(resolver, graph, part, into, depth + 1);
}

const CONDITIONS = new Set<Op>([Op.And, Op.Or, Op.Not, Op.Compare]);

/** A folder, and what it was put together of. */
function madeOf(resolver: Resolver, graph: Graph, node: number, into: Set<number>, depth: number): void {
  if (node < 0 || depth > DEEPEST) return;
  const root = rootOf(graph, node);
  into.add(root);
  if (graph.op(root) === Op.Concat) madeOf(resolver, graph, graph.arg(root, 0), into, depth + 1);
  if (!resolvesPath(resolver, graph, root)) return;
  for (const part of [...graph.args(root)].slice(1)) madeOf(resolver, graph, part, into, depth + 1);
}
