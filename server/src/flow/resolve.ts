/** What is this value? Followed backwards on demand, across variables, functions, classes and files. */
import { Op, type Graph } from "../facts/facts.js";
import { sameStep } from "./access.js";
import { Additions } from "./additions.js";
import type { ApiStep, ApiValue } from "./api.js";
import { BlanketApprovals } from "./blanket-approvals.js";
import { Bridges } from "./bridges.js";
import { CallReader } from "./call-reader.js";
import { CallerFinder } from "./callers.js";
import { ClassReader, isStaticThis } from "./classes.js";
import { CollectionReader } from "./collections.js";
import { EndpointFinder } from "./endpoints.js";
import { Listeners } from "./listeners.js";
import { ModuleValues } from "./module-values.js";
import { Navigator } from "./navigate.js";
import { ObjectReader } from "./objects.js";
import { AnswerReads } from "./own-answers.js";
import { RouteParameters } from "./route-parameters.js";
import { RowReads } from "./table-reads.js";
import { FieldFinder } from "./fields.js";
import type { Program, Ref } from "./program.js";
import { ALTERNATIVES, keyName, rootOf } from "./relations.js";
import type { NodeTable, Table } from "./solver.js";
import { addInstance, sameValues, ValueSet, type Value } from "./values.js";

/** What a node is that stands for nothing but itself. */
const SELF: Partial<Record<Op, "constant" | "function" | "class" | "object">> = {
  [Op.String]: "constant",
  [Op.Number]: "constant",
  [Op.Boolean]: "constant",
  [Op.Regex]: "constant",
  // Only a text whose parts are all constant says what it is; the rest is read where it matters.
  [Op.Concat]: "constant",
  [Op.Function]: "function",
  [Op.Class]: "class",
  [Op.Object]: "object",
  [Op.Array]: "object",
  [Op.ObjectType]: "object",
  [Op.ArrayType]: "object",
  [Op.FunctionType]: "object",
  [Op.Jsx]: "object",
};

/** Operands that a node may stand for, by position. */
const TRANSPARENT: Partial<Record<Op, readonly number[]>> = {
  ...ALTERNATIVES,
  [Op.Refine]: [0],
  [Op.Typed]: [0, 1],
};

/** Nodes that are what their first operand is. Answers about them are not kept: theirs is. */
const SAME: Partial<Record<Op, true>> = {
  [Op.Await]: true,
  [Op.Use]: true,
  [Op.AfterCall]: true,
  [Op.Update]: true,
  [Op.Spread]: true,
  [Op.Yield]: true,
  [Op.Prop]: true,
};

/** The node whose value a node has without further question; -1 where there is none. */
function standsFor(graph: Graph, node: number): number {
  let at = node;
  while (at >= 0 && SAME[graph.op(at)]) at = graph.arg(at, 0);
  return at;
}

const NOTHING: readonly Value[] = [];

export class Resolver {
  readonly program: Program;
  readonly classes: ClassReader;
  readonly fields: FieldFinder;
  readonly additions: Additions;
  readonly answers: AnswerReads;
  readonly rows: RowReads;
  readonly routeParameters: RouteParameters;
  readonly blanketApprovals: BlanketApprovals;
  readonly bridges: Bridges;
  readonly callers: CallerFinder;
  readonly navigate: Navigator;
  readonly endpoints: EndpointFinder;
  readonly listeners: Listeners;
  readonly #modules: ModuleValues;
  readonly #objects: ObjectReader;
  readonly #collections: CollectionReader;
  readonly #calls: CallReader;
  readonly #values: NodeTable<readonly Value[]>;
  readonly #loads: Table<string, readonly Value[]>;

