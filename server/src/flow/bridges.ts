/**
 * What a desktop program's pages find under a global name because its preload script puts it there:
 * `contextBridge.exposeInMainWorld("host", { save })`, and in a page `window.host.save(file)`.
 */
import { callsNamed, textGiven } from "./named-calls.js";
import type { Resolver } from "./resolve.js";
import { PROGRAM, type Table } from "./solver.js";
import { sameValues, ValueSet, type Value } from "./values.js";

const isPages = (object: string): boolean => /(?:^|\.)contextBridge$/.test(object);

export class Bridges {
  readonly #values: Table<string, readonly Value[]>;

  constructor(readonly resolver: Resolver) {
    this.#values = resolver.program.solver.table<string, readonly Value[]>({
      bottom: [],
      same: sameValues,
      answer: (name) => this.#find(name),
    });
  }

  /** What pages of the program read under a global name. */
  of(name: string): readonly Value[] {
    return this.#values.ask(PROGRAM, name);
  }

  #find(name: string): readonly Value[] {
    const { resolver } = this;
    const found = new ValueSet();
    for (const { graph, call } of callsNamed(resolver, "exposeInMainWorld", isPages)) {
      const given = graph.arg(call, 2);
      if (given < 0 || textGiven(resolver, graph, call, 1) !== name) continue;
      for (const value of resolver.resolve(resolver.program.ref(graph, given)))
        if (value.kind === "object" || value.kind === "instance" || value.kind === "function")
          found.add(value);
    }
    return found.list();
  }
}
