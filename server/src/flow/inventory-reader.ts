/** Finds what is in the program through the catalogue's rows. */
import type { ModelRow, Row } from "../catalog/schema.js";
import { Op, type Graph } from "../facts/facts.js";
import type { Access } from "./access.js";
import type { ApiCatalog, ApiValue, Terminal } from "./api.js";
import { rowHolds } from "./conditions.js";
import { conventionOf, readsNoBody } from "./conventions.js";
import { FETCHES } from "./intrinsics.js";
import { addSource, emptyInventory, type Inventory } from "./inventory.js";
import type { Program, Ref } from "./program.js";
import { rootOf } from "./relations.js";
import { checksSender } from "./senders.js";
import type { Resolver } from "./resolve.js";
import type { RowNames } from "./row-names.js";
import { shapedTools } from "./tool-shapes.js";

export class InventoryReader {
  readonly #program: Program;
  readonly #names: RowNames;

  constructor(
    readonly resolver: Resolver,
    readonly catalog: ApiCatalog,
  ) {
    this.#program = resolver.program;
    this.#names = catalog.rows.names;
  }

  /** Everything in one file. */
  read(graph: Graph): Inventory {
    const inventory = emptyInventory();
    const index = this.#program.index(graph);
    for (const [name, calls] of index.calls)
      if (
        this.#names.calls.has(name) ||
        name === "default" ||
        name === "*" ||
        name === "[]" ||
        name === "" ||
        FETCHES.test(name)
      )
        for (const call of calls) this.#call(graph, call, inventory);
    for (const name of this.#names.members)
      for (const member of index.members.get(name)) this.#member(graph, member, inventory);
    for (const element of index.members.get("[]"))
      if (this.#isIterated(graph, graph.arg(element, 0))) this.#member(graph, element, inventory);
    this.#toolCalls(graph, inventory);
    this.#ownTools(graph, inventory);
    for (const record of graph.facts.classes)
      if (record.base >= 0 || record.implements.length > 0) this.#class(graph, record.node, inventory);
    for (const type of index.typed) this.#typed(graph, type, inventory);
    for (const write of index.handlers)
      for (const api of this.resolver.handled(graph, write))
        this.#provided(
          api,
          this.#program.ref(graph, graph.arg(write, 1)),
          this.#program.ref(graph, write),
          inventory,
          0,
        );
    for (const fn of graph.facts.functions) {
      const convention = conventionOf(graph, fn);
      if (!convention) continue;
      const api = this.#program.catalog
        .root("convention")
        ?.step({ kind: "member", name: convention })
        ?.step({ kind: "sub" });
      const ref = this.#program.ref(graph, fn.node);
      if (convention !== "page")
        inventory.routes.push({
          fn: ref,
          name: fn.name || convention,
          found: convention !== "requestHandler",
        });
      if (api) this.#function(api, ref, ref, inventory);
    }
    return inventory;
  }

  #call(graph: Graph, call: number, inventory: Inventory): void {
    const callee = this.#program.ref(graph, graph.arg(call, 0));
    const ref = this.#program.ref(graph, call);
    const isNew = graph.op(call) === Op.New;
    for (const value of this.resolver.resolve(callee)) {
      if (value.kind !== "api") continue;
      const base = isNew ? value.api.step({ kind: "new" }) : value.api;
      const result = isNew ? base : value.api.step({ kind: "call" });
      if (result) this.#result(ref, value.api, result, inventory);
      const count = graph.argCount(call) - 1;
      for (let index = 0; index < count; index++) {
        const api = base?.step({ kind: "argument", index, count });
        if (api && graph.op(graph.arg(call, index + 1)) === Op.Param)
          this.#decorated(api, graph, graph.arg(call, index + 1), ref, inventory);
        if (api) this.#provided(api, this.#program.ref(graph, graph.arg(call, index + 1)), ref, inventory, 0);
      }
    }
  }

