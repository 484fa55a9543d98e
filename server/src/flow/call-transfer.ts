/** What calls do with data: into the function's parameters, through a package's function, or past it. */
import { Op, type Graph } from "../facts/facts.js";
import { isElement, within, type Access } from "./access.js";
import { BOUNDS } from "./bounds.js";
import { isSuper } from "./callers.js";
import { carried, madeAnew, picked } from "./carriers.js";
import { givenToMakers, makersOf, NOT_MADE } from "./closures.js";
import { deadAt } from "./dead-branches.js";
import { calleeName } from "./file-index.js";
import { isDispatch } from "./dispatch.js";
import { HandedFunctions } from "./handed-functions.js";
import { IndirectCalls } from "./indirect-calls.js";
import { isOwnAddress, OWN_PLACE } from "./checks.js";
import { KeptByName } from "./kept-by-name.js";
import { asksSomebody, CLEAN_METHODS, decodes, isLookUp, restates } from "./intrinsics.js";
import { decoded, type KindSet } from "./kinds.js";
import { startsPath } from "./own-folders.js";
import type { Ref } from "./program.js";
import { PackageTransfer } from "./package-transfer.js";
import { Promises } from "./promises.js";
import type { Propagation } from "./propagate.js";
import { rootOf } from "./relations.js";
import { Replies } from "./replies.js";
import { isCrowd, Mark, type State } from "./state.js";
import { bindsValues } from "./statements.js";
import { Stores } from "./stores.js";
import { Tables } from "./tables.js";
import type { Value } from "./values.js";
import { isUrl } from "./urls.js";

export class CallTransfer {
  readonly #indirect: IndirectCalls;

  readonly #promises: Promises;
  readonly replies: Replies;
  readonly kept: KeptByName;
  readonly stores: Stores;
  readonly #tables: Tables;
  readonly handed: HandedFunctions;

  /** What packages' functions do. */
  readonly packages: PackageTransfer;

  constructor(readonly flow: Propagation) {
    this.packages = new PackageTransfer(flow);
    this.kept = new KeptByName(flow);
    this.stores = new Stores(flow);
    this.#tables = new Tables(flow);
    this.#indirect = new IndirectCalls(flow, this, this.kept);
    this.#promises = new Promises(flow);
    this.replies = new Replies(flow);
    this.handed = new HandedFunctions(flow.resolver);
  }

  /** The node is the callee or an argument of the call. */
  use(state: State, graph: Graph, node: number, call: number): void {
    const args = graph.args(call);
    if (args[0] === node && this.stores.called(state, graph, call)) return;
    if (args[0] === node && state.access.length === 0 && !this.flow.data.verbatim)
      this.flow.move(state, this.flow.program.ref(graph, call), "call", { assumed: 1 });
    if (graph.op(call) === Op.Tagged) return this.#tagged(state, graph, node, call);
    for (let at = 1; at < args.length; at++) {
      if (args[at] !== node) continue;
      if (graph.op(node) === Op.Spread) this.#spread(state, graph, call, at - 1);
      else this.#argument(state, graph, call, at - 1, state.access);
    }
  }

