/** What one file has under which name: calls, reads, stores, classes, exports. */
import { Op, versionsOf, type ClassMember, type Graph } from "../facts/facts.js";
import { ByNode } from "./by-node.js";

/** Letters from which on a method's name says which class it is of. */
const DISTINCTIVE = 10;

/** The last name of what is called: `a.b.c()` is "c", an imported function by its exported name. */
export function calleeName(graph: Graph, callee: number): string {
  for (let node = callee, guard = 0; node >= 0 && guard < 50; guard++) {
    switch (graph.op(node)) {
      case Op.Member:
      case Op.Global:
      case Op.Function:
      case Op.Class:
      case Op.Param:
        return graph.name(node);
      case Op.Cell:
        return graph.name(node);
      case Op.Import:
        return graph.imported(node);
      case Op.Index:
        return "[]";
      case Op.Refine:
      case Op.AfterCall:
      case Op.Typed:
      case Op.Await:
      case Op.Use:
        node = graph.arg(node, 0);
        break;
      default:
        return "";
    }
  }
  return "";
}

/** Lists by key. Those of a workspace are many and short: each is as long as it has to be. */
class Lists<K, V = number> extends Map<K, V[]> {
  put(key: K, value: V): void {
    const list = this.get(key);
    if (list) list.push(value);
    else this.set(key, [value]);
  }

  trimmed(): this {
    for (const [key, list] of this) if (list.length > 1) this.set(key, list.slice());
    return this;
  }
}

/** Names to the nodes that use them, one file's. What only some files are asked for is made when they are. */
export class FileIndex {
  /** Member reads by name. */
  readonly members = new Lists<string>();
  /** Stores by property. */
  readonly stores = new Lists<string>();
  /** Classes by the last name of what they extend or implement. */
  readonly heirs = new Lists<string>();
  /** Methods whose names say which class they are of, when only one class has one. */
  readonly methods = new Lists<string>();
  readonly imports: readonly number[];
  readonly #graph: Graph;
  #calls: ReturnType<typeof callsIn> | undefined;
  #ends: ReturnType<typeof endsIn> | undefined;
  #exported: ReturnType<typeof exportsOf> | undefined;
  #classMembers: ReturnType<typeof membersOf> | undefined;

  constructor(graph: Graph) {
    this.#graph = graph;
    const imports: number[] = [];
    for (let node = 0; node < graph.size; node++)
      switch (graph.op(node)) {
        case Op.Member:
          this.members.put(graph.name(node), node);
          break;
        case Op.Store: {
          this.stores.put(graph.name(node), node);
          // `this.handlers.set(name, handler)` is found by the field.
          const target = graph.arg(node, 0);
          if (graph.name(node) === "[]" && graph.op(target) === Op.Member)
            this.stores.put(`${graph.name(target)}[]`, node);
          break;
        }
        case Op.Import:
          imports.push(node);
          break;
      }
    for (const { kind, owner, name, node } of graph.facts.functions)
      if (kind === "method" && owner >= 0 && name.length >= DISTINCTIVE) this.methods.put(name, node);
    for (const { base, implements: types, node } of graph.facts.classes) {
      if (base >= 0) this.heirs.put(calleeName(graph, base), node);
      for (const type of types)
        this.heirs.put(
          graph.op(type) === Op.TypeRef ? calleeName(graph, graph.arg(type, 0)) : graph.name(type),
          node,
        );
    }
    this.imports = imports.slice();
    for (const lists of [this.members, this.stores, this.heirs, this.methods]) lists.trimmed();
  }

