/** What the checks that one variable passed say of it, on every way from where it got its value. */
import { Op, type Graph } from "../facts/facts.js";
import { BOUNDS } from "./bounds.js";
import { NONE, type KindSet } from "./kinds.js";

/**
 * What the versions between two nodes of one variable say.
 * @param says what a Refine or AfterCall node says by itself
 */
export function saidBetween(
  graph: Graph,
  version: number,
  origin: number,
  says: (check: number) => KindSet,
): KindSet {
  /** What was found before; undefined for a version that leads back to itself, as in a loop. */
  const known = new Map<number, KindSet | undefined>();
  const upTo = (node: number): KindSet | undefined => {
    if (node === origin || known.size > BOUNDS.versions) return NONE;
    if (known.has(node)) return known.get(node);
    known.set(node, undefined);
    const set = of(node);
    known.set(node, set);
    return set;
  };
  const of = (node: number): KindSet | undefined => {
    switch (graph.op(node)) {
      case Op.Refine:
      case Op.AfterCall:
        return says(node) | (upTo(graph.arg(node, 0)) ?? NONE);
      case Op.Typed:
      case Op.Await:
        return upTo(graph.arg(node, 0));
      case Op.Choice: {
        const options = [...graph.args(node)].flatMap((option) => upTo(option) ?? []);
        return options.length > 0 ? options.reduce((set, each) => set & each) : undefined;
      }
      default:
        return NONE;
    }
  };
  return upTo(version) ?? NONE;
}

/** What the first operand of a Refine node was made of, where the condition is about that; -1 otherwise. */
export function originOf(graph: Graph, refine: number): number {
  return graph.op(refine) === Op.Refine ? graph.arg(refine, 2) : -1;
}
