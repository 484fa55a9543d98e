/** Constants on the value graph. */
import { Op, type Graph } from "../facts/facts.js";
import { BOUNDS } from "./bounds.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** Whether a node is always true or always false, as a condition; undefined when it depends. */
export function literalTruth(graph: Graph, node: number): boolean | undefined {
  const root = rootOf(graph, node);
  switch (graph.op(root)) {
    case Op.Boolean:
      return graph.name(root) === "true";
    case Op.Nullish:
      return false;
    case Op.String:
      return graph.name(root) !== "";
    case Op.Number:
      return Number(graph.name(root)) !== 0;
    case Op.Object:
    case Op.Array:
    case Op.Function:
    case Op.Class:
    case Op.New:
    case Op.Regex:
      return true;
    case Op.Concat:
      // A text with something written in it: `not inside of ${folder}`.
      return [...graph.args(root)].some((part) => graph.op(part) === Op.String && graph.name(part) !== "")
        ? true
        : undefined;
    default:
      return undefined;
  }
}

/** What a value is wherever the code itself says so: `true` for an option that is `true` unless somebody gives another. */
export function defaultOf(resolver: Resolver, ref: Ref): boolean | undefined {
  const said = new Set<boolean>();
  for (const value of resolver.resolve(ref)) {
    if (value.kind !== "constant") return undefined;
    const { graph, node } = resolver.split(value.ref);
    const truth = literalTruth(graph, node);
    if (graph.op(node) !== Op.Boolean || truth === undefined) return undefined;
    said.add(truth);
  }
  return said.size === 1 ? [...said][0] : undefined;
}

/** Where the module lies and how it was started: whoever installs the program decides it. */
const OWN_GLOBALS = new Set(["__dirname", "__filename", "process", "Deno", "Bun"]);
const OWN_MEMBERS = new Set(["url", "dirname", "filename", "dir", "env", "cwd", "execPath"]);
const OWN_PACKAGES = /^(?:path|url|os|process|global)$/;

/** Globals whose results come from elsewhere, whatever they are given. */
const BRINGS_IN =
  /^(?:global\.)?(?:fetch|Deno(?!\.env\b)|Bun|localStorage|sessionStorage|document|window|location|prompt)\b/;

/** Whether the code itself fixes a value: a literal, a path joined from literals and the module's own folder. */
export function isFixed(
  resolver: Resolver,
  ref: Ref,
  budget: { left: number } = { left: BOUNDS.fixedSteps },
): boolean {
  if (--budget.left < 0) return false;
  const { graph, node } = resolver.split(ref);
  const fixed = (operand: number): boolean =>
    operand >= 0 && isFixed(resolver, resolver.program.ref(graph, operand), budget);
  const args = [...graph.args(node)];
  switch (graph.op(node)) {
    case Op.String:
    case Op.Number:
    case Op.Boolean:
    case Op.Nullish:
      return true;
    case Op.Global:
      return OWN_GLOBALS.has(graph.name(node));
    case Op.Concat:
    case Op.Array:
    case Op.Choice:
    case Op.Or:
    case Op.Coalesce:
    case Op.Spread:
      return args.every(fixed);
    case Op.Cell:
      return args.length > 0 && args.every(fixed);
    case Op.Ternary:
      return args.slice(1).every(fixed);
    case Op.Use:
    case Op.Await:
    case Op.Typed:
    case Op.Refine:
    case Op.AfterCall:
      return fixed(args[0] ?? -1);
    case Op.New:
      return graph.name(args[0]!) === "URL" && args.slice(1).every(fixed);
    case Op.Call:
      return (
        resolver.resolve(resolver.program.ref(graph, args[0]!)).some((value) => {
          const owner = value.kind === "api" ? value.api.origin : value.kind === "external" && value.package;
          if (owner === false || !OWN_PACKAGES.test(owner)) return false;
          return owner !== "global" || value.kind !== "api" || !BRINGS_IN.test(value.api.name);
        }) && args.slice(1).every(fixed)
      );
    case Op.Import:
      return exportedFixed(resolver, ref, budget) || constantsOnly(resolver, ref);
    case Op.Param:
      return givenFixed(resolver, graph, node, budget);
    case Op.Member: {
      const object = graph.op(args[0]!) === Op.Unknown || graph.op(args[0]!) === Op.Global;
      // `import.meta` is known only by what is read from it.
      if (object && OWN_MEMBERS.has(graph.name(node))) return true;
      if (graph.op(args[0]!) === Op.Member && graph.name(args[0]!) === "env") return fixed(args[0]!);
      return constantsOnly(resolver, ref);
    }
    default:
      return constantsOnly(resolver, ref);
  }
}

function constantsOnly(resolver: Resolver, ref: Ref): boolean {
  const values = resolver.resolve(ref);
  return (
    values.length > 0 &&
    values.every((value) => value.kind === "constant" && resolver.constantText(value.ref) !== undefined)
  );
}

/** What another module of the workspace exports by the name is fixed there. */
function exportedFixed(resolver: Resolver, ref: Ref, budget: { left: number }): boolean {
  const { program } = resolver;
  const { graph, node } = resolver.split(ref);
  const target = program.imported(graph, node);
  if (!target || "terminals" in target) return false;
  const { refs } = program.exported(target, graph.imported(node));
  return refs.length > 0 && refs.every((exported) => isFixed(resolver, exported, budget));
}

/** Every caller of the function gives a fixed value for the parameter. */
function givenFixed(resolver: Resolver, graph: Graph, param: number, budget: { left: number }): boolean {
  const fn = graph.facts.functions[graph.owner(param)];
  if (!fn) return false;
  const uses = resolver.callers.of(resolver.program.ref(graph, fn.node));
  return (
    uses.length > 0 &&
    uses.every((use) => {
      if (use.kind !== "call") return false;
      const given = resolver.callers.argument(use, graph.aux(param), fn.rest === graph.aux(param));
      return given.length > 0 && given.every((argument) => isFixed(resolver, argument, budget));
    })
  );
}
