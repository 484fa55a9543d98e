/** Places in words and positions, for people. */
import { Op, type Graph } from "../facts/facts.js";
import type { Step } from "../report/contract.js";
import type { ApiValue } from "./api.js";
import { BOUNDS } from "./bounds.js";
import { calleeName } from "./file-index.js";
import type { Program, Ref } from "./program.js";
import { Mark, type Caller, type Context, type State, type StepKind } from "./state.js";

/** A node as a step of a path. */
export function stepAt(program: Program, ref: Ref, label: string, kind: string): Step {
  const graph = program.graph(ref);
  const node = ref - graph.first;
  program.readsPlaces(graph);
  const start = graph.position(graph.facts.starts[node]!);
  const end = graph.position(graph.facts.ends[node]!);
  return {
    file: graph.file,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    label,
    kind,
  };
}

/** The name of what is called, as written as far as the graph tells: `this.git.run`. */
export function nameOf(graph: Graph, node: number, depth = 0): string {
  if (node < 0 || depth > 6) return "…";
  const inner = (operand: number): string => nameOf(graph, operand, depth + 1);
  switch (graph.op(node)) {
    case Op.Member:
      return graph.name(node) === "[]"
        ? `${inner(graph.arg(node, 0))}[]`
        : `${inner(graph.arg(node, 0))}.${graph.name(node)}`;
    case Op.Index:
      return `${inner(graph.arg(node, 0))}[…]`;
    case Op.Global:
    case Op.Param:
    case Op.Cell:
    case Op.Class:
      return graph.name(node) || "…";
    case Op.Function:
      return graph.name(node) || "function";
    case Op.Import:
      return graph.imported(node) === "*" || graph.imported(node) === "default"
        ? lastPart(graph.name(node))
        : graph.imported(node);
    case Op.This:
      return "this";
    case Op.Call:
    case Op.New:
    case Op.Tagged:
      return `${inner(graph.arg(node, 0))}()`;
    case Op.Refine:
    case Op.AfterCall:
    case Op.Typed:
    case Op.Await:
    case Op.Use:
    case Op.Coalesce:
    case Op.Update:
    case Op.Choice:
      return inner(graph.arg(node, 0));
    default:
      return "…";
  }
}

function lastPart(specifier: string): string {
  return specifier.slice(specifier.lastIndexOf("/") + 1).replace(/[^\w$].*$/, "") || specifier;
}

/** A step that was not placed yet: it stays the same while its file's text only moves. */
export interface Stop {
  ref: Ref;
  label: string;
  kind: string;
}

/** The way data took, as a person would explain it: places that say something, in order. */
export function explain(program: Program, last: State): Stop[] {
  const way = wayTo(last);
  const stops: Stop[] = [];
  const add = (stop: Stop): void => {
    if (stops[stops.length - 1]?.ref !== stop.ref) stops.push(stop);
  };
  for (const [index, { state, call }] of way.entries()) {
    if (call !== undefined) add(passedAt(program, call));
    const label = labelOf(program, state, way[index + 1]?.state);
    if (label !== undefined)
      add({ ref: state.ref, label, kind: state.step === "pass" ? "check" : state.step });
  }
  return stops;
}

/** The steps of a way, each line once. */
export function place(program: Program, way: readonly Stop[]): Step[] {
  const steps: Step[] = [];
  for (const { ref, label, kind } of way) {
    const step = stepAt(program, ref, label, kind);
    const before = steps[steps.length - 1];
    if (!before || !sameLine(before, step)) steps.push(step);
  }
  return steps;
}

export function sameLine(left: Step, right: Step): boolean {
  return left.file === right.file && left.line === right.line;
}

/** Steps of one way looked at; a way that is longer goes round in circles. */
const LONGEST = 5000;

/** Every state on the way, with the call through which a function was entered. */
function wayTo(last: State): { state: State; call: Ref | undefined }[] {
  const way: { state: State; call: Ref | undefined }[] = [];
  const inside: Caller[] = [];
  let state: State | undefined = last;
  while (state && way.length < LONGEST) {
    const context: Context | undefined = state.context;
    if (context?.entry === state) {
      // A source in a function that nobody of the program calls has no way before it.
      const caller: Caller | undefined = inside.pop() ?? context.callers[0];
      way.push({ state, call: caller?.call });
      state = caller?.from;
    } else {
      way.push({ state, call: undefined });
      if (state.resumed) inside.push(state.resumed);
      state = state.parent;
    }
  }
  return way.reverse();
}

/** Where the data was on the way, in order. */
export function statesOn(last: State): State[] {
  return wayTo(last).map(({ state }) => state);
}

