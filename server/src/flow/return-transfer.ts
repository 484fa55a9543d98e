/** What becomes of data that a function gives back: to those who call it, to the package that does, to who handed it over. */
import { Op, type Graph } from "../facts/facts.js";
import { within, type Access } from "./access.js";
import type { ApiValue } from "./api.js";
import { BOUNDS } from "./bounds.js";
import type { CallTransfer } from "./call-transfer.js";
import { CallbackResults } from "./callback-results.js";
import type { Use } from "./callers.js";
import { makersOf, NOT_MADE, parentOf } from "./closures.js";
import { rowHolds } from "./conditions.js";
import { titleOf } from "./describe.js";
import { isDispatch } from "./dispatch.js";
import { calleeName } from "./file-index.js";
import { FROM_CALLBACK } from "./intrinsics.js";
import { settle } from "./kinds.js";
import { reached } from "./package-transfer.js";
import type { Ref } from "./program.js";
import type { Propagation } from "./propagate.js";
import { rootOf, usersOf } from "./relations.js";
import { replacedSafe } from "./replacements.js";
import { crowdDoubt, Mark, type State } from "./state.js";

export class ReturnTransfer {
  readonly #results: CallbackResults;

  constructor(
    readonly flow: Propagation,
    readonly calls: CallTransfer,
  ) {
    this.#results = new CallbackResults(flow);
  }

  /** The data is returned by a function that was not entered on this path. */
  returned(state: State, fn: Ref, access: Access): void {
    const { graph, node } = this.flow.resolver.split(fn);
    this.calls.replies.returned(state, fn, access);
    this.calls.stores.returned(state, fn, access);
    const all = this.#toNoMaker(state, fn, access, this.#callersOf(fn));
    const callers = this.#ofMaker(state, fn, all);
    // What was made for one leaves it only to that one.
    const from = callers === all ? state : state.outside();
    const doubt = state.marks & Mark.anyCaller ? crowdDoubt(callers.length) : 0;
    const marks = doubt > 0 ? state.marks & ~Mark.anyCaller : state.marks;
    for (const use of callers)
      if (use.kind === "api") this.#toPackage(state, use.api, use.call, access);
      else if (use.kind === "call" && !this.#backToGiver(from, fn, use.call, access))
        this.flow.move(from, use.call, "return", {
          access,
          marks,
          assumed: (this.#direct(graph, node, use.call) ? 0 : 1) + doubt,
          dispatched: this.#dispatches(use.call),
        });
    const uses = usersOf(graph, node);
    for (const use of uses) {
      if (graph.op(use) !== Op.Call || graph.arg(use, 0) === node) continue;
      const callee = graph.arg(use, 0);
      const name = calleeName(graph, callee);
      if (name !== "useMemo" && !(graph.op(callee) === Op.Member && FROM_CALLBACK.has(name))) {
        this.#results.given(state, graph, use, node, access);
        continue;
      }
      const list = name === "map" || name === "flatMap" || name === "from";
      this.flow.move(state, this.flow.program.ref(graph, use), "callback", {
        access: list ? within("[]", access, BOUNDS.accessPath) : access,
        // What a callback gives for each match is all of it that comes from there.
        safe: name.startsWith("replace")
          ? settle(state.safe | replacedSafe(this.flow.resolver, graph, use))
          : state.safe,
      });
    }
  }

  /** Of the uses of a function those that it gives back to. */
  #callersOf(fn: Ref): readonly Use[] {
    const uses = this.flow.resolver.callers.of(fn);
    return fn === this.flow.data.taker ? uses.filter(({ kind }) => kind === "api") : uses;
  }

  /**
   * `make(data)()`: a function that was made around the data returns it to who called what they made, and to nobody else.
   * @returns the other uses: it is not known by which call the function was made for them
   */
  #toNoMaker(state: State, fn: Ref, access: Access, uses: readonly Use[]): readonly Use[] {
    const { context } = state;
    if (!context || context.callers.length === 0 || context.fn !== parentOf(this.flow.resolver, fn))
      return uses;
    const made = new Map<Ref, Ref[]>();
    const others = uses.filter((use) => {
      const [maker] = use.kind === "call" ? makersOf(this.flow.resolver, use.call, fn) : NOT_MADE;
      if (use.kind !== "call" || maker === undefined) return true;
      made.set(maker, [...(made.get(maker) ?? []), use.call]);
      return false;
    });
    if (made.size > 0) this.flow.exit(context, { state, access, argument: undefined, made });
    return others;
  }

