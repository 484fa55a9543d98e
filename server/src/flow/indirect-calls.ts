/** Calls that run a function without naming it as what they call: `fn.call`, `Reflect.apply`, `setTimeout`, and messages. */
import { Op, type Graph } from "../facts/facts.js";
import { isElement, type Access } from "./access.js";
import type { CallTransfer } from "./call-transfer.js";
import { isModuleFunction } from "./intrinsics.js";
import type { KeptByName } from "./kept-by-name.js";
import { Messages } from "./messages.js";
import type { Propagation } from "./propagate.js";
import type { State } from "./state.js";

/** A call that runs a function. */
export interface Run {
  /** The function's node. */
  fn: number;
  /** Position of the first argument that is the function's own; with `list`, of the list of them. */
  first: number;
  list: boolean;
}

/** Functions of the language that run their first argument, and where its own arguments start. */
const LATER: Readonly<Record<string, number>> = {
  setTimeout: 2,
  setInterval: 2,
  setImmediate: 1,
  nextTick: 1,
};

/** What a call runs besides its callee, or undefined. */
export function runBy(graph: Graph, call: number): Run | undefined {
  const callee = graph.arg(call, 0);
  const first = graph.arg(call, 1);
  const op = graph.op(callee);
  if (op === Op.Global) {
    const own = LATER[graph.name(callee)];
    return own === undefined || first < 0 ? undefined : { fn: first, first: own, list: false };
  }
  if (op !== Op.Member) return undefined;
  const object = graph.arg(callee, 0);
  switch (graph.name(callee)) {
    case "apply":
      return isModuleFunction(graph, callee, "Reflect")
        ? { fn: first, first: 2, list: true }
        : { fn: object, first: 1, list: true };
    case "call":
    case "bind":
      return { fn: object, first: 1, list: false };
    case "nextTick":
      return isModuleFunction(graph, callee, "process") ? { fn: first, first: 1, list: false } : undefined;
    default:
      return undefined;
  }
}

export class IndirectCalls {
  readonly #messages: Messages;

  constructor(
    readonly flow: Propagation,
    readonly calls: CallTransfer,
    readonly kept: KeptByName,
  ) {
    this.#messages = new Messages(flow, calls);
  }

  /** The data is an argument of the call: true when that settles what becomes of it. */
  use(state: State, graph: Graph, call: number, position: number, access: Access): boolean {
    const run = runBy(graph, call);
    if (run) return this.#run(state, graph, call, run, position, access);
    this.#messages.use(state, graph, call, position, access);
    this.kept.given(state, graph, call, position, access);
    return false;
  }

  #run(state: State, graph: Graph, call: number, run: Run, position: number, access: Access): boolean {
    const [element, ...rest] = run.list ? access : [String(position - run.first), ...access];
    const own = run.list ? position === run.first && (!element || isElement(element)) : position >= run.first;
    // What the function is run on, or a script for a timer: not the function's own.
    if (!own && run.fn === graph.arg(call, 1)) return false;
    const index = Number(element ?? 0) || 0;
    const ref = this.flow.program.ref(graph, call);
    let known = false;
    for (const value of this.flow.resolver.resolve(this.flow.program.ref(graph, run.fn))) {
      if (value.kind !== "function" && value.kind !== "api") continue;
      known = true;
      if (!own) continue;
      if (value.kind === "function") this.calls.enter(state, ref, value.ref, index, rest);
      else
        this.calls.packages.toPackage(
          state,
          graph,
          call,
          { index, count: index + 1, position },
          rest,
          value.api,
        );
    }
    return known;
  }
}
