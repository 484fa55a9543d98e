/** What one file has under which name: calls, reads, stores, classes, exports. */
import { Op, type ClassMember, type Graph } from "../facts/facts.js";

/** Names to the nodes that use them, one file's. */
export interface FileIndex {
  /** Calls and constructions by the callee's last name. */
  calls: Map<string, number[]>;
  /** Member reads by name. */
  members: Map<string, number[]>;
  /** Stores by property. */
  stores: Map<string, number[]>;
  /** Classes by the last name of what they extend or implement. */
  heirs: Map<string, number[]>;
  /** Methods whose names say which class they are of, when only one class has one. */
  methods: Map<string, number[]>;
  imports: number[];
  /** Values with a declared type. */
  typed: number[];
  /** Calls and constructions by the function they are in. */
  callsOf: Map<number, number[]>;
  /** Function numbers by the node of each exit's value. */
  exits: Map<number, number[]>;
  /** Function numbers by the node of a parameter's version at an exit. */
  exitVersions: Map<number, { fn: number; origin: number }[]>;
  yields: Map<number, number[]>;
  /** Nodes by the name they are exported under. */
  exports: Map<string, number[]>;
  /** Names a node is exported under. */
  exportNames: Map<number, string[]>;
  /** Members of each class by name. */
  classMembers: Map<number, Map<string, ClassMember[]>>;
}

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

function append(map: Map<number, number[]>, key: number, node: number): void {
  const list = map.get(key);
  if (list) list.push(node);
  else map.set(key, [node]);
}

export function indexFile(graph: Graph): FileIndex {
  const index: FileIndex = {
    calls: new Map(),
    members: new Map(),
    stores: new Map(),
    heirs: new Map(),
    methods: new Map(),
    imports: [],
    typed: [],
    callsOf: new Map(),
    exits: new Map(),
    exitVersions: new Map(),
    yields: new Map(),
    exports: new Map(),
    exportNames: new Map(),
    classMembers: new Map(),
  };
  const put = (map: Map<string, number[]>, name: string, node: number): void => {
    const list = map.get(name);
    if (list) list.push(node);
    else map.set(name, [node]);
  };
  for (let node = 0; node < graph.size; node++)
    switch (graph.op(node)) {
      case Op.Call:
      case Op.New:
      case Op.Tagged:
        put(index.calls, calleeName(graph, graph.arg(node, 0)), node);
        append(index.callsOf, graph.owner(node), node);
        break;
      case Op.Member:
        put(index.members, graph.name(node), node);
        break;
      case Op.Store: {
        put(index.stores, graph.name(node), node);
        // `this.handlers.set(name, handler)` is found by the field.
        const target = graph.arg(node, 0);
        if (graph.name(node) === "[]" && graph.op(target) === Op.Member)
          put(index.stores, `${graph.name(target)}[]`, node);
        break;
      }
      case Op.Import:
        index.imports.push(node);
        break;
      case Op.Typed:
        index.typed.push(node);
        break;
    }
  graph.facts.functions.forEach((fn, id) => {
    for (const { value, versions } of fn.exits) {
      if (value >= 0) index.exits.set(value, [...(index.exits.get(value) ?? []), id]);
      for (const [origin, version] of versions)
        index.exitVersions.set(version, [...(index.exitVersions.get(version) ?? []), { fn: id, origin }]);
    }
    if (fn.kind === "method" && fn.owner >= 0 && fn.name.length >= DISTINCTIVE)
      put(index.methods, fn.name, fn.node);
    for (const value of fn.yields) index.yields.set(value, [...(index.yields.get(value) ?? []), id]);
  });
  for (const { base, implements: types, node, members } of graph.facts.classes) {
    const byName = new Map<string, ClassMember[]>();
    for (const member of members) {
      const list = byName.get(member.name);
      if (list) list.push(member);
      else byName.set(member.name, [member]);
    }
    index.classMembers.set(node, byName);
    if (base >= 0) put(index.heirs, calleeName(graph, base), node);
    for (const type of types)
      put(
        index.heirs,
        graph.op(type) === Op.TypeRef ? calleeName(graph, graph.arg(type, 0)) : graph.name(type),
        node,
      );
  }
  for (const { name, node } of graph.facts.exports) {
    put(index.exports, name, node);
    const names = index.exportNames.get(node);
    if (names) names.push(name);
    else index.exportNames.set(node, [name]);
  }
  return index;
}
