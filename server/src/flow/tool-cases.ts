/** Tools behind one handler that looks at the name: `switch (name) { case "read": … }`, `if (name === "read")`. */
import { Op, type Graph } from "../facts/facts.js";
import type { EffectFinder, EffectSite } from "./effects.js";
import type { Program, Ref } from "./program.js";
import { valueOf } from "./relations.js";

export interface ToolCase {
  name: string;
  /** Where the name stands. */
  at: Ref;
  /** What is had between this name and the next one. */
  effects: EffectSite[];
}

interface Label {
  name: string;
  start: number;
  at: Ref;
  isTold: boolean;
}

/** What holds the name of a tool that is called. */
const NAME = /^(?:tool_?)?name$/i;

/**
 * The tools of a handler in the order of their names there, or in a function of the same file that it hands the name to; none where
 * there are not several.
 * @param reached functions that the handlers call
 */
export function toolCases(
  program: Program,
  effects: EffectFinder,
  handlers: readonly Ref[],
  reached: readonly Ref[],
): ToolCase[] {
  const files = [...new Set(handlers.map((fn) => program.fileOf(fn)))];
  const labels = new Map(files.flatMap((file) => [...labelsIn(program, program.graphAt(file))]));
  for (const fn of [...handlers, ...reached]) {
    const all = labels.get(fn) ?? [];
    const own = handlers.includes(fn) ? all : all.filter(({ isTold }) => isTold);
    if (own.length < 2) continue;
    return own.map(({ name, start, at }, index) => ({
      name,
      at,
      effects: effects.between(fn, start, own[index + 1]?.start ?? Number.MAX_SAFE_INTEGER),
    }));
  }
  return [];
}

/** Texts that names are compared with, by function and in their order. */
function labelsIn(program: Program, graph: Graph): Map<Ref, Label[]> {
  const found = new Map<Ref, Label[]>();
  for (let node = 0; node < graph.size; node++) {
    if (graph.op(node) !== Op.Compare || graph.owner(node) < 0 || !graph.name(node).startsWith("=="))
      continue;
    const fn = program.ref(graph, graph.facts.functions[graph.owner(node)]!.node);
    for (const [side, other] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const label = graph.arg(node, side);
      const subject = valueOf(graph, graph.arg(node, other));
      if (graph.op(label) !== Op.String || !NAME.test(graph.name(subject))) continue;
      const labels = found.get(fn) ?? [];
      found.set(fn, labels);
      const name = graph.name(label);
      if (labels.some((known) => known.name === name)) continue;
      const at = program.ref(graph, label);
      labels.push({ name, start: graph.facts.starts[label]!, at, isTold: isTold(graph, subject) });
    }
  }
  for (const labels of found.values()) labels.sort((a, b) => a.start - b.start);
  return found;
}

/** Whether a function that is no handler is told the name, or the whole request: `params.name`. */
function isTold(graph: Graph, subject: number): boolean {
  if (graph.op(subject) !== Op.Member) return graph.op(subject) === Op.Param;
  const holder = valueOf(graph, graph.arg(subject, 0));
  return graph.op(holder) === Op.Member && graph.name(holder) === "params";
}