  /** Calls and constructions by the callee's last name. */
  get calls(): ReadonlyMap<string, readonly number[]> {
    return (this.#calls ??= callsIn(this.#graph)).byName;
  }
  /** Calls and constructions by the function they are in. */
  get callsOf(): ByNode {
    return (this.#calls ??= callsIn(this.#graph)).byFunction;
  }
  /** Values with a declared type. */
  get typed(): readonly number[] {
    return (this.#calls ??= callsIn(this.#graph)).typed;
  }
  /** Assignments to properties that hold what is called when something happens: `socket.onmessage = …`. */
  get handlers(): readonly number[] {
    return (this.#calls ??= callsIn(this.#graph)).handlers;
  }
  /** Function numbers by the node of each exit's value. */
  get exits(): ByNode {
    return (this.#ends ??= endsIn(this.#graph)).exits;
  }
  /** Function numbers by the node of a parameter's version at an exit. */
  get exitVersions(): ByNode {
    return (this.#ends ??= endsIn(this.#graph)).versions;
  }
  /** The parameter's first versions, in the order of `exitVersions`. */
  get exitOrigins(): ByNode {
    return (this.#ends ??= endsIn(this.#graph)).origins;
  }
  get yields(): ByNode {
    return (this.#ends ??= endsIn(this.#graph)).yields;
  }
  /** Nodes by the name they are exported under. */
  get exports(): ReadonlyMap<string, readonly number[]> {
    return (this.#exported ??= exportsOf(this.#graph)).byName;
  }
  /** Names a node is exported under. */
  get exportNames(): ReadonlyMap<number, readonly string[]> {
    return (this.#exported ??= exportsOf(this.#graph)).names;
  }
  /** Members of each class by name. */
  get classMembers(): ReadonlyMap<number, ReadonlyMap<string, readonly ClassMember[]>> {
    return (this.#classMembers ??= membersOf(this.#graph));
  }
}

function callsIn(graph: Graph): {
  byName: Lists<string>;
  byFunction: ByNode;
  typed: number[];
  handlers: number[];
} {
  const byName = new Lists<string>();
  const owners: [owner: number, call: number][] = [];
  const typed: number[] = [];
  const handlers: number[] = [];
  for (let node = 0; node < graph.size; node++) {
    const op = graph.op(node);
    if (op === Op.Typed) typed.push(node);
    if (isHandler(graph, node)) handlers.push(node);
    if (op !== Op.Call && op !== Op.New && op !== Op.Tagged) continue;
    byName.put(calleeName(graph, graph.arg(node, 0)), node);
    owners.push([graph.owner(node), node]);
  }
  return { byName: byName.trimmed(), byFunction: new ByNode(owners), typed, handlers };
}

/** Whether a node assigns to a property that holds what is called when something happens. */
export function isHandler(graph: Graph, node: number): boolean {
  const op = graph.op(node);
  return (
    (op === Op.Update || op === Op.Store || op === Op.PropertyWrite) && /^on[a-z]+$/i.test(graph.name(node))
  );
}

function endsIn({ facts }: Graph): Record<"exits" | "versions" | "origins" | "yields", ByNode> {
  const exits: [value: number, fn: number][] = [];
  const versions: [version: number, fn: number][] = [];
  const origins: [version: number, origin: number][] = [];
  const yields: [value: number, fn: number][] = [];
  for (const [id, fn] of facts.functions.entries()) {
    for (const exit of fn.exits) {
      if (exit.value >= 0) exits.push([exit.value, id]);
      for (const [origin, version] of versionsOf(exit)) {
        versions.push([version, id]);
        origins.push([version, origin]);
      }
    }
    for (const value of fn.yields) yields.push([value, id]);
  }
  return {
    exits: new ByNode(exits),
    versions: new ByNode(versions),
    origins: new ByNode(origins),
    yields: new ByNode(yields),
  };
}

function exportsOf({ facts }: Graph): { byName: Lists<string>; names: Lists<number, string> } {
  const byName = new Lists<string>();
  const names = new Lists<number, string>();
  for (const { name, node } of facts.exports) {
    byName.put(name, node);
    names.put(node, name);
  }
  return { byName, names };
}

function membersOf({ facts }: Graph): Map<number, Lists<string, ClassMember>> {
  const classes = new Map<number, Lists<string, ClassMember>>();
  for (const { node, members } of facts.classes) {
    const byName = new Lists<string, ClassMember>();
    for (const member of members) byName.put(member.name, member);
    classes.set(node, byName);
  }
  return classes;
}
