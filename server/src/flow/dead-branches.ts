/** Branches of a function that a call never reaches: the constants that it gives decide otherwise. */
import { Op, type BranchFacts, type Graph } from "../facts/facts.js";
import { literalTruth } from "./constants.js";
import { propertyOf } from "./definitions.js";
import type { Program, Ref } from "./program.js";
import { asksEqual, valueOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import type { State } from "./state.js";

/** Nodes and exits of a function, from one up to another. */
export type Dead = Pick<BranchFacts, "from" | "to" | "exits">;

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
export function isDead(program: Program, { ref, context }: State): boolean {
  if (!context || context.dead.length === 0 || program.fileOf(ref) !== program.fileOf(context.fn))
    return false;
  const node = ref - program.graph(ref).first;
  return context.dead.some(({ from, to }) => node >= from && node < to);
}

/** Whether a function gives a value only in branches that are not taken for who called. */
export function isDeadEnd({ context }: State, graph: Graph, fn: number, value: number): boolean {
  const record = graph.facts.functions[fn]!;
  if (!context || context.dead.length === 0 || context.fn !== graph.first + record.node) return false;
  return record.exits.every(
    (exit, index) =>
      exit.value !== value || context.dead.some(({ exits }) => index >= exits.from && index < exits.to),
  );
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
        const equal = asksEqual(graph, node);
        const [left, right] = [this.#constant(first), this.#constant(second)];
        if (equal === undefined || !left || !right) return undefined;
        return (left.text === right.text) === equal;
      }
      default:
        return this.#constant(node)?.truth;
    }
  }

  /** A constant that stands there, or that the call gives for it. */
  #constant(node: number): Constant | undefined {
    const { graph } = this;
    const value = valueOf(graph, node);
    switch (graph.op(value)) {
      case Op.Coalesce: {
        const first = this.#constant(graph.arg(value, 0));
        return first === MISSING ? this.#constant(graph.arg(value, 1)) : first;
      }
      case Op.Param: {
        const given = this.#given(value);
        return given && constantAt(given);
      }
      case Op.Member: {
        const object = this.#object(graph.arg(value, 0));
        return object && propertyAt(object, graph.name(value));
      }
      default:
        return written(graph, value);
    }
  }

  /** What a parameter is given, or what stands in for it. */
  #object(node: number): Place | undefined {
    const { graph } = this;
    const value = valueOf(graph, node);
    if (graph.op(value) === Op.Param) return this.#given(value);
    if (graph.op(value) !== Op.Coalesce) return undefined;
    const given = this.#object(graph.arg(value, 0));
    return given?.node === -1 ? { graph, node: valueOf(graph, graph.arg(value, 1)) } : given;
  }

  /** The argument for a parameter, as its value is made: node -1 where there is none, undefined where that is not known. */
  #given(param: number): Place | undefined {
    const { graph, node } = this.resolver.split(this.call);
    const { rest } = this.graph.facts.functions[this.fn]!;
    const index = this.graph.aux(param);
    if (this.graph.owner(param) !== this.fn || (rest >= 0 && index >= rest)) return undefined;
    const argument = graph.arg(node, index + 1);
    return { graph, node: argument < 0 ? -1 : valueOf(graph, argument) };
  }
}

interface Place {
  graph: Graph;
  node: number;
}

function constantAt({ graph, node }: Place): Constant | undefined {
  return node < 0 ? MISSING : written(graph, node);
}

function propertyAt({ graph, node }: Place, name: string): Constant | undefined {
  if (node < 0 || graph.op(node) !== Op.Object) return undefined;
  if ([...graph.args(node)].some((part) => part < 0 || graph.op(part) !== Op.Prop)) return undefined;
  const value = propertyOf(graph, node, name);
  return constantAt({ graph, node: value < 0 ? -1 : valueOf(graph, value) });
}

/** A constant that is written out. */
function written(graph: Graph, node: number): Constant | undefined {
  const op = graph.op(node);
  if (op !== Op.String && op !== Op.Number && op !== Op.Boolean) return undefined;
  const name = graph.name(node);
  return { text: op === Op.String ? JSON.stringify(name) : name, truth: literalTruth(graph, node) === true };
}