/** A call through which the whole of the data enters the innermost function that puts nothing to it. */
export interface HandedAt extends Caller {
  /** Links taken on an assumption, and whether one of several methods was, up to the place where the data arrived. */
  assumed: number;
  dispatched: boolean;
}

/**
 * Calls of wrappers that take the text as it is and hand it on as it is: each of them hands over a text of its own. Empty when
 * the function where the data arrived makes the text itself.
 */
export function handedIn(program: Program, last: State, depth = 0): HandedAt[] {
  const { context } = last;
  if (!context || context.callback !== undefined || context.entry.access.length > 0) return [];
  const way = wayTo(last);
  const entered = way.findIndex(({ state }) => state === context.entry);
  if (entered < 0 || way.slice(entered + 1).some(({ state }) => changesText(program, state))) return [];
  const inner = last.assumed - context.entry.assumed;
  return context.callers.flatMap(({ call, from }) => {
    const outer = depth < BOUNDS.wrappers ? handedIn(program, from, depth + 1) : [];
    const found = outer.length > 0 ? outer : [{ call, from, ...doubtsOf(from) }];
    return found.map((each) => ({
      ...each,
      assumed: each.assumed + inner,
      dispatched: each.dispatched || last.dispatched,
    }));
  });
}

function doubtsOf({ assumed, dispatched }: State): Pick<State, "assumed" | "dispatched"> {
  return { assumed, dispatched };
}

/** The text is put together there, or taken out of what was handed over. */
function changesText(program: Program, { step, ref }: State): boolean {
  if (step === "text") return true;
  const graph = program.graph(ref);
  const op = graph.op(ref - graph.first);
  return step === "pass" && (op === Op.Member || op === Op.Index);
}

/** The call that hands the data on. */
function passedAt(program: Program, call: Ref): Stop {
  const graph = program.graph(call);
  const callee = nameOf(graph, graph.arg(call - graph.first, 0));
  return { ref: call, label: `passed to ${callee}()`, kind: "call" };
}

/** Tests of a text that are often meant as a control. */
const TESTS = new Set(["startsWith", "endsWith", "includes", "test", "match"]);
/** Nodes of a condition that are looked at for the test in it. */
const LOOKED_AT = 40;

/** The test in a condition, by name. */
function testIn(graph: Graph, condition: number): string | undefined {
  const queue = [condition];
  for (let at = 0; at < queue.length && at < LOOKED_AT; at++) {
    const node = queue[at]!;
    const callee = graph.op(node) === Op.Call ? graph.arg(node, 0) : -1;
    if (callee >= 0 && graph.op(callee) === Op.Member && TESTS.has(graph.name(callee)))
      return graph.name(callee);
    if (graph.op(node) === Op.Function)
      for (const { value } of graph.facts.functions[graph.aux(node)]!.exits)
        if (value >= 0) queue.push(value);
    for (const operand of graph.args(node)) if (operand >= 0) queue.push(operand);
  }
  return undefined;
}

function labelOf(program: Program, state: State, next: State | undefined): string | undefined {
  const graph = program.graph(state.ref);
  const node = state.ref - graph.first;
  if (state.step === "pass" && graph.op(node) === Op.Refine && graph.aux(node) < 2) {
    // The path goes on, so the test did not close this sink: that is what its author wants to know.
    const test = testIn(graph, graph.arg(node, 1));
    return test && `tested with ${test}(), which leaves this open`;
  }
  const told: Partial<Record<StepKind, () => string | undefined>> = {
    argument: () => {
      const fn = graph.facts.functions[graph.owner(node)];
      const parameter = graph.name(node) || "argument";
      return `\`${parameter}\` of ${fn?.name ? `${fn.name}()` : "the function"}`;
    },
    callback: () => "handed to a callback",
    return: () => `returned by ${nameOf(graph, graph.arg(node, 0))}()`,
    text: () => "put into a text",
    property: () => (next?.step === "property" ? undefined : "put into an object"),
    store: () =>
      state.marks & Mark.script ? "put into a file" : `read from \`${graph.name(node) || "a field"}\``,
    call: () => `result of ${nameOf(graph, graph.arg(node, 0))}()`,
  };
  return told[state.step]?.();
}

/** What a call calls, with its package: `fs.readFile`, `new StdioClientTransport`, `fetch`. */
export function titleOf(graph: Graph, call: number, api: ApiValue): string {
  const own = calleeName(graph, graph.arg(call, 0));
  if (own === "" || own === "default" || own === "*") return api.name;
  if (graph.op(call) === Op.New) return `new ${own}`;
  if (api.origin === "global" || api.origin === "convention") return nameOf(graph, graph.arg(call, 0));
  return `${api.origin.replace(/^@[^/]+\//, "")}.${own}`;
}
