/** Queries for content that is put before a model: what narrows them, and whose content they give. */
import type { SourceRow } from "../catalog/schema.js";
import { Op } from "../facts/facts.js";
import type { Given, Retrieval } from "../threats/model.js";
import { definitionOf } from "./definitions.js";
import { nameOf, stepAt } from "./describe.js";
import { identities } from "./identities.js";
import type { SourceSite } from "./inventory.js";
import { surest, type OptionReader } from "./options.js";
import { isForOwner } from "./ownership.js";
import type { Program, Ref } from "./program.js";
import type { Resolver } from "./resolve.js";

/** What narrows a query wherever an SDK takes it: as an option of a retriever, as a step before the query. */
const NARROWS = new Set(["filter", "filters", "where", "namespace", "tenant", "partition", "expr"]);

export class RetrievalReader {
  readonly #program: Program;

  constructor(
    readonly resolver: Resolver,
    readonly options: OptionReader,
  ) {
    this.#program = resolver.program;
  }

  /** Undefined for what is no query, or one of which the catalogue does not say how it is narrowed. */
  read(site: SourceSite, row: SourceRow, element: () => string): Retrieval | undefined {
    if (row.filter === undefined) return undefined;
    const { call } = site;
    const { graph, node } = this.resolver.split(call);
    if (graph.op(node) !== Op.Call) return undefined;
    const chain = this.#chain(call);
    const steps = chain.find((each) => NARROWS.has(this.#name(each)));
    const filter: Given =
      steps !== undefined
        ? { presence: "present", step: stepAt(this.#program, steps, this.#name(steps), "filter") }
        : surest(
            ...row.filter.map((path) => this.options.positional(call, path)),
            ...chain
              .map((each) => ({ each, given: this.options.named(each, NARROWS) }))
              // Where the row says which argument narrows the query, the others say what is looked for.
              .filter(
                ({ each, given }) =>
                  each !== call || row.filter!.length === 0 || given.presence === "present",
              )
              .map(({ given }) => given),
          );
    const user = this.#user(call);
    return {
      element: element(),
      what: nameOf(graph, graph.arg(node, 0)),
      step: stepAt(this.#program, call, row.what, "retrieval"),
      filter,
      scoped: this.#holdsIdentity(chain),
      ...(user === undefined
        ? {}
        : {
            user: stepAt(
              this.#program,
              user,
              nameOf(this.#program.graph(user), this.resolver.split(user).node),
              "user",
            ),
          }),
    };
  }

  /** Whether a call of a store, or what leads to it, is for one user or tenant. */
  isForOwner(call: Ref): boolean {
    return this.#chain(call).some((each) => isForOwner(this.resolver, each));
  }

  #name(call: Ref): string {
    const { graph, node } = this.resolver.split(call);
    const callee = graph.arg(node, 0);
    return callee >= 0 && graph.op(callee) === Op.Member ? graph.name(callee) : "";
  }

  /** The query and the calls that lead to it: `index.namespace(x).query(y)`, `store.asRetriever(z).invoke(y)`. */
  #chain(call: Ref): Ref[] {
    const chain: Ref[] = [];
    let at: Ref | undefined = call;
    while (at !== undefined && chain.length < 10) {
      const { graph, node } = this.resolver.split(at);
      if (graph.op(node) !== Op.Call && graph.op(node) !== Op.New) break;
      chain.push(at);
      const callee = graph.op(node) === Op.Call ? graph.arg(node, 0) : -1;
      at =
        callee >= 0 && graph.op(callee) === Op.Member
          ? definitionOf(this.resolver, this.#program.ref(graph, graph.arg(callee, 0)))
          : undefined;
    }
    return chain;
  }

  /** Whether a user's or tenant's identity stands in the query, in what leads to it, or in what they are given. */
  #holdsIdentity(chain: readonly Ref[]): boolean {
    const inside = (ref: Ref): boolean => {
      const { graph, node } = this.resolver.split(ref);
      this.#program.readsPlaces(graph);
      const [start, end] = [graph.facts.starts[node]!, graph.facts.ends[node]!];
      return identities(graph, this.#program.index(graph).members).some(
        (each) => graph.facts.starts[each]! >= start && graph.facts.ends[each]! <= end,
      );
    };
    return chain.some((each) => {
      if (inside(each)) return true;
      const { graph, node } = this.resolver.split(each);
      return [...graph.args(node)].slice(1).some((argument) => {
        if (argument < 0) return false;
        const made = definitionOf(this.resolver, this.#program.ref(graph, argument));
        const target = this.resolver.split(made);
        return target.graph.op(target.node) !== Op.Function && (inside(made) || this.#isIdentity(made));
      });
    });
  }

  #isIdentity(ref: Ref): boolean {
    const { graph, node } = this.resolver.split(ref);
    return identities(graph, this.#program.index(graph).members).includes(node);
  }

  /** An identity that the function of the query, or one around it, knows. */
  #user(call: Ref): Ref | undefined {
    const { graph, node } = this.resolver.split(call);
    const around = new Set<number>();
    for (let fn = graph.owner(node); fn >= 0 && !around.has(fn); fn = graph.facts.functions[fn]!.parent)
      around.add(fn);
    const found = identities(graph, this.#program.index(graph).members).find((each) =>
      around.has(graph.owner(each)),
    );
    return found === undefined ? undefined : this.#program.ref(graph, found);
  }
}