  /** Of the uses of a function that is made for each who asks, those of the one that the data is in. */
  #ofMaker({ context }: State, fn: Ref, uses: readonly Use[]): readonly Use[] {
    const [maker] = context?.makers ?? NOT_MADE;
    if (maker === undefined || context?.fn !== parentOf(this.flow.resolver, fn)) return uses;
    return uses.filter((use) => {
      const makers = use.kind === "call" ? makersOf(this.flow.resolver, use.call, fn) : NOT_MADE;
      return makers.length === 0 || makers.includes(maker);
    });
  }

  /** A package called the function: `instructions: (context) => text` gives a text as much as `instructions: text` does. */
  #toPackage(state: State, given: ApiValue, call: Ref, access: Access): void {
    if ((state.marks & Mark.script) !== 0) return;
    for (const { row, package: pack } of given.terminals)
      if (row.kind === "state") this.calls.packages.states.given(state, call, pack, access);
    const result = given.step({ kind: "call" });
    const { graph, node } = this.flow.resolver.split(call);
    for (const { terminal, whole, rest } of result ? reached(result, access) : []) {
      if (terminal.role !== "input" || !rowHolds(this.flow.resolver, terminal.row, call)) continue;
      const callee = titleOf(graph, node, given);
      this.flow.arrivals.push({
        state,
        at: call,
        operand: state.ref,
        terminal,
        property: undefined,
        callee,
        api: given,
        whole,
        rest,
        index: 0,
      });
    }
  }

  /** The function was handed to another, which calls it: its result leaves that one only to who handed it. */
  #backToGiver(state: State, fn: Ref, call: Ref, access: Access): boolean {
    const { program, callers } = this.flow.resolver;
    const { graph, node } = this.flow.resolver.split(call);
    const param = rootOf(graph, graph.arg(node, 0));
    const taker = graph.op(param) === Op.Param ? graph.facts.functions[graph.owner(param)] : undefined;
    if (!taker) return false;
    const takerRef = program.ref(graph, taker.node);
    let isGiven = false;
    for (const use of callers.of(takerRef)) {
      if (use.kind !== "call") continue;
      const given = callers
        .argument(use, graph.aux(param), taker.rest === graph.aux(param))
        .find((argument) =>
          this.flow.resolver.resolve(argument).some((value) => value.kind === "function" && value.ref === fn),
        );
      if (given === undefined) continue;
      isGiven = true;
      // Who was handed it and hands it on does so for all who call.
      const from = this.#isHandedOn(given) ? state.with({ marks: state.marks | Mark.anyCaller }) : state;
      const makers = graph.owner(node) === graph.owner(param) ? NOT_MADE : [use.call];
      this.flow.enter(from, use.call, takerRef, call, access, { callback: fn, makers });
    }
    return isGiven;
  }

  /** A parameter, a part of one, or what may be either. */
  #isHandedOn(ref: Ref): boolean {
    const { graph, node } = this.flow.resolver.split(ref);
    const options = (at: number): number[] => {
      const root = rootOf(graph, at);
      return graph.op(root) === Op.Choice ? [...graph.args(root)].map((each) => rootOf(graph, each)) : [root];
    };
    return options(node).some((root) => {
      const object = graph.op(root) === Op.Member ? rootOf(graph, graph.arg(root, 0)) : root;
      return graph.op(object) === Op.Param;
    });
  }

  #dispatches(call: Ref): boolean {
    const { graph, node } = this.flow.resolver.split(call);
    const callee = graph.arg(node, 0);
    return isDispatch(
      this.flow.resolver,
      graph,
      callee,
      this.flow.resolver.resolve(this.flow.program.ref(graph, callee)),
    );
  }

  /** The function is called by its own name, or as a method. */
  #direct(graph: Graph, node: number, call: Ref): boolean {
    const caller = this.flow.resolver.split(call);
    const callee = caller.graph.arg(caller.node, 0);
    return caller.graph !== graph || callee === node || caller.graph.op(callee) === Op.Member;
  }
}
