/** Branches of a function that a call never reaches: the constants that it gives decide otherwise. */
import { Op, type BranchFacts, type Graph } from "../facts/facts.js";
import { propertyOf } from "./definitions.js";
import { fileOf, SPAN, type Ref } from "./program.js";
import { valueOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import type { State } from "./state.js";

/** Nodes of a function, from one up to another. */
export type Dead = Pick<BranchFacts, "from" | "to">;

export const NOTHING_DEAD: readonly Dead[] = [];

export function sameDead(left: readonly Dead[], right: readonly Dead[]): boolean {
  return left.length === right.length && left.every(({ from }, index) => from === right[index]!.from);
}

/** The branches of a function that are not taken where a call runs it. */
export function deadAt(resolver: Resolver, call: Ref, fn: Ref): readonly Dead[] {
  const { graph, node } = resolver.split(fn);
  const branches = resolver.program.index(graph).branchesOf.get(graph.aux(node));
  if (!branches || !runs(resolver, call, fn)) return NOTHING_DEAD;
  const given = new Given(resolver, graph, graph.aux(node), call);
  const dead = branches.filter(({ condition, sense }) => given.truth(condition) === !sense);
  return dead.length === 0 ? NOTHING_DEAD : dead;
}

/** Whether a place is in a branch that is not taken for who called. */
export function isDead({ ref, context }: State): boolean {
  if (!context || context.dead.length === 0 || fileOf(ref) !== fileOf(context.fn)) return false;
  const node = ref % SPAN;
  return context.dead.some(({ from, to }) => node >= from && node < to);
}

/** Whether a call hands its arguments to the parameters of a function, one by one. */
function runs(resolver: Resolver, call: Ref, fn: Ref): boolean {
  const { graph, node } = resolver.split(call);
  const op = graph.op(node);
  if (op !== Op.Call && op !== Op.New) return false;
  if ([...graph.args(node)].some((argument) => argument >= 0 && graph.op(argument) === Op.Spread))
    return false;
  const callee = resolver.program.ref(graph, graph.arg(node, 0));
  return resolver.resolve(callee).some((value) => {
    if (value.kind === "function") return op === Op.Call && value.ref === fn;
    if (value.kind !== "class" || op !== Op.New) return false;
    const owner = resolver.split(value.ref);
    const { constructor } = owner.graph.facts.classes[owner.graph.aux(owner.node)]!;
    return constructor >= 0 && resolver.program.ref(owner.graph, constructor) === fn;
  });
}

/** A constant, as it is compared: `"a"`, `1`, `true`; `undefined` stands for what is not there. */
type Constant = { text: string | undefined; truth: boolean };

const MISSING: Constant = { text: undefined, truth: false };

/** What is known in a function of what a call gives it. */
class Given {
  constructor(
    readonly resolver: Resolver,
    readonly graph: Graph,
    readonly fn: number,
    readonly call: Ref,
  ) {}

  /** Whether a condition is true, where that is known. */
  truth(condition: number): boolean | undefined {
    const { graph } = this;
    const node = valueOf(graph, condition);
    const [first, second] = [graph.arg(node, 0), graph.arg(node, 1)];
    switch (graph.op(node)) {
      case Op.Not: {
        const truth = this.truth(first);
        return truth === undefined ? undefined : !truth;
      }
      case Op.And:
      case Op.Or: {
        const decides = graph.op(node) === Op.Or;
        const [left, right] = [this.truth(first), this.truth(second)];
        if (left === decides || right === decides) return decides;
        return left === undefined || right === undefined ? undefined : !decides;
      }
      case Op.Compare: {
        const equal = /^([!=])==?$/.exec(graph.name(node))?.[1];
        const [left, right] = [this.#constant(first), this.#constant(second)];
        if (equal === undefined || !left || !right) return undefined;
        return (left.text === right.text) === (equal === "=");
      }
      default:
        return this.#constant(node)?.truth;
    }
  }

  /** A constant that stands there, or that the call gives for it. */
  #constant(node: number): Constant | undefined {
    const { graph } = this;
    const value = valueOf(graph, node);
    if (graph.op(value) !== Op.Member)
      return this.#isGiven(value) ? this.#argument(value) : written(graph, value);
    const object = valueOf(graph, graph.arg(value, 0));
    return this.#isGiven(object) ? this.#property(object, graph.name(value)) : undefined;
  }

  #isGiven(node: number): boolean {
    return this.graph.op(node) === Op.Param && this.graph.owner(node) === this.fn;
  }

  /** The argument for a parameter, as its value is made; -1 where there is none, undefined where that is not known. */
  #given(param: number): { graph: Graph; node: number } | undefined {
    const { graph, node } = this.resolver.split(this.call);
    const index = this.graph.aux(param);
    const { rest } = this.graph.facts.functions[this.fn]!;
    // What stands in for what is missing is its own matter.
    if (this.graph.argCount(param) > 0 || (rest >= 0 && index >= rest)) return undefined;
    const argument = graph.arg(node, index + 1);
    return { graph, node: argument < 0 ? -1 : valueOf(graph, argument) };
  }

  #argument(param: number): Constant | undefined {
    const given = this.#given(param);
    if (!given) return undefined;
    return given.node < 0 ? MISSING : written(given.graph, given.node);
  }

  #property(param: number, name: string): Constant | undefined {
    const given = this.#given(param);
    if (!given || given.node < 0 || given.graph.op(given.node) !== Op.Object) return undefined;
    const { graph, node } = given;
    if ([...graph.args(node)].some((part) => part < 0 || graph.op(part) !== Op.Prop)) return undefined;
    const value = propertyOf(graph, node, name);
    return value < 0 ? MISSING : written(graph, valueOf(graph, value));
  }
}

/** A constant that is written out. */
function written(graph: Graph, node: number): Constant | undefined {
  const text = graph.name(node);
  switch (graph.op(node)) {
    case Op.String:
      return { text: JSON.stringify(text), truth: text !== "" };
    case Op.Number:
      return { text, truth: Number(text) !== 0 };
    case Op.Boolean:
      return { text, truth: text === "true" };
    default:
      return undefined;
  }
}
