/** Questions to a person before an effect: which calls ask, and whether what happens next depends on the answer. */
import { Op, RESTATES } from "../facts/facts.js";
import { BOUNDS } from "./bounds.js";
import type { Program, Ref } from "./program.js";
import type { Resolver } from "./resolve.js";

/** A call that says something about the function it is in, in words. */
export interface Told {
  what: string;
  call: Ref;
}

/** Functions named after asking a person. What they really do is not looked at: they only silence. */
export const ASKING =
  /^(?:confirm(?:_?(?:action|step|run|call|tool\w*|command|execution|delet\w+|writ\w+|with_?user|by_?user|prompt|dialog))?|(?:ask|request|await|wait|prompt|get|seek|require|obtain|user)\w*(?:confirm|approv|consent)\w*|(?:ask|request|prompt)\w*permission\w*|(?:ask|prompt)_?(?:the_?)?(?:user|human)\w*)$/i;

/** Uses by which a value is still the same answer. */
const SAME = new Set<Op>([...RESTATES, Op.Coalesce, Op.Member, Op.Index, Op.TypeOf, Op.Concat]);
/** Uses that decide, or hand the answer to something that does. */
const DECIDING = new Set<Op>([
  Op.Not,
  Op.Compare,
  Op.And,
  Op.Or,
  Op.Ternary,
  Op.Call,
  Op.New,
  Op.Prop,
  Op.Array,
  Op.Update,
  Op.Store,
  Op.PropertyWrite,
]);

/**
 * Whether what a question gives back is looked at. A question whose answer nobody reads asks in vain.
 * @param answer the property that says what the person decided; none: the result itself
 */
export function decides(resolver: Resolver, call: Ref, answer?: string): boolean {
  const { graph, node } = resolver.split(call);
  // The answer comes to a function that is handed over.
  for (const argument of [...graph.args(node)].slice(1))
    if (argument >= 0 && graph.op(argument) === Op.Function) return true;
  const { exits } = resolver.program.index(graph);
  const queue: { node: number; read: boolean }[] = [{ node, read: answer === undefined }];
  const seen = new Set<number>();
  for (let at = 0; at < queue.length && at < BOUNDS.answer; at++) {
    const { node: value, read } = queue[at]!;
    if ((read && graph.isTest(value)) || exits.has(value)) return true;
    for (const use of graph.uses(value)) {
      const op = graph.op(use);
      if (seen.has(use)) continue;
      seen.add(use);
      // What the question was about, as it is after it, is no answer.
      if (op === Op.AfterCall && graph.arg(use, 0) !== value) continue;
      // What the whole answer is given to may look at any part of it.
      const whole = op === Op.Call || op === Op.New || op === Op.Prop || op === Op.Array;
      if (DECIDING.has(op) && (read || whole)) return true;
      const named = op === Op.Member && (graph.name(use) === answer || graph.name(use) === "[]");
      if (SAME.has(op) && (read || op !== Op.Member || named)) queue.push({ node: use, read: read || named });
    }
  }
  return false;
}

/** Whether a call asks by its name, and by nothing that is known to be otherwise. */
export function asksByName(resolver: Resolver, call: Ref, name: string): boolean {
  if (!ASKING.test(name)) return false;
  const { graph, node } = resolver.split(call);
  const functions = resolver.functions(resolver.program.ref(graph, graph.arg(node, 0)));
  if (functions.some((fn) => isConstant(resolver, fn, "true"))) return false;
  return (
    decides(resolver, call) || (functions.length > 0 && functions.every((fn) => givesNothing(resolver, fn)))
  );
}

/** Whether a function gives back this truth value and no other. */
export function isConstant(resolver: Resolver, fn: Ref, value: "true" | "false"): boolean {
  const { graph, node } = resolver.split(fn);
  const { exits } = graph.facts.functions[graph.aux(node)]!;
  return (
    exits.length > 0 &&
    exits.every(
      (exit) => exit.value >= 0 && graph.op(exit.value) === Op.Boolean && graph.name(exit.value) === value,
    )
  );
}

/** Whether a function only returns or throws: what it found out is in which of the two. */
export function givesNothing(resolver: Resolver, fn: Ref): boolean {
  const { graph, node } = resolver.split(fn);
  return graph.facts.functions[graph.aux(node)]!.exits.every((exit) => exit.value < 0);
}

/** The question that stands before a call in the same function, in words. */
export function gateBefore(program: Program, gates: readonly Told[], call: Ref): string | undefined {
  const graph = program.graph(call);
  const start = (ref: Ref): number => graph.facts.starts[ref - graph.first]!;
  return gates.find(
    (gate) => gate.call !== call && program.fileOf(gate.call) === graph.id && start(gate.call) <= start(call),
  )?.what;
}
