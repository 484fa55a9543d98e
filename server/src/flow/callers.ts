/** Who calls a function: its value is followed forwards to every place that calls it or hands it to a package. */
import { Op, type Graph } from "../facts/facts.js";
import { isElement, sameAccess, sameStep, within, type Access } from "./access.js";
import type { ApiValue } from "./api.js";
import { BOUNDS } from "./bounds.js";
import { conventionOf } from "./conventions.js";
import { isHandler } from "./file-index.js";
import { runBy } from "./indirect-calls.js";
import { EACH, isModuleFunction, KEEPS_ELEMENTS, ONE_ELEMENT } from "./intrinsics.js";
import type { Ref } from "./program.js";
import type { Resolver } from "./resolve.js";
import type { Table } from "./solver.js";
import { holdersOf } from "./values.js";

export type Use =
  /** `shift`: how many leading arguments are not the function's own (`fn.call(self, a)` is 1). */
  | { kind: "call"; call: Ref; shift: number }
  /** A package gets the function: `api` is that argument, its parameters are steps from it. */
  | { kind: "api"; api: ApiValue; call: Ref }
  /** A method of the language calls it with what the method was called on, or with its elements. */
  | { kind: "given"; ref: Ref; index: number; element: boolean };

interface State {
  ref: Ref;
  access: Access;
}

export class CallerFinder {
  readonly #uses: Table<Ref, readonly Use[]>;

