/** What calls and constructions evaluate to, and what parameters are given by those who call. */
import { Op, type Graph } from "../facts/facts.js";
import type { CollectionReader } from "./collections.js";
import { calleeName } from "./file-index.js";
import { wrapperResult } from "./intrinsics.js";
import { settlings } from "./promises.js";
import type { ModuleValues } from "./module-values.js";
import type { Ref } from "./program.js";
import type { Resolver } from "./resolve.js";
import { addInstance, type ValueSet } from "./values.js";

/** Methods that containers for dependencies give instances by. */
const INJECTS =
  /^(?:get|resolve|make|inject|create|createInstance|getInstance|instantiate|getService|useService)$/;

export class CallReader {
  constructor(
    readonly resolver: Resolver,
    readonly collections: CollectionReader,
    readonly modules: ModuleValues,
  ) {}

  /** What a call gives. */
  call(ref: Ref, graph: Graph, node: number, into: ValueSet): void {
    const callee = this.resolver.program.ref(graph, graph.arg(node, 0));
    if (this.collections.method(graph, node, into)) return;
    for (const target of this.modules.named(graph, node)) into.add({ kind: "namespace", graph: target });
    if (into.size > 0) return;
    for (const value of this.resolver.resolve(callee))
      switch (value.kind) {
        case "function":
          into.addAll(this.resolver.returns(value.ref));
          break;
        case "api": {
          const alias = value.api.step({ kind: "call" });
          const aliased = alias?.rows("alias")[0];
          if (aliased) {
            for (const found of this.resolver.navigate.relative(ref, aliased.path, aliased.is))
              into.addAll(this.resolver.navigate.values(found));
          } else if (alias) into.add({ kind: "api", api: alias });
          else into.add({ kind: "external", package: value.api.origin });
          break;
        }
        case "external":
          into.add(value);
          break;
        case "object": {
          // A function type: what an interface's method returns.
          const target = this.resolver.split(value.ref);
          if (target.graph.op(target.node) === Op.FunctionType)
            into.addAll(
              this.resolver.resolve(
                this.resolver.program.ref(target.graph, target.graph.arg(target.node, 0)),
              ),
            );
          break;
        }
      }
    if (into.list().every((value) => value.kind === "external")) this.#injected(graph, node, into);
    // A function wrapped by something unknown is taken to stay that function: `asyncHandler(fn)`, `withAuth(fn)`.
    if (into.list().every((value) => value.kind === "external" || value.kind === "api"))
      for (const index of wrapperResult(graph, node)) {
        const argument = this.resolver.program.ref(graph, graph.arg(node, index));
        for (const value of this.resolver.resolve(argument)) if (value.kind === "function") into.add(value);
      }
  }

  /** What a container for dependencies gives for a class: an instance of it. */
  #injected(graph: Graph, call: number, into: ValueSet): void {
    if (graph.argCount(call) < 2 || !INJECTS.test(calleeName(graph, graph.arg(call, 0)))) return;
    for (const value of this.resolver.resolve(this.resolver.program.ref(graph, graph.arg(call, 1))))
      if (value.kind === "class") addInstance(value, false, into);
  }

  /** What `new` gives. */
  construction(ref: Ref, graph: Graph, node: number, into: ValueSet): void {
    let known = false;
    let own = false;
    for (const settled of settlings(graph, node))
      into.addAll(this.resolver.resolve(this.resolver.program.ref(graph, settled)));
    if (into.size > 0) return;
    for (const value of this.resolver.resolve(this.resolver.program.ref(graph, graph.arg(node, 0)))) {
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
      addInstance(value, true, into);
      known ||= into.size > before;
    }
    // A collection or an object of the language: its elements are what was put into it.
    if (!own && (!known || into.list().every((value) => value.kind === "external")))
      into.add({ kind: "object", ref });
  }

  /** What those who call a function give it. */
  parameter(graph: Graph, node: number, into: ValueSet): void {
    const fn = graph.facts.functions[graph.owner(node)];
    if (!fn) return;
    const index = graph.aux(node);
    const fnRef = this.resolver.program.ref(graph, fn.node);
    for (const use of this.resolver.callers.of(fnRef)) {
      if (use.kind === "call") {
        for (const argument of this.resolver.callers.argument(use, index, fn.rest === index))
          into.addAll(this.resolver.resolve(argument));
      } else if (use.kind === "given") {
        if (use.index === index)
          into.addAll(use.element ? this.resolver.load(use.ref, "[]") : this.resolver.resolve(use.ref));
      } else {
        const next = use.api.step({ kind: "parameter", index, count: fn.params.length });
        if (next) into.add({ kind: "api", api: next });
      }
    }
  }
}
