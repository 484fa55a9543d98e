/** What a condition or a call that returned says about variables: Refine and AfterCall versions. */
import * as ts from "./syntax.js";
import { BOUNDS } from "./bounds.js";
import { Op } from "./facts.js";
import type { Walker } from "./walker.js";

/**
 * Gives every variable that the condition is about a version that remembers the condition. A condition is about a
 * variable when the variable's current value is among the operands it was computed from, at any depth:
 * `relative(base, file).startsWith("..")` is about `file`.
 */
export function refine(
  walker: Walker,
  condition: number,
  sense: boolean,
  subjects = subjectsOf(walker, condition),
): void {
  const { graph, versions } = walker;
  for (const version of subjects) {
    const keys = versions.holding(version);
    if (keys.length === 0) continue;
    const [start, end] = [graph.start(condition), graph.end(condition)];
    const refined = graph.add(Op.Refine, start, end, [version, condition], "", sense ? 1 : 0);
    walker.succeed(version, refined);
    for (const key of keys) versions.set(key, refined);
  }
}

/** Versions that a condition is about. */
export function subjectsOf(walker: Walker, condition: number): readonly number[] {
  const { graph } = walker;
  // So few that looking through them is faster than a set.
  const reached: number[] = [];
  const queue = [condition];
  for (let at = 0; at < queue.length && reached.length < BOUNDS.condition; at++) {
    const node = queue[at]!;
    if (node < 0 || reached.includes(node)) continue;
    reached.push(node);
    const op = graph.op(node);
    // `roots.some((root) => file.startsWith(root + sep))` is about `file`.
    if (op === Op.Function)
      for (const { value } of walker.functions[walker.aux(node)]!.exits) queue.push(value);
    if (op === Op.Function || op === Op.Class || op === Op.Cell || op === Op.Import) continue;
    for (const arg of graph.args(node)) queue.push(arg);
    // A later version of the same value: it was checked or passed to a call since.
    for (const later of walker.laterVersions.get(node) ?? []) queue.push(later);
  }
  return reached.filter((version) => followed(walker, version));
}

/** Checks are followed on what a function holds; what the module holds is shared by all and constant as a rule. */
function followed(walker: Walker, version: number): boolean {
  const { graph } = walker;
  const op = graph.op(version);
  if (op === Op.Cell) return true;
  if (graph.ownerOf(version) < 0 && walker.frame.id >= 0) return false;
  return op !== Op.Function && op !== Op.Class && op !== Op.Import && op !== Op.String && op !== Op.Number;
}

/** Objects whose methods check nothing about their arguments. */
const HARMLESS = new Set([
  "console",
  "Math",
  "Object",
  "Array",
  "JSON",
  "String",
  "Number",
  "Boolean",
  "Promise",
  "Date",
  "Buffer",
]);

/** After a call returned, its variable arguments carry that fact: the callee may have thrown on a bad value. */
export function afterCall(walker: Walker, node: ts.CallExpression, call: number): void {
  const callee = node.expression;
  if (
    ts.isPropertyAccessExpression(callee) &&
    ts.isIdentifier(callee.expression) &&
    HARMLESS.has(callee.expression.text)
  )
    return;
  node.arguments.forEach((argument, index) => {
    const place = walker.keyOf(argument);
    if (!place) return;
    const given = walker.graph.args(call)[index + 1];
    if (given === undefined) return;
    const input = walker.graph.op(given) === Op.Use ? walker.graph.args(given)[0]! : given;
    if (!followed(walker, input)) return;
    const version = walker.add(Op.AfterCall, argument, [input, call], "", index);
    walker.succeed(input, version);
    walker.versions.set(place.key, version);
  });
}
