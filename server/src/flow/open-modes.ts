/**
 * Branches that are only there for who chose that nothing is held back: `policy.sandboxMode === "danger-full-access"`. What a model or
 * a stranger reaches there, the person who runs the program let it reach.
 */
import { Op, OPENS_ALL, type BranchFacts, type Graph } from "../facts/facts.js";
import { calleeName } from "./file-index.js";
import { asksEqual, rootOf, valueOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import type { State } from "./state.js";

export interface OpenBranch {
  from: number;
  to: number;
  /** What the mode is read from. */
  holders: readonly number[];
}

/** Those of each file, found once. */
const FOUND = new WeakMap<Graph, readonly OpenBranch[]>();

/** Such branches of a file. */
export function openBranches(graph: Graph): readonly OpenBranch[] {
  let branches = FOUND.get(graph);
  if (!branches) FOUND.set(graph, (branches = openIn(graph)));
  return branches;
}

/** Whether a place is in one of some such branches of its file, and the mode is none that whoever the data is from says with it. */
export function isInOpenMode(resolver: Resolver, state: State, branches: readonly OpenBranch[]): boolean {
  const { graph, node } = resolver.split(state.ref);
  return branches.some(
    ({ from, to, holders }) =>
      node >= from &&
      node < to &&
      !isFrom(resolver, state, graph, holders) &&
      !holders.some((holder) => isHandedIn(resolver, state, holder)),
  );
}

/** Whether the data was one of some nodes of a file on its way. */
function isFrom({ program }: Resolver, state: State, graph: Graph, nodes: readonly number[]): boolean {
  for (let at: State | undefined = state; at; at = at.parent)
    if (program.fileOf(at.ref) === graph.id && nodes.includes(at.ref - graph.first)) return true;
  return false;
}

/** `run({ mode: args.mode }, args.command)`: whether a parameter is an object in which the mode is of what holds the data. */
function isHandedIn(resolver: Resolver, { context, ref }: State, holder: number): boolean {
  const { graph } = resolver.split(ref);
  if (graph.op(holder) !== Op.Param || !context) return false;
  if (context.fn !== resolver.around(resolver.program.ref(graph, holder))) return false;
  return context.callers.some(({ call, from }) => {
    const { graph: caller, node } = resolver.split(call);
    const object = rootOf(caller, caller.arg(node, graph.aux(holder) + 1));
    if (object < 0 || caller.op(object) !== Op.Object) return false;
    const modes = [...caller.args(object)].filter(
      (part) => caller.op(part) === Op.Prop && MODE.test(caller.name(part)),
    );
    return modes.some((mode) => isFrom(resolver, from, caller, holdersIn(caller, [caller.arg(mode, 0)])));
  });
}

function openIn(graph: Graph): OpenBranch[] {
  return graph.facts.branches.flatMap(({ condition, sense, from, to }: BranchFacts) => {
    const holders = holdersOf(graph, condition, sense);
    return holders ? [{ from, to, holders }] : [];
  });
}

/** What the mode is read from that a condition asks for; undefined where it may hold in another mode. */
function holdersOf(graph: Graph, condition: number, sense: boolean, depth = 0): number[] | undefined {
  if (condition < 0 || depth > 6) return undefined;
  const node = valueOf(graph, condition);
  const parts = (): (number[] | undefined)[] =>
    [graph.arg(node, 0), graph.arg(node, 1)].map((arg) => holdersOf(graph, arg, sense, depth + 1));
  switch (graph.op(node)) {
    case Op.Not:
      return holdersOf(graph, graph.arg(node, 0), !sense, depth + 1);
    case Op.And:
    case Op.Or: {
      const [left, right] = parts();
      const both = left && right ? [...left, ...right] : undefined;
      return (graph.op(node) === Op.And) === sense ? (both ?? left ?? right) : both;
    }
    case Op.Compare: {
      if (asksEqual(graph, node) !== sense) return undefined;
      const [mode, text] = [valueOf(graph, graph.arg(node, 0)), graph.arg(node, 1)];
      return graph.op(text) === Op.String && OPEN.test(graph.name(text)) ? chosen(graph, mode) : undefined;
    }
    case Op.Member:
      return sense && OPENS_ALL.test(graph.name(node)) ? holdersIn(graph, [node]) : undefined;
    default:
      return undefined;
  }
}

/** Names that programs give the mode in which nothing is checked, and nobody is asked. */
const OPEN = /^(?:danger-?full-?access|full-?access|bypass-?permissions|yolo|unrestricted)$/i;
/** What the mode is called. */
const MODE = /mode|sandbox|permission|policy|approval/i;

/** `settings.permissionMode`, `sandboxModeOf(context)`: what it is read from; undefined where it is not known to be a setting. */
function chosen(graph: Graph, mode: number): number[] | undefined {
  const op = graph.op(mode);
  const name =
    op === Op.Call ? calleeName(graph, graph.arg(mode, 0)) : op === Op.Member ? graph.name(mode) : "";
  if (!MODE.test(name)) return undefined;
  const given = op === Op.Call ? [...graph.args(mode)].slice(1) : [graph.arg(mode, 0)];
  return holdersIn(graph, given);
}

/** Values, and what they are properties of. */
function holdersIn(graph: Graph, given: number[]): number[] {
  const holders: number[] = [];
  for (let at = 0; at < given.length && at < 8; at++) {
    const node = valueOf(graph, given[at]!);
    holders.push(node);
    if (graph.op(node) === Op.Member) given.push(graph.arg(node, 0));
  }
  return holders;
}
