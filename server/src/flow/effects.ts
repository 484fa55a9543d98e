/** What a function does to the world, as far as its body and everything it calls tell. */
import type { Effect } from "../catalog/vocabulary.js";
import { Op, type Graph } from "../facts/facts.js";
import type { Access } from "./access.js";
import type { ApiValue, Terminal } from "./api.js";
import { callersProof, isAuthCall } from "./auth-names.js";
import { BOUNDS } from "./bounds.js";
import { rowHolds } from "./conditions.js";
import { isFixed } from "./constants.js";
import { declaredGate } from "./declarations.js";
import { effectByName } from "./effect-names.js";
import { asksByName, decides, gateBefore, givesNothing, type Told } from "./gates.js";
import { titleOf } from "./describe.js";
import { calleeName } from "./file-index.js";
import { identities } from "./identities.js";
import type { Program, Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { reviewBefore } from "./reviews.js";
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
  /** How a person was asked before, whichever way leads here; undefined when there is a way without. */
  approval: string | undefined;
}

type DirectEffect = Omit<EffectSite, "via" | "sure" | "approval">;

interface Direct {
  effects: DirectEffect[];
  /** What only the name of an unknown package's function says. */
  presumed: DirectEffect[];
  /** Questions to a person whose answer decides. */
  approvals: Told[];
  /** Calls that establish who calls. */
  auth: Told[];
  /** Calls that leave a record. */
  records: Told[];
  /** Nodes that hold a user's or tenant's identity. */
  users: Ref[];
  /** Calls of packages: model calls are among them. */
  calls: Ref[];
  callees: { call: Ref; fn: Ref; sure: boolean }[];
}

export interface Reach {
  effects: EffectSite[];
  /** What only the name of an unknown package's function says. */
  presumed: EffectSite[];
  auth: Told | undefined;
  record: Told | undefined;
  users: Ref[];
  /** Calls of packages on the way, with the calls that lead there. */
  calls: { call: Ref; via: readonly Ref[] }[];
  functions: Ref[];
  /** False when a bound ended the search. */
  complete: boolean;
}

const NOTHING: Reach = {
  effects: [],
  presumed: [],
  auth: undefined,
  record: undefined,
  users: [],
  calls: [],
  functions: [],
  complete: true,
};

const noneDirect = (): Direct => ({
  effects: [],
  presumed: [],
  approvals: [],
  auth: [],
  records: [],
  users: [],
  calls: [],
  callees: [],
});

const RECORD_NAME =
  /audit|(?:log|record|track|save|write|emit|append)_?(?:event|action|activity|change|entry|history)|^log$|^track$/i;
export class EffectFinder {
  readonly #direct: Table<Ref, Direct>;
  readonly #reach: Table<string, Reach>;
  readonly #program: Program;

