/**
 * What a page keeps under a name outside of its variables: in the browser's storage, in an extension's, in an element's data. Whoever
 * reads that name gets it.
 */
import { Op, type Graph } from "../facts/facts.js";
import type { Access } from "./access.js";
import { nameOf } from "./describe.js";
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
    if (method !== "setItem" && method !== "set") return;
    const holder = nameOf(graph, rootOf(graph, graph.arg(callee, 0)));
    if (method === "setItem") {
      if (position !== 1) return;
      const name = this.#text(graph, graph.arg(call, 1));
      const storage = STORAGE.exec(holder)?.[1];
      if (name === undefined || storage === undefined) return;
      for (const { reader, read } of this.#calls("getItem", storage))
        if (this.#text(reader, reader.arg(read, 1)) === name) this.#kept(state, reader, read, access, 0);
    } else if (position === 0) {
      const area = EXTENSION.exec(holder)?.[1];
      if (area === undefined || access.length === 0) return;
      for (const { reader, read } of this.#calls("get", `storage.${area}`)) {
        this.#kept(state, reader, read, access, 1);
        this.#handed(state, reader, read, access);
      }
    }
  }

  /** `element.dataset.name = data`: which element is read elsewhere is not known. */
  written(state: State, graph: Graph, write: number): void {
    const isData = (owner: Graph, object: number): boolean => {
      const root = rootOf(owner, object);
      return owner.op(root) === Op.Member && owner.name(root) === "dataset";
    };
    if (!isData(graph, graph.arg(write, 0))) return;
    for (const member of this.flow.program.members(graph.name(write))) {
      const { graph: reader, node } = this.flow.resolver.split(member);
      if (reader === graph && isData(reader, reader.arg(node, 0)))
        this.#kept(state, reader, node, state.access, 1);
    }
  }

  /** What `get` gives to a callback. */
  #handed(state: State, reader: Graph, read: number, access: Access): void {
    const callback = reader.arg(read, 2);
    if (callback < 0) return;
    for (const value of this.flow.resolver.resolve(this.flow.program.ref(reader, callback))) {
      if (value.kind !== "function") continue;
      const { graph, node } = this.flow.resolver.split(value.ref);
      const [param] = graph.facts.functions[graph.aux(node)]!.params;
      if (param !== undefined) this.#kept(state, graph, param, access, 1);
    }
  }

  *#calls(method: string, holder: string): Generator<{ reader: Graph; read: number }> {
    const { program, resolver } = this.flow;
    for (const member of program.members(method)) {
      const { graph: reader, node } = resolver.split(member);
      const name = nameOf(reader, rootOf(reader, reader.arg(node, 0)));
      if (name !== holder && !name.endsWith(`.${holder}`)) continue;
      for (const read of reader.uses(node))
        if (reader.op(read) === Op.Call && reader.arg(read, 0) === node) yield { reader, read };
    }
  }

  #kept(state: State, reader: Graph, node: number, access: Access, assumed: number): void {
    const ref = this.flow.program.ref(reader, node);
    this.flow.move(state, ref, "store", { access, context: undefined, assumed });
  }

  #text(graph: Graph, node: number): string | undefined {
    return node < 0 ? undefined : this.flow.resolver.text(this.flow.program.ref(graph, node));
  }
}
