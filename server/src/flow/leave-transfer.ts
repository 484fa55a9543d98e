/** How data gets out of where it is: in a function's result, in what it was given, in a field, in an export. */
import { Op, versionsOf, type Graph } from "../facts/facts.js";
import { within, type Access } from "./access.js";
import { BOUNDS } from "./bounds.js";
import { isDeadEnd } from "./dead-branches.js";
import type { Propagation } from "./propagate.js";
import { rootOf } from "./relations.js";
import type { ReturnTransfer } from "./return-transfer.js";
import { crowdDoubt, Mark, type State } from "./state.js";
import { holderOf, holdersOf, keepersOf, type Holder } from "./values.js";

export class LeaveTransfer {
  constructor(
    readonly flow: Propagation,
    readonly returns: ReturnTransfer,
  ) {}

  /**
   * `this.x = data`: every read of `x` on an instance of the class. `this.list.push(data)`, `this.state.x = data`: the field's
   * reads carry it as an element, as a part.
   */
  store(state: State, graph: Graph, store: number): void {
    const { resolver } = this.flow;
    let [place, access] = [store, state.access];
    for (let depth = 0; depth < BOUNDS.accessPath; depth++) {
      const [object, name] = [graph.arg(place, 0), graph.name(place)];
      const inside = name === "[]" || name === "*";
      if (!inside) {
        const values = resolver.resolve(resolver.program.ref(graph, object));
        // What is put into an object otherwise is followed in the versions of its variable.
        const isOwn = graph.op(rootOf(graph, object)) === Op.This;
        const owners = new Set(isOwn ? keepersOf(values) : holdersOf(values));
        if (owners.size > 0) return this.#readsOf(state, name, owners, access);
      }
      if (graph.op(object) !== Op.Member) return;
      access = within(inside ? "[]" : name, access, BOUNDS.accessPath);
      place = object;
    }
  }

  #readsOf(state: State, name: string, owners: ReadonlySet<Holder>, access: Access): void {
    const reads = this.flow.resolver.fields.relatedReads(name, owners);
    const marks = state.context ? state.marks | Mark.anyCaller : state.marks;
    const doubt = state.context ? crowdDoubt(reads.length) : 0;
    for (const read of reads) {
      const { graph, node } = this.flow.resolver.split(read);
      // What the class does with its own field it does with this data too.
      const own = graph.op(rootOf(graph, graph.arg(node, 0))) === Op.This;
      const assumed = own ? 0 : doubt;
      this.flow.move(state, read, "store", { access, context: undefined, marks, assumed });
    }
  }

  /** The data is what a function returns, yields or leaves in a parameter, or what a module exports. */
  leave(state: State, graph: Graph, node: number): void {
    const index = this.flow.program.index(graph);
    // Hardly any does, and there are millions.
    if (index.leaving[node] === 0 && graph.op(node) !== Op.Update) return;
    for (const fn of index.exits.get(node))
      if (!isDeadEnd(state, graph, fn, node)) this.#return(state, graph, fn, state.access);
    for (const fn of index.yields.get(node))
      this.#return(state, graph, fn, within("[]", state.access, BOUNDS.accessPath));
    if (graph.op(node) === Op.Update) {
      for (const fn of new Set(index.exitVersions.get(node))) this.#mutated(state, graph, fn, node);
      this.#added(state, graph, node);
    }
    this.#export(state, graph, node);
  }

  #return(state: State, graph: Graph, fn: number, access: Access): void {
    const record = graph.facts.functions[fn]!;
    const fnRef = this.flow.program.ref(graph, record.node);
    if (record.kind === "getter" && record.owner >= 0) {
      // It is called by being read.
      const owner = this.flow.program.ref(graph, graph.facts.classes[record.owner]!.node);
      return this.#readsOf(state, record.name, new Set([holderOf(owner, record.static)]), access);
    }
    // Nobody of the program called what a package calls.
    if (state.context?.fn === fnRef && state.context.callers.length > 0) {
      this.flow.exit(state.context, { state, access, argument: undefined });
      return;
    }
    this.returns.returned(state, fnRef, access);
  }

  /** A parameter's object was changed: the caller's variable sees it after the call. */
  #mutated(state: State, graph: Graph, fn: number, changed: number): void {
    const { exits, params } = graph.facts.functions[fn]!;
    for (const exit of exits)
      for (const [origin, version] of versionsOf(exit)) {
        const index = version === changed ? params.indexOf(rootParam(graph, origin)) : -1;
        if (index >= 0) this.#afterCalls(state, graph, fn, index);
      }
  }

  /** The data goes on in what those who call gave as an argument. */
  #afterCalls(state: State, graph: Graph, fn: number, index: number): void {
    const fnRef = this.flow.program.ref(graph, graph.facts.functions[fn]!.node);
    if (state.context?.fn === fnRef) {
      this.flow.exit(state.context, { state, access: state.access, argument: index });
      return;
    }
    for (const use of this.flow.resolver.callers.of(fnRef)) {
      if (use.kind !== "call") continue;
      const { graph: caller, node } = this.flow.resolver.split(use.call);
      for (const after of caller.uses(node))
        if (caller.op(after) === Op.AfterCall && caller.aux(after) === index)
          this.flow.move(state, this.flow.program.ref(caller, after), "return");
    }
  }

  /** Something that was imported was changed: whoever else reads it sees that. */
  #added(state: State, graph: Graph, changed: number): void {
    const marks = state.context ? state.marks | Mark.anyCaller : state.marks;
    for (const { ref, access } of this.flow.resolver.additions.originsOf(graph, changed, state.access))
      this.flow.move(state, ref, "store", { access, context: undefined, marks });
  }

  #export(state: State, graph: Graph, node: number): void {
    for (const name of this.flow.program.index(graph).exportNames.get(node) ?? [])
      for (const importer of this.flow.program.importersOf(graph, name)) {
        const { graph: reader, node: importNode } = this.flow.resolver.split(importer);
        const imported = reader.imported(importNode);
        if (imported === name || (name === "=" && imported === "default"))
          this.flow.move(state, importer, "pass", { context: undefined });
        else if (imported === "*")
          this.flow.move(state, importer, "pass", {
            access: name === "=" ? state.access : within(name, state.access, BOUNDS.accessPath),
            context: undefined,
          });
      }
  }
}

function rootParam(graph: Graph, node: number): number {
  let at = node;
  for (let guard = 0; guard < 10 && graph.op(at) !== Op.Param; guard++) {
    if (graph.op(at) !== Op.Typed && graph.op(at) !== Op.Coalesce) return -1;
    at = graph.arg(at, 0);
  }
  return at;
}
