/** Lists, maps and sets: what they hold, and what the methods that every value has give. */
import { Op, type Graph } from "../facts/facts.js";
import { isModuleFunction, KEEPS_ELEMENTS } from "./intrinsics.js";
import type { Ref } from "./program.js";
import { ALTERNATIVES, isVersion } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { holdersOf, type Value, type ValueSet } from "./values.js";

export class CollectionReader {
  constructor(readonly resolver: Resolver) {}

  /** Elements besides those that the value of a node itself has: what was put into it elsewhere. */
  elements(graph: Graph, node: number, into: ValueSet): void {
    if (graph.op(node) === Op.Call) this.#returnedElements(graph, node, into);
    if (graph.op(node) === Op.Import) this.#importedElements(graph, node, into);
    if (graph.op(node) === Op.Member) this.#addedElements(graph, node, into);
    if (graph.op(node) === Op.Param) this.#givenElements(graph, node, into);
    for (const added of this.resolver.additions.to(graph, node)) into.addAll(this.resolver.resolve(added));
  }

  /** Methods every value has: `fn.bind(x)`, `list.find(…)`, `map.get(k)`, `promise.then(…)`. */
  method(graph: Graph, node: number, into: ValueSet): boolean {
    const callee = graph.arg(node, 0);
    if (callee < 0 || graph.op(callee) !== Op.Member) return false;
    const object = this.resolver.program.ref(graph, graph.arg(callee, 0));
    const first = graph.arg(node, 1);
    switch (graph.name(callee)) {
      case "bind":
        into.addAll(this.resolver.resolve(object));
        return true;
      case "call":
      case "apply":
        for (const value of this.resolver.resolve(object))
          if (value.kind === "function") into.addAll(this.resolver.returns(value.ref));
        return into.size > 0;
      case "freeze":
      case "seal":
        if (first >= 0 && isModuleFunction(graph, callee, "Object"))
          into.addAll(this.resolver.resolve(this.resolver.program.ref(graph, first)));
        return into.size > 0;
      case "find":
      case "at":
      case "pop":
      case "shift":
      case "get":
        into.addAll(this.#kept(object));
        return into.size > 0;
      case "values":
      case "entries":
        if (first >= 0 && isModuleFunction(graph, callee, "Object")) {
          into.addAll(this.resolver.resolve(this.resolver.program.ref(graph, first)));
          return true;
        }
        // `map.values()`: a collection stands for what it holds.
        if (first < 0)
          for (const value of this.resolver.resolve(object)) if (value.kind === "object") into.add(value);
        return into.size > 0;
      case "from":
        if (first >= 0 && graph.argCount(node) === 2 && isModuleFunction(graph, callee, "Array"))
          into.addAll(this.resolver.resolve(this.resolver.program.ref(graph, first)));
        return into.size > 0;
      case "filter":
      case "slice":
      case "concat":
      case "sort":
      case "reverse":
        for (const value of this.resolver.resolve(object)) if (value.kind === "object") into.add(value);
        return into.size > 0;
      case "then":
      case "catch":
      case "finally":
        into.addAll(this.resolver.resolve(object));
        if (first >= 0)
          for (const value of this.resolver.resolve(this.resolver.program.ref(graph, first)))
            if (value.kind === "function") into.addAll(this.resolver.returns(value.ref));
        return true;
      case "all":
      case "allSettled":
        if (first >= 0 && isModuleFunction(graph, callee, "Promise")) {
          into.addAll(this.resolver.resolve(this.resolver.program.ref(graph, first)));
          return true;
        }
        return false;
      default:
        return false;
    }
  }

  /** What was put into a list or a map. What a package's own object gives by `get`, the catalogue says. */
  #kept(collection: Ref): readonly Value[] {
    const values = this.resolver.load(collection, "[]").filter(({ kind }) => kind !== "external");
    const isPackages = (value: Value): boolean => value.kind === "api";
    if (!values.some(isPackages) || !this.resolver.resolve(collection).some(isPackages)) return values;
    return values.filter((value) => !isPackages(value));
  }

