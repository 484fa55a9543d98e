/** What methods do with what they are called on: the language's own of texts, lists and promises, and packages'. */
import { Op, type Graph } from "../facts/facts.js";
import { isElement, within, type Access } from "./access.js";
import type { ApiValue } from "./api.js";
import { BOUNDS } from "./bounds.js";
import type { CallTransfer } from "./call-transfer.js";
import { CLEAN_METHODS, EACH, FROM_CALLBACK, KEEPS_ELEMENTS, LISTENERS, ONE_ELEMENT } from "./intrinsics.js";
import { kindsOf, NONE, type KindSet } from "./kinds.js";
import type { Ref } from "./program.js";
import type { Propagation } from "./propagate.js";
import { strippedKinds } from "./regex.js";
import type { State } from "./state.js";
import type { Value } from "./values.js";

export class MethodTransfer {
  constructor(
    readonly flow: Propagation,
    readonly calls: CallTransfer,
  ) {}

  /** A method is called on what carries the data. */
  method(state: State, graph: Graph, member: number): void {
    const name = graph.name(member);
    for (const call of graph.uses(member)) {
      if (graph.op(call) !== Op.Call || graph.arg(call, 0) !== member) continue;
      const values = this.flow.resolver.resolve(this.flow.program.ref(graph, member));
      if (values.some((value) => value.kind === "function")) continue;
      if (state.access[0] === `${name}()`) {
        this.flow.move(state, this.flow.program.ref(graph, call), "call", { access: state.access.slice(1) });
        continue;
      }
      const packaged = values.find((value): value is Extract<Value, { kind: "api" }> => value.kind === "api");
      if (packaged && this.#packageMethod(state, graph, call, packaged.api)) continue;
      this.#languageMethod(state, graph, call, name);
    }
  }

  #packageMethod(state: State, graph: Graph, call: number, api: ApiValue): boolean {
    const result = api.step({ kind: "call" });
    const ref = this.flow.program.ref(graph, call);
    if (!result) return false;
    if (result.rows("model").length > 0 || result.rows("source").length > 0) return true;
    const barriers = result.rows("barrier").filter((row) => !row.guard);
    if (barriers.length === 0) return false;
    const safe = barriers.reduce((set: KindSet, row) => set | kindsOf(row.for), state.safe);
    this.flow.move(state, ref, "call", { safe });
    return true;
  }

  #languageMethod(state: State, graph: Graph, call: number, name: string): void {
    const { access } = state;
    const ref = this.flow.program.ref(graph, call);
    const element = access.length === 0 ? access : isElement(access[0]!) ? access.slice(1) : undefined;
    if (EACH.has(name) && element) this.#callback(state, graph, call, 0, element);
    if (name === "reduce" && element) this.#callback(state, graph, call, 1, element);
    if (CLEAN_METHODS.has(name)) {
      if (LISTENERS.has(name) && access.length === 0) this.#callback(state, graph, call, 0, access);
      return;
    }
    if (name === "filter" && element && graph.argCount(call) > 1) {
      const kept = this.flow.judge.predicate(this.flow.program.ref(graph, graph.arg(call, 1)), element);
      return this.flow.move(state, ref, "call", { safe: state.safe | kept });
    }
    if (KEEPS_ELEMENTS.has(name)) return this.flow.move(state, ref, "call");
    if (ONE_ELEMENT.has(name)) {
      if (element) this.flow.move(state, ref, "call", { access: element });
      return;
    }
    if (name === "join") {
      if (element) this.flow.move(state, ref, "text", { access: [] });
      return;
    }
    if (name === "then" || name === "catch" || name === "finally") {
      this.#callback(state, graph, call, 0, access);
      return;
    }
    if (
      FROM_CALLBACK.has(name) &&
      this.#functionsAmong(graph, call).length > 0 &&
      name !== "replace" &&
      name !== "replaceAll"
    )
      return;
    if (name === "forEach" || name === "map") {
      if (name === "map" && element)
        this.flow.move(state, ref, "call", { access: within("[]", element, BOUNDS.accessPath) });
      return;
    }
    if (access.length > 0) return;
    this.#callback(state, graph, call, 0, access);
    const stripped = name === "replace" || name === "replaceAll" ? this.#stripped(graph, call) : NONE;
    this.flow.move(state, ref, "call", { safe: state.safe | stripped });
  }

  /** `text.replace(/[^a-z0-9]/g, "_")` leaves only characters of the class, and what stands in for the others. */
  #stripped(graph: Graph, call: number): KindSet {
    const [pattern, replacement] = [graph.arg(call, 1), graph.arg(call, 2)];
    if (pattern < 0 || replacement < 0) return NONE;
    const text = this.flow.resolver.text(this.flow.program.ref(graph, replacement));
    if (text === undefined) return NONE;
    for (const value of this.flow.resolver.resolve(this.flow.program.ref(graph, pattern))) {
      if (value.kind !== "constant") continue;
      const target = this.flow.resolver.split(value.ref);
      if (target.graph.op(target.node) === Op.Regex)
        return strippedKinds(target.graph.name(target.node), text);
    }
    return NONE;
  }

  #functionsAmong(graph: Graph, call: number): Ref[] {
    const found: Ref[] = [];
    for (let at = 1; at < graph.argCount(call); at++)
      for (const value of this.flow.resolver.resolve(this.flow.program.ref(graph, graph.arg(call, at))))
        if (value.kind === "function") found.push(value.ref);
    return found;
  }

  #callback(state: State, graph: Graph, call: number, parameter: number, access: Access): void {
    // `list.forEach(exec)`; what `client.connect(transport)` is given is no function.
    const method = graph.name(graph.arg(call, 0));
    const given = EACH.has(method) || FROM_CALLBACK.has(method) ? graph.arg(call, 1) : -1;
    for (const value of given < 0 ? [] : this.flow.resolver.resolve(this.flow.program.ref(graph, given)))
      if (value.kind === "api")
        this.calls.arrive(state, graph, call, { index: parameter, count: 1, position: 0 }, access, value.api);
    for (const fn of this.#functionsAmong(graph, call)) {
      const target = this.flow.resolver.split(fn);
      const record = target.graph.facts.functions[target.graph.aux(target.node)]!;
      const param = record.params[parameter];
      if (param !== undefined)
        this.flow.move(state, this.flow.program.ref(target.graph, param), "callback", { access });
    }
  }
}