  /** `save(id, ...rest)`: an element of the list stands where its place in it says. Of any other, each argument from there on may be it. */
  #spread(state: State, graph: Graph, call: number, first: number): void {
    const [step, ...inner] = state.access;
    if (step !== undefined && !isElement(step)) return;
    const place = Number(step);
    if (Number.isInteger(place)) return this.#argument(state, graph, call, first + place, inner);
    this.#argument(state, graph, call, first, inner);
    const { program, resolver } = this.flow;
    const ref = program.ref(graph, call);
    for (const fn of resolver.functions(program.ref(graph, graph.arg(call, 0)))) {
      const target = resolver.split(fn);
      const { params, rest } = target.graph.facts.functions[target.graph.aux(target.node)]!;
      const end = rest < 0 ? params.length : rest;
      for (let index = first + 1; index < end; index++) this.enter(state, ref, fn, index, inner);
      if (rest >= 0) this.enter(state, ref, fn, Math.max(first, rest), inner, true);
    }
  }

  /** A function of the program is given the fixed parts of a template apart from what was put into it; a package, the whole. */
  #tagged(state: State, graph: Graph, node: number, call: number): void {
    const ref = this.flow.program.ref(graph, call);
    const [tag, ...given] = graph.args(call);
    const own = this.flow.resolver.functions(this.flow.program.ref(graph, tag!));
    given.forEach((part, index) => {
      if (part !== node) return;
      if (index > 0) for (const fn of own) this.enter(state, ref, fn, index, state.access);
      else if (own.length === 0) this.#argument(state, graph, call, index, state.access);
    });
  }

  #argument(from: State, graph: Graph, call: number, index: number, access: Access): void {
    const callee = graph.arg(call, 0);
    const safe = this.#given(graph, call, index, from.safe);
    const isFolder = index === 0 && startsPath(this.flow.resolver, graph, call);
    const marks = isFolder ? from.marks | Mark.folder : from.marks;
    const state = safe === from.safe && marks === from.marks ? from : from.with({ safe, marks });
    const isNew = graph.op(call) === Op.New;
    const ref = this.flow.program.ref(graph, call);
    if (this.#promises.settled(state, graph, callee, access)) return;
    const part = picked(graph, call, index, access) ?? carried(graph, call, index, access);
    if (part === "left out") return;
    if (index === 0 && access.length > 0 && graph.op(call) === Op.Call)
      this.#madeAnew(state, graph, call, access);
    if (part) return this.flow.move(state, ref, "call", { access: part.slice(0, BOUNDS.accessPath) });
    if (this.#indirect.use(state, graph, call, index, access)) return;
    if ((state.marks & Mark.script) === 0) this.#tables.given(state, graph, call, index, access);
    const values = this.#called(state, graph, callee);
    const run = (given: readonly Value[]): void => this.#run(state, graph, call, index, access, given);
    if (isNew || !this.handed.called(state, graph, callee, values, run)) run(values);
  }

  /** What is put together again of an object that a call takes apart. */
  #madeAnew(state: State, graph: Graph, call: number, access: Access): void {
    const makers = this.flow.program.index(graph).calls.get("fromEntries");
    for (const made of makers.length === 0 ? [] : madeAnew(graph, call, makers))
      this.flow.move(state, this.flow.program.ref(graph, made), "call", { access });
  }

  /** The data is an argument of a call that runs one of some functions. */
  #run(
    state: State,
    graph: Graph,
    call: number,
    index: number,
    access: Access,
    values: readonly Value[],
  ): void {
    const callee = graph.arg(call, 0);
    const isNew = graph.op(call) === Op.New;
    const ref = this.flow.program.ref(graph, call);
    let known = false;
    const entered = isDispatch(this.flow.resolver, graph, callee, values)
      ? state.with({
          dispatched: true,
          marks: state.marks | (isCrowd(values.length) ? Mark.oneOfMany : 0),
        })
      : state;
    for (const value of values) {
      if (value.kind === "function" && !isNew) {
        known = true;
        this.enter(entered, ref, value.ref, index, access);
      } else if ((value.kind === "class" && isNew) || (value.kind === "instance" && isSuper(graph, callee))) {
        known = true;
        this.#construct(state, ref, value.ref, index, access, new Set());
      } else if (value.kind === "api") {
        const count = graph.argCount(call) - 1;
        const given = { index, count, position: Math.min(index, count - 1) };
        if (value.api.origin === "convention") {
          // What else it does with its arguments is not known.
          known ||= this.packages.arrive(state, graph, call, given, access, value.api).consumed;
          continue;
        }
        known = true;
        this.packages.toPackage(state, graph, call, given, access, value.api);
      }
    }
    this.stores.given(state, graph, call, index, access);
    if (known) return;
    if (isNew) this.packages.addressed(state, graph, call, index, access);
    this.replies.given(state, graph, callee, access);
    const action = this.stores.action(graph, callee);
    if (action !== undefined) return this.enter(state, ref, action, index, access);
    const namesake = this.#namesake(graph, callee);
    if (namesake === undefined) this.#unknown(state, graph, call, index, access);
    else this.enter(state.with({ assumed: state.assumed + 1 }), ref, namesake, index, access);
  }

  /** What a call may run: of the functions that a maker may have been given, the ones that this maker was. */
  #called(state: State, graph: Graph, callee: number): readonly Value[] {
    const { resolver, program } = this.flow;
    const values = resolver.resolve(program.ref(graph, callee));
    const makers = state.context?.makers ?? NOT_MADE;
    if (values.length < 2 || makers.length === 0) return values;
    const given = givenToMakers(resolver, makers, program.ref(graph, callee));
    const own = given === undefined ? [] : resolver.resolve(given);
    return own.length > 0 ? own : values;
  }

  /** What an argument is safe for inside of the call. */
  #given(graph: Graph, call: number, index: number, safe: KindSet): KindSet {
    if (decodes(graph, graph.arg(call, 0))) return decoded(safe);
    const isBase = index === 1 && isUrl(graph, call) && isOwnAddress(graph, graph.arg(call, 2));
    return isBase ? safe | OWN_PLACE : safe;
  }

  /**
   * The one method of the workspace that has this name, for a call on something that a framework carries around: what a
   * middleware put on the request (`context.jobs.startWorker(x)`).
   */
  #namesake(graph: Graph, callee: number): Ref | undefined {
    if (graph.op(callee) !== Op.Member) return undefined;
    const holder = rootOf(graph, graph.arg(callee, 0));
    if (graph.op(holder) !== Op.Member) return undefined;
    if (graph.op(rootOf(graph, graph.arg(holder, 0))) !== Op.Param) return undefined;
    const { resolver, program } = this.flow;
    const values = resolver.resolve(program.ref(graph, holder));
    if (values.some(({ kind }) => kind !== "external")) return undefined;
    const methods = program.methods(graph.name(callee));
    return methods.length === 1 ? methods[0] : undefined;
  }

  /** Into a function's parameter; the call is where its result goes. */
  enter(state: State, call: Ref, fn: Ref, index: number, access: Access, isAnyOfRest = false): void {
    const { resolver, program } = this.flow;
    const { graph, node } = resolver.split(fn);
    const record = graph.facts.functions[graph.aux(node)]!;
    const isRest = record.rest >= 0 && index >= record.rest;
    const param = record.params[isRest ? record.rest : index];
    if (param === undefined) return;
    const step = isAnyOfRest ? "[]" : String(index - record.rest);
    const part = isRest ? within(step, access, BOUNDS.accessPath) : access;
    const makers = makersOf(resolver, call, fn, state.context?.makers);
    const dead = deadAt(resolver, call, fn);
    this.flow.enter(state, call, fn, program.ref(graph, param), part, { makers, dead });
  }

  #construct(state: State, call: Ref, owner: Ref, index: number, access: Access, seen: Set<Ref>): void {
    // A class may seem to extend itself: two of one name, or code that is being typed.
    if (seen.has(owner)) return;
    seen.add(owner);
    const { graph, node } = this.flow.resolver.split(owner);
    const { constructor, base } = graph.facts.classes[graph.aux(node)]!;
    if (constructor >= 0)
      return this.enter(state, call, this.flow.program.ref(graph, constructor), index, access);
    if (base < 0) return;
    for (const value of this.flow.resolver.resolve(this.flow.program.ref(graph, base)))
      if (value.kind === "class") this.#construct(state, call, value.ref, index, access, seen);
  }

  /** Nothing is known of the function: its result is taken to carry the data. */
  #unknown(state: State, graph: Graph, call: number, index: number, access: Access): void {
    const callee = graph.arg(call, 0);
    if ((state.marks & Mark.script) !== 0 || isDependency(graph, call, index)) return;
    const method = graph.op(callee) === Op.Member ? graph.name(callee) : "";
    if (CLEAN_METHODS.has(method) || method === "get" || method === "set") return;
    if (method === "push" || method === "unshift" || method === "add") return;
    if (isLookUp(graph, call) || bindsValues(graph, callee)) return;
    const ref = this.flow.program.ref(graph, call);
    if (this.#reactState(state, graph, callee, access)) return;
    // What a method would give is not there without calling it.
    if (access[0]?.endsWith("()")) return;
    if (access.length > 1 || (this.flow.data.verbatim && !REPRODUCES.has(calleeName(graph, callee)))) return;
    this.flow.move(state, ref, "call", {
      access: method === "concat" ? access : [],
      assumed: restates(graph, callee) ? 0 : asksSomebody(graph, call, access) ? 2 : 1,
    });
  }

  /** `const [value, setValue] = useState()`: what the setter gets, the value is. */
  #reactState(state: State, graph: Graph, callee: number, access: Access): boolean {
    const setter = rootOf(graph, callee);
    if (graph.op(setter) !== Op.Member || graph.name(setter) !== "1") return false;
    const hook = rootOf(graph, graph.arg(setter, 0));
    if (graph.op(hook) !== Op.Call) return false;
    for (const use of graph.uses(graph.arg(setter, 0)))
      if (graph.op(use) === Op.Member && graph.name(use) === "0")
        this.flow.move(state, this.flow.program.ref(graph, use), "store", { access });
    return true;
  }
}

/** Functions whose result has the text in it that they were given. */
const REPRODUCES = new Set(["String", "stringify", "concat", "format", "inspect", "trim", "resolve"]);

/** `useMemo(() => make(x), [x])`: what a hook's function is made anew for is no part of what it gives. */
function isDependency(graph: Graph, call: number, index: number): boolean {
  const [before, given] = [graph.arg(call, index), graph.arg(call, index + 1)];
  if (index === 0 || graph.op(rootOf(graph, given)) !== Op.Array) return false;
  return graph.op(rootOf(graph, before)) === Op.Function && HOOK.test(calleeName(graph, graph.arg(call, 0)));
}

/** How functions are called that a component uses. */
const HOOK = /^use[A-Z]/;