  /**
   * What a function put into the list that it returns, and what a list still has when it is sorted or filtered, or made anew of what a
   * map holds.
   */
  #returnedElements(graph: Graph, call: number, into: ValueSet): void {
    const callee = graph.arg(call, 0);
    const kept = callee >= 0 && graph.op(callee) === Op.Member ? keptFrom(graph, call, callee) : -1;
    if (kept >= 0) {
      into.addAll(this.resolver.load(this.resolver.program.ref(graph, kept), "[]"));
      // `list.concat(others)`
      if (graph.name(callee) === "concat")
        for (const others of graph.args(call).slice(1))
          into.addAll(this.resolver.load(this.resolver.program.ref(graph, others), "[]"));
      return;
    }
    for (const value of this.resolver.resolve(this.resolver.program.ref(graph, graph.arg(call, 0)))) {
      if (value.kind !== "function") continue;
      const { graph: owner, node } = this.resolver.split(value.ref);
      for (const exit of owner.facts.functions[owner.aux(node)]!.exits)
        if (exit.value >= 0 && mayBeVersion(owner, exit.value))
          into.addAll(this.resolver.load(this.resolver.program.ref(owner, exit.value), "[]"));
    }
  }

  /** What those who call a function put into the list that they give it. */
  #givenElements(graph: Graph, param: number, into: ValueSet): void {
    const fn = graph.facts.functions[graph.owner(param)];
    if (!fn || fn.rest === graph.aux(param)) return;
    for (const use of this.resolver.callers.of(this.resolver.program.ref(graph, fn.node)))
      if (use.kind === "call")
        for (const argument of this.resolver.callers.argument(use, graph.aux(param), false)) {
          const { graph: caller, node } = this.resolver.split(argument);
          if (mayBeVersion(caller, node, true)) into.addAll(this.resolver.load(argument, "[]"));
        }
  }

  /** What a module put into the list that it exports. */
  #importedElements(graph: Graph, node: number, into: ValueSet): void {
    const target = this.resolver.program.imported(graph, node);
    if (!target || "terminals" in target) return;
    for (const ref of this.resolver.program.exported(target, graph.imported(node)).refs) {
      const { graph: owner, node: exported } = this.resolver.split(ref);
      const isAddedTo = this.resolver.additions.to(owner, exported).length > 0;
      if (isAddedTo || isVersion(owner, exported)) into.addAll(this.resolver.load(ref, "[]"));
    }
  }

  /** `this.list.push(x)`, `this.map.set(key, x)` anywhere in the class. */
  #addedElements(graph: Graph, member: number, into: ValueSet): void {
    if (this.resolver.program.stores(`${graph.name(member)}[]`).length === 0) return;
    const holders = new Set(
      holdersOf(this.resolver.resolve(this.resolver.program.ref(graph, graph.arg(member, 0)))),
    );
    for (const store of this.resolver.fields.lists(graph.name(member), holders)) {
      const { graph: writer, node } = this.resolver.split(store);
      into.addAll(this.resolver.resolve(this.resolver.program.ref(writer, writer.arg(node, 1))));
    }
  }
}

/**
 * Whether a value may be a list that something was put into: `list.length > 0 ? list : undefined`, and where functions count that give
 * one, `(await listed()) ?? []`.
 */
function mayBeVersion(graph: Graph, node: number, given = false, depth = 0): boolean {
  const op = graph.op(node);
  if (isVersion(graph, node) || (given && op === Op.Call)) return true;
  const operands = ALTERNATIVES[op] ?? (given && op === Op.Await ? [0] : []);
  return depth < 4 && operands.some((index) => mayBeVersion(graph, graph.arg(node, index), given, depth + 1));
}

/** What a method's result has the elements of: `list.filter(…)`, `Array.from(list)`. */
function keptFrom(graph: Graph, call: number, callee: number): number {
  const name = graph.name(callee);
  if (KEEPS_ELEMENTS.has(name)) return graph.arg(callee, 0);
  return name === "from" && graph.argCount(call) === 2 && isModuleFunction(graph, callee, "Array")
    ? graph.arg(call, 1)
    : -1;
}
