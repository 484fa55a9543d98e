/** What a function does to the world, as far as its body and everything it calls tell. */
import type { Effect } from "../catalog/schema.js";
import { Op } from "../facts/facts.js";
import type { ApiValue } from "./api.js";
import { BOUNDS } from "./bounds.js";
import { rowHolds } from "./conditions.js";
import { titleOf } from "./describe.js";
import { fileOf, type Program, type Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import type { Table } from "./solver.js";

export interface EffectSite {
  effect: Effect;
  destructive: boolean;
  /** For a reader: "fs.rm". */
  what: string;
  /** Package that has the effect. */
  origin: string;
  call: Ref;
  /** Calls from the handler to the effect. */
  via: readonly Ref[];
  /** Each of these calls runs one function only, as far as is known. */
  sure: boolean;
}

interface Direct {
  effects: Omit<EffectSite, "via" | "sure">[];
  approvals: { what: string; call: Ref }[];
  callees: { call: Ref; fn: Ref; sure: boolean }[];
}

export interface Reach {
  effects: EffectSite[];
  /** A question to a person on the way, in words. */
  approval: string | undefined;
}

export class EffectFinder {
  readonly #direct: Table<Ref, Direct>;
  readonly #reach: Table<string, Reach>;
  readonly #program: Program;

  constructor(readonly resolver: Resolver) {
    this.#program = resolver.program;
    const { solver } = this.#program;
    this.#direct = solver.table<Ref, Direct>({
      bottom: { effects: [], approvals: [], callees: [] },
      same: (left, right) => left === right,
      outermost: true,
      answer: (fn) => this.#findDirect(fn),
    });
    this.#reach = solver.table<string, Reach>({
      bottom: { effects: [], approval: undefined },
      same: (left, right) => left === right,
      outermost: true,
      answer: (functions) => this.#find(functions.split(",").map(Number)),
    });
  }

  /** Effects reached from any of these functions; the shortest way to each. */
  from(functions: readonly Ref[]): Reach {
    if (functions.length === 0) return { effects: [], approval: undefined };
    return this.#reach.ask(fileOf(functions[0]!), functions.join(","));
  }

  #find(functions: readonly Ref[]): Reach {
    const effects = new Map<string, EffectSite>();
    let approval: string | undefined;
    const seen = new Set<Ref>(functions);
    const queue: { fn: Ref; via: readonly Ref[]; sure: boolean }[] = functions.map((fn) => ({
      fn,
      via: [],
      sure: true,
    }));
    for (let at = 0; at < queue.length && at < BOUNDS.reach; at++) {
      const { fn, via, sure } = queue[at]!;
      const direct = this.#direct.ask(fileOf(fn), fn);
      for (const found of direct.effects) {
        const key = `${found.effect}:${found.what}`;
        if (!effects.has(key)) effects.set(key, { ...found, via, sure });
      }
      approval ??= direct.approvals[0]?.what;
      for (const { call, fn: callee, sure: one } of direct.callees)
        if (!seen.has(callee)) {
          seen.add(callee);
          queue.push({ fn: callee, via: [...via, call], sure: sure && one });
        }
    }
    return { effects: [...effects.values()], approval };
  }

  #findDirect(fn: Ref): Direct {
    const direct: Direct = { effects: [], approvals: [], callees: [] };
    const { graph, node } = this.resolver.split(fn);
    const index = this.#program.index(graph);
    const owners = [graph.aux(node)];
    // Functions written inside it run with it, as callbacks do.
    graph.facts.functions.forEach((record, id) => {
      if (record.parent >= 0 && owners.includes(record.parent)) owners.push(id);
    });
    for (const owner of owners)
      for (const call of index.callsOf.get(owner) ?? []) this.#call(this.#program.ref(graph, call), direct);
    return direct;
  }

  #call(call: Ref, direct: Direct): void {
    const { graph, node } = this.resolver.split(call);
    const isNew = graph.op(node) === Op.New;
    const values = this.resolver.resolve(this.#program.ref(graph, graph.arg(node, 0)));
    const functions = values.filter(({ kind }) => kind === "function").length;
    // What a helper runs is not what this caller handed it: `withLock(() => …)` runs everybody's functions.
    const handed = functions > 1 && graph.op(rootOf(graph, graph.arg(node, 0))) === Op.Param;
    for (const value of values) {
      if (value.kind === "function") {
        if (!handed) direct.callees.push({ call, fn: value.ref, sure: functions === 1 });
      } else if (value.kind === "class" && isNew) {
        const target = this.resolver.split(value.ref);
        const { constructor } = target.graph.facts.classes[target.graph.aux(target.node)]!;
        if (constructor >= 0)
          direct.callees.push({ call, fn: this.#program.ref(target.graph, constructor), sure: true });
      } else if (value.kind === "api")
        this.#package(call, value.api, isNew, graph.argCount(node) - 1, direct);
    }
  }

  #package(call: Ref, api: ApiValue, isNew: boolean, count: number, direct: Direct): void {
    const base = isNew ? api.step({ kind: "new" }) : api;
    const result = isNew ? base : api.step({ kind: "call" });
    const { graph, node } = this.resolver.split(call);
    const what = titleOf(graph, node, api);
    for (const row of result?.rows("effect") ?? [])
      if (rowHolds(this.resolver, row, call))
        direct.effects.push({
          effect: row.effect,
          destructive: row.destructive ?? false,
          what,
          origin: api.origin,
          call,
        });
    for (const row of result?.rows("approval") ?? [])
      if (rowHolds(this.resolver, row, call)) direct.approvals.push({ what: row.what, call });
    for (let index = 0; index < count; index++) {
      const argument = base?.step({ kind: "argument", index, count });
      if (!argument) continue;
      const terminals = [...argument.terminals, ...argument.below().map(({ terminal }) => terminal)];
      for (const { row, role } of terminals)
        if (role === "row" && row.kind === "sink" && row.effect && rowHolds(this.resolver, row, call))
          direct.effects.push({ effect: row.effect, destructive: false, what, origin: api.origin, call });
    }
  }
}
