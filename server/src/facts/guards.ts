/** What a condition or a call that returned says about variables: Refine and AfterCall versions. */
import * as ts from "./syntax.js";
import { derivedFrom } from "./derived.js";
import { BOUNDS } from "./bounds.js";
import { Op } from "./facts.js";
import type { Key, Versions } from "./flow-state.js";
import type { Walker } from "./walker.js";

/**
 * Gives every variable that the condition is about a version that remembers the condition. A condition is about a
 * variable when the variable's current value is among the operands it was computed from, at any depth:
 * `relative(base, file).startsWith("..")` is about `file`.
 */
export function refine(
  walker: Walker,
  condition: number,
  sense: boolean | typeof Sense.returned | typeof Sense.threw,
  subjects = subjectsOf(walker, condition),
): void {
  const { versions } = walker;
  const told: Key[] = [];
  const held: number[] = [];
  for (const version of subjects) {
    const keys = versions.holding(version);
    if (keys.length === 0) continue;
    const refined = remembering(walker, version, condition, Number(sense));
    for (const key of keys) versions.set(key, refined);
    if (walker.derived.size === 0) continue;
    told.push(...keys);
    held.push(version);
  }
  if (sense !== Sense.threw) refineDerived(walker, condition, Number(sense), held, told);
}

/** The same for variables that were made of what the condition is about, and that it is not about itself. Each is told once. */
function refineDerived(
  walker: Walker,
  condition: number,
  sense: number,
  subjects: readonly number[],
  told: Key[],
): void {
  for (const version of subjects)
    for (const key of derivedFrom(walker, version)) {
      const made = told.includes(key) ? undefined : walker.versions.get(key);
      if (made === undefined) continue;
      walker.versions.set(key, remembering(walker, made, condition, sense, version));
      told.push(key);
    }
}

/**
 * A version that remembers what is known of a condition.
 * @param sense of `Sense`
 * @param origin for a variable that was made of what the condition is about: that
 */
function remembering(
  walker: Walker,
  version: number,
  condition: number,
  sense: number,
  origin?: number,
): number {
  const { graph } = walker;
  const [start, end] = [graph.start(condition), graph.end(condition)];
  const operands = origin === undefined ? [version, condition] : [version, condition, origin];
  const refined = graph.add(Op.Refine, start, end, operands, "", sense);
  walker.succeed(version, refined);
  return refined;
}

/**
 * After a loop over a list in which every element had to pass a condition, what the condition is about passed it for all:
 * `for (const address of addresses) if (isPrivate(address)) throw …` is about the host they were looked up for.
 * @param item the element
 * @param after versions at the end of the body
 */
export function refineByEach(walker: Walker, item: number, after: Versions): void {
  for (const key of [...(after.own?.keys() ?? [])]) {
    const now = walker.versions.get(key);
    let version = after.get(key);
    if (now === undefined || version === undefined) continue;
    const passed: number[] = [];
    while (version !== now) {
      const op = walker.graph.op(version);
      if (op === Op.Refine) passed.push(version);
      else if (op !== Op.AfterCall) break;
      version = walker.graph.args(version)[0]!;
    }
    if (version !== now) continue;
    let current = now;
    for (const refined of passed.reverse()) {
      const condition = walker.graph.args(refined)[1]!;
      if (!dependsOn(walker, condition, item)) continue;
      current = remembering(walker, current, condition, walker.graph.aux(refined));
    }
    if (current !== now) walker.versions.set(key, current);
  }
}

/** Whether a node was computed from another. */
function dependsOn(walker: Walker, node: number, from: number): boolean {
  const reached = [node];
  for (let at = 0; at < reached.length && at < BOUNDS.condition; at++) {
    if (reached[at] === from) return true;
    for (const arg of walker.graph.args(reached[at]!))
      if (arg >= 0 && !reached.includes(arg)) reached.push(arg);
  }
  return false;
}

/**
 * Whether a condition asks only for properties of the object itself: `this.contained`, `this.strict || !this.trusted`. What
 * such a setting turns off is known by the condition, though it says nothing of the values that are checked.
 */
export function isSetting(walker: Walker, condition: number): boolean {
  const { graph } = walker;
  const args = graph.args(condition);
  switch (graph.op(condition)) {
    case Op.Not:
      return isSetting(walker, args[0]!);
    case Op.And:
    case Op.Or:
      return args.every((arg) => isSetting(walker, arg));
    case Op.Refine:
      return isSetting(walker, args[0]!);
    case Op.Member:
      return graph.op(args[0]!) === Op.This;
    default:
      return false;
  }
}

/** Gives variables a version that remembers a condition, whatever it is about. */
export function refineKeys(walker: Walker, condition: number, sense: boolean, keys: readonly Key[]): void {
  const { versions } = walker;
  for (const key of keys) {
    const version = versions.get(key);
    if (version === undefined) continue;
    versions.set(key, remembering(walker, version, condition, Number(sense)));
  }
}

