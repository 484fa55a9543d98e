/** What giving data to a property does: attributes of JSX elements, setters, properties that are sinks. */
import type { PropertySinkRow } from "../catalog/named-rows.js";
import { Op, type Graph } from "../facts/facts.js";
import { within, type Access } from "./access.js";
import { BOUNDS } from "./bounds.js";
import { nameOf } from "./describe.js";
import type { CallTransfer } from "./call-transfer.js";
import type { Ref } from "./program.js";
import type { Propagation } from "./propagate.js";
import { contextReaders } from "./react-context.js";
import { Mark, type State } from "./state.js";

export class PropertyTransfer {
  constructor(
    readonly flow: Propagation,
    readonly calls: CallTransfer,
  ) {}

  /** Spread properties of an element. */
  jsx(state: State, graph: Graph, node: number, element: number): void {
    if (graph.arg(element, 0) === node) return;
    this.#component(state, graph, element, state.access);
  }

  attribute(state: State, graph: Graph, element: number, prop: number): void {
    const name = graph.name(prop);
    this.#component(state, graph, element, within(name, state.access, BOUNDS.accessPath));
    if (name === "value")
      for (const reader of contextReaders(this.flow.resolver, graph, element))
        this.flow.move(state, reader, "store", { context: undefined });
    const tag = graph.name(element);
    for (const row of this.flow.program.catalog.rows.propertySinks) {
      if (
        row.attribute !== name ||
        (row.element && row.element !== tag && row.element !== tag.split(".").pop())
      )
        continue;
      if (row.when && !this.#holds(graph, element, row.when)) continue;
      this.#propertyArrival(state, graph, element, prop, row, `<${tag} ${name}>`);
    }
  }

  /** `object[data]()`: the data chooses the function. */
  chosen(state: State, graph: Graph, index: number): void {
    if (state.access.length > 0) return;
    for (const row of this.flow.program.catalog.rows.propertySinks)
      if (row.called)
        this.#propertyArrival(state, graph, index, index, row, nameOf(graph, graph.arg(index, 0)));
  }

  /** Whether the attribute that a row asks about is as it says. */
  #holds(graph: Graph, element: number, when: NonNullable<PropertySinkRow["when"]>): boolean {
    return graph.args(element).some((prop) => {
      if (prop < 0 || graph.op(prop) !== Op.Prop || graph.name(prop) !== when.attribute) return false;
      return mentions(graph, prop, when.mentions) && !(when.without && mentions(graph, prop, when.without));
    });
  }

  #component(state: State, graph: Graph, element: number, access: Access): void {
    const component = graph.arg(element, 0);
    if (component < 0) return;
    const ref = this.flow.program.ref(graph, element);
    for (const value of this.flow.resolver.resolve(this.flow.program.ref(graph, component)))
      if (value.kind === "function") this.calls.enter(state, ref, value.ref, 0, access);
  }

  propertyWrite(state: State, graph: Graph, write: number): void {
    const name = graph.name(write);
    const object = this.flow.program.ref(graph, graph.arg(write, 0));
    for (const setter of this.flow.resolver.classes.setters(object, name))
      this.calls.enter(state, this.flow.program.ref(graph, write), setter, 0, state.access);
    this.calls.kept.written(state, graph, write);
    if (this.#isOwnObject(object)) return;
    for (const row of this.flow.program.catalog.rows.propertySinks)
      if (
        row.property === name &&
        (row.of === undefined || row.of === nameOf(graph, graph.arg(write, 0)).split(".").pop())
      )
        this.#propertyArrival(state, graph, write, graph.arg(write, 1), row, `.${name}`);
  }

  /** An object that the program wrote down itself: `changes.location` moves no window. */
  #isOwnObject(object: Ref): boolean {
    return this.flow.resolver.resolve(object).some(({ kind }) => kind === "object");
  }

  #propertyArrival(
    state: State,
    graph: Graph,
    at: number,
    operand: number,
    row: PropertySinkRow,
    callee: string,
  ): void {
    if ((state.marks & (Mark.storedAt | Mark.script)) !== 0) return;
    this.flow.arrivals.push({
      state,
      at: this.flow.program.ref(graph, at),
      operand: this.flow.program.ref(graph, operand),
      terminal: undefined,
      property: row,
      callee,
      api: undefined,
      whole: false,
      rest: [],
      index: 0,
    });
  }
}

/** More parts of a value than this are not looked through for a name. */
const PARTS = 60;

/** Whether a name, or a package's own one, is somewhere in a value. */
function mentions(graph: Graph, value: number, wanted: string): boolean {
  const queue = [value];
  for (let at = 0; at < queue.length && at < PARTS; at++) {
    const node = queue[at]!;
    if (node < 0) continue;
    if (graph.name(node) === wanted) return true;
    if (graph.op(node) === Op.Import) {
      if (graph.imported(node) === wanted) return true;
      if (graph.name(node).replaceAll("-", "").toLowerCase() === wanted.toLowerCase()) return true;
    }
    queue.push(...graph.args(node));
  }
  return false;
}
