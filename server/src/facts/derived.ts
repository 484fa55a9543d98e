/**
 * Variables that were made of others: `const file = join(folder, id)`. What is found out of `id` afterwards is known of what was
 * made of it before.
 */
import { Op } from "./facts.js";
import type { Key } from "./flow-state.js";
import type { Walker } from "./walker.js";

/** Operands inside each other that a value is taken to be made of. */
const DEEPEST = 4;
/** Variables made of one value that are told what is found out of it. */
const MOST = 6;

/** Remembers of which values that variables hold a new variable's value is made. @param key the new variable */
export function noteDerived(walker: Walker, key: Key, value: number): void {
  if (walker.frame.id < 0) return;
  const op = walker.graph.op(madeAt(walker, value));
  if (op !== Op.Call && op !== Op.Concat && op !== Op.New) return;
  note(walker, key, value, 0);
}

/** A value without its type, and what was awaited for it. */
function madeAt({ graph }: Walker, value: number): number {
  let at = value;
  while (graph.op(at) === Op.Typed || graph.op(at) === Op.Await || graph.op(at) === Op.Use)
    at = graph.args(at)[0]!;
  return at;
}

function note(walker: Walker, key: Key, value: number, depth: number): void {
  const { graph, versions } = walker;
  const node = madeAt(walker, value);
  const isHeld = depth > 0 && versions.isHeld(node);
  if (isHeld) {
    const origin = walker.unrefined(node);
    const keys = walker.derived.get(origin);
    if (keys === undefined) walker.derived.set(origin, [key]);
    else if (keys.length < MOST && !keys.includes(key)) keys.push(key);
  }
  const op = graph.op(node);
  if (depth > DEEPEST || op === Op.Function || op === Op.Class || (isHeld && op !== Op.Member)) return;
  if (op !== Op.Call && op !== Op.Concat && op !== Op.New && op !== Op.Member) return;
  for (const operand of graph.args(node)) if (operand >= 0) note(walker, key, operand, depth + 1);
}

/** Variables that were made of a value. */
export function derivedFrom(walker: Walker, version: number): readonly Key[] {
  return walker.derived.get(walker.unrefined(version)) ?? [];
}
