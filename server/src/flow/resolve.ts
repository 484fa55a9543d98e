/** What is this value? Followed backwards on demand, across variables, functions, classes and files. */
import { Op, type Graph } from "../facts/facts.js";
import { sameStep } from "./access.js";
import type { ApiStep, ApiValue } from "./api.js";
import { BOUNDS } from "./bounds.js";
import { CallerFinder } from "./callers.js";
import { ClassReader, isStaticThis } from "./classes.js";
import { EndpointFinder } from "./endpoints.js";
import { FETCHES, isModuleFunction, KEEPS_ELEMENTS, wrapperResult } from "./intrinsics.js";
import { Navigator } from "./navigate.js";
import { FieldFinder } from "./fields.js";
import { fileOf, SPAN, type Program, type Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Table } from "./solver.js";
import { holdersOf, sameValues, ValueSet, type Value } from "./values.js";

/** Operands that a node stands for, by position; -1 for all of them. */
const TRANSPARENT: Partial<Record<Op, readonly number[]>> = {
  [Op.Await]: [0],
  [Op.Use]: [0],
  [Op.Refine]: [0],
  [Op.AfterCall]: [0],
  [Op.Update]: [0],
  [Op.Spread]: [0],
  [Op.Yield]: [0],
  [Op.Prop]: [0],
  [Op.Ternary]: [1, 2],
  [Op.And]: [1],
  [Op.Or]: [0, 1],
  [Op.Coalesce]: [0, 1],
  [Op.Typed]: [0, 1],
};

export class Resolver {
  readonly program: Program;
  readonly classes: ClassReader;
  readonly fields: FieldFinder;
  readonly callers: CallerFinder;
  readonly navigate: Navigator;
  readonly endpoints: EndpointFinder;
  readonly #values: Table<Ref, readonly Value[]>;
  readonly #loads: Table<string, readonly Value[]>;

