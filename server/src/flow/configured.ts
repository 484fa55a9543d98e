/** Addresses that whoever runs the program sets: an environment variable, an option such as `baseUrl`. */
import { Op } from "../facts/facts.js";
import type { Entered } from "./assembly.js";
import { definitionOf } from "./definitions.js";
import { calleeName } from "./file-index.js";
import { environmentName } from "./identities.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** What an address is put together from, as deep as it is looked into. */
const DEEPEST = 8;

/** Names of what an address begins with, and never of a whole one: `baseUrl`, `API_URL`, `serverUrl`. */
const BASE =
  /^(?:(?:get|resolve)_?)?(?:\w*_)?\w*(?:base|api|server|backend|service|gateway|host|origin)_?(?:url|uri|address|base|root|origin|endpoint)$/i;
/** Methods that leave the beginning of a text as it is: `base.replace(/\/$/, "")`. */
const TIDIES = new Set(["replace", "trim", "trimEnd", "toString", "slice", "concat"]);

/**
 * Whether an address begins with what whoever runs the program sets.
 * @param entered the calls through which functions around the address were entered
 */
export function startsConfigured(resolver: Resolver, ref: Ref, entered: Entered, depth = 0): boolean {
  if (depth > DEEPEST) return false;
  const { graph, node } = resolver.split(ref);
  const root = rootOf(graph, node);
  const next = (operand: number): boolean =>
    operand >= 0 && startsConfigured(resolver, resolver.program.ref(graph, operand), entered, depth + 1);
  if (environmentName(graph, root) !== undefined) return true;
  switch (graph.op(root)) {
    case Op.Concat: {
      const parts = graph.args(root);
      const isEmpty = graph.op(parts[0]!) === Op.String && graph.name(parts[0]!) === "";
      return next(isEmpty ? parts[1]! : parts[0]!);
    }
    case Op.Or:
    case Op.Coalesce:
    case Op.Choice:
    case Op.Ternary:
      return [...graph.args(root)].some(next);
    // `new URL(path, base)`
    case Op.New:
      return next(graph.arg(root, graph.argCount(root) > 2 ? 2 : 1));
    case Op.Call: {
      const callee = graph.arg(root, 0);
      if (BASE.test(calleeName(graph, callee))) return true;
      return graph.op(callee) === Op.Member && TIDIES.has(graph.name(callee)) && next(graph.arg(callee, 0));
    }
    case Op.Param: {
      if (BASE.test(graph.name(root))) return true;
      const fn = graph.facts.functions[graph.owner(root)];
      const call = fn && entered.get(resolver.program.ref(graph, fn.node));
      if (call === undefined) return false;
      const { graph: caller, node: at } = resolver.split(call);
      const given = caller.arg(at, graph.aux(root) + 1);
      return (
        given >= 0 && startsConfigured(resolver, resolver.program.ref(caller, given), entered, depth + 1)
      );
    }
    case Op.Member:
    case Op.Cell:
    case Op.Import: {
      if (BASE.test(graph.op(root) === Op.Import ? graph.imported(root) : graph.name(root))) return true;
      const made = definitionOf(resolver, resolver.program.ref(graph, root));
      const isOther = made !== resolver.program.ref(graph, root);
      return isOther && startsConfigured(resolver, made, entered, depth + 1);
    }
    default:
      return false;
  }
}
