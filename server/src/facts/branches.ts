/** Branches that a constant given to a function decides: `switch (options.kind)`, `if (mode === "dry")`, `create ? a : b`. */
import { Op, OPENS_ALL } from "./facts.js";
import type { Walker } from "./walker.js";

/** How deep a condition is looked into. */
const DEEPEST = 6;

/** Where a branch begins: the next node, and the next exit of the function. */
export interface BranchStart {
  node: number;
  exit: number;
}

export function branchStart(walker: Walker): BranchStart {
  return { node: walker.graph.size, exit: walker.functions[walker.frame.id]?.exits.length ?? 0 };
}

/** Reads a branch, and notes what is in it. @param sense whether the condition is true there */
export function branch(walker: Walker, condition: number, sense: boolean, read: () => void): void {
  const start = branchStart(walker);
  read();
  note(walker, condition, sense, start);
}

/** Notes that everything from a place on is there only where a condition is true, or false. */
export function note(walker: Walker, condition: number, sense: boolean, start: BranchStart): void {
  const end = branchStart(walker);
  const isEmpty = end.node === start.node && end.exit === start.exit;
  if (isEmpty || !asksForGiven(walker, condition, 0)) return;
  const exits = { from: start.exit, to: end.exit };
  walker.deciding.push({ condition, sense, from: start.node, to: end.node, exits });
}

/**
 * Whether a condition compares a parameter or a property of one with a constant, compares what a function gives for one with a text,
 * or asks whether one is anything, or whether a setting lets everything through.
 */
function asksForGiven(walker: Walker, condition: number, depth: number): boolean {
  const { graph } = walker;
  if (condition < 0 || depth > DEEPEST) return false;
  const args = graph.args(condition);
  switch (graph.op(condition)) {
    case Op.Not:
      return asksForGiven(walker, args[0]!, depth + 1);
    case Op.And:
    case Op.Or:
      return args.some((arg) => asksForGiven(walker, arg, depth + 1));
    case Op.Compare:
      return (
        (args.some((arg) => isGiven(walker, arg)) && args.some((arg) => isConstant(graph.op(arg)))) ||
        (args.some((arg) => isAsked(walker, arg)) && args.some((arg) => graph.op(arg) === Op.String))
      );
    case Op.Member:
      return isGiven(walker, condition) || OPENS_ALL.test(graph.name(condition));
    default:
      return isGiven(walker, condition);
  }
}

/** A parameter of the function that is read, or a property of one. */
function isGiven(walker: Walker, node: number): boolean {
  const { graph } = walker;
  const root = originOf(walker, node);
  const object = graph.op(root) === Op.Member ? originOf(walker, graph.args(root)[0]!) : root;
  return graph.op(object) === Op.Param && graph.ownerOf(object) === walker.frame.id;
}

/** `modeOf(context)`, `this.mode` */
function isAsked(walker: Walker, node: number): boolean {
  const { graph } = walker;
  const root = originOf(walker, node);
  if (graph.op(root) === Op.Member) return graph.op(graph.args(root)[0]!) === Op.This;
  return (
    graph.op(root) === Op.Call &&
    graph
      .args(root)
      .slice(1)
      .some((arg) => isGiven(walker, arg))
  );
}

function originOf({ graph }: Walker, node: number): number {
  let at = node;
  for (;;) {
    const op = graph.op(at);
    // `options = {}`: a default stands in for what is missing.
    const isSame = op === Op.Refine || op === Op.AfterCall || op === Op.Typed || op === Op.Use;
    if (!isSame && op !== Op.Coalesce) return at;
    at = graph.args(at)[0]!;
  }
}

function isConstant(op: Op): boolean {
  return op === Op.String || op === Op.Number || op === Op.Boolean || op === Op.Nullish;
}