  constructor(program: Program) {
    this.program = program;
    const { solver } = program;
    const settle = (values: ValueSet): readonly Value[] => values.sorted(program).slice(0, BOUNDS.values);
    this.#values = solver.table<Ref, readonly Value[]>({
      bottom: [],
      same: sameValues,
      answer: (ref) => {
        const values = new ValueSet();
        this.#resolve(ref, values);
        return settle(values);
      },
    });
    this.#loads = solver.table<string, readonly Value[]>({
      bottom: [],
      same: sameValues,
      answer: (key) => {
        const dot = key.indexOf(".");
        const values = new ValueSet();
        this.#load(Number(key.slice(0, dot)), key.slice(dot + 1), values, new Set());
        return settle(values);
      },
    });
    this.classes = new ClassReader(this);
    this.fields = new FieldFinder(this);
    this.callers = new CallerFinder(this);
    this.navigate = new Navigator(this);
    this.endpoints = new EndpointFinder(this);
  }

  /** Everything the node may evaluate to. Promises count as what they resolve to. */
  resolve(ref: Ref): readonly Value[] {
    return this.#values.ask(fileOf(ref), ref);
  }

  #resolve(ref: Ref, into: ValueSet): void {
    const graph = this.program.graph(ref);
    const node = ref % SPAN;
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
      case Op.String:
      case Op.Number:
      case Op.Boolean:
      case Op.Regex:
        return into.add({ kind: "constant", ref });
      case Op.Concat:
        // Only a text whose parts are all constant says what it is; the rest is read where it matters.
        return into.add({ kind: "constant", ref });
      case Op.Choice:
      case Op.Cell:
        for (const operand of graph.args(node)) into.addAll(this.resolve(at(operand)));
        return;
      case Op.Function:
        return into.add({ kind: "function", ref });
      case Op.Class:
        return into.add({ kind: "class", ref });
      case Op.Object:
      case Op.Array:
      case Op.ObjectType:
      case Op.ArrayType:
      case Op.FunctionType:
      case Op.Jsx:
        return into.add({ kind: "object", ref });
      case Op.Import:
        return this.#import(graph, node, into);
      case Op.Global:
        return this.#global(graph.name(node), into);
      case Op.Member:
        return into.addAll(this.load(at(graph.arg(node, 0)), graph.name(node)));
      case Op.Index:
        return into.addAll(this.load(at(graph.arg(node, 0)), this.#constantKey(at(graph.arg(node, 1)))));
      case Op.Call:
      case Op.Tagged:
        return this.#call(ref, graph, node, into);
      case Op.New:
        return this.#new(ref, graph, node, into);
      case Op.Param:
        return this.#param(ref, graph, node, into);
      case Op.This:
        if (graph.arg(node, 0) >= 0) into.add({ kind: "object", ref: at(graph.arg(node, 0)) });
        else if (graph.name(node) === "super") {
          const base = graph.facts.classes[graph.aux(node)]?.base ?? -1;
          if (base < 0) return;
          if (isStaticThis(graph, node)) into.addAll(this.resolve(at(base)));
          else for (const value of this.resolve(at(base))) this.#instanceOf(value, true, into);
        } else if (graph.aux(node) >= 0) {
          const owner = at(graph.facts.classes[graph.aux(node)]!.node);
          if (isStaticThis(graph, node)) into.add({ kind: "class", ref: owner });
          else into.add({ kind: "instance", ref: owner, exact: false });
        }
        return;
      case Op.TypeRef:
        for (const value of this.resolve(at(graph.arg(node, 0)))) this.#instanceOf(value, false, into);
        return;
    }
  }

  /** The value of a property of a node, taking its known updates into account. `[]` is any element. */
  load(ref: Ref, name: string): readonly Value[] {
    return this.#loads.ask(fileOf(ref), `${ref}.${name}`);
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
      default:
        for (const value of this.resolve(ref)) into.addAll(this.member(value, name));
        if (name === "[]" && graph.op(node) === Op.Call) this.#returnedElements(graph, node, into);
        if (name === "[]" && graph.op(node) === Op.Import) this.#importedElements(graph, node, into);
        if (name === "[]" && graph.op(node) === Op.Member) this.#addedElements(graph, node, into);
        // The value of an entry: collections and objects stand for what they hold, not for pairs of key and value.
        if (name === "1" && into.size === 0)
          for (const value of this.resolve(ref))
            if (value.kind === "function" || value.kind === "object" || value.kind === "instance")
              into.add(value);
    }
  }

  /** What a function put into the list that it returns, and what a list still has when it is sorted or filtered. */
  #returnedElements(graph: Graph, call: number, into: ValueSet): void {
    const callee = graph.arg(call, 0);
    if (callee >= 0 && graph.op(callee) === Op.Member && KEEPS_ELEMENTS.has(graph.name(callee)))
      return into.addAll(this.load(this.program.ref(graph, graph.arg(callee, 0)), "[]"));
    for (const value of this.resolve(this.program.ref(graph, graph.arg(call, 0)))) {
      if (value.kind !== "function") continue;
      const { graph: owner, node } = this.split(value.ref);
      for (const exit of owner.facts.functions[owner.aux(node)]!.exits)
        if (exit.value >= 0 && isChanged(owner, exit.value))
          into.addAll(this.load(this.program.ref(owner, exit.value), "[]"));
    }
  }

  /** What a module put into the list that it exports. */
  #importedElements(graph: Graph, node: number, into: ValueSet): void {
    const target = this.program.imported(graph, node);
    if (!target || "terminals" in target) return;
    for (const ref of this.program.exported(target, graph.imported(node)).refs) {
      const { graph: owner, node: exported } = this.split(ref);
      if (isChanged(owner, exported)) into.addAll(this.load(ref, "[]"));
    }
  }

  /** `this.list.push(x)`, `this.map.set(key, x)` anywhere in the class. */
  #addedElements(graph: Graph, member: number, into: ValueSet): void {
    if (this.program.stores(`${graph.name(member)}[]`).length === 0) return;
    const holders = new Set(holdersOf(this.resolve(this.program.ref(graph, graph.arg(member, 0)))));
    for (const store of this.fields.lists(graph.name(member), holders)) {
      const { graph: writer, node } = this.split(store);
      into.addAll(this.resolve(this.program.ref(writer, writer.arg(node, 1))));
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
        for (const exact of [true, false]) this.#instanceOf(value, exact, kinds);
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
        return next ? [{ kind: "api", api: next }] : [{ kind: "external", package: value.api.origin }];
      }
      case "external":
        return [value];
      case "namespace": {
        // `tools[name]`, `Object.values(tools)`: whatever the module exports.
        if (name === "[]")
          return this.program.exportNames(value.graph).flatMap((each) => this.#exported(value.graph, each));
        if (name === "default" || !this.#exports(value.graph, name)) {
          const whole = this.#exported(value.graph, "default");
          if (name === "default") return whole;
          return whole.flatMap((item) => this.member(item, name));
        }
        return this.#exported(value.graph, name);
      }
      case "object":
        return this.#objectMember(value.ref, name);
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

  /** The function that a node stands in, or the node itself at the top of a module. */
  around(ref: Ref): Ref {
    const { graph, node } = this.split(ref);
    return this.program.ref(graph, graph.facts.functions[graph.owner(node)]?.node ?? node);
  }

  split(ref: Ref): { graph: Graph; node: number } {
    return { graph: this.program.graph(ref), node: ref % SPAN };
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

  #constantKey(ref: Ref): string {
    const { graph, node } = this.split(ref);
    const op = graph.op(node);
    return op === Op.String || op === Op.Number ? graph.name(node) : "[]";
  }

  #import(graph: Graph, node: number, into: ValueSet): void {
    const target = this.program.imported(graph, node);
    const name = graph.imported(node);
    if (!target) {
      const resolution = this.program.modules.resolve(graph.file, graph.name(node));
      if (!("package" in resolution)) return;
      into.add({ kind: "external", package: resolution.package });
      const fetch = FETCHES.test(name) && this.program.catalog.root("convention");
      const api = fetch && fetch.step({ kind: "member", name: "fetch" });
      if (api) into.add({ kind: "api", api });
      return;
    }
    if ("terminals" in target) {
      const api = name === "*" ? target : target.step({ kind: "member", name });
      into.add(api ? { kind: "api", api } : { kind: "external", package: target.origin });
    } else if (name === "*") into.add({ kind: "namespace", graph: target });
    else {
      const values = this.#exported(target, name);
      into.addAll(values);
      // `import x from` of a CommonJS file, or the namespace imported as default.
      if (values.length === 0 && name === "default") into.add({ kind: "namespace", graph: target });
    }
  }

  #exports(graph: Graph, name: string): boolean {
    const { refs, api } = this.program.exported(graph, name);
    return refs.length > 0 || api.length > 0;
  }

  #exported(graph: Graph, name: string): readonly Value[] {
    const values = new ValueSet();
    const { refs, api } = this.program.exported(graph, name);
    for (const ref of refs) values.addAll(this.resolve(ref));
    for (const value of api) values.add({ kind: "api", api: value });
    if (refs.length === 0 && api.length === 0) {
      // A namespace re-export, or a member of `module.exports = { … }`.
      for (const again of graph.facts.reExports)
        if (again.name === name && again.imported === "*") {
          const target = this.program.modules.resolve(graph.file, again.specifier);
          const next = "file" in target ? this.program.graphOf(target.file) : undefined;
          if (next) values.add({ kind: "namespace", graph: next });
        }
      if (name !== "default")
        for (const ref of this.program.exported(graph, "=").refs)
          for (const value of this.resolve(ref)) values.addAll(this.member(value, name));
    }
    return values.list();
  }

  #global(name: string, into: ValueSet): void {
    const root = this.program.catalog.root("global");
    const api =
      name === "globalThis" || name === "window" || name === "self" || name === "global"
        ? root
        : root?.step({ kind: "member", name });
    into.add(api ? { kind: "api", api } : { kind: "external", package: "global" });
  }

  #call(ref: Ref, graph: Graph, node: number, into: ValueSet): void {
    const callee = this.program.ref(graph, graph.arg(node, 0));
    const method = this.#methodCall(ref, graph, node, into);
    if (method) return;
    for (const target of this.#modulesNamed(graph, node)) into.add({ kind: "namespace", graph: target });
    if (into.size > 0) return;
    for (const value of this.resolve(callee))
      switch (value.kind) {
        case "function":
          into.addAll(this.returns(value.ref));
          break;
        case "api": {
          const alias = value.api.step({ kind: "call" });
          const aliased = alias?.rows("alias")[0];
          if (aliased) {
            for (const found of this.navigate.relative(ref, aliased.path, aliased.is))
              into.addAll(this.navigate.values(found));
          } else if (alias) into.add({ kind: "api", api: alias });
          else into.add({ kind: "external", package: value.api.origin });
          break;
        }
        case "external":
          into.add(value);
          break;
        case "object": {
          // A function type: what an interface's method returns.
          const target = this.split(value.ref);
          if (target.graph.op(target.node) === Op.FunctionType)
            into.addAll(this.resolve(this.program.ref(target.graph, target.graph.arg(target.node, 0))));
          break;
        }
      }
    // A function wrapped by something unknown is taken to stay that function: `asyncHandler(fn)`, `withAuth(fn)`.
    if (into.list().every((value) => value.kind === "external" || value.kind === "api"))
      for (const index of wrapperResult(graph, node)) {
        const argument = this.program.ref(graph, graph.arg(node, index));
        for (const value of this.resolve(argument)) if (value.kind === "function") into.add(value);
      }
  }

  /** ``import(`./tools/${name}.js`)``: the modules that it may be. */
  #modulesNamed(graph: Graph, call: number): readonly Graph[] {
    const callee = graph.arg(call, 0);
    if (callee < 0 || graph.op(callee) !== Op.Global || !/^(?:import|require)$/.test(graph.name(callee)))
      return [];
    for (const value of this.resolve(this.program.ref(graph, graph.arg(call, 1)))) {
      const target = value.kind === "constant" ? this.split(value.ref) : undefined;
      if (!target || target.graph !== graph || graph.op(target.node) !== Op.Concat) continue;
      const [before = -1, name = -1, after = -1, ...more] = graph.args(target.node);
      if (name < 0 || more.length > 0 || graph.op(before) !== Op.String || graph.op(name) === Op.String)
        continue;
      if (after >= 0 && graph.op(after) !== Op.String) continue;
      return this.program.filesNamed(graph.file, graph.name(before), after < 0 ? "" : graph.name(after));
    }
    return [];
  }

  /** Methods every value has: `fn.bind(x)`, `list.find(…)`, `map.get(k)`, `promise.then(…)`. */
  #methodCall(ref: Ref, graph: Graph, node: number, into: ValueSet): boolean {
    const callee = graph.arg(node, 0);
    if (callee < 0 || graph.op(callee) !== Op.Member) return false;
    const object = this.program.ref(graph, graph.arg(callee, 0));
    const first = graph.arg(node, 1);
    switch (graph.name(callee)) {
      case "bind":
        into.addAll(this.resolve(object));
        return true;
      case "call":
      case "apply":
        for (const value of this.resolve(object))
          if (value.kind === "function") into.addAll(this.returns(value.ref));
        return into.size > 0;
      case "freeze":
      case "seal":
        if (first >= 0 && isModuleFunction(graph, callee, "Object"))
          into.addAll(this.resolve(this.program.ref(graph, first)));
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
          into.addAll(this.resolve(this.program.ref(graph, first)));
          return true;
        }
        // `map.values()`: a collection stands for what it holds.
        if (first < 0) for (const value of this.resolve(object)) if (value.kind === "object") into.add(value);
        return into.size > 0;
      case "from":
        if (first >= 0 && graph.argCount(node) === 2 && isModuleFunction(graph, callee, "Array"))
          into.addAll(this.resolve(this.program.ref(graph, first)));
        return into.size > 0;
      case "filter":
      case "slice":
      case "concat":
      case "sort":
      case "reverse":
        for (const value of this.resolve(object)) if (value.kind === "object") into.add(value);
        return into.size > 0;
      case "then":
      case "catch":
      case "finally":
        into.addAll(this.resolve(object));
        if (first >= 0)
          for (const value of this.resolve(this.program.ref(graph, first)))
            if (value.kind === "function") into.addAll(this.returns(value.ref));
        return true;
      case "all":
      case "allSettled":
        if (first >= 0 && isModuleFunction(graph, callee, "Promise")) {
          into.addAll(this.resolve(this.program.ref(graph, first)));
          return true;
        }
        return false;
      default:
        void ref;
        return false;
    }
  }

  /** What was put into a list or a map. What a package's own object gives by `get`, the catalogue says. */
  #kept(collection: Ref): readonly Value[] {
    const values = this.load(collection, "[]").filter(({ kind }) => kind !== "external");
    const isPackages = (value: Value): boolean => value.kind === "api";
    if (!values.some(isPackages) || !this.resolve(collection).some(isPackages)) return values;
    return values.filter((value) => !isPackages(value));
  }

  /** What a function's calls evaluate to. */
  returns(fn: Ref): readonly Value[] {
    const { graph, node } = this.split(fn);
    const values = new ValueSet();
    for (const { value } of graph.facts.functions[graph.aux(node)]!.exits)
      if (value >= 0) values.addAll(this.resolve(this.program.ref(graph, value)));
    return values.list();
  }

  #new(ref: Ref, graph: Graph, node: number, into: ValueSet): void {
    let known = false;
    let own = false;
    for (const value of this.resolve(this.program.ref(graph, graph.arg(node, 0)))) {
      if (value.kind === "api" && value.api.isReceived) {
        const made = value.api.step({ kind: "member", name: "own" });
        into.add(made ? { kind: "api", api: made } : { kind: "external", package: value.api.origin });
        own = true;
        continue;
      }
      if (value.kind === "function") {
        known = true;
        continue;
      }
      const before = into.size;
      this.#instanceOf(value, true, into);
      known ||= into.size > before;
    }
    // A collection or an object of the language: its elements are what was put into it.
    if (!own && (!known || into.list().every((value) => value.kind === "external")))
      into.add({ kind: "object", ref });
  }

  #instanceOf(value: Value, exact: boolean, into: ValueSet): void {
    if (value.kind === "class") into.add({ kind: "instance", ref: value.ref, exact });
    else if (value.kind === "api") {
      const next = value.api.step({ kind: "new" });
      into.add(next ? { kind: "api", api: next } : { kind: "external", package: value.api.origin });
    } else if (value.kind === "external" || value.kind === "object") into.add(value);
  }

  #param(ref: Ref, graph: Graph, node: number, into: ValueSet): void {
    const fn = graph.facts.functions[graph.owner(node)];
    if (!fn) return;
    const index = graph.aux(node);
    const fnRef = this.program.ref(graph, fn.node);
    for (const use of this.callers.of(fnRef)) {
      if (use.kind === "call") {
        for (const argument of this.callers.argument(use, index, fn.rest === index))
          into.addAll(this.resolve(argument));
      } else if (use.kind === "given") {
        if (use.index === index) into.addAll(use.element ? this.load(use.ref, "[]") : this.resolve(use.ref));
      } else {
        const next = use.api.step({ kind: "parameter", index, count: fn.params.length });
        if (next) into.add({ kind: "api", api: next });
      }
    }
    void ref;
  }

  #objectMember(ref: Ref, name: string): readonly Value[] {
    const { graph, node } = this.split(ref);
    const values = new ValueSet();
    const at = (operand: number): Ref => this.program.ref(graph, operand);
    switch (graph.op(node)) {
      case Op.Array: {
        const args = [...graph.args(node)];
        const index = /^\d+$/.test(name) ? Number(name) : -1;
        if (index >= 0 && !args.slice(0, index + 1).some((arg) => graph.op(arg) === Op.Spread)) {
          if (args[index] !== undefined) values.addAll(this.resolve(at(args[index])));
        } else if (name === "[]" || index >= 0)
          for (const arg of args)
            values.addAll(
              graph.op(arg) === Op.Spread ? this.load(at(graph.arg(arg, 0)), "[]") : this.resolve(at(arg)),
            );
        break;
      }
      case Op.New: {
        // `new Map([[key, value]])`, `new Set([value])`
        const argument = graph.arg(node, 1);
        if (name !== "[]" || argument < 0) break;
        const pairs = /Map$/.test(graph.name(graph.arg(node, 0)));
        for (const value of this.load(at(argument), "[]"))
          values.addAll(pairs ? this.member(value, "1") : [value]);
        break;
      }
      case Op.ArrayType:
        if (name === "[]" || /^\d+$/.test(name)) values.addAll(this.resolve(at(graph.arg(node, 0))));
        break;
      case Op.ObjectType:
        this.#typeMember(graph, node, name, values);
        break;
      case Op.Object: {
        const parts = [...graph.args(node)].reverse();
        for (const part of parts) {
          const op = graph.op(part);
          if (op === Op.Prop && (graph.name(part) === name || name === "[]")) {
            values.addAll(this.resolve(at(graph.arg(part, 0))));
            if (name !== "[]") return values.list();
          } else if (op === Op.Spread) values.addAll(this.load(at(graph.arg(part, 0)), name));
          else if (op === Op.ComputedProp) {
            const key = this.text(at(graph.arg(part, 0)));
            if (key === undefined || key === name || name === "[]")
              values.addAll(this.resolve(at(graph.arg(part, 1))));
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
        for (const value of this.resolve(this.program.ref(graph, graph.arg(part, 0))))
          values.addAll(this.member(value, name));
      else if (graph.name(part) === name && graph.argCount(part) > 0)
        values.addAll(this.resolve(this.program.ref(graph, graph.arg(part, 0))));
    }
    if (graph.name(node) === "") return;
    for (const implementer of this.classes.heirs(this.program.ref(graph, node)))
      values.addAll(this.classes.member(implementer, name, true));
  }
}

/** Whether a node is a later version of a value: what was made there has been changed since. */
function isChanged(graph: Graph, node: number): boolean {
  const op = graph.op(node);
  return op === Op.Update || op === Op.Choice || op === Op.Cell || op === Op.AfterCall || op === Op.Refine;
}
