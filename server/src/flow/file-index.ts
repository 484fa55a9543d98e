/** What one file has under which name: calls, reads, stores, classes, exports. */
import { Op, versionsOf, type BranchFacts, type ClassMember, type Graph } from "../facts/facts.js";
import { ByName, ByNode } from "./flat-lists.js";
import { leavingIn, onwardIn } from "./onward.js";
import { rootOf } from "./relations.js";

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

type Named = [name: string, node: number];

/** Names to the nodes that use them, one file's. What only some files are asked for is made when they are. */
export class FileIndex {
  /** Member reads by name. */
  readonly members: ByName;
  /** Stores by property. */
  readonly stores: ByName;
  /** Assignments of a function by the property it is assigned to. */
  readonly assigned: ByName;
  /** Classes by the last name of what they extend or implement. */
  readonly heirs: ByName;
  /** Methods whose names say which class they are of, when only one class has one. */
  readonly methods: ByName;
  readonly imports: readonly number[];
  readonly #graph: Graph;
  #calls: ReturnType<typeof callsIn> | undefined;
  #ends: ReturnType<typeof endsIn> | undefined;
  #leaving: Uint8Array | undefined;
  #onward: Uint8Array | undefined;
  #exported: ReturnType<typeof exportsOf> | undefined;
  #classMembers: ReturnType<typeof membersOf> | undefined;
  #branches: ReadonlyMap<number, readonly BranchFacts[]> | undefined;
  #handing: readonly number[] | undefined;

  constructor(graph: Graph) {
    this.#graph = graph;
    const imports: number[] = [];
    const members: Named[] = [];
    const stores: Named[] = [];
    const assigned: Named[] = [];
    const heirs: Named[] = [];
    const methods: Named[] = [];
    for (let node = 0; node < graph.size; node++)
      switch (graph.op(node)) {
        case Op.Member:
          members.push([graph.name(node), node]);
          break;
        case Op.Store: {
          stores.push([graph.name(node), node]);
          // `this.handlers.set(name, handler)` is found by the field.
          const target = graph.name(node) === "[]" ? rootOf(graph, graph.arg(node, 0)) : -1;
          if (target >= 0 && graph.op(target) === Op.Member) stores.push([`${graph.name(target)}[]`, node]);
          break;
        }
        case Op.PropertyWrite:
          if (graph.op(rootOf(graph, graph.arg(node, 1))) === Op.Function)
            assigned.push([graph.name(node), node]);
          break;
        case Op.Import:
          imports.push(node);
          break;
      }
    for (const { kind, owner, name, node } of graph.facts.functions)
      if (kind === "method" && owner >= 0 && name.length >= DISTINCTIVE) methods.push([name, node]);
    for (const { base, implements: types, node } of graph.facts.classes) {
      if (base >= 0) heirs.push([calleeName(graph, base), node]);
      for (const type of types)
        heirs.push([
          graph.op(type) === Op.TypeRef ? calleeName(graph, graph.arg(type, 0)) : graph.name(type),
          node,
        ]);
    }
    this.imports = imports.slice();
    this.members = new ByName(members);
    this.stores = new ByName(stores);
    this.assigned = new ByName(assigned);
    this.heirs = new ByName(heirs);
    this.methods = new ByName(methods);
  }

