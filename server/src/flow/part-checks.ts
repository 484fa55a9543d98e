/** What a condition says of one property of an object, while all of the object is data: `if (!KNOWN.has(order.table)) throw …`. */
import { GIVES, type Graph, Op } from "../facts/facts.js";
import type { BarrierJudge } from "./barriers.js";
import { BOUNDS } from "./bounds.js";
import { NONE, type KindSet } from "./kinds.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Table } from "./solver.js";
import type { State } from "./state.js";
import { originOf } from "./version-checks.js";

/** Operations whose result is the very object that is their operand, or has its properties. */
const KEEPS = new Set<Op>([...GIVES, Op.Spread, Op.Object, Op.Param]);

export class PartChecks {
  readonly #names: Table<Ref, readonly string[]>;
  /** Of each node whether it reads such properties: 1 where it does not, 2 where it does. */
  readonly #reading = new WeakMap<Graph, Uint8Array>();

  constructor(readonly judge: BarrierJudge) {
    const { resolver } = judge;
    this.#names = resolver.program.solver.table<Ref, readonly string[]>({
      bottom: [],
      same: (left, right) => left.join("\0") === right.join("\0"),
      outermost: true,
      answer: (ref) => {
        const { graph, node } = resolver.split(ref);
        const names = new Set(partsIn(graph, node).map((part) => graph.name(part)));
        return [...names].filter((name) => this.says(graph, node, name) !== NONE);
      },
    });
  }

  /** Whether a Refine node says something of a property of its first operand. */
  isCheck(graph: Graph, refine: number): boolean {
    let reading = this.#reading.get(graph);
    if (!reading) this.#reading.set(graph, (reading = new Uint8Array(graph.size)));
    if (reading[refine] === 0) reading[refine] = partsIn(graph, refine).length === 0 ? 1 : 2;
    if (reading[refine] === 1) return false;
    return this.#names.ask(graph.id, this.judge.resolver.program.ref(graph, refine)).length > 0;
  }

  /** What a Refine node makes a property of its first operand safe for. */
  says(graph: Graph, refine: number, name: string): KindSet {
    const part = partsIn(graph, refine).find((each) => graph.name(each) === name);
    if (part === undefined) return NONE;
    return this.judge.condition(graph, graph.arg(refine, 1), graph.aux(refine) === 1, part);
  }

  /** What the conditions that an object passed on its way say of a property of it. */
  passed(state: State, name: string): KindSet {
    const { resolver } = this.judge;
    let set = NONE;
    for (let at: State | undefined = state; at; at = at.parent) {
      const { graph, node } = resolver.split(at.ref);
      const op = graph.op(node);
      // The object itself is meant, and not what it is put into.
      if (at.access.length > 0) continue;
      if (op === Op.Refine && originOf(graph, node) < 0) set |= this.judge.at(graph, node, [name]);
      // Something else was made of it.
      const isSame = KEEPS.has(op) || at.step === "return";
      if (at.parent?.access.length === 0 && !isSame) break;
    }
    return set;
  }
}

/** Where the condition of a Refine node reads properties of its first operand. */
function partsIn(graph: Graph, refine: number): number[] {
  if (graph.aux(refine) > 1 || originOf(graph, refine) >= 0) return [];
  const object = rootOf(graph, graph.arg(refine, 0));
  const parts: number[] = [];
  const nodes = [graph.arg(refine, 1)];
  for (let at = 0; at < nodes.length && at < BOUNDS.answer; at++) {
    const node = nodes[at]!;
    if (node < 0) continue;
    const op = graph.op(node);
    if (op === Op.Member && rootOf(graph, graph.arg(node, 0)) === object) parts.push(node);
    else if (op !== Op.Function && op !== Op.Class && op !== Op.Cell) nodes.push(...graph.args(node));
  }
  return parts;
}
