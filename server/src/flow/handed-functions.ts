/**
 * Functions that a function was handed together with the data: `each(data, callback)` runs what its caller gave, and not what another
 * caller gave. Who enters a function with the same data later brings functions of its own.
 */
import { Op, type Graph } from "../facts/facts.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import type { Caller, Context, State } from "./state.js";
import type { Value } from "./values.js";

/** A function's parameter, or a property of it: `options.onDone`. */
interface Parameter {
  fn: Ref;
  index: number;
  name: string | undefined;
}

/** A call inside of a function that runs a parameter with the data. */
export interface HandedCall {
  state: State;
  parameter: Parameter;
  /** What runs in its place where a caller gave nothing: `options.get ?? fetch`. */
  otherwise: readonly Value[];
  /** Follows the data into the functions that one caller gave. */
  run(values: readonly Value[]): void;
}

export class HandedFunctions {
  constructor(readonly resolver: Resolver) {}

  /**
   * Whether a call runs what those handed over who entered the function with the data; then it is followed into that.
   * @param everything what it may run, whoever called
   */
  called(
    state: State,
    graph: Graph,
    callee: number,
    everything: readonly Value[],
    run: HandedCall["run"],
  ): boolean {
    if (everything.length < 2 || !state.context) return false;
    const parameter = this.#parameter(graph, callee);
    if (!parameter || !enteredFrom(state.context, parameter.fn)) return false;
    this.#add(
      state.context,
      { state, parameter, otherwise: this.#otherwise(graph, callee), run },
      everything,
    );
    return true;
  }

  /** Somebody else enters with the same data: what runs inside of it is what this one gives, too. */
  entered(context: Context, caller: Caller): void {
    for (const { call, everything } of context.handed) this.#give(context, caller, call, everything);
  }

  #add(context: Context, call: HandedCall, everything: readonly Value[]): void {
    const isKnown = context.handed.some(
      ({ call: { state, parameter } }) =>
        state === call.state &&
        parameter.fn === call.parameter.fn &&
        parameter.index === call.parameter.index &&
        parameter.name === call.parameter.name,
    );
    if (isKnown) return;
    context.handed.push({ call, everything });
    // Who comes while these are looked at is told by `entered`.
    for (const caller of [...context.callers]) this.#give(context, caller, call, everything);
  }

  #give(context: Context, caller: Caller, call: HandedCall, everything: readonly Value[]): void {
    const { parameter } = call;
    if (context.fn !== parameter.fn) {
      // A function inside of the one that was handed it.
      const outer = caller.from.context;
      if (outer && enteredFrom(outer, parameter.fn)) this.#add(outer, call, everything);
      else call.run(everything);
      return;
    }
    const given = this.#given(caller.call, parameter);
    if (given === undefined) return call.run(everything);
    const { graph, node } = this.resolver.split(given.ref);
    const { ref, name } = given;
    const next = this.#parameter(graph, node);
    const outer = caller.from.context;
    // Options that are handed on as they are: who gave them says what is in them.
    if (next && (name === undefined || next.name === undefined) && outer && enteredFrom(outer, next.fn)) {
      this.#add(outer, { ...call, parameter: { ...next, name: name ?? next.name } }, everything);
      return;
    }
    const values = name === undefined ? this.resolver.resolve(ref) : this.resolver.load(ref, name);
    // Where nothing says what this caller gave, it may be any of them.
    if (!values.some(({ kind }) => kind === "function" || kind === "api")) return call.run(everything);
    call.run(call.otherwise.length > 0 && this.#mayLack(given) ? [...values, ...call.otherwise] : values);
  }

  /** What a callee is where the first choice is missing. */
  #otherwise(graph: Graph, callee: number): readonly Value[] {
    let node = callee;
    for (let guard = 0; guard < 20; guard++)
      switch (graph.op(node)) {
        case Op.Refine:
        case Op.AfterCall:
        case Op.Typed:
        case Op.Use:
          node = graph.arg(node, 0);
          break;
        case Op.Coalesce:
        case Op.Or:
          return this.resolver.resolve(this.resolver.program.ref(graph, graph.arg(node, 1)));
        default:
          return [];
      }
    return [];
  }

  /**
   * What a caller hands on may be missing, as its own caller decides: `{ get: state.get }` or all of its own options, not a function
   * that is written there.
   */
  #mayLack({ ref, name }: { ref: Ref; name: string | undefined }): boolean {
    const { graph, node } = this.resolver.split(ref);
    const root = rootOf(graph, node);
    const op = graph.op(root);
    if (name === undefined || op !== Op.Object)
      return op === Op.Member || (name !== undefined && op === Op.Param);
    return [...graph.args(root)].some(
      (property) =>
        graph.op(property) === Op.Prop &&
        graph.name(property) === name &&
        graph.op(rootOf(graph, graph.arg(property, 0))) === Op.Member,
    );
  }

  #parameter(graph: Graph, node: number): Parameter | undefined {
    const root = rootOf(graph, node);
    const isProperty = graph.op(root) === Op.Member;
    const param = isProperty ? rootOf(graph, graph.arg(root, 0)) : root;
    const owner = graph.op(param) === Op.Param ? graph.facts.functions[graph.owner(param)] : undefined;
    if (!owner || owner.rest === graph.aux(param) || owner.params[graph.aux(param)] !== param)
      return undefined;
    return {
      fn: this.resolver.program.ref(graph, owner.node),
      index: graph.aux(param),
      name: isProperty ? graph.name(root) : undefined,
    };
  }

  /** What a call gives for a parameter of the function that it names; undefined where that is not plain. */
  #given(call: Ref, { fn, index, name }: Parameter): { ref: Ref; name: string | undefined } | undefined {
    const { graph, node } = this.resolver.split(call);
    const op = graph.op(node);
    if (op !== Op.Call && op !== Op.New) return undefined;
    for (let at = 1; at <= index + 1; at++)
      if (at >= graph.argCount(node) || graph.op(graph.arg(node, at)) === Op.Spread) return undefined;
    const callee = this.resolver.resolve(this.resolver.program.ref(graph, graph.arg(node, 0)));
    const isNamed = callee.some(
      (value) => (value.kind === "function" && value.ref === fn) || (op === Op.New && value.kind === "class"),
    );
    return isNamed ? { ref: this.resolver.program.ref(graph, graph.arg(node, index + 1)), name } : undefined;
  }
}

/** Whether the data entered a function on its way, as far as that is known. */
function enteredFrom(context: Context, fn: Ref): boolean {
  let at: Context | undefined = context;
  for (let guard = 0; at && guard < 4; guard++) {
    if (at.fn === fn) return at.callers.length > 0;
    at = at.callers[0]?.from.context;
  }
  return false;
}
