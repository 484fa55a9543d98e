/** What a function says of what it was given by how it ends: it returned at all, or something true, or an answer with a field. */
import { Op, versionsOf, type Exit, type FunctionFacts, type Graph } from "../facts/facts.js";
import { sameStep, type Access } from "./access.js";
import type { BarrierJudge } from "./barriers.js";
import { literalTruth } from "./constants.js";
import { ALL, NONE, settle, type KindSet } from "./kinds.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** Whether an end counts: it does, it does not, or its value is itself a condition to judge. */
export type Counts = (exit: Exit, owner: Graph) => boolean | "judge";

export class FunctionChecks {
  constructor(
    readonly resolver: Resolver,
    readonly judge: BarrierJudge,
  ) {}

  /**
   * What the ends of a function that count say about a part of its parameter number `index`.
   * @param before only checks that stand before this offset count
   */
  says(fn: Ref, index: number, access: Access, counts: Counts, sense: boolean, before = Infinity): KindSet {
    const { graph, node } = this.resolver.split(fn);
    const record = graph.facts.functions[graph.aux(node)]!;
    const param = record.params[index];
    if (param === undefined) return NONE;
    let set = ALL;
    for (const exit of record.exits) {
      const counted = counts(exit, graph);
      if (counted === false) continue;
      let here = this.#parameterAt(graph, exit, param, access, before);
      if (counted === "judge")
        for (const subject of this.#originsOf(graph, record, param, access))
          here |= this.judge.condition(graph, exit.value, sense, subject);
      set &= settle(here);
      if (set === NONE) return NONE;
    }
    return record.exits.length === 0 && graph.op(node) === Op.Function ? NONE : set;
  }

  #parameterAt(graph: Graph, exit: Exit, param: number, access: Access, before: number): KindSet {
    let set = NONE;
    for (const [origin, version] of versionsOf(exit))
      if (isPart(graph, origin, param, access)) set |= this.judge.chain(graph, version, origin, before);
    return set;
  }

  /** Nodes that hold the parameter's part when the function starts. */
  #originsOf(graph: Graph, record: FunctionFacts, param: number, access: Access): number[] {
    const origins = new Set<number>();
    if (access.length === 0) origins.add(param);
    for (const exit of record.exits)
      for (const [origin] of versionsOf(exit))
        if (isPart(graph, origin, param, access)) origins.add(rootOf(graph, origin));
    if (access.length > 0)
      for (const use of graph.uses(param))
        if (graph.op(use) === Op.Member && sameStep(access[0]!, graph.name(use))) origins.add(use);
    return [...origins];
  }
}

/** Which ends of a function count when it returned something true, or false: those whose value may be that. */
export function returning(sense: boolean): Counts {
  return (exit, owner) => {
    if (exit.value < 0) return !sense;
    const truth = literalTruth(owner, exit.value);
    return truth === undefined || truth === sense ? "judge" : false;
  };
}

/** Whether `origin` holds the parameter, or the part of it that `access` starts with. */
function isPart(graph: Graph, origin: number, param: number, access: Access): boolean {
  const root = rootOf(graph, origin);
  if (access.length === 0) return root === param;
  return (
    graph.op(root) === Op.Member &&
    rootOf(graph, graph.arg(root, 0)) === param &&
    sameStep(access[0]!, graph.name(root))
  );
}