  constructor(readonly resolver: Resolver) {
    this.#program = resolver.program;
    const { solver } = this.#program;
    this.#direct = solver.table<Ref, Direct>({
      bottom: noneDirect(),
      same: (left, right) => left === right,
      outermost: true,
      answer: (fn) => this.#findDirect(fn),
    });
    this.#reach = solver.table<string, Reach>({
      bottom: NOTHING,
      same: (left, right) => left === right,
      outermost: true,
      answer: (functions) => this.#find(functions.split(",").map(Number)),
    });
  }

  /** Effects reached from any of these functions; the shortest way to each, or the shortest without approval. */
  from(functions: readonly Ref[]): Reach {
    if (functions.length === 0) return NOTHING;
    return this.#reach.ask(this.#program.fileOf(functions[0]!), functions.join(","));
  }

  #find(functions: readonly Ref[]): Reach {
    const effects = new Map<string, EffectSite>();
    const reach: Reach = { ...NOTHING, presumed: [], users: [], calls: [], functions: [] };
    /** Functions that were reached, and whether only behind a question. */
    const seen = new Map<Ref, boolean>(functions.map((fn) => [fn, false]));
    const queue: { fn: Ref; via: readonly Ref[]; sure: boolean; asked?: string | undefined }[] =
      functions.map((fn) => ({ fn, via: [], sure: true }));
    const read = new Set<Ref>();
    for (let at = 0; at < queue.length && at < BOUNDS.reach; at++) {
      const { fn, via, sure, asked } = queue[at]!;
      const direct = this.#direct.ask(this.#program.fileOf(fn), fn);
      const gates = asked === undefined ? this.#gates(direct) : [];
      const before = (call: Ref): string | undefined => asked ?? gateBefore(this.#program, gates, call);
      for (const found of direct.effects) {
        const key = `${found.effect}:${found.what}`;
        const known = effects.get(key);
        const approval = before(found.call);
        if (!known || (known.approval !== undefined && approval === undefined))
          effects.set(key, { ...found, via, sure, approval });
      }
      for (const { call, fn: callee, sure: one } of direct.callees) {
        const gate = before(call);
        const known = seen.get(callee);
        if (known === false || (known === true && gate !== undefined)) continue;
        seen.set(callee, gate !== undefined);
        queue.push({ fn: callee, via: [...via, call], sure: sure && one, asked: gate });
      }
      if (read.has(fn)) continue;
      read.add(fn);
      for (const found of direct.presumed)
        reach.presumed.push({ ...found, via, sure, approval: before(found.call) });
      reach.auth ??= direct.auth[0];
      reach.record ??= direct.records[0];
      reach.users.push(...direct.users);
      for (const call of direct.calls) reach.calls.push({ call, via });
    }
    reach.effects = [...effects.values()];
    reach.functions = [...new Set(queue.map(({ fn }) => fn))];
    reach.complete = queue.length <= BOUNDS.reach;
    return reach;
  }

  /** Calls in a function, or in those written inside it, that leave a record. */
  recordsIn(fn: Ref): readonly Told[] {
    return this.#direct.ask(this.#program.fileOf(fn), fn).records;
  }

  /** Effects that a part of a function has, itself or through what it calls there. */
  between(fn: Ref, start: number, end: number): EffectSite[] {
    const graph = this.#program.graph(fn);
    const isThere = ({ call }: { call: Ref }): boolean => {
      const at = graph.facts.starts[call - graph.first]!;
      return this.#program.fileOf(call) === graph.id && at >= start && at < end;
    };
    const direct = this.#direct.ask(this.#program.fileOf(fn), fn);
    const gates = this.#gates(direct).filter(isThere);
    const found = new Map<string, EffectSite>();
    const add = (effect: EffectSite): void => {
      const key = `${effect.effect}:${effect.what}:${effect.approval === undefined}`;
      if (!found.has(key)) found.set(key, effect);
    };
    for (const effect of direct.effects.filter(isThere))
      add({ ...effect, via: [], sure: true, approval: gateBefore(this.#program, gates, effect.call) });
    for (const { call, fn: callee, sure } of direct.callees.filter(isThere)) {
      const asked = gateBefore(this.#program, gates, call);
      for (const effect of this.from([callee]).effects)
        add({
          ...effect,
          via: [call, ...effect.via],
          sure: sure && effect.sure,
          approval: asked ?? effect.approval,
        });
    }
    return [...found.values()];
  }

  /** How a person approved what a call is given, in words; undefined where nobody was asked about it. */
  reviewed(call: Ref): string | undefined {
    const { graph, node } = this.resolver.split(call);
    for (let fn = graph.owner(node); fn >= 0; fn = graph.facts.functions[fn]!.parent) {
      const around = this.#program.ref(graph, graph.facts.functions[fn]!.node);
      const told = reviewBefore(
        this.resolver,
        this.#gates(this.#direct.ask(this.#program.fileOf(around), around)),
        call,
      );
      if (told !== undefined) return told;
    }
    return undefined;
  }

  /** Questions in a function: its own, and calls of functions that ask. */
  #gates(direct: Direct): Told[] {
    const asking = direct.callees.flatMap(({ call, fn, sure }) => {
      const what = sure ? this.#asks(fn, 0) : undefined;
      const counts = what !== undefined && (givesNothing(this.resolver, fn) || decides(this.resolver, call));
      return counts ? [{ what, call }] : [];
    });
    return [...direct.approvals, ...asking];
  }

  /** How a function asks a person, itself or through others. */
  #asks(fn: Ref, depth: number): string | undefined {
    const { approvals, callees } = this.#direct.ask(this.#program.fileOf(fn), fn);
    if (approvals[0] || depth >= BOUNDS.asking) return approvals[0]?.what;
    for (const { fn: callee, sure } of callees) {
      const what = sure && callee !== fn ? this.#asks(callee, depth + 1) : undefined;
      if (what !== undefined) return what;
    }
    return undefined;
  }

  #findDirect(fn: Ref): Direct {
    const direct = noneDirect();
    const { graph, node } = this.resolver.split(fn);
    const index = this.#program.index(graph);
    const owners = [graph.aux(node)];
    // Functions written inside it run with it, as callbacks do.
    graph.facts.functions.forEach((record, id) => {
      if (record.parent >= 0 && owners.includes(record.parent)) owners.push(id);
    });
    const inside = new Set(owners);
    this.#gate(graph, node, direct);
    for (const owner of owners)
      for (const call of index.callsOf.get(owner)) {
        this.#gate(graph, call, direct);
        this.#call(this.#program.ref(graph, call), direct);
      }
    for (const node of identities(graph, index.members))
      if (isUsedIn(graph, node, inside)) direct.users.push(this.#program.ref(graph, node));
    for (const { what, node: read } of callersProof(graph, index))
      if (inside.has(graph.owner(read))) direct.auth.push({ what, call: this.#program.ref(graph, read) });
    return direct;
  }

  /** What a comment declares to be a gate. */
  #gate(graph: Graph, node: number, direct: Direct): void {
    const what = declaredGate(this.#program, graph, node);
    if (what !== undefined) direct.approvals.push({ what, call: this.#program.ref(graph, node) });
  }

  #call(call: Ref, direct: Direct): void {
    const { graph, node } = this.resolver.split(call);
    const isNew = graph.op(node) === Op.New;
    const name = calleeName(graph, graph.arg(node, 0));
    if (isAuthCall(name)) direct.auth.push({ what: `${name}()`, call });
    if (RECORD_NAME.test(name)) direct.records.push({ what: `${name}()`, call });
    if (asksByName(this.resolver, call, name)) direct.approvals.push({ what: `${name}()`, call });
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
      else if (value.kind === "external" && value.package !== "global" && !isNew) {
        const named = effectByName(name);
        if (named) direct.presumed.push({ ...named, what: `${name}()`, origin: value.package, call });
      }
    }
  }

  #package(call: Ref, api: ApiValue, isNew: boolean, count: number, direct: Direct): void {
    const base = isNew ? api.step({ kind: "new" }) : api;
    const result = isNew ? base : api.step({ kind: "call" });
    const { graph, node } = this.resolver.split(call);
    const what = titleOf(graph, node, api);
    direct.calls.push(call);
    for (const row of result?.rows("auth") ?? [])
      if (rowHolds(this.resolver, row, call)) direct.auth.unshift({ what: row.what, call });
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
      if (rowHolds(this.resolver, row, call) && (row.stops || decides(this.resolver, call, row.answer)))
        direct.approvals.push({ what: row.what, call });
    for (let index = 0; index < count; index++) {
      const argument = base?.step({ kind: "argument", index, count });
      if (!argument) continue;
      const given = this.#program.ref(graph, graph.arg(node, index + 1));
      const parts = argument.below().filter(({ terminal, access }) => this.#mayHave(given, terminal, access));
      const terminals = [...argument.terminals, ...parts.map(({ terminal }) => terminal)];
      for (const { row, role } of terminals)
        if (
          role === "row" &&
          row.kind === "sink" &&
          row.sink === "log" &&
          direct.records.at(-1)?.call !== call
        )
          direct.records.push({ what, call });
      for (const { row, role } of terminals)
        if (
          role === "row" &&
          row.kind === "sink" &&
          row.effect &&
          rowHolds(this.resolver, row, call) &&
          !(row.sink === "code" && this.#isOwnCode(given))
        )
          direct.effects.push({ effect: row.effect, destructive: false, what, origin: api.origin, call });
    }
  }

  /** Code in a part of an argument, such as a filter of a database, runs only where that part is given. */
  #mayHave(given: Ref, { row }: Terminal, access: Access): boolean {
    if (row.kind !== "sink" || row.sink !== "code") return true;
    let refs: readonly Ref[] = [given];
    for (const name of access) refs = refs.flatMap((ref) => this.resolver.navigate.written(ref, name));
    return refs.length > 0;
  }

  /** Code that is written here runs as the program does: a function that a page is given, a fixed text. */
  #isOwnCode(given: Ref): boolean {
    return (
      this.resolver.resolve(given).some(({ kind }) => kind === "function") || isFixed(this.resolver, given)
    );
  }
}

/** Whether functions hold a value or use it, as it is or as a later version of it: what was looked at before is one. */
function isUsedIn(graph: Graph, node: number, functions: ReadonlySet<number>): boolean {
  const root = rootOf(graph, node);
  const versions = [node];
  for (let at = 0; at < versions.length && at < BOUNDS.versions; at++) {
    if (functions.has(graph.owner(versions[at]!))) return true;
    for (const use of graph.uses(versions[at]!)) {
      if (functions.has(graph.owner(use))) return true;
      if (rootOf(graph, use) === root && !versions.includes(use)) versions.push(use);
    }
  }
  return false;
}
