/** What modules give to those who import them. */
import { Op, type Graph } from "../facts/facts.js";
import { FETCHES } from "./intrinsics.js";
import type { Resolver } from "./resolve.js";
import { ValueSet, type Value } from "./values.js";

export class ModuleValues {
  constructor(readonly resolver: Resolver) {}

  /** What an import names. */
  import(graph: Graph, node: number, into: ValueSet): void {
    const target = this.resolver.program.imported(graph, node);
    const name = graph.imported(node);
    if (!target) {
      const resolution = this.resolver.program.modules.resolve(graph.file, graph.name(node));
      if (!("package" in resolution)) return;
      into.add({ kind: "external", package: resolution.package });
      const fetch = FETCHES.test(name) && this.resolver.program.catalog.root("convention");
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

  /** A member of the namespace of a module. */
  member(graph: Graph, name: string): readonly Value[] {
    // `tools[name]`, `Object.values(tools)`: whatever the module exports.
    if (name === "[]")
      return this.resolver.program.exportNames(graph).flatMap((each) => this.#exported(graph, each));
    if (name === "default" || !this.#exports(graph, name)) {
      const whole = this.#exported(graph, "default");
      if (name === "default") return whole;
      return whole.flatMap((item) => this.resolver.member(item, name));
    }
    return this.#exported(graph, name);
  }

  /** ``import(`./tools/${name}.js`)``: the modules that it may be. */
  named(graph: Graph, call: number): readonly Graph[] {
    const callee = graph.arg(call, 0);
    if (callee < 0 || graph.op(callee) !== Op.Global || !/^(?:import|require)$/.test(graph.name(callee)))
      return [];
    for (const value of this.resolver.resolve(this.resolver.program.ref(graph, graph.arg(call, 1)))) {
      const target = value.kind === "constant" ? this.resolver.split(value.ref) : undefined;
      if (!target || target.graph !== graph || graph.op(target.node) !== Op.Concat) continue;
      const [before = -1, name = -1, after = -1, ...more] = graph.args(target.node);
      if (name < 0 || more.length > 0 || graph.op(before) !== Op.String || graph.op(name) === Op.String)
        continue;
      if (after >= 0 && graph.op(after) !== Op.String) continue;
      return this.resolver.program.filesNamed(
        graph.file,
        graph.name(before),
        after < 0 ? "" : graph.name(after),
      );
    }
    return [];
  }

  #exports(graph: Graph, name: string): boolean {
    const { refs, api } = this.resolver.program.exported(graph, name);
    return refs.length > 0 || api.length > 0;
  }

  #exported(graph: Graph, name: string): readonly Value[] {
    const values = new ValueSet();
    const { refs, api } = this.resolver.program.exported(graph, name);
    for (const ref of refs) values.addAll(this.resolver.resolve(ref));
    for (const value of api) values.add({ kind: "api", api: value });
    if (refs.length === 0 && api.length === 0) {
      // A namespace re-export, or a member of `module.exports = { … }`.
      for (const again of graph.facts.reExports)
        if (again.name === name && again.imported === "*") {
          const target = this.resolver.program.modules.resolve(graph.file, again.specifier);
          const next = "file" in target ? this.resolver.program.graphOf(target.file) : undefined;
          if (next) values.add({ kind: "namespace", graph: next });
        }
      if (name !== "default")
        for (const ref of this.resolver.program.exported(graph, "=").refs)
          for (const value of this.resolver.resolve(ref)) values.addAll(this.resolver.member(value, name));
    }
    return values.list();
  }
}