  /** What a call or construction evaluates to. */
  #result(call: Ref, callee: ApiValue, result: ApiValue, inventory: Inventory): void {
    for (const terminal of result.terminals) {
      const { row } = terminal;
      if (terminal.role === "row" && row.kind !== "source") {
        if (rowHolds(this.resolver, row, call)) this.#row(inventory, row, { call, terminal, api: callee });
      } else if (terminal.role !== "input") this.#given(terminal, [], call, inventory);
    }
    for (const { terminal, access } of result.below())
      if (terminal.role === "output" || (terminal.role === "row" && terminal.row.kind === "source"))
        this.#given(terminal, access, call, inventory);
  }

  /** Data that a call gives, as the catalogue says it. */
  #given(terminal: Terminal, access: Access, call: Ref, inventory: Inventory): void {
    const { row } = terminal;
    if (!rowHolds(this.resolver, row, call)) return;
    if (this.#isAnswer(row, call)) return;
    const { graph, node } = this.resolver.split(call);
    if (row.kind === "source" && row.received && graph.op(node) === Op.New) return;
    if (isBodiless(row, graph, node)) return;
    for (const { ref, access: part } of this.#answers(row, access, call))
      addSource(inventory, { ref, access: part, terminal, call: ref, handler: undefined });
  }

  /** A web response, by its row, that is the answer of a model. */
  #isAnswer(row: Row, call: Ref): boolean {
    return (
      row.kind === "source" && row.origin === "http-response" && this.resolver.endpoints.readsAnswer(call)
    );
  }

  /** The same, where only the function that is handed an event of it is known. */
  #isEventOfAnswer(row: Row, graph: Graph, object: number): boolean {
    const fn = takerOf(this.#program, graph, object);
    if (fn === undefined || row.kind !== "source" || row.origin !== "http-response") return false;
    return this.resolver.callers.of(fn).some((use) => use.kind === "api" && this.#isAnswer(row, use.call));
  }

  /** Where the answer of a call is: at the call, or where a function is called that sends requests for many. */
  #answers(row: Row, access: Access, call: Ref): { ref: Ref; access: Access }[] {
    const requests =
      row.kind === "model" && row.request ? this.resolver.endpoints.at(call, row.request) : undefined;
    if (!requests?.mixed) return [{ ref: call, access }];
    return requests.to.map(({ from }) => {
      const isResponse = this.resolver
        .resolve(from)
        .some((value) => value.kind === "api" && value.api.rows("model").includes(row as ModelRow));
      return { ref: from, access: isResponse ? access : [] };
    });
  }

  #row(inventory: Inventory, row: Row, site: { call: Ref; terminal: Terminal; api: ApiValue }): void {
    switch (row.kind) {
      case "model":
        inventory.models.push({
          ...site,
          row,
          ...(row.request ? { requests: this.resolver.endpoints.at(site.call, row.request).to } : {}),
        });
        break;
      case "agent":
        inventory.agents.push({ ...site, row });
        break;
      case "tool":
        inventory.tools.push({ ...site, row });
        break;
      case "provider":
        inventory.providers.push({ ...site, row });
        break;
      case "store":
        inventory.stores.push({ ...site, row });
        break;
      case "tool-server":
        inventory.toolServers.push({ ...site, row });
        break;
    }
  }

  /** Something the code gives to a package: functions in it get what the package hands them. */
  #provided(api: ApiValue, ref: Ref, call: Ref, inventory: Inventory, depth: number): void {
    if (depth > 3) return;
    for (const value of this.resolver.resolve(ref)) {
      if (value.kind === "function") this.#function(api, value.ref, call, inventory);
      else if (value.kind === "object") {
        const { graph, node } = this.resolver.split(value.ref);
        this.#definition(api, value.ref, inventory);
        if (graph.op(node) === Op.Object)
          for (const part of graph.args(node)) {
            if (graph.op(part) === Op.Spread)
              this.#provided(api, this.#program.ref(graph, graph.arg(part, 0)), call, inventory, depth + 1);
            if (graph.op(part) !== Op.Prop) continue;
            const next = api.step({ kind: "member", name: graph.name(part) });
            if (next)
              this.#provided(next, this.#program.ref(graph, graph.arg(part, 0)), call, inventory, depth + 1);
          }
        else if (graph.op(node) === Op.Array) {
          const next = api.step({ kind: "element" });
          if (next)
            for (const item of graph.args(node))
              this.#provided(next, this.#program.ref(graph, item), call, inventory, depth + 1);
        }
      }
    }
  }

  /** An object that the code hands over, where a row says that such an object is a tool: `{ inputSchema, execute }`. */
  #definition(api: ApiValue, object: Ref, inventory: Inventory): void {
    for (const terminal of api.terminals) {
      if (terminal.role !== "row" || terminal.row.kind !== "tool") continue;
      if (!inventory.tools.some(({ call, row }) => call === object && row === terminal.row))
        inventory.tools.push({ call: object, row: terminal.row, terminal, api });
    }
  }

  /** A parameter that a framework fills, as its decorator says. */
  #decorated(api: ApiValue, graph: Graph, param: number, call: Ref, inventory: Inventory): void {
    const handler = takerOf(this.#program, graph, param);
    const ref = this.#program.ref(graph, param);
    const whole = api.terminals.map((terminal) => ({ terminal, access: [] as Access }));
    for (const { terminal, access } of [...whole, ...api.below()])
      if (
        terminal.role === "row" &&
        terminal.row.kind === "source" &&
        rowHolds(this.resolver, terminal.row, call)
      )
        addSource(inventory, { ref, access, terminal, call, handler });
  }

  #function(api: ApiValue, fn: Ref, call: Ref, inventory: Inventory): void {
    const { graph, node } = this.resolver.split(fn);
    const record = graph.facts.functions[graph.aux(node)]!;
    record.params.forEach((param, index) => {
      const given = api.step({ kind: "parameter", index, count: record.params.length });
      if (!given) return;
      const ref = this.#program.ref(graph, param);
      const add = (terminal: Terminal, access: Access): void => {
        const isSource =
          terminal.role === "output" || (terminal.role === "row" && terminal.row.kind === "source");
        if (
          isSource &&
          rowHolds(this.resolver, terminal.row, call) &&
          !this.#isAnswer(terminal.row, call) &&
          !this.#isChecked(terminal.row, fn)
        )
          addSource(inventory, {
            ref,
            access: record.rest === index ? ["[]", ...access] : access,
            terminal,
            call,
            handler: fn,
          });
      };
      for (const terminal of given.terminals) add(terminal, []);
      for (const { terminal, access } of given.below()) add(terminal, access);
    });
  }

  /** A message whose sender the handler looks at. */
  #isChecked(row: Row, handler: Ref | undefined): boolean {
    return (
      row.kind === "source" &&
      handler !== undefined &&
      (row.origin === "own-page" || row.origin === "other-page") &&
      checksSender(this.resolver, handler)
    );
  }

  /** `request.body` where only the request's type is known, or `process.argv`. */
  #member(graph: Graph, member: number, inventory: Inventory): void {
    const object = graph.arg(member, 0);
    for (const api of this.#memberApis(graph, member)) {
      for (const terminal of api.terminals) {
        if (
          terminal.role !== "row" ||
          terminal.row.kind !== "source" ||
          // What names it stands at the call it is part of the result of: found and judged there.
          terminal.row.unlessFixed !== undefined ||
          // So are its conditions: which event a handler is for stands where it is given.
          terminal.row.when !== undefined ||
          !this.#names.memberRows.has(terminal.row) ||
          isBodiless(terminal.row, graph, member) ||
          this.#isEventOfAnswer(terminal.row, graph, object) ||
          this.#isChecked(terminal.row, takerOf(this.#program, graph, object))
        )
          continue;
        const ref = this.#program.ref(graph, member);
        addSource(inventory, { ref, access: [], terminal, call: ref, handler: undefined });
      }
    }
  }

  /** What the packages know of a property. `this` of a class that extends one of theirs has the properties of that. */
  #memberApis(graph: Graph, member: number): ApiValue[] {
    const object = graph.arg(member, 0);
    const apis = (ref: Ref): ApiValue[] =>
      this.resolver.resolve(ref).flatMap((value) => (value.kind === "api" ? [value.api] : []));
    if (graph.op(object) === Op.This) return apis(this.#program.ref(graph, member));
    const name = graph.name(member);
    return apis(this.#program.ref(graph, object)).flatMap(
      (api) => api.step(name === "[]" ? { kind: "element" } : { kind: "member", name }) ?? [],
    );
  }

  /** Something declared to be of a type that gives data piece by piece: `for await (const piece of request)`. */
  #isIterated(graph: Graph, object: number): boolean {
    let at = object;
    while (SAME.has(graph.op(at))) at = graph.arg(at, 0);
    const type = graph.op(at) === Op.Typed ? graph.arg(at, 1) : -1;
    return (
      type >= 0 &&
      graph.op(type) === Op.TypeRef &&
      this.#names.iterated.has(graph.name(type).split(".").pop()!)
    );
  }

  /** Tools of the application's own registry. */
  #ownTools(graph: Graph, inventory: Inventory): void {
    const api = this.#program.catalog.root("convention")?.step({ kind: "member", name: "ownTool" });
    const provided = api?.step({ kind: "sub" });
    if (!api || !provided) return;
    for (const object of shapedTools(this.resolver, graph))
      if (!inventory.tools.some(({ call }) => call === object)) this.#definition(provided, object, inventory);
  }

  /** `call.function.arguments` of an object that no package is known for: a tool call as providers send it. */
  #toolCalls(graph: Graph, inventory: Inventory): void {
    const wire = this.#program.catalog
      .root("convention")
      ?.step({ kind: "member", name: "toolCall" })
      ?.step({ kind: "member", name: "function" })
      ?.step({ kind: "member", name: "arguments" });
    if (!wire) return;
    for (const member of this.#program.index(graph).members.get("arguments")) {
      const object = graph.arg(member, 0);
      const inner = rootOf(graph, object);
      if (graph.op(inner) !== Op.Member || graph.name(inner) !== "function") continue;
      const ref = this.#program.ref(graph, member);
      const holder = this.#program.ref(graph, graph.arg(inner, 0));
      // Of a package whose rows say where its tool calls come from.
      if (this.resolver.resolve(holder).some(({ kind }) => kind === "api")) continue;
      for (const terminal of wire.terminals)
        addSource(inventory, { ref, access: [], terminal, call: ref, handler: undefined });
    }
  }

  /** A class that extends or implements something of a package. */
  #class(graph: Graph, node: number, inventory: Inventory): void {
    const record = graph.facts.classes[graph.aux(node)]!;
    const owner = this.#program.ref(graph, node);
    const bases: ApiValue[] = [];
    if (record.base >= 0)
      for (const value of this.resolver.resolve(this.#program.ref(graph, record.base)))
        if (value.kind === "api") bases.push(value.api);
    for (const type of record.implements)
      if (graph.op(type) === Op.TypeRef)
        for (const value of this.resolver.resolve(this.#program.ref(graph, graph.arg(type, 0))))
          if (value.kind === "api") bases.push(value.api);
    for (const base of bases) {
      const provided = base.step({ kind: "sub" });
      if (!provided) continue;
      for (const terminal of provided.terminals)
        if (terminal.role === "row") this.#row(inventory, terminal.row, { call: owner, terminal, api: base });
      for (const member of record.members) {
        const api =
          member.kind === "method" || member.kind === "field"
            ? provided.step({ kind: "member", name: member.name })
            : undefined;
        if (!api) continue;
        for (const value of this.resolver.resolve(this.#program.ref(graph, member.node)))
          if (value.kind === "function") this.#function(api, value.ref, owner, inventory);
      }
    }
  }

  /** A function or object declared to be of a package's type. */
  #typed(graph: Graph, typed: number, inventory: Inventory): void {
    const type = graph.arg(typed, 1);
    if (graph.op(type) !== Op.TypeRef || !this.#names.types.has(graph.name(type).split(".").pop()!)) return;
    for (const value of this.resolver.resolve(this.#program.ref(graph, graph.arg(type, 0)))) {
      if (value.kind !== "api") continue;
      const api = value.api.step({ kind: "sub" });
      const ref = this.#program.ref(graph, graph.arg(typed, 0));
      if (api) this.#provided(api, ref, ref, inventory, 0);
    }
  }
}

/** The body of a request that comes without one. */
function isBodiless(row: Row, graph: Graph, node: number): boolean {
  return row.kind === "source" && row.origin === "http-request" && readsNoBody(graph, node);
}

/** The same value, known better or mentioned again. */
const SAME: ReadonlySet<Op> = new Set([Op.Refine, Op.AfterCall, Op.Use]);

/** The function that an object is a parameter of. */
function takerOf(program: Program, graph: Graph, object: number): Ref | undefined {
  const param = rootOf(graph, object);
  const fn = graph.op(param) === Op.Param ? graph.facts.functions[graph.owner(param)] : undefined;
  return fn && program.ref(graph, fn.node);
}
