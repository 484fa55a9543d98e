/**
 * Stores of a user interface that hooks read (zustand): what is set in what makes the store is part of the store, which is
 * followed through the program as any value is; its hook gives the parts.
 */
import { Op, type Graph } from "../facts/facts.js";
import { within, type Access } from "./access.js";
import { BOUNDS } from "./bounds.js";
import { definitionOf } from "./definitions.js";
import { calleeName } from "./file-index.js";
import type { Ref } from "./program.js";
import type { Propagation } from "./propagate.js";
import { givenBack, rootOf, usersOf } from "./relations.js";
import type { State } from "./state.js";

/** The step from a store to what it holds. */
const HELD = "{held}";
const MAKERS: ReadonlySet<string> = new Set(["create", "createStore", "createWithEqualityFn"]);
const AROUND: ReadonlySet<string> = new Set(["persist", "immer", "devtools", "subscribeWithSelector"]);
const READERS: ReadonlySet<string> = new Set(["useStore", "useStoreWithEqualityFn"]);
const LIBRARY = /^zustand(?:\/|$)/;

/** Parameters of the function that makes a store. */
const [SET, GET] = [0, 1];

export class Stores {
  constructor(readonly flow: Propagation) {}

  /** The data is an argument of a call: `set({ x: data })`, `useStore.setState({ x: data })`, `useStore(store, (s) => s.x)`. */
  given(state: State, graph: Graph, call: number, position: number, access: Access): void {
    if (access[0] === HELD && READERS.has(calleeName(graph, graph.arg(call, 0))))
      this.#select(state, graph, call, graph.arg(call, 2), access.slice(1));
    else if (position === 0) this.#put(state, graph, graph.arg(call, 0), access);
  }

  /** The data is what a function returns: `set((s) => ({ x: data }))`, or the function that makes a store. */
  returned(state: State, fn: Ref, access: Access): void {
    const { graph, node } = this.flow.resolver.split(fn);
    const store = madeBy(graph, node);
    if (store !== undefined) this.#hold(state, graph, store, access);
    for (const call of usersOf(graph, node))
      if (graph.op(call) === Op.Call && graph.arg(call, 1) === node)
        this.#put(state, graph, graph.arg(call, 0), access);
  }

  /** The store, or what gives its state, is called: `useStore((s) => s.x)`, `useStore.getState()`. */
  called(state: State, graph: Graph, call: number): boolean {
    const [step, ...rest] = state.access;
    if (step !== HELD) return false;
    this.#select(state, graph, call, graph.arg(call, 1), rest);
    return true;
  }

  /** The function that is called by a name in the store: `useStore.getState().save(x)`, `useStore((s) => s.save)(x)`. */
  action(graph: Graph, callee: number): Ref | undefined {
    const { program, resolver } = this.flow;
    const names: string[] = [];
    let read = rootOf(graph, callee);
    for (let guard = 0; guard < 4 && graph.op(read) === Op.Member; guard++) {
      names.unshift(graph.name(read));
      read = rootOf(graph, graph.arg(read, 0));
    }
    if (graph.op(read) !== Op.Call) return undefined;
    let hook = rootOf(graph, graph.arg(read, 0));
    if (graph.op(hook) === Op.Param && graph.aux(hook) === GET) {
      const record = graph.facts.functions[graph.owner(hook)];
      return record && madeBy(graph, record.node) !== undefined
        ? this.#named(graph, record.node, names)
        : undefined;
    }
    if (graph.op(hook) === Op.Member && graph.name(hook) === "getState") hook = graph.arg(hook, 0);
    else if (graph.arg(read, 1) >= 0) {
      const fn = pickerOf(graph, graph.arg(read, 1));
      const path = fn && this.#pathsOf(graph, fn)[0];
      if (!path) return undefined;
      names.unshift(...path);
    }
    if (names.length === 0) return undefined;
    const made = resolver.split(definitionOf(resolver, program.ref(graph, hook)));
    if (!isMaker(made.graph, made.node)) return undefined;
    let maker = rootOf(made.graph, made.graph.arg(made.node, 1));
    for (let guard = 0; guard < 4 && made.graph.op(maker) === Op.Call; guard++)
      maker = rootOf(made.graph, made.graph.arg(maker, 1));
    return this.#named(made.graph, maker, names);
  }