  /** Calls and constructions by the callee's last name. */
  get calls(): ByName {
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
  /** Functions, and what calls or hands on one, in the order of the text. */
  get handing(): readonly number[] {
    return (this.#handing ??= handingIn(this.#graph));
  }
  /** Branches that what a function was given decides, by function. */
  get branchesOf(): ReadonlyMap<number, readonly BranchFacts[]> {
    return (this.#branches ??= branchesIn(this.#graph));
  }
  /** Function numbers by the node of each exit's value. */
  get exits(): ByNode {
    return (this.#ends ??= endsIn(this.#graph)).exits;
  }
  /** Function numbers by the node of a parameter's version at an exit. */
  get exitVersions(): ByNode {
    return (this.#ends ??= endsIn(this.#graph)).versions;
  }
  get yields(): ByNode {
    return (this.#ends ??= endsIn(this.#graph)).yields;
  }
  /** See `leavingIn`. */
  get leaving(): Uint8Array {
    return (this.#leaving ??= leavingIn(this.#graph));
  }
  /** See `onwardIn`. */
  get onward(): Uint8Array {
    return (this.#onward ??= onwardIn(this.#graph, this.leaving));
  }
  /** Nodes by the name they are exported under. */
  get exports(): ByName {
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
  byName: ByName;
  byFunction: ByNode;
  typed: number[];
  handlers: number[];
} {
  const names: Named[] = [];
  const owners: [owner: number, call: number][] = [];
  const typed: number[] = [];
  const handlers: number[] = [];
  for (let node = 0; node < graph.size; node++) {
    const op = graph.op(node);
    if (op === Op.Typed) typed.push(node);
    if (isHandler(graph, node)) handlers.push(node);
    if (op !== Op.Call && op !== Op.New && op !== Op.Tagged) continue;
    names.push([calleeName(graph, graph.arg(node, 0)), node]);
    owners.push([graph.owner(node), node]);
  }
  return { byName: new ByName(names), byFunction: new ByNode(owners), typed, handlers };
}

function branchesIn(graph: Graph): Map<number, BranchFacts[]> {
  const found = new Map<number, BranchFacts[]>();
  for (const branch of graph.facts.branches) {
    const fn = graph.owner(branch.condition);
    const known = found.get(fn);
    if (known) known.push(branch);
    else found.set(fn, [branch]);
  }
  return found;
}

const HANDING: Partial<Record<Op, true>> = {
  [Op.Function]: true,
  [Op.Call]: true,
  [Op.New]: true,
  [Op.Prop]: true,
};

function handingIn(graph: Graph): number[] {
  const found: number[] = [];
  for (let node = 0; node < graph.size; node++) if (HANDING[graph.op(node)]) found.push(node);
  const { starts } = graph.facts;
  return found.sort((a, b) => starts[a]! - starts[b]! || a - b);
}

/** Whether a node assigns to a property that holds what is called when something happens. */
export function isHandler(graph: Graph, node: number): boolean {
  const op = graph.op(node);
  return (
    (op === Op.Update || op === Op.Store || op === Op.PropertyWrite) && /^on[a-z]+$/i.test(graph.name(node))
  );
}

function endsIn({ facts }: Graph): Record<"exits" | "versions" | "yields", ByNode> {
  const exits: [value: number, fn: number][] = [];
  const versions: [version: number, fn: number][] = [];
  const yields: [value: number, fn: number][] = [];
  for (const [id, fn] of facts.functions.entries()) {
    for (const exit of fn.exits) {
      if (exit.value >= 0) exits.push([exit.value, id]);
      for (const [, version] of versionsOf(exit)) versions.push([version, id]);
    }
    for (const value of fn.yields) yields.push([value, id]);
  }
  return {
    exits: new ByNode(exits),
    versions: new ByNode(versions),
    yields: new ByNode(yields),
  };
}

function exportsOf({ facts }: Graph): { byName: ByName; names: Map<number, string[]> } {
  const names = new Map<number, string[]>();
  for (const { name, node } of facts.exports) put(names, node, name);
  return { byName: new ByName(facts.exports.map(({ name, node }): Named => [name, node])), names };
}

function membersOf({ facts }: Graph): Map<number, Map<string, ClassMember[]>> {
  const classes = new Map<number, Map<string, ClassMember[]>>();
  for (const { node, members } of facts.classes) {
    const byName = new Map<string, ClassMember[]>();
    for (const member of members) put(byName, member.name, member);
    classes.set(node, byName);
  }
  return classes;
}

function put<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