  constructor(readonly resolver: Resolver) {
    this.#uses = resolver.program.solver.table<Ref, readonly Use[]>({
      bottom: [],
      same: (left, right) =>
        left.length === right.length && left.every((use, index) => sameUse(use, right[index]!)),
      answer: (fn) => this.#find(fn),
    });
  }

  /** Every known use of a function. */
  of(fn: Ref): readonly Use[] {
    return this.#uses.ask(this.resolver.program.fileOf(fn), fn);
  }

  /** The values a call gives to parameter `index`; a rest parameter takes all from there on. */
  argument(use: Extract<Use, { kind: "call" }>, index: number, rest: boolean): Ref[] {
    const { graph, node } = this.resolver.split(use.call);
    const refs: Ref[] = [];
    if (graph.op(node) === Op.Jsx) return refs;
    const last = rest ? graph.argCount(node) : index + use.shift + 2;
    for (let at = index + use.shift + 1; at < last; at++) {
      const argument = graph.arg(node, at);
      if (argument >= 0) refs.push(this.resolver.program.ref(graph, argument));
    }
    return refs;
  }

  #find(fn: Ref): readonly Use[] {
    const uses = new Map<string, Use>();
    const seen = new Map<Ref, Access[]>();
    const queue: State[] = [];
    const push = (ref: Ref, access: Access): void => {
      const known = seen.get(ref);
      if (known?.some((other) => sameAccess(other, access)) || queue.length >= BOUNDS.callerSteps) return;
      if (known) known.push(access);
      else seen.set(ref, [access]);
      queue.push({ ref, access });
    };
    push(fn, []);
    this.#byConvention(fn, (use) => uses.set(`convention`, use));
    this.#methodReads(fn, push, (use) => uses.set(useKey(use), use));
    for (let at = 0; at < queue.length && uses.size < BOUNDS.callers; at++)
      this.#forward(queue[at]!, push, (use) => uses.set(useKey(use), use));
    return [...uses.values()];
  }

  /** A framework calls the function because of where it is. */
  #byConvention(fn: Ref, use: (use: Use) => void): void {
    const { graph, node } = this.resolver.split(fn);
    const name = conventionOf(graph, graph.facts.functions[graph.aux(node)]!);
    const api =
      name &&
      this.resolver.program.catalog.root("convention")?.step({ kind: "member", name })?.step({ kind: "sub" });
    if (api) use({ kind: "api", api, call: fn });
  }

  /** A method is reached through reads of its name on instances of its class. */
  #methodReads(fn: Ref, push: (ref: Ref, access: Access) => void, use: (use: Use) => void): void {
    const { graph, node } = this.resolver.split(fn);
    const record = graph.facts.functions[graph.aux(node)]!;
    if (record.owner < 0) return;
    if (record.kind === "constructor") {
      const owner = this.resolver.program.ref(graph, graph.facts.classes[record.owner]!.node);
      push(owner, ["constructor"]);
      this.#superCalls(owner, push, use);
      return;
    }
    for (const read of this.resolver.program.members(record.name))
      if (this.resolver.resolve(read).some((value) => value.kind === "function" && value.ref === fn))
        push(read, []);
  }

  /** `super(…)` in subclasses, and `new` of those that have no constructor of their own. */
  #superCalls(owner: Ref, push: (ref: Ref, access: Access) => void, use: (use: Use) => void): void {
    for (const subclass of this.resolver.classes.heirs(owner)) {
      const { graph, node } = this.resolver.split(subclass);
      const { constructor } = graph.facts.classes[graph.aux(node)]!;
      if (constructor < 0) push(subclass, ["constructor"]);
      else
        for (const call of this.resolver.program.index(graph).callsOf.get(graph.aux(constructor)))
          if (isSuper(graph, graph.arg(call, 0)))
            use({ kind: "call", call: this.resolver.program.ref(graph, call), shift: 0 });
    }
  }

  #forward({ ref, access }: State, push: (ref: Ref, access: Access) => void, use: (use: Use) => void): void {
    const { graph, node } = this.resolver.split(ref);
    const { program } = this.resolver;
    for (const user of new Set(graph.uses(node))) {
      const next = program.ref(graph, user);
      const op = graph.op(user);
      const args = graph.args(user);
      switch (op) {
        case Op.Call:
        case Op.New:
        case Op.Tagged:
          if (args[0] === node) {
            if (access.length === 0 && op !== Op.New) use({ kind: "call", call: next, shift: 0 });
            else if (op === Op.New && access[0] === "constructor")
              use({ kind: "call", call: next, shift: 0 });
          }
          for (let at = 1; at < args.length; at++)
            if (args[at] === node) this.#passed(next, at - 1, access, push, use);
          break;
        case Op.Member:
        case Op.Index: {
          const name = op === Op.Index ? "[]" : graph.name(user);
          if (access.length > 0) {
            if (sameStep(access[0]!, name)) push(next, access.slice(1));
            if (isElement(access[0]!)) this.#ofList(graph, user, name, access, push);
          } else this.#methodOfFunction(graph, user, name, push, use);
          break;
        }
        case Op.Prop:
          push(next, within(graph.name(user), access, BOUNDS.accessPath));
          break;
        case Op.ComputedProp:
          if (args[1] === node) push(next, within("*", access, BOUNDS.accessPath));
          break;
        case Op.Object:
          push(next, access);
          break;
        case Op.Array:
          push(
            next,
            graph.op(node) === Op.Spread
              ? access
              : within(String(args.indexOf(node)), access, BOUNDS.accessPath),
          );
          break;
        case Op.Jsx: {
          if (args[0] === node || args[0]! < 0) break;
          for (const value of this.resolver.resolve(program.ref(graph, args[0]!)))
            if (value.kind === "function") this.#parameter(value.ref, 0, access, push);
          break;
        }
        case Op.Typed:
          push(next, access);
          if (args[0] === node) this.#providedFor(graph, args[1]!, next, access, use);
          break;
        case Op.Update:
          if (args[1] === node) {
            const path = graph.name(user) === "" ? [] : graph.name(user).split(".");
            push(next, [...path, ...access].slice(0, BOUNDS.accessPath));
            this.#handles(graph, user, access, use);
          } else push(next, access);
          break;
        case Op.Store:
          if (args[1] !== node) break;
          this.#stored(graph, user, access, push);
          this.#handles(graph, user, access, use);
          break;
        case Op.PropertyWrite:
          if (args[1] === node) this.#handles(graph, user, access, use);
          break;
        case Op.Spread:
        case Op.Choice:
        case Op.Cell:
        case Op.Or:
        case Op.Coalesce:
        case Op.Await:
        case Op.Use:
        case Op.Yield:
          push(next, access);
          break;
        case Op.And:
        case Op.Ternary:
          if (args[0] !== node) push(next, access);
          break;
        case Op.Refine:
        case Op.AfterCall:
          if (args[0] === node) push(next, access);
          break;
      }
    }
    for (const owner of program.index(graph).exits.get(node))
      for (const caller of this.of(program.ref(graph, graph.facts.functions[owner]!.node)))
        if (caller.kind === "call") push(caller.call, access);
    this.#exported(graph, node, access, push);
    if (graph.op(node) === Op.Update)
      for (const origin of this.resolver.additions.originsOf(graph, node, access))
        push(origin.ref, origin.access);
  }

  /** `list.filter(…)` has the elements of the list, `list.find(…)` is one, and `list.forEach(fn)` hands each to its callback. */
  #ofList(
    graph: Graph,
    member: number,
    method: string,
    access: Access,
    push: (ref: Ref, access: Access) => void,
  ): void {
    for (const call of graph.uses(member)) {
      if (graph.op(call) !== Op.Call || graph.arg(call, 0) !== member) continue;
      const ref = this.resolver.program.ref(graph, call);
      if (KEEPS_ELEMENTS.has(method)) push(ref, within("[]", access.slice(1), BOUNDS.accessPath));
      else if (ONE_ELEMENT.has(method)) push(ref, access.slice(1));
      else if (EACH.has(method) && graph.arg(call, 1) >= 0)
        for (const value of this.resolver.resolve(this.resolver.program.ref(graph, graph.arg(call, 1))))
          if (value.kind === "function") this.#parameter(value.ref, 0, access.slice(1), push);
    }
  }

  /** A function or an object that holds it is an argument of a call. */
  #passed(
    call: Ref,
    index: number,
    access: Access,
    push: (ref: Ref, access: Access) => void,
    use: (use: Use) => void,
  ): void {
    const { graph, node } = this.resolver.split(call);
    const callee = this.resolver.program.ref(graph, graph.arg(node, 0));
    const isNew = graph.op(node) === Op.New;
    if (access.length === 0 && this.#givenByMethod(graph, graph.arg(node, 0), index, use)) return;
    const run = access.length === 0 && !isNew ? runBy(graph, node) : undefined;
    if (run && !run.list && run.fn === graph.arg(node, index + 1))
      return use({ kind: "call", call, shift: run.first });
    if (access.length > 0 && isModuleFunction(graph, graph.arg(node, 0), "Object")) {
      const name = graph.name(graph.arg(node, 0));
      if (name === "values") push(call, within("[]", access.slice(1), BOUNDS.accessPath));
      else if (name === "freeze" || name === "seal") push(call, access);
    }
    let wrapper = !isNew;
    for (const value of this.resolver.resolve(callee)) {
      if (value.kind === "function") {
        this.#parameter(value.ref, index, access, push);
        wrapper = false;
      } else if (value.kind === "class" && isNew) {
        const target = this.resolver.split(value.ref);
        const { constructor } = target.graph.facts.classes[target.graph.aux(target.node)]!;
        if (constructor >= 0)
          this.#parameter(this.resolver.program.ref(target.graph, constructor), index, access, push);
      } else if (value.kind === "api") {
        // What the call gives is the argument: `createStep({ execute })`.
        const given = isNew ? undefined : value.api.step({ kind: "call" });
        if (given?.rows("alias").some(({ is }) => is === `(${index})`)) push(call, access);
        let api: ApiValue | undefined = isNew ? value.api.step({ kind: "new" }) : value.api;
        api = api?.step({ kind: "argument", index, count: graph.argCount(node) - 1 });
        for (const step of access)
          api = api?.step(isElement(step) ? { kind: "element" } : { kind: "member", name: step });
        if (api) {
          use({ kind: "api", api, call });
          wrapper = false;
        }
      }
    }
    // Something unknown that takes a function is taken to give it back: `asyncHandler(fn)`.
    if (wrapper && access.length === 0) push(call, access);
  }

  /** `promise.then(fn)`, `list.map(fn)`: the language hands it the value or each element. */
  #givenByMethod(graph: Graph, callee: number, index: number, use: (use: Use) => void): boolean {
    if (index !== 0 || graph.op(callee) !== Op.Member) return false;
    const name = graph.name(callee);
    const ref = this.resolver.program.ref(graph, graph.arg(callee, 0));
    if (name === "then") use({ kind: "given", ref, index: 0, element: false });
    else if (EACH.has(name)) use({ kind: "given", ref, index: 0, element: true });
    else if (name === "reduce") use({ kind: "given", ref, index: 1, element: true });
    else return false;
    return true;
  }

  #parameter(fn: Ref, index: number, access: Access, push: (ref: Ref, access: Access) => void): void {
    const { graph, node } = this.resolver.split(fn);
    const record = graph.facts.functions[graph.aux(node)]!;
    const { program } = this.resolver;
    if (record.rest >= 0 && index >= record.rest)
      push(
        program.ref(graph, record.params[record.rest]!),
        within(String(index - record.rest), access, BOUNDS.accessPath),
      );
    else if (record.params[index] !== undefined) push(program.ref(graph, record.params[index]), access);
  }

  #methodOfFunction(
    graph: Graph,
    member: number,
    name: string,
    push: (ref: Ref, access: Access) => void,
    use: (use: Use) => void,
  ): void {
    if (name !== "bind" && name !== "call" && name !== "apply") return;
    for (const call of graph.uses(member)) {
      if (graph.op(call) !== Op.Call || graph.arg(call, 0) !== member) continue;
      const ref = this.resolver.program.ref(graph, call);
      if (name === "bind") push(ref, []);
      else if (name === "call") use({ kind: "call", call: ref, shift: 1 });
    }
  }

  /** A function declared to be of a package's type is what the package calls. */
  #providedFor(graph: Graph, type: number, at: Ref, access: Access, use: (use: Use) => void): void {
    if (graph.op(type) !== Op.TypeRef) return;
    for (const value of this.resolver.resolve(this.resolver.program.ref(graph, graph.arg(type, 0)))) {
      if (value.kind !== "api") continue;
      let api = value.api.step({ kind: "sub" });
      for (const step of access) api = api?.step({ kind: "member", name: step });
      if (api) use({ kind: "api", api, call: at });
    }
  }

  /** `socket.onmessage = (event) => …`: the package calls it. */
  #handles(graph: Graph, write: number, access: Access, use: (use: Use) => void): void {
    if (access.length > 0 || !isHandler(graph, write)) return;
    const ref = this.resolver.program.ref(graph, write);
    for (const api of this.resolver.handled(graph, write)) use({ kind: "api", api, call: ref });
  }

  #stored(graph: Graph, store: number, access: Access, push: (ref: Ref, access: Access) => void): void {
    const object = this.resolver.program.ref(graph, graph.arg(store, 0));
    const owners = new Set(holdersOf(this.resolver.resolve(object)));
    for (const read of this.resolver.fields.reads(graph.name(store), owners)) push(read, access);
  }

  #exported(graph: Graph, node: number, access: Access, push: (ref: Ref, access: Access) => void): void {
    const { program } = this.resolver;
    for (const exported of program.index(graph).exportNames.get(node) ?? [])
      for (const importer of program.importersOf(graph, exported)) {
        const { graph: reader, node: importNode } = this.resolver.split(importer);
        const imported = reader.imported(importNode);
        const name = exported === "=" ? "default" : exported;
        if (imported === exported || (imported === "default" && name === "default")) push(importer, access);
        else if (imported === "*" && exported === "=") push(importer, access);
        else if (imported === "*") push(importer, within(name, access, BOUNDS.accessPath));
        else if (exported === "=" && access.length > 0 && access[0] === imported)
          push(importer, access.slice(1));
      }
  }
}

function sameUse(left: Use, right: Use): boolean {
  if (left.kind === "call")
    return right.kind === "call" && left.call === right.call && left.shift === right.shift;
  if (left.kind === "api") return right.kind === "api" && left.call === right.call && left.api === right.api;
  return (
    right.kind === "given" &&
    left.ref === right.ref &&
    left.index === right.index &&
    left.element === right.element
  );
}

/** The callee of `super(…)`. */
export function isSuper(graph: Graph, callee: number): boolean {
  return callee >= 0 && graph.op(callee) === Op.This && graph.name(callee) === "super";
}

function useKey(use: Use): string {
  if (use.kind === "call") return `c${use.call}`;
  return use.kind === "api" ? `a${use.api.key}@${use.call}` : `g${use.ref}:${use.index}`;
}
