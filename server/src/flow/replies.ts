/**
 * What those who listen for messages answer: it comes back to whoever sends such a message, in another part of the program. Also
 * what a page's bridge to the native part gives, which the page calls by its name.
 */
import { Op, type Graph } from "../facts/facts.js";
import type { Access } from "./access.js";
import { nameOf } from "./describe.js";
import { callsNamed, firstParameters, textGiven } from "./named-calls.js";
import type { Ref } from "./program.js";
import type { Propagation } from "./propagate.js";
import { rootOf, usersOf } from "./relations.js";
import type { State } from "./state.js";

/** The parameter of an extension's listener that takes the function to answer with. */
const ANSWER = 2;

export class Replies {
  constructor(readonly flow: Propagation) {}

  /** `sendResponse(data)` in a listener of an extension's messages. */
  given(state: State, graph: Graph, callee: number, access: Access): void {
    const param = rootOf(graph, callee);
    if (graph.op(param) !== Op.Param || graph.aux(param) !== ANSWER) return;
    const listener = graph.facts.functions[graph.owner(param)];
    if (listener && registered(graph, listener.node, "addListener", /(?:^|\.)onMessage$/).length > 0)
      this.#toSenders(state, access);
  }

  /** The data is what a function gives that was registered to answer. */
  returned(state: State, fn: Ref, access: Access): void {
    const { resolver } = this.flow;
    const { graph, node } = resolver.split(fn);
    if (registered(graph, node, "addListener", /(?:^|\.)onMessage$/).length > 0)
      this.#toSenders(state, access);
    for (const call of registered(graph, node, "handle", /(?:^|\.)ipcMain$/)) {
      const channel = textGiven(resolver, graph, call, 1);
      if (channel === undefined) continue;
      for (const ask of callsNamed(resolver, "invoke", (object) => /(?:^|\.)ipcRenderer$/.test(object)))
        if (textGiven(resolver, ask.graph, ask.call, 1) === channel) this.#answer(state, ask, access, 0);
    }
    this.#bridged(state, graph, node, access);
  }

  /** `contextBridge.exposeInMainWorld("api", { ask: fn })`: what `window.api.ask()` gives. */
  #bridged(state: State, graph: Graph, fn: number, access: Access): void {
    const { resolver } = this.flow;
    const isPages = (object: string): boolean => /(?:^|\.)contextBridge$/.test(object);
    for (const { graph: page, call } of callsNamed(resolver, "exposeInMainWorld", isPages)) {
      const bridge = textGiven(resolver, page, call, 1);
      if (page !== graph || bridge === undefined || page.arg(call, 2) < 0) continue;
      const isBridge = (object: string): boolean => object === bridge || object.includes(`.${bridge}`);
      for (const name of namesOf(graph, page.arg(call, 2), fn))
        for (const ask of callsNamed(resolver, name, isBridge)) this.#answer(state, ask, access, 1);
    }
  }

  /** Which of the messages is answered is not known. */
  #toSenders(state: State, access: Access): void {
    const { resolver } = this.flow;
    const sends = (object: string): boolean => /(?:^|\.)(?:runtime|tabs)$/.test(object);
    for (const { graph, call } of callsNamed(resolver, "sendMessage", sends)) {
      this.#answer(state, { graph, call }, access, 1);
      for (const ref of firstParameters(resolver, graph, call, graph.argCount(call) - 1))
        this.flow.move(state, ref, "callback", { access, context: undefined, assumed: 1 });
    }
  }

  #answer(
    state: State,
    { graph, call }: { graph: Graph; call: number },
    access: Access,
    assumed: number,
  ): void {
    const ref = this.flow.program.ref(graph, call);
    this.flow.move(state, ref, "return", { access, context: undefined, assumed });
  }
}

/** Calls of a method on something that is called so which are given the function. */
function registered(graph: Graph, fn: number, method: string, holder: RegExp): number[] {
  return usersOf(graph, fn).filter((call) => {
    const callee = graph.op(call) === Op.Call ? graph.arg(call, 0) : -1;
    if (callee < 0 || graph.op(callee) !== Op.Member || graph.name(callee) !== method) return false;
    return holder.test(nameOf(graph, rootOf(graph, graph.arg(callee, 0))));
  });
}

/** The properties of an object literal that a function is, also of literals in it. */
function namesOf(graph: Graph, value: number, fn: number, depth = 0): string[] {
  const object = rootOf(graph, value);
  if (graph.op(object) !== Op.Object || depth > 3) return [];
  return [...graph.args(object)].flatMap((part) => {
    if (graph.op(part) !== Op.Prop) return [];
    const held = rootOf(graph, graph.arg(part, 0));
    return held === fn ? [graph.name(part)] : namesOf(graph, held, fn, depth + 1);
  });
}
