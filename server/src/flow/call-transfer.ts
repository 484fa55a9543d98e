/** What calls do with data: into the function's parameters, through a package's function, or past it. */
import { Op, type Graph } from "../facts/facts.js";
import { isElement, within, type Access } from "./access.js";
import type { ApiValue } from "./api.js";
import { BOUNDS } from "./bounds.js";
import { isSuper, type Use } from "./callers.js";
import { CallbackResults } from "./callback-results.js";
import { carried, madeAnew, picked } from "./carriers.js";
import { givenToMakers, makersOf, NOT_MADE, parentOf } from "./closures.js";
import { rowHolds } from "./conditions.js";
import { deadAt } from "./dead-branches.js";
import { titleOf } from "./describe.js";
import { calleeName } from "./file-index.js";
import { HandedFunctions } from "./handed-functions.js";
import { IndirectCalls } from "./indirect-calls.js";
import { isOwnAddress, OWN_PLACE } from "./checks.js";
import { KeptByName } from "./kept-by-name.js";
import { asksSomebody, CLEAN_METHODS, decodes, FROM_CALLBACK, looksUp, restates } from "./intrinsics.js";
import { decoded, settle, type KindSet } from "./kinds.js";
import type { Ref } from "./program.js";
import { PackageTransfer, reached } from "./package-transfer.js";
import { Promises } from "./promises.js";
import type { Propagation } from "./propagate.js";
import { isUrl, rootOf, usersOf } from "./relations.js";
import { replacedSafe } from "./replacements.js";
import { Replies } from "./replies.js";
import { crowdDoubt, Mark, type State } from "./state.js";
import { Stores } from "./stores.js";
import { Tables } from "./tables.js";
import type { Value } from "./values.js";

export class CallTransfer {
  readonly #indirect: IndirectCalls;

  readonly #promises: Promises;
  readonly #replies: Replies;
  readonly #results: CallbackResults;
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
    this.#replies = new Replies(flow);
    this.#results = new CallbackResults(flow);
    this.handed = new HandedFunctions(flow.resolver);
  }

  /** The node is the callee or an argument of the call. */
  use(state: State, graph: Graph, node: number, call: number): void {
    const args = graph.args(call);
    if (args[0] === node && this.stores.called(state, graph, call)) return;
    if (args[0] === node && state.access.length === 0 && !this.flow.verbatim)
      this.flow.move(state, this.flow.program.ref(graph, call), "call", { assumed: 1 });
    if (graph.op(call) === Op.Tagged) return this.#tagged(state, graph, node, call);
    for (let at = 1; at < args.length; at++) {
      if (args[at] !== node) continue;
      if (graph.op(node) !== Op.Spread) this.#argument(state, graph, call, at - 1, state.access);
      else if (state.access.length > 0 && isElement(state.access[0]!)) {
        const offset = Number(state.access[0]) || 0;
        this.#argument(state, graph, call, at - 1 + offset, state.access.slice(1));
      } else if (state.access.length === 0) this.#argument(state, graph, call, at - 1, []);
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
    const state = safe === from.safe ? from : { ...from, safe };
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
    const entered = this.#isDispatch(graph, callee, values) ? { ...state, dispatched: true } : state;
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
    this.#replies.given(state, graph, callee, access);
    const action = this.stores.action(graph, callee);
    if (action !== undefined) return this.enter(state, ref, action, index, access);
    const namesake = this.#namesake(graph, callee);
    if (namesake === undefined) this.#unknown(state, graph, call, index, access);
    else this.enter({ ...state, assumed: state.assumed + 1 }, ref, namesake, index, access);
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
  enter(state: State, call: Ref, fn: Ref, index: number, access: Access): void {
    const { resolver, program } = this.flow;
    const { graph, node } = resolver.split(fn);
    const record = graph.facts.functions[graph.aux(node)]!;
    const isRest = record.rest >= 0 && index >= record.rest;
    const param = record.params[isRest ? record.rest : index];
    if (param === undefined) return;
    const part = isRest ? within(String(index - record.rest), access, BOUNDS.accessPath) : access;
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
    if (looksUp(method)) return;
    const ref = this.flow.program.ref(graph, call);
    if (this.#reactState(state, graph, callee, access)) return;
    // What a method would give is not there without calling it.
    if (access[0]?.endsWith("()")) return;
    if (access.length > 1 || (this.flow.verbatim && !REPRODUCES.has(calleeName(graph, callee)))) return;
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

  /** The data is returned by a function that was not entered on this path. */
  returned(state: State, fn: Ref, access: Access): void {
    const { graph, node } = this.flow.resolver.split(fn);
    this.#replies.returned(state, fn, access);
    this.stores.returned(state, fn, access);
    const all = this.#toNoMaker(state, fn, access, this.flow.resolver.callers.of(fn));
    const callers = this.#ofMaker(state, fn, all);
    // What was made for one leaves it only to that one.
    const from = callers === all ? state : { ...state, context: undefined };
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
      if (row.kind === "state") this.packages.states.given(state, call, pack, access);
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
      const from = this.#isHandedOn(given) ? { ...state, marks: state.marks | Mark.anyCaller } : state;
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
    return this.#isDispatch(graph, callee, this.flow.resolver.resolve(this.flow.program.ref(graph, callee)));
  }

  /** One of several methods runs: several classes have it, or a subclass too. Of elements of a list, each one's runs. */
  #isDispatch(graph: Graph, callee: number, values: readonly Value[]): boolean {
    if (graph.op(callee) !== Op.Member || values.filter(({ kind }) => kind === "function").length < 2)
      return false;
    const object = rootOf(graph, graph.arg(callee, 0));
    if (isElementOf(graph, object)) return false;
    const taker = graph.op(object) === Op.Param ? graph.facts.functions[graph.owner(object)] : undefined;
    if (!taker) return true;
    const uses = this.flow.resolver.callers.of(this.flow.program.ref(graph, taker.node));
    // `for (const tool of tools) register(tool)`
    const givesElement = (ref: Ref): boolean => {
      const given = this.flow.resolver.split(ref);
      return isElementOf(given.graph, rootOf(given.graph, given.node));
    };
    return !uses.some((use) =>
      use.kind === "call"
        ? this.flow.resolver.callers.argument(use, graph.aux(object), false).some(givesElement)
        : use.kind === "given" && use.element,
    );
  }

  /** The function is called by its own name, or as a method. */
  #direct(graph: Graph, node: number, call: Ref): boolean {
    const caller = this.flow.resolver.split(call);
    const callee = caller.graph.arg(caller.node, 0);
    return caller.graph !== graph || callee === node || caller.graph.op(callee) === Op.Member;
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

/** Whether a node is one of the elements of something, whichever. */
function isElementOf(graph: Graph, node: number): boolean {
  return graph.op(node) === Op.Index || (graph.op(node) === Op.Member && isElement(graph.name(node)));
}
