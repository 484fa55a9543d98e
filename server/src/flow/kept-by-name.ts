/**
 * What is kept under a name outside of variables: in the browser's storage, in an extension's, in an element's data, with a request
 * that a server hands from one function to the next. Whoever reads that name gets it.
 */
import { Op, type Graph } from "../facts/facts.js";
import type { Access } from "./access.js";
import { definitionOf } from "./definitions.js";
import { nameOf } from "./describe.js";
import { calleeName } from "./file-index.js";
import { callsNamed, firstParameters, textGiven } from "./named-calls.js";
import type { Ref } from "./program.js";
import type { Propagation } from "./propagate.js";
import { rootOf } from "./relations.js";
import type { State } from "./state.js";

const STORAGE = /(?:^|\.)((?:local|session)Storage)$/;
const EXTENSION = /(?:^|\.)storage\.(local|session|sync)$/;

export class KeptByName {
  constructor(readonly flow: Propagation) {}

  /** The data is an argument of a call that may keep it. */
  given(state: State, graph: Graph, call: number, position: number, access: Access): void {
    const callee = graph.arg(call, 0);
    if (graph.op(callee) !== Op.Member) return;
    const method = graph.name(callee);
    if ((method === "run" || method === "enterWith") && position === 0)
      return this.#inStorage(state, graph, callee, access);
    if (method !== "setItem" && method !== "set") return;
    const holder = nameOf(graph, rootOf(graph, graph.arg(callee, 0)));
    const { program, resolver } = this.flow;
    if (method === "setItem") {
      if (position !== 1) return;
      const name = textGiven(resolver, graph, call, 1);
      const storage = STORAGE.exec(holder)?.[1];
      if (name === undefined || storage === undefined) return;
      for (const get of callsNamed(resolver, "getItem", isCalled(storage)))
        if (textGiven(resolver, get.graph, get.call, 1) === name)
          this.#kept(state, program.ref(get.graph, get.call), access, 0);
    } else if (position === 1) {
      const name = isCarrier(graph, callee) ? textGiven(resolver, graph, call, 1) : undefined;
      if (name === undefined) return;
      for (const get of callsNamed(resolver, "get", (object) => CARRIER.test(object)))
        if (
          isCarrier(get.graph, get.graph.arg(get.call, 0)) &&
          textGiven(resolver, get.graph, get.call, 1) === name
        )
          this.#kept(state, program.ref(get.graph, get.call), access, 1);
    } else if (position === 0) {
      const area = EXTENSION.exec(holder)?.[1];
      if (area === undefined || access.length === 0) return;
      for (const get of callsNamed(resolver, "get", isCalled(`storage.${area}`)))
        for (const ref of [
          program.ref(get.graph, get.call),
          ...firstParameters(resolver, get.graph, get.call, 2),
        ])
          this.#kept(state, ref, access, 1);
    }
  }

  /**
   * `element.dataset.name = data`: which element is read elsewhere is not known. `event.context.name = data`: each function that the
   * request is handed to can read it.
   */
  written(state: State, graph: Graph, write: number): void {
    const data = isData(graph, graph.arg(write, 0));
    const bag = data ? undefined : bagOf(graph, graph.arg(write, 0));
    if (!data && bag === undefined) return;
    for (const member of this.flow.program.members(graph.name(write))) {
      const { graph: reader, node } = this.flow.resolver.split(member);
      const object = reader.arg(node, 0);
      if (data ? reader === graph && isData(reader, object) : bagOf(reader, object) === bag)
        this.#kept(state, member, state.access, 1);
    }
  }

  /** `storage.run(data, work)`: whoever is called in there asks the storage for it. */
  #inStorage(state: State, graph: Graph, callee: number, access: Access): void {
    const storage = this.#storage(graph, graph.arg(callee, 0));
    if (storage === undefined) return;
    for (const { graph: reader, call } of callsNamed(this.flow.resolver, "getStore", () => true))
      if (this.#storage(reader, reader.arg(reader.arg(call, 0), 0)) === storage)
        this.#kept(state, this.flow.program.ref(reader, call), access, 0);
  }

  /** Where an `AsyncLocalStorage` was made. */
  #storage(graph: Graph, object: number): Ref | undefined {
    const { program, resolver } = this.flow;
    const made = definitionOf(resolver, program.ref(graph, object));
    const { graph: maker, node } = resolver.split(made);
    if (maker.op(node) !== Op.New) return undefined;
    return calleeName(maker, maker.arg(node, 0)) === "AsyncLocalStorage" ? made : undefined;
  }

  #kept(state: State, ref: Ref, access: Access, assumed: number): void {
    this.flow.move(state, ref, "store", { access, context: undefined, assumed });
  }
}

function isData(graph: Graph, object: number): boolean {
  const root = rootOf(graph, object);
  return graph.op(root) === Op.Member && graph.name(root) === "dataset";
}

/** What is handed from function to function with a request, and keeps values by name itself: `c.set("user", user)`. */
const CARRIER = /^(?:c|ctx|context)$/;

function isCarrier(graph: Graph, method: number): boolean {
  const owner = rootOf(graph, graph.arg(method, 0));
  return graph.op(owner) === Op.Param && CARRIER.test(nameOf(graph, owner));
}

const SHARED = new Set(["globalThis", "global"]);

/** What servers call the object that functions before a handler keep something in for it, and whose it is. */
const BAGS: Readonly<Record<string, RegExp>> = {
  locals: /^(?:res|response|event|context|ctx|c)$/,
  state: /^(?:ctx|context|req|request)$/,
  context: /^event$/,
};

/**
 * The name of the object that is kept with a request, where this is one: `res.locals`, `ctx.state`, `event.context`; also of the one
 * that the whole program shares.
 */
function bagOf(graph: Graph, object: number): string | undefined {
  const bag = rootOf(graph, object);
  if (graph.op(bag) === Op.Global) return SHARED.has(graph.name(bag)) ? "globalThis" : undefined;
  if (graph.op(bag) !== Op.Member) return undefined;
  const owner = rootOf(graph, graph.arg(bag, 0));
  if (graph.op(owner) !== Op.Param) return undefined;
  const name = graph.name(bag);
  return BAGS[name]?.test(nameOf(graph, owner)) ? name : undefined;
}

/** Whether an object has this name, whatever it is a part of: `window.localStorage`. */
function isCalled(name: string): (object: string) => boolean {
  return (object) => object === name || object.endsWith(`.${name}`);
}
