/**
 * What a function checks before it runs a callback: `withRecord(id, { done: () => remove(id) })` finds the record or throws,
 * and only then is anything done. The callback reads the same value as it was given beside it.
 */
import { Op, type Graph } from "../facts/facts.js";
import type { FunctionChecks } from "./function-checks.js";
import { ALL, NONE, type KindSet } from "./kinds.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import type { Table } from "./solver.js";
import { takenBy, type Taken } from "./taken.js";

export class CallbackChecks {
  readonly #known: Table<string, KindSet>;

  constructor(
    readonly resolver: Resolver,
    readonly functions: FunctionChecks,
  ) {
    this.#known = resolver.program.solver.table<string, KindSet>({
      bottom: NONE,
      same: (left, right) => left === right,
      outermost: true,
      answer: (key) => {
        const [value, reader] = key.split("\0").map(Number);
        const { graph, node } = resolver.split(value!);
        return this.#before(graph, node, resolver.split(reader!).node);
      },
    });
  }

  /**
   * What a variable that a function sees from outside is known to be when the function runs.
   * @param node the variable's value
   * @param reader what has it as an operand: where that reads a property, the property is meant
   */
  at(graph: Graph, node: number, reader: number): KindSet {
    const inner = functionBelow(graph, graph.owner(node), graph.owner(reader));
    if (inner === undefined || !takenBy(graph, inner)) return NONE;
    const { program } = this.resolver;
    return this.#known.ask(graph.id, `${program.ref(graph, node)}\0${program.ref(graph, reader)}`);
  }

  #before(graph: Graph, node: number, reader: number): KindSet {
    const inner = functionBelow(graph, graph.owner(node), graph.owner(reader));
    const taken = inner === undefined ? undefined : takenBy(graph, inner);
    if (!taken) return NONE;
    const value = rootOf(graph, node);
    const isValue = (argument: number): boolean => {
      const root = rootOf(graph, argument);
      if (graph.op(reader) !== Op.Member) return root === value;
      return (
        graph.op(root) === Op.Member &&
        graph.name(root) === graph.name(reader) &&
        rootOf(graph, graph.arg(root, 0)) === value
      );
    };
    const callee = this.resolver.program.ref(graph, graph.arg(taken.call, 0));
    const called = this.resolver.resolve(callee);
    for (let index = 0; index < graph.argCount(taken.call) - 1; index++)
      if (index !== taken.index && isValue(graph.arg(taken.call, index + 1)))
        return called.reduce(
          (set: KindSet, each) =>
            each.kind === "function" ? set & this.#said(each.ref, index, taken) : NONE,
          called.length > 0 ? ALL : NONE,
        );
    return NONE;
  }

  /** What a function has checked of a parameter wherever it comes to the callback. */
  #said(fn: Ref, index: number, { index: at, name }: Taken): KindSet {
    const { graph, node } = this.resolver.split(fn);
    const param = graph.facts.functions[graph.aux(node)]!.params[at];
    const first = param === undefined ? undefined : firstRead(graph, param, name);
    return first === undefined ? NONE : this.functions.says(fn, index, [], () => true, true, first);
  }
}

/** The function directly in `outer` that a place in `inner` is in; undefined where `inner` is not in `outer`. */
function functionBelow(graph: Graph, outer: number, inner: number): number | undefined {
  for (let fn = inner; fn >= 0 && fn !== outer;) {
    const { parent } = graph.facts.functions[fn]!;
    if (parent === outer) return fn;
    fn = parent;
  }
  return undefined;
}

/** Operations that leave a value what it is. */
const PASSES = new Set<Op>([Op.Refine, Op.AfterCall, Op.Typed, Op.Coalesce, Op.Choice, Op.Cell, Op.Use]);

/** Offset of the first place that reads a parameter, or a property of it; undefined where nothing does. */
function firstRead(graph: Graph, param: number, name: string | undefined): number | undefined {
  let first: number | undefined;
  const values = [param];
  for (let at = 0; at < values.length; at++)
    for (const use of graph.uses(values[at]!)) {
      if (PASSES.has(graph.op(use))) {
        if (!values.includes(use)) values.push(use);
      } else if (name === undefined || graph.op(use) !== Op.Member || graph.name(use) === name)
        first = Math.min(first ?? Infinity, graph.facts.starts[use]!);
    }
  return first;
}
