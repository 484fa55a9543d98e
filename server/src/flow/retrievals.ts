/** Queries for content that is put before a model: what narrows them, and whose content they give. */
import type { SourceRow } from "../catalog/schema.js";
import { wildcard } from "../catalog/wildcard.js";
import { Op } from "../facts/facts.js";
import type { Given, Retrieval } from "../threats/model.js";
import { BOUNDS } from "./bounds.js";
import { definitionOf } from "./definitions.js";
import { nameOf, stepAt } from "./describe.js";
import { identities, identityOf } from "./identities.js";
import type { SourceSite } from "./inventory.js";
import { ABSENT, surest, UNKNOWN, type OptionReader } from "./options.js";
import { isForOwner } from "./ownership.js";
import type { Program, Ref } from "./program.js";
import type { Resolver } from "./resolve.js";

const isNamed = (name: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => wildcard(pattern, "i").test(name));

/** What narrows a query wherever an SDK takes it: as an option of a retriever, as a step before the query. */
const NARROWS = new Set(["filter", "filters", "where", "namespace", "tenant", "partition", "expr"]);
/** What narrows the rows that a database's function gave. */
const NARROWS_AFTER = new Set(["eq", "match", "in", "is", "filter", "contains", "containedBy", "or"]);

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
    if (graph.op(node) !== Op.Call || (row.looksFor && !this.#isSearch(call, row))) return undefined;
    if (row.ruled && identityOf(this.resolver, call)?.privilege !== "admin") return undefined;
    const chain = this.#chain(call);
    const steps = chain.find((each) => NARROWS.has(this.#name(each)));
    const filter: Given =
      steps !== undefined
        ? { presence: "present", step: stepAt(this.#program, steps, this.#name(steps), "filter") }
        : row.looksFor
          ? this.#ownNames(call, row)
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

  /** Whether a call that may do anything looks for what is similar to something. */
  #isSearch(call: Ref, { looksFor, filter }: SourceRow): boolean {
    return this.#partsOf(call, filter!).some((name) => isNamed(name, looksFor!));
  }

  /** What is given besides what is looked for and how much of it, under whatever names the program's own function has. */
  #ownNames(call: Ref, { looksFor, besides, filter }: SourceRow): Given {
    const plain = [...looksFor!, ...(besides ?? [])];
    const names = this.#partsOf(call, filter!);
    if (names.includes("") || this.#isNarrowedAfter(call)) return UNKNOWN;
    return names.every((name) => isNamed(name, plain)) ? ABSENT : { presence: "present" };
  }

  /** `rpc(…).eq("owner", id)` */
  #isNarrowedAfter(call: Ref): boolean {
    const { graph, node: query } = this.resolver.split(call);
    let node = query;
    for (let guard = 0; guard < BOUNDS.chain; guard++) {
      const member = [...graph.uses(node)].find((use) => graph.op(use) === Op.Member);
      const next =
        member === undefined
          ? undefined
          : [...graph.uses(member)].find((use) => graph.op(use) === Op.Call && graph.arg(use, 0) === member);
      if (member === undefined || next === undefined) return false;
      if (NARROWS_AFTER.has(graph.name(member))) return true;
      node = next;
    }
    return false;
  }

  /** Names in the objects at paths of a call; empty for what is not written out. */
  #partsOf(call: Ref, paths: readonly string[]): string[] {
    return paths.flatMap((path) =>
      this.resolver.navigate.relative(call, "x()", path).flatMap(({ ref }) => {
        if (ref === undefined) return [""];
        const { graph, node } = this.resolver.split(definitionOf(this.resolver, ref));
        if (graph.op(node) !== Op.Object) return [""];
        return [...graph.args(node)].map((part) => (graph.op(part) === Op.Prop ? graph.name(part) : ""));
      }),
    );
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