  /** The function that a maker's object has under a name, also by what the object is spread from. */
  #named(graph: Graph, maker: number, names: readonly string[], depth = 0): Ref | undefined {
    if (graph.op(maker) !== Op.Function || depth > 3) return undefined;
    const { program, resolver } = this.flow;
    for (const exit of givenBack(graph, maker)) {
      let held = rootOf(graph, exit);
      for (const [at, name] of names.entries()) {
        if (graph.op(held) !== Op.Object) break;
        let next = -1;
        for (const part of graph.args(held))
          if (graph.op(part) === Op.Prop && graph.name(part) === name) next = graph.arg(part, 0);
          else if (graph.op(part) === Op.Spread && at === 0) {
            const slice = rootOf(graph, graph.arg(part, 0));
            if (graph.op(slice) !== Op.Call) continue;
            for (const value of resolver.resolve(program.ref(graph, graph.arg(slice, 0)))) {
              if (value.kind !== "function") continue;
              const { graph: other, node } = resolver.split(value.ref);
              const found = this.#named(other, node, names, depth + 1);
              if (found !== undefined) return found;
            }
          }
        if (next < 0) break;
        held = rootOf(graph, next);
      }
      if (graph.op(held) === Op.Function) return program.ref(graph, held);
    }
    return undefined;
  }

  /** What a picker gives of its parameter. */
  #pathsOf(graph: Graph, fn: number): string[][] {
    const param = graph.facts.functions[graph.aux(fn)]!.params[0] ?? -1;
    return givenBack(graph, fn).flatMap((exit) => {
      const path = pathFrom(graph, exit, param);
      return path ? [path] : [];
    });
  }

  /** Whether a member of the store gives what it holds. */
  gives(access: Access, name: string): boolean {
    return access[0] === HELD && name === "getState";
  }

  #put(state: State, graph: Graph, callee: number, access: Access): void {
    const setter = rootOf(graph, callee);
    if (graph.op(setter) === Op.Param && graph.aux(setter) === SET) {
      const maker = graph.facts.functions[graph.owner(setter)];
      if (!maker) return;
      const store = madeBy(graph, maker.node);
      if (store !== undefined) return this.#hold(state, graph, store, access, maker.params[GET]);
      // A part of a store, made by a function that the store's maker calls.
      for (const use of this.flow.resolver.callers.of(this.flow.program.ref(graph, maker.node))) {
        if (use.kind !== "call") continue;
        const { graph: caller, node } = this.flow.resolver.split(use.call);
        const whole = caller.facts.functions[caller.owner(node)];
        const made = whole && madeBy(caller, whole.node);
        if (whole && made !== undefined) this.#hold(state, caller, made, access, whole.params[GET]);
      }
    } else if (graph.op(setter) === Op.Member && graph.name(setter) === "setState") {
      const { program, resolver } = this.flow;
      const made = resolver.split(definitionOf(resolver, program.ref(graph, graph.arg(setter, 0))));
      if (isMaker(made.graph, made.node)) this.#hold(state, made.graph, made.node, access);
    }
  }

  #hold(state: State, graph: Graph, store: number, access: Access, get = -1): void {
    const held = within(HELD, access, BOUNDS.accessPath);
    this.#to(state, graph, store, held);
    if (get >= 0) this.#to(state, graph, get, held);
  }

  /** What a call that reads the store gives: all of it, or what a function picks. */
  #select(state: State, graph: Graph, call: number, picker: number, access: Access): void {
    if (picker < 0) return this.#to(state, graph, call, access);
    const fn = pickerOf(graph, picker);
    if (fn === undefined) return;
    for (const path of this.#pathsOf(graph, fn))
      if (path.every((step, at) => step === access[at]))
        this.#to(state, graph, call, access.slice(path.length));
  }

  #to(state: State, graph: Graph, node: number, access: Access): void {
    this.flow.move(state, this.flow.program.ref(graph, node), "store", { access, context: undefined });
  }
}

/** `create(fn)`, `create()(persist(fn, options))`: the call that makes a store with the function. */
function madeBy(graph: Graph, fn: number, depth = 0): number | undefined {
  for (const call of usersOf(graph, fn)) {
    if (graph.op(call) !== Op.Call || graph.arg(call, 1) !== fn) continue;
    if (isMaker(graph, call)) return call;
    if (depth < 4 && AROUND.has(calleeName(graph, graph.arg(call, 0)))) {
      const store = madeBy(graph, call, depth + 1);
      if (store !== undefined) return store;
    }
  }
  return undefined;
}

function isMaker(graph: Graph, call: number): boolean {
  if (graph.op(call) !== Op.Call) return false;
  let callee = rootOf(graph, graph.arg(call, 0));
  if (graph.op(callee) === Op.Call) callee = rootOf(graph, graph.arg(callee, 0));
  return (
    graph.op(callee) === Op.Import && LIBRARY.test(graph.name(callee)) && MAKERS.has(graph.imported(callee))
  );
}

/** `(s) => s.x`, `useShallow((s) => s.x)` */
function pickerOf(graph: Graph, picker: number): number | undefined {
  let fn = rootOf(graph, picker);
  if (graph.op(fn) === Op.Call && calleeName(graph, graph.arg(fn, 0)) === "useShallow")
    fn = rootOf(graph, graph.arg(fn, 1));
  return graph.op(fn) === Op.Function ? fn : undefined;
}

/** `s.a.b` from `s`: `["a", "b"]`. */
function pathFrom(graph: Graph, node: number, start: number): string[] | undefined {
  const path: string[] = [];
  for (let at = rootOf(graph, node), guard = 0; guard < 10; guard++) {
    if (at === start) return path;
    if (graph.op(at) !== Op.Member) return undefined;
    path.unshift(graph.name(at));
    at = rootOf(graph, graph.arg(at, 0));
  }
  return undefined;
}
