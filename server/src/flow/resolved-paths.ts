/** Which values are paths in their normal form, whatever they were made from: no `..` is left inside. */
import { Op, type Graph } from "../facts/facts.js";
import { isPathModule, rootOf, withoutNative } from "./relations.js";
import { calleeName } from "./file-index.js";
import type { Resolver } from "./resolve.js";

/** Functions of `path` and `fs` that bring what they are given into that form, and those that leave it in it. */
const RESOLVES = new Set(["resolve", "normalize", "realpath", "realpathSync", "join"]);
const KEEPS = new Set(["dirname"]);

/** A call that gives a path in its normal form, of the parts that it is given: `resolve(base, name)`. */
export function resolvesPath(resolver: Resolver, graph: Graph, call: number): boolean {
  if (graph.op(call) !== Op.Call) return false;
  const callee = withoutNative(graph, graph.arg(call, 0));
  return RESOLVES.has(calleeName(graph, callee)) && isPathModule(resolver, graph, callee);
}

/** Steps back from one value, through helpers too. */
const DEEPEST = 8;
/** Callers that are asked for what they give. */
const MOST_CALLERS = 20;

/**
 * A path in its normal form, so that a comparison with a folder compares the place itself.
 * @param given what is known of the parameters of the function that the node belongs to; what all who call it give where left out
 */
export function isResolvedPath(
  resolver: Resolver,
  graph: Graph,
  node: number,
  given?: (param: number) => boolean,
  depth = 0,
): boolean {
  if (node < 0 || depth > DEEPEST) return false;
  const inner = (operand: number): boolean => isResolvedPath(resolver, graph, operand, given, depth + 1);
  const root = rootOf(graph, node);
  switch (graph.op(root)) {
    case Op.Param:
      return given ? given(root) : isGivenResolved(resolver, graph, root, depth);
    case Op.Concat:
      return graph.argCount(root) === 1 && inner(graph.arg(root, 0));
    case Op.Choice: {
      // A variable that was declared first and set in every branch since.
      const set = [...graph.args(root)].filter((option) => graph.op(rootOf(graph, option)) !== Op.Nullish);
      return set.length > 0 && set.every(inner);
    }
    case Op.Ternary: {
      const arms = [1, 2].map((arm) => graph.arg(root, arm)).filter((arm) => graph.op(arm) !== Op.Nullish);
      return arms.length > 0 && arms.every(inner);
    }
    case Op.Or:
      return inner(graph.arg(root, 0)) && inner(graph.arg(root, 1));
    case Op.Call: {
      const callee = withoutNative(graph, graph.arg(root, 0));
      const name = calleeName(graph, callee);
      if (graph.op(callee) === Op.Global) return name === "String" && inner(graph.arg(root, 1));
      if (resolvesPath(resolver, graph, root)) return true;
      if (KEEPS.has(name) && isPathModule(resolver, graph, callee)) return inner(graph.arg(root, 1));
      if (graph.op(callee) === Op.Member && SAME.has(name)) return inner(graph.arg(callee, 0));
      return helperResolves(resolver, graph, root, inner, depth);
    }
    default:
      return false;
  }
}

/** `isInside(resolve(folder, name), folder)`: everyone who calls the function gives it such a path there. */
function isGivenResolved(resolver: Resolver, graph: Graph, param: number, depth: number): boolean {
  const fn = graph.facts.functions[graph.owner(param)];
  const index = fn?.params.indexOf(param) ?? -1;
  if (!fn || index < 0 || index === fn.rest) return false;
  const uses = resolver.callers.of(resolver.program.ref(graph, fn.node));
  return (
    uses.length > 0 &&
    uses.length <= MOST_CALLERS &&
    uses.every((use) => {
      if (use.kind === "given") return false;
      const { graph: caller, node } = resolver.split(use.call);
      if (resolver.program.isTest(caller.file)) return true;
      return (
        use.kind === "call" &&
        isResolvedPath(resolver, caller, caller.arg(node, index + 1), undefined, depth + 3)
      );
    })
  );
}

/** Methods of a text that leave a path what it is. */
const SAME = new Set(["toLowerCase", "toUpperCase", "toString", "trim", "trimStart", "trimEnd"]);

/** A function of the workspace gives nothing but such paths: those it makes, and those it was given. */
function helperResolves(
  resolver: Resolver,
  graph: Graph,
  call: number,
  inner: (operand: number) => boolean,
  depth: number,
): boolean {
  const functions = resolver.functions(resolver.program.ref(graph, graph.arg(call, 0)));
  return (
    functions.length > 0 &&
    functions.every((fn) => {
      const target = resolver.split(fn);
      const { params, exits, rest } = target.graph.facts.functions[target.graph.aux(target.node)]!;
      const isGiven = (param: number): boolean => {
        const index = params.indexOf(param);
        return index >= 0 && index !== rest && inner(graph.arg(call, index + 1));
      };
      // Nothing at all, where the helper could make nothing of it, is compared with nothing.
      const made = exits.filter(({ value }) => value >= 0 && target.graph.op(value) !== Op.Nullish);
      return (
        made.length > 0 &&
        made.every(({ value }) => isResolvedPath(resolver, target.graph, value, isGiven, depth + 2))
      );
    })
  );
}
