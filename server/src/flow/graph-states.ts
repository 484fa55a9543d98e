/** The state of a graph of steps: what one step gives, and what the graph is started with, is what the others are given. */
import { methodNames } from "../catalog/path.js";
import type { CatalogPackage } from "../catalog/schema.js";
import type { Access } from "./access.js";
import { BOUNDS } from "./bounds.js";
import { clientsOf } from "./constructions.js";
import { callsNamed } from "./named-calls.js";
import type { Ref } from "./program.js";
import type { Propagation } from "./propagate.js";
import type { State } from "./state.js";

export class GraphStates {
  constructor(readonly flow: Propagation) {}

  /**
   * The data becomes a part of the state.
   * @param call the call of the graph, or of what it was compiled to, that brings it in
   * @param access what of it is the data, by the names of the state
   */
  given(state: State, call: Ref, pack: CatalogPackage, access: Access): void {
    const { resolver } = this.flow;
    const graphs = new Set(clientsOf(resolver, call));
    if (graphs.size === 0) return;
    for (const row of pack.rows)
      if (row.kind === "state" && row.read !== undefined)
        for (const step of this.#steps(row.path))
          if (clientsOf(resolver, step).some((graph) => graphs.has(graph)))
            this.#read(state, step, row.read, access);
  }

  #read(state: State, step: Ref, read: string, access: Access): void {
    for (const place of this.flow.resolver.navigate.relative(step, "x()", read))
      if (place.ref !== undefined)
        this.flow.move(state, place.ref, "callback", {
          access: [...place.access, ...access].slice(0, BOUNDS.accessPath),
          context: undefined,
          // By its name a part is known to be the same.
          assumed: access.length > 0 ? 0 : 1,
        });
  }

  /** Calls by which steps are added to graphs. */
  *#steps(path: string): Generator<Ref> {
    const { resolver } = this.flow;
    for (const name of methodNames(path))
      for (const { graph, call } of callsNamed(resolver, name, () => true))
        yield resolver.program.ref(graph, call);
  }
}