  constructor(program: Program) {
    this.program = program;
    const { solver } = program;
    const settle = (values: ValueSet): readonly Value[] =>
      values.size === 0 ? NOTHING : values.bounded(program);
    this.#values = solver.nodeTable<readonly Value[]>({
      bottom: NOTHING,
      same: sameValues,
      answer: (ref) => {
        const values = new ValueSet();
        this.#resolve(ref, values);
        return settle(values);
      },
    });
    this.#loads = solver.table<string, readonly Value[]>({
      bottom: NOTHING,
      same: sameValues,
      answer: (key) => {
        const dot = key.indexOf(".");
        const values = new ValueSet();
        this.#load(Number(key.slice(0, dot)), key.slice(dot + 1), values, new Set());
        return settle(values);
      },
    });
    this.#modules = new ModuleValues(this);
    this.#objects = new ObjectReader(this);
    this.#collections = new CollectionReader(this);
    this.#calls = new CallReader(this, this.#collections, this.#modules);
    this.classes = new ClassReader(this);
    this.fields = new FieldFinder(this);
    this.additions = new Additions(program);
    this.answers = new AnswerReads(this);
    this.rows = new RowReads(this);
    this.routeParameters = new RouteParameters(this);
    this.blanketApprovals = new BlanketApprovals(this);
    this.bridges = new Bridges(this);
    this.callers = new CallerFinder(this);
    this.navigate = new Navigator(this);
    this.endpoints = new EndpointFinder(this);
    this.listeners = new Listeners(this);
  }

  /** Everything the node may evaluate to. Promises count as what they resolve to. */
  resolve(ref: Ref): readonly Value[] {
    const graph = this.program.graph(ref);
    const node = standsFor(graph, ref - graph.first);
    if (node < 0) return NOTHING;
    const op = graph.op(node);
    const kind = SELF[op];
    if (kind) return [{ kind, ref: this.program.ref(graph, node) }];
    // What is read is an answer of its own.
    if (op === Op.Member) return this.load(this.program.ref(graph, graph.arg(node, 0)), graph.name(node));
    if (op === Op.Index) {
      const name = keyName(graph, graph.arg(node, 1));
      if (name !== "[]") return this.load(this.program.ref(graph, graph.arg(node, 0)), name);
    }
    return this.#values.ask(graph.id, this.program.ref(graph, node));
  }

  #resolve(ref: Ref, into: ValueSet): void {
    const graph = this.program.graph(ref);
    const node = ref - graph.first;
    const at = (operand: number): Ref => this.program.ref(graph, operand);
    const op = graph.op(node);
    const others = op === Op.Refine ? this.#ruledOut(graph, node) : undefined;
    if (others) {
      for (const value of this.resolve(at(graph.arg(node, 0)))) if (!others.has(value)) into.add(value);
      return;
    }
    const operands = TRANSPARENT[op];
    if (operands) {
      for (const index of operands) {
        const operand = graph.arg(node, index);
        if (operand >= 0) into.addAll(this.resolve(at(operand)));
      }
      return;
    }
    switch (op) {
      case Op.Choice:
      case Op.Cell:
        for (const operand of graph.args(node)) into.addAll(this.resolve(at(operand)));
        return;
      case Op.Import:
        return this.#modules.import(graph, node, into);
      case Op.Index:
        return this.#computed(at(graph.arg(node, 0)), at(graph.arg(node, 1)), into);
      case Op.Global:
        return this.#global(graph.name(node), into);
      case Op.Call:
      case Op.Tagged:
        return this.#calls.call(ref, graph, node, into);
      case Op.New:
        return this.#calls.construction(ref, graph, node, into);
      case Op.Param:
        return this.#calls.parameter(graph, node, into);
      case Op.This:
        if (graph.arg(node, 0) >= 0) into.add({ kind: "object", ref: at(graph.arg(node, 0)) });
        else if (graph.name(node) === "super") {
          const base = graph.facts.classes[graph.aux(node)]?.base ?? -1;
          if (base < 0) return;
          if (isStaticThis(graph, node)) into.addAll(this.resolve(at(base)));
          else for (const value of this.resolve(at(base))) addInstance(value, true, into);
        } else if (graph.aux(node) >= 0) {
          const owner = at(graph.facts.classes[graph.aux(node)]!.node);
          if (isStaticThis(graph, node)) into.add({ kind: "class", ref: owner });
          else into.add({ kind: "instance", ref: owner, exact: false });
        }
        return;
      case Op.TypeRef:
        for (const value of this.resolve(at(graph.arg(node, 0)))) addInstance(value, false, into);
        return;
    }
  }

  /** `router[route.method]`: of a package's object, what has a name that the key may be. */
  #computed(object: Ref, key: Ref, into: ValueSet): void {
    into.addAll(this.load(object, "[]"));
    const values = this.resolve(object).filter(({ kind }) => kind === "api");
    if (values.length === 0) return;
    for (const name of this.resolve(key)) {
      const text = name.kind === "constant" ? this.constantText(name.ref) : undefined;
      if (text !== undefined) into.addAll(this.step(values, { kind: "member", name: text }));
    }
  }

  /** The value of a property of a node, taking its known updates into account. `[]` is any element. */
  load(ref: Ref, name: string): readonly Value[] {
    return this.#loads.ask(this.program.fileOf(ref), `${ref}.${name}`);
  }

  #load(ref: Ref, name: string, into: ValueSet, seen: Set<Ref>): void {
    if (seen.has(ref) || seen.size > 200) return;
    seen.add(ref);
    const { graph, node } = this.split(ref);
    const at = (index: number): Ref => this.program.ref(graph, graph.arg(node, index));
    switch (graph.op(node)) {
      case Op.Update: {
        const [first = "", ...rest] = graph.name(node) === "" ? [] : graph.name(node).split(".");
        if (first === "") into.addAll(this.load(at(1), name));
        else if (first === "[]" && !sameStep(first, name) && this.#isArray(at(0))) {
          // An element is added; an array has no property of this name.
        } else if (
          first === name ||
          first === "*" ||
          ((first === "[]" || name === "[]") && rest.length === 0)
        ) {
          if (rest.length === 0) into.addAll(this.resolve(at(1)));
          if (rest.length === 0 && graph.aux(node) === 0 && first === name) return;
        }
        return this.#load(at(0), name, into, seen);
      }
      case Op.Refine:
        if (!this.#ruledOut(graph, node)) return this.#load(at(0), name, into, seen);
        for (const value of this.resolve(ref)) into.addAll(this.member(value, name));
        return;
      case Op.AfterCall:
      case Op.Await:
      case Op.Use:
        return this.#load(at(0), name, into, seen);
      case Op.Choice:
      case Op.Cell:
        for (let index = 0; index < graph.argCount(node); index++) this.#load(at(index), name, into, seen);
        return;
      default: {
        const operands = TRANSPARENT[graph.op(node)];
        if (operands) {
          for (const index of operands)
            if (graph.arg(node, index) >= 0) this.#load(at(index), name, into, seen);
          return;
        }
        for (const value of this.resolve(ref)) into.addAll(this.member(value, name));
        if (name === "[]") this.#collections.elements(graph, node, into);
        // The value of an entry: collections and objects stand for what they hold, not for pairs of key and value.
        if (name === "1" && into.size === 0)
          for (const value of this.resolve(ref))
            if (value.kind === "function" || value.kind === "object" || value.kind === "instance")
              into.add(value);
      }
    }
  }

  /** What a value is not, where `value instanceof Kind` was found not to hold; undefined where nothing like it was asked. */
  #ruledOut(graph: Graph, refined: number): ValueSet | undefined {
    const condition = graph.arg(refined, 1);
    if (graph.aux(refined) !== 0 || graph.op(condition) !== Op.Compare) return undefined;
    if (graph.name(condition) !== "instanceof") return undefined;
    const isAbout = rootOf(graph, graph.arg(condition, 0)) === rootOf(graph, graph.arg(refined, 0));
    if (!isAbout) return undefined;
    const kinds = new ValueSet();
    for (const value of this.resolve(this.program.ref(graph, graph.arg(condition, 1))))
      if (value.kind === "class" || value.kind === "api")
        for (const exact of [true, false]) addInstance(value, exact, kinds);
    return kinds.size === 0 ? undefined : kinds;
  }

  #isArray(ref: Ref): boolean {
    return this.resolve(ref).some((value) => {
      if (value.kind !== "object") return false;
      const { graph, node } = this.split(value.ref);
      return graph.op(node) === Op.Array;
    });
  }

  /** A property of a value. */
  member(value: Value, name: string): readonly Value[] {
    switch (value.kind) {
      case "api": {
        const next = value.api.step(name === "[]" ? { kind: "element" } : { kind: "member", name });
        if (next) return [{ kind: "api", api: next }];
        const external: Value = { kind: "external", package: value.api.origin };
        // What a page's window has that neither browsers nor packages put there.
        return value.api === this.program.catalog.root("global")
          ? [external, ...this.bridges.of(name)]
          : [external];
      }
      case "external":
        return [value];
      case "namespace":
        return this.#modules.member(value.graph, name);
      case "object":
        return this.#objects.member(value.ref, name);
      case "instance":
        return this.classes.member(value.ref, name, value.exact);
      case "class":
        return this.classes.staticMember(value.ref, name);
      default:
        return [];
    }
  }

  /** One step of the catalogue's kind from any values. */
  step(values: readonly Value[], step: ApiStep): readonly Value[] {
    const result = new ValueSet();
    for (const value of values) {
      if (value.kind !== "api") continue;
      const next = value.api.step(step);
      if (next) result.add({ kind: "api", api: next });
    }
    return result.list();
  }

  /** What a package's object calls when something happens, at an assignment of it: `socket.onmessage = …`. */
  handled(graph: Graph, write: number): readonly ApiValue[] {
    const object = this.resolve(this.program.ref(graph, graph.arg(write, 0)));
    const called = this.step(this.step(object, { kind: "member", name: graph.name(write) }), { kind: "sub" });
    return called.flatMap((value) => (value.kind === "api" ? [value.api] : []));
  }

  /** Functions of the workspace that a value may be. */
  functions(ref: Ref): Ref[] {
    return this.resolve(ref).flatMap((value) => (value.kind === "function" ? [value.ref] : []));
  }

  /** The function that a node stands in, or the node itself at the top of a module. */
  around(ref: Ref): Ref {
    const { graph, node } = this.split(ref);
    return this.program.ref(graph, graph.facts.functions[graph.owner(node)]?.node ?? node);
  }

  split(ref: Ref): { graph: Graph; node: number } {
    const graph = this.program.graph(ref);
    return { graph, node: ref - graph.first };
  }

  /** The constant text of a node, or undefined. */
  text(ref: Ref): string | undefined {
    for (const value of this.resolve(ref)) {
      if (value.kind !== "constant") continue;
      const text = this.constantText(value.ref);
      if (text !== undefined) return text;
    }
    return undefined;
  }

  constantText(ref: Ref): string | undefined {
    const { graph, node } = this.split(ref);
    if (graph.op(node) === Op.String || graph.op(node) === Op.Number) return graph.name(node);
    if (graph.op(node) !== Op.Concat) return undefined;
    let text = "";
    for (const part of graph.args(node)) {
      const value = graph.op(part) === Op.String ? graph.name(part) : undefined;
      if (value === undefined) return undefined;
      text += value;
    }
    return text;
  }

  #global(name: string, into: ValueSet): void {
    const root = this.program.catalog.root("global");
    const api =
      name === "globalThis" || name === "window" || name === "self" || name === "global"
        ? root
        : root?.step({ kind: "member", name });
    into.add(api ? { kind: "api", api } : { kind: "external", package: "global" });
    if (!api) into.addAll(this.bridges.of(name));
  }

  /** What a function's calls evaluate to. */
  returns(fn: Ref): readonly Value[] {
    const { graph, node } = this.split(fn);
    const values = new ValueSet();
    for (const { value } of graph.facts.functions[graph.aux(node)]!.exits)
      if (value >= 0) values.addAll(this.resolve(this.program.ref(graph, value)));
    return values.list();
  }
}
