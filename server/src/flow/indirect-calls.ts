/** Calls that run a function without naming it as what they call: `fn.call`, `Reflect.apply`, `setTimeout`, `emit`. */
import { Op, type Graph } from "../facts/facts.js";
import { isElement, type Access } from "./access.js";
import type { CallTransfer } from "./call-transfer.js";
import { isModuleFunction } from "./intrinsics.js";
import type { Ref } from "./program.js";
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
const LISTENS = ["on", "once", "addListener", "prependListener"];

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
  constructor(
    readonly flow: Propagation,
    readonly calls: CallTransfer,
  ) {}

  /** The data is an argument of the call: true when that settles what becomes of it. */
  use(state: State, graph: Graph, call: number, position: number, access: Access): boolean {
    const run = runBy(graph, call);
    if (run) return this.#run(state, graph, call, run, position, access);
    if (position > 0) this.#emitted(state, graph, call, position - 1, access);
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

  /** `bus.emit("job", data)`: every listener for this event of the same emitter. */
  #emitted(state: State, graph: Graph, call: number, index: number, access: Access): void {
    const callee = graph.arg(call, 0);
    if (graph.op(callee) !== Op.Member || graph.name(callee) !== "emit") return;
    const { program, resolver } = this.flow;
    const event = resolver.text(program.ref(graph, graph.arg(call, 1)));
    const emitters = this.#holders(program.ref(graph, graph.arg(callee, 0)));
    if (event === undefined || emitters.size === 0) return;
    for (const member of LISTENS.flatMap((name) => program.members(name))) {
      const { graph: listener, node } = resolver.split(member);
      for (const use of listener.uses(node)) {
        if (listener.op(use) !== Op.Call || listener.arg(use, 0) !== node || listener.arg(use, 2) < 0)
          continue;
        if (resolver.text(program.ref(listener, listener.arg(use, 1))) !== event) continue;
        const heard = this.#holders(program.ref(listener, listener.arg(node, 0)));
        if (![...heard].some((holder) => emitters.has(holder))) continue;
        for (const value of resolver.resolve(program.ref(listener, listener.arg(use, 2))))
          if (value.kind === "function") this.#hand(state, value.ref, index, access);
          else if (value.kind === "api")
            this.calls.packages.arrive(
              state,
              listener,
              use,
              { index, count: index + 1, position: 1 },
              access,
              value.api,
            );
      }
    }
  }

  /** What an emitter is: the class it is an instance of, the place that made it. */
  #holders(ref: Ref): Set<Ref> {
    const found = new Set<Ref>();
    for (const value of this.flow.resolver.resolve(ref))
      if (value.kind === "instance" || value.kind === "object") found.add(value.ref);
    return found;
  }

  #hand(state: State, fn: Ref, index: number, access: Access): void {
    const { graph, node } = this.flow.resolver.split(fn);
    const param = graph.facts.functions[graph.aux(node)]!.params[index];
    if (param !== undefined)
      this.flow.move(state, this.flow.program.ref(graph, param), "callback", { access, context: undefined });
  }
}
