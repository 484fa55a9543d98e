/** Properties of objects and lists that are written out, and of object types. */
import { Op, type Graph } from "../facts/facts.js";
import type { Ref } from "./program.js";
import type { Resolver } from "./resolve.js";
import { ValueSet, type Value } from "./values.js";

export class ObjectReader {
  constructor(readonly resolver: Resolver) {}

  /** @param name of the property; `[]` is any element */
  member(ref: Ref, name: string): readonly Value[] {
    const { graph, node } = this.resolver.split(ref);
    const values = new ValueSet();
    const at = (operand: number): Ref => this.resolver.program.ref(graph, operand);
    switch (graph.op(node)) {
      case Op.Array: {
        const args = [...graph.args(node)];
        const index = /^\d+$/.test(name) ? Number(name) : -1;
        if (index >= 0 && !args.slice(0, index + 1).some((arg) => graph.op(arg) === Op.Spread)) {
          if (args[index] !== undefined) values.addAll(this.resolver.resolve(at(args[index])));
        } else if (name === "[]" || index >= 0)
          for (const arg of args)
            values.addAll(
              graph.op(arg) === Op.Spread
                ? this.resolver.load(at(graph.arg(arg, 0)), "[]")
                : this.resolver.resolve(at(arg)),
            );
        break;
      }
      case Op.New: {
        // `new Map([[key, value]])`, `new Set([value])`
        const argument = graph.arg(node, 1);
        if (name !== "[]" || argument < 0) break;
        const pairs = /Map$/.test(graph.name(graph.arg(node, 0)));
        for (const value of this.resolver.load(at(argument), "[]"))
          values.addAll(pairs ? this.resolver.member(value, "1") : [value]);
        break;
      }
      case Op.ArrayType:
        if (name === "[]" || /^\d+$/.test(name)) values.addAll(this.resolver.resolve(at(graph.arg(node, 0))));
        break;
      case Op.ObjectType:
        this.#typeMember(graph, node, name, values);
        break;
      case Op.Object: {
        const parts = [...graph.args(node)].reverse();
        for (const part of parts) {
          const op = graph.op(part);
          if (op === Op.Prop && (graph.name(part) === name || name === "[]")) {
            values.addAll(this.resolver.resolve(at(graph.arg(part, 0))));
            if (name !== "[]") return values.list();
          } else if (op === Op.Spread) values.addAll(this.resolver.load(at(graph.arg(part, 0)), name));
          else if (op === Op.ComputedProp) {
            const key = this.resolver.text(at(graph.arg(part, 0)));
            if (key === undefined || key === name || name === "[]")
              values.addAll(this.resolver.resolve(at(graph.arg(part, 1))));
          }
        }
        break;
      }
    }
    return values.list();
  }

  /** A member of an interface: its declared type, and what the classes that implement it have. */
  #typeMember(graph: Graph, node: number, name: string, values: ValueSet): void {
    for (const part of graph.args(node)) {
      if (graph.op(part) === Op.Spread)
        for (const value of this.resolver.resolve(this.resolver.program.ref(graph, graph.arg(part, 0))))
          values.addAll(this.resolver.member(value, name));
      else if (graph.name(part) === name && graph.argCount(part) > 0)
        values.addAll(this.resolver.resolve(this.resolver.program.ref(graph, graph.arg(part, 0))));
    }
    if (graph.name(node) === "") return;
    for (const implementer of this.resolver.classes.heirs(this.resolver.program.ref(graph, node)))
      values.addAll(this.resolver.classes.member(implementer, name, true));
  }
}

/** Where an element stands in a list: after what is spread, nobody knows. */
export function placeIn(graph: Graph, list: number, position: number): string {
  const before = graph.args(list).slice(0, position);
  return before.some((part) => graph.op(part) === Op.Spread) ? "[]" : String(position);
}

/** `{ ...options, apiKey: "***" }`: of what is spread, a property that stands behind it is another one. */
export function isGivenAnew(graph: Graph, object: number, spread: number, name: string | undefined): boolean {
  return (
    name !== undefined &&
    graph
      .args(object)
      .slice(spread + 1)
      .some((part) => graph.op(part) === Op.Prop && graph.name(part) === name)
  );
}
