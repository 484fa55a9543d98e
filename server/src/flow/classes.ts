/** Classes and interfaces: who extends and implements them, and what their instances have. */
import { Op, type ClassMember, type Graph } from "../facts/facts.js";
import { BOUNDS } from "./bounds.js";
import type { Program, Ref } from "./program.js";
import { sameRefs } from "./ref.js";
import type { Resolver } from "./resolve.js";
import type { Table } from "./solver.js";
import { sameValues, ValueSet, type Value } from "./values.js";

export class ClassReader {
  readonly #program: Program;
  readonly #members: Table<string, readonly Value[]>;
  readonly #heirs: Table<Ref, readonly Ref[]>;

  constructor(readonly resolver: Resolver) {
    const { program } = resolver;
    this.#program = program;
    this.#members = program.solver.table<string, readonly Value[]>({
      bottom: [],
      same: sameValues,
      answer: (key) => {
        const dot = key.indexOf(".");
        const exact = key[dot + 1] === "!";
        const values = new ValueSet();
        const name = key.slice(dot + (exact ? 2 : 1));
        this.#findMember(Number(key.slice(0, dot)), name, exact, 0, values);
        return values.bounded(program);
      },
    });
    this.#heirs = program.solver.table<Ref, readonly Ref[]>({
      bottom: [],
      same: sameRefs,
      answer: (owner) => this.#findHeirs(owner),
    });
  }

  /** Classes that extend a class, or implement an interface. */
  heirs(owner: Ref): readonly Ref[] {
    return this.#heirs.ask(this.resolver.program.fileOf(owner), owner);
  }

  /** Classes that name a class or interface as what they extend or implement. */
  #findHeirs(owner: Ref): readonly Ref[] {
    const { graph, node } = this.resolver.split(owner);
    const names = new Set([
      graph.name(node),
      "default",
      "",
      ...(this.#program.index(graph).exportNames.get(node) ?? []),
    ]);
    const found = new Set<Ref>();
    for (const name of names)
      for (const heir of this.#program.heirs(name)) {
        const { graph: reader, node: heirNode } = this.resolver.split(heir);
        const record = reader.facts.classes[reader.aux(heirNode)]!;
        for (const type of [record.base, ...record.implements])
          if (
            type >= 0 &&
            heir !== owner &&
            this.resolver
              .resolve(this.#program.ref(reader, type))
              .some(
                (value) =>
                  (value.kind === "class" || value.kind === "object" || value.kind === "instance") &&
                  value.ref === owner,
              )
          )
            found.add(heir);
      }
    return [...found].sort((a, b) => this.#program.compare(a, b));
  }

  /**
   * A member of a class's instance.
   * @param exact the instance is of this very class: what its subclasses override does not count
   */
  member(owner: Ref, name: string, exact: boolean): readonly Value[] {
    return this.#members.ask(this.resolver.program.fileOf(owner), `${owner}.${exact ? "!" : ""}${name}`);
  }

  #findMember(owner: Ref, name: string, exact: boolean, depth: number, into: ValueSet): void {
    into.addAll(this.#own(owner, name, false, 0));
    if (!exact && depth < 4)
      for (const subclass of this.heirs(owner)) this.#findMember(subclass, name, false, depth + 1, into);
  }

  /** Functions that others put into a field of an instance: `transport.onmessage = (message) => …`. */
  #assigned(owner: Ref, name: string, into: ValueSet): void {
    for (const write of this.#program.assigned(name)) {
      const { graph, node } = this.resolver.split(write);
      const object = this.resolver.resolve(this.#program.ref(graph, graph.arg(node, 0)));
      if (object.some((value) => value.kind === "instance" && value.ref === owner))
        into.addAll(this.resolver.resolve(this.#program.ref(graph, graph.arg(node, 1))));
    }
  }

  /** A static member of a class. */
  staticMember(owner: Ref, name: string): readonly Value[] {
    return this.#own(owner, name, true, 0);
  }

  #own(owner: Ref, name: string, isStatic: boolean, depth: number): readonly Value[] {
    const { graph, node } = this.resolver.split(owner);
    const record = graph.facts.classes[graph.aux(node)];
    if (!record || depth > 10) return [];
    const values = new ValueSet();
    const own = (
      name === "[]" ? record.members : (this.#program.index(graph).classMembers.get(node)?.get(name) ?? [])
    ).filter((member) => member.static === isStatic && (name !== "[]" || member.kind === "field"));
    for (const member of own) values.addAll(this.#memberValue(graph, member));
    for (const store of this.#program.index(graph).stores.get(name)) {
      const object = graph.arg(store, 0);
      if (
        graph.op(object) === Op.This &&
        graph.aux(object) === graph.aux(node) &&
        isStaticThis(graph, object) === isStatic
      )
        values.addAll(this.resolver.resolve(this.#program.ref(graph, graph.arg(store, 1))));
    }
    if (own.some((member) => member.kind !== "field")) return values.list();
    if (!isStatic) this.#assigned(owner, name, values);
    if (record.base >= 0)
      for (const base of this.resolver.resolve(this.#program.ref(graph, record.base))) {
        if (base.kind === "class") values.addAll(this.#own(base.ref, name, isStatic, depth + 1));
        else if (base.kind === "api") {
          const instance = isStatic ? base.api : base.api.step({ kind: "new" });
          const next = instance?.step({ kind: "member", name });
          if (next) values.add({ kind: "api", api: next });
        }
      }
    return values.list();
  }

  /** Setters that assigning to a property of a node runs. */
  setters(object: Ref, name: string): Ref[] {
    const found: Ref[] = [];
    const queue = [...this.resolver.resolve(object)];
    for (let at = 0; at < queue.length && at < BOUNDS.values; at++) {
      const value = queue[at]!;
      if (value.kind !== "instance" && value.kind !== "class") continue;
      const { graph, node } = this.resolver.split(value.ref);
      const record = graph.facts.classes[graph.aux(node)]!;
      const own = record.members.find((member) => member.kind === "setter" && member.name === name);
      if (own) found.push(this.#program.ref(graph, own.node));
      else if (record.base >= 0) queue.push(...this.resolver.resolve(this.#program.ref(graph, record.base)));
    }
    return found;
  }

  #memberValue(graph: Graph, member: ClassMember): readonly Value[] {
    const ref = this.#program.ref(graph, member.node);
    return member.kind === "getter" ? this.resolver.returns(ref) : this.resolver.resolve(ref);
  }
}

/** Whether a `this` is the class itself: it stands in a static method. */
export function isStaticThis(graph: Graph, self: number): boolean {
  for (let fn = graph.owner(self); fn >= 0;) {
    const record = graph.facts.functions[fn]!;
    if (record.owner === graph.aux(self)) return record.static;
    fn = record.parent;
  }
  return false;
}
