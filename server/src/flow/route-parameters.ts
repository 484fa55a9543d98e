/**
 * Parameters of routes that a middleware asks about before any route below its path runs: `app.use("/teams/:team/*", isMember)`,
 * `router.param("team", …)`. A caller may name at most what is theirs.
 */
import { Op, type Graph } from "../facts/facts.js";
import { definitionOf } from "./definitions.js";
import { Gathered } from "./gathered.js";
import type { Ref } from "./program.js";
import { givenBack, rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** Methods that mount a middleware, and the one of Express that runs once a parameter is known. */
const MOUNTS = ["use", "param"];
const PARAMETER = /:(\w+)/g;
/** Functions that make functions that make functions. */
const DEEPEST = 3;
/** Operations by which the answer to a question comes to where it decides something. */
const LEADS = new Set<Op>([
  Op.Await,
  Op.Not,
  Op.And,
  Op.Or,
  Op.Compare,
  Op.Member,
  Op.Refine,
  Op.AfterCall,
  Op.Use,
  Op.Typed,
  Op.Choice,
]);

export class RouteParameters {
  readonly #asked: Gathered<string>;

  constructor(readonly resolver: Resolver) {
    this.#asked = new Gathered(resolver.program, {
      members: MOUNTS,
      find: (graph) => (resolver.program.isTest(graph.file) ? [] : this.#askedIn(graph)),
      fits: () => true,
    });
  }

  /** Their names, sorted. */
  asked(): readonly string[] {
    return [...new Set(this.#asked.of(""))].sort();
  }

  #askedIn(graph: Graph): string[] {
    const { program } = this.resolver;
    return MOUNTS.flatMap((method) =>
      [...program.index(graph).calls.get(method)].flatMap((call) => {
        const [path, ...rest] = [...graph.args(call)].slice(1);
        const text = path === undefined ? undefined : this.resolver.text(program.ref(graph, path));
        if (text === undefined || rest.length === 0) return [];
        const names = method === "param" ? [text] : [...text.matchAll(PARAMETER)].map(([, name]) => name!);
        if (names.length === 0) return [];
        const functions = rest.flatMap((each) => this.#functionsIn(program.ref(graph, each), 0));
        return names.filter((name) => functions.some((fn) => this.#asks(fn, name, method === "param")));
      }),
    );
  }

  /** The functions that a middleware is, also one that is made: `isMember()`, `createMiddleware(async (c, next) => …)`. */
  #functionsIn(ref: Ref, depth: number): Ref[] {
    const functions = this.resolver.functions(ref);
    if (functions.length > 0 || depth > DEEPEST) return functions;
    const { graph, node } = this.resolver.split(definitionOf(this.resolver, ref));
    if (graph.op(node) !== Op.Call) return [];
    const at = (inner: Graph, value: number): Ref[] =>
      this.#functionsIn(this.resolver.program.ref(inner, value), depth + 1);
    const made = this.resolver
      .functions(this.resolver.program.ref(graph, graph.arg(node, 0)))
      .flatMap((fn) => {
        const maker = this.resolver.split(fn);
        return givenBack(maker.graph, maker.node).flatMap((value) => at(maker.graph, value));
      });
    return [...made, ...[...graph.args(node)].slice(1).flatMap((argument) => at(graph, argument))];
  }

  /** Whether a function compares a parameter with something, or decides by what another gives for it. */
  #asks(fn: Ref, name: string, handed: boolean): boolean {
    const { graph, node } = this.resolver.split(fn);
    const record = graph.facts.functions[graph.aux(node)]!;
    const isIt = (value: number): boolean =>
      value >= 0 && (readsName(graph, value, name) || (handed && rootOf(graph, value) === record.params[3]));
    const { starts, ends } = graph.facts;
    for (let at = 0; at < graph.size; at++) {
      if (starts[at]! < record.start || ends[at]! > record.end) continue;
      const args = [...graph.args(at)];
      if (graph.op(at) === Op.Compare && args.some(isIt) && !args.some((arg) => isFixed(graph, arg)))
        return true;
      if (
        graph.op(at) === Op.Call &&
        args.slice(1).some((arg) => isIn(graph, arg, isIt)) &&
        decides(graph, at)
      )
        return true;
    }
    return false;
  }
}

function readsName(graph: Graph, value: number, name: string): boolean {
  const root = rootOf(graph, value);
  return graph.op(root) === Op.Member ? graph.name(root) === name : readsRouteParameter(graph, root, name);
}

/** `context.req.param("team")` */
export function readsRouteParameter(graph: Graph, call: number, name: string): boolean {
  return calledWith(graph, call, "param") === name;
}

/** `request.params`, `context.req.param()`, `context.req.valid("param")` */
export function holdsRouteParameters(graph: Graph, value: number): boolean {
  const root = rootOf(graph, value);
  if (graph.op(root) === Op.Member) return graph.name(root) === "params";
  return calledWith(graph, root, "param") === "" || calledWith(graph, root, "valid") === "param";
}

/** The text that a call of a method is given: empty where it is given nothing, undefined for any other call. */
export function calledWith(graph: Graph, call: number, method: string): string | undefined {
  const callee = graph.op(call) === Op.Call ? graph.arg(call, 0) : -1;
  if (callee < 0 || graph.op(callee) !== Op.Member || graph.name(callee) !== method) return undefined;
  const key = graph.arg(call, 1);
  return key < 0 ? "" : graph.op(key) === Op.String ? graph.name(key) : undefined;
}

/** A value is an argument, or a property of one: `{ where: { team, user } }`. */
function isIn(graph: Graph, argument: number, isIt: (value: number) => boolean, depth = 0): boolean {
  if (isIt(argument)) return true;
  const root = rootOf(graph, argument);
  if (depth > DEEPEST || graph.op(root) !== Op.Object) return false;
  return [...graph.args(root)].some(
    (part) => graph.op(part) === Op.Prop && isIn(graph, graph.arg(part, 0), isIt, depth + 1),
  );
}

function isFixed(graph: Graph, value: number): boolean {
  const op = graph.op(value);
  return op === Op.String || op === Op.Number || op === Op.Boolean || op === Op.Nullish || op === Op.TypeOf;
}

/** Whether a statement decides by what a call gives which one runs next. */
function decides(graph: Graph, call: number): boolean {
  const values = [call];
  for (let at = 0; at < values.length && at < 40; at++) {
    if (graph.isTest(values[at]!)) return true;
    for (const use of graph.uses(values[at]!))
      if (LEADS.has(graph.op(use)) && !values.includes(use)) values.push(use);
  }
  return false;
}