/** Variables that a branch checked and otherwise left as they were. */
export function checkedKeys(walker: Walker, before: Versions, after: Versions): Key[] {
  return [...(after.own ?? [])]
    .filter(([key, version]) => {
      const known = before.get(key);
      return version >= 0 && known !== undefined && known !== version && walker.isChecked(version, known);
    })
    .map(([key]) => key);
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
    const op = graph.op(node);
    // Nothing is known of a text that is written there: ranges of addresses compare with many.
    if (op === Op.String || op === Op.Number) continue;
    reached.push(node);
    // `roots.some((root) => file.startsWith(root + sep))` is about `file`.
    if (op === Op.Function)
      for (const { value } of walker.functions[walker.aux(node)]!.exits) queue.push(value);
    if (op === Op.Function || op === Op.Class || op === Op.Cell || op === Op.Import) continue;
    const args = graph.args(node);
    // What a function of this file is made of says nothing about what it is called with.
    const first = op === Op.Call && graph.op(args[0]!) === Op.Function ? 1 : 0;
    // What was known of a value before is about others that the value was not made from.
    const end = op === Op.Refine || op === Op.AfterCall ? 1 : args.length;
    for (let index = first; index < end; index++) queue.push(args[index]!);
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

/**
 * What a Refine node knows of its condition: it was false, it was true, it is a call that returned normally, or one that did
 * not, or a Choice of calls of which one did not.
 */
export const Sense = { no: 0, yes: 1, returned: 2, threw: 3 } as const;

/** Names of functions that find the addresses of a host, and fail for a host that has none. */
const LOOK_UP = /lookup|^resolve(?:[46]|Any)?$/i;

/**
 * Where control comes to a `catch`, and nothing in the block could fail but look-ups of a host, the host has no address.
 * @param from number of the first node of the block
 * @param to number of the first node after it
 */
export function refineByFailure(walker: Walker, block: ts.Block, from: number, to: number): void {
  if (!onlyLooksUp(block)) return;
  const { graph } = walker;
  const calls: number[] = [];
  for (let node = from; node < to; node++) {
    if (graph.op(node) !== Op.Call || graph.ownerOf(node) !== walker.frame.id) continue;
    const callee = graph.args(node)[0]!;
    const object = graph.op(callee) === Op.Member ? graph.args(callee)[0]! : callee;
    if (graph.op(object) !== Op.Global) calls.push(node);
  }
  if (calls.length === 0) return;
  refine(walker, calls.length === 1 ? calls[0]! : walker.add(Op.Choice, block, calls), Sense.threw);
}

/** Whether what a block calls, what its functions call left aside, looks up hosts and nothing else, and it throws nothing itself. */
function onlyLooksUp(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return true;
  if (ts.isThrowStatement(node) || ts.isNewExpression(node) || ts.isTaggedTemplateExpression(node))
    return false;
  if (ts.isCallExpression(node)) {
    const callee = node.expression;
    const member = ts.isPropertyAccessExpression(callee);
    const name = member ? callee.name : callee;
    const harmless = member && ts.isIdentifier(callee.expression) && HARMLESS.has(callee.expression.text);
    if (!harmless && !(ts.isIdentifier(name) && LOOK_UP.test(name.text))) return false;
  }
  return !ts.forEachChild(node, (child) => !onlyLooksUp(child) || undefined);
}

/**
 * After a call for its own sake, what its arguments were made from knows that it returned: `assertPublic(address.hostname)`
 * is about `address` and about the text it was parsed from.
 */
export function refineByReturn(walker: Walker, node: ts.Expression, value: number): void {
  if (!ts.isCallExpression(node) || !mayCheck(node.expression)) return;
  const { graph } = walker;
  const call = graph.op(value) === Op.Await ? graph.args(value)[0]! : value;
  if (graph.op(call) !== Op.Call) return;
  const given = graph.args(call).map((arg) => (graph.op(arg) === Op.Use ? graph.args(arg)[0]! : arg));
  const subjects = subjectsOf(walker, call).filter((version) => {
    const op = graph.op(version);
    return op !== Op.AfterCall && op !== Op.Cell && !given.includes(version);
  });
  // What was passed to calls before, or to this one too, beside a part of it or a condition: `check(url.hostname, text)`,
  // `assert(SAFE.test(text))`.
  for (const argument of given.slice(1))
    if (isSaid(walker, walker.unrefined(argument)))
      for (const version of subjectsOf(walker, argument))
        if (graph.op(version) === Op.AfterCall && graph.args(version)[0] !== argument) subjects.push(version);
  refine(walker, call, Sense.returned, subjects);
}

/** Operations whose result says something about what it was made from, and methods whose result does. */
const SAYS = new Set<Op>([Op.Member, Op.Not, Op.And, Op.Or, Op.Compare]);
const TESTS = /^(?:test|has|hasOwn|includes|startsWith|endsWith|every|some|is[A-Z]\w*)$/;

function isSaid({ graph }: Walker, node: number): boolean {
  const op = graph.op(node);
  return SAYS.has(op) || (op === Op.Call && TESTS.test(graph.name(graph.args(node)[0]!)));
}

/** A function called by name, or a method of the class itself or of a namespace: a method of a value checks that value. */
function mayCheck(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return true;
  if (!ts.isPropertyAccessExpression(callee)) return false;
  const { expression } = callee;
  if (ts.isIdentifier(expression) && expression.text === "assert") return true;
  if (expression.kind === ts.SyntaxKind.ThisKeyword) return true;
  return ts.isIdentifier(expression) && /^[A-Z]/.test(expression.text) && !HARMLESS.has(expression.text);
}

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
