/** Follows data forwards from one source, across calls, returns, properties, closures and files. */
import { Op, type Graph } from "../facts/facts.js";
import { isElement, sameAccess, sameStep, within, type Access } from "./access.js";
import type { Arrival } from "./arrivals.js";
import type { BarrierJudge } from "./barriers.js";
import { BOUNDS } from "./bounds.js";
import { CallTransfer } from "./call-transfer.js";
import { PropertyTransfer } from "./property-transfer.js";
import { urlPartKinds } from "./checks.js";
import { keyDoubt } from "./keys.js";
import { NOT_MADE, type Made } from "./closures.js";
import { KeyedLists } from "./keyed-lists.js";
import { ALL, kinds, NONE, settle, type KindSet } from "./kinds.js";
import { MethodTransfer } from "./method-transfer.js";
import { fileOf, SPAN, type Program, type Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import {
  Contexts,
  crowdDoubt,
  doubtOf,
  Mark,
  type Caller,
  type Context,
  type Exit,
  type State,
  type StepKind,
} from "./state.js";
import { holderOf, holdersOf, type Holder } from "./values.js";
import { fixesHost, isDataAddress, quotesForShell, quotesForSql, readsLikeInstructions } from "./texts.js";

/** Whoever asked does not want the answer any more. */
export class Cancelled extends Error {}

export interface Start {
  ref: Ref;
  access: Access;
  safe: KindSet;
  marks?: number;
  assumed?: number | undefined;
  /** The function that it is a parameter of, where one function makes many such: which of them is meant. */
  made?: Made | undefined;
}

/** Where a middleware put an uploaded file: it chose the place, not who sent the file. */
const STORED_AT = new Set(["path", "destination", "filepath", "tempFilePath", "key", "location", "bucket"]);
/** Of those, names of the file's own place on the disk: what is read there is what was uploaded. */
const ON_DISK = new Set(["path", "filepath", "tempFilePath"]);

/** What is known of an address, and says nothing of a value in its query. */
const OF_ADDRESS = kinds("request", "navigation", "host-ranges", "host-literal", "host-followed");

/** Names of properties that describe a text. */
const DESCRIBES =
  /^(?:id|\w+(?:Id|_id)|name|role|type|kind|model|usage|\w*metadata|status|index|finish_?reason|stop_?reason|\w+(?:Count|_count|Tokens|_tokens))$/i;

/** What moving on changes; the rest stays as it was. */
export interface Change {
  access?: Access;
  context?: Context | undefined;
  safe?: KindSet;
  marks?: number;
  assumed?: number;
  dispatched?: boolean;
}

export class Propagation {
  readonly program: Program;
  readonly arrivals: Arrival[] = [];
  /** A bound that stopped it, in words. */
  bound: string | undefined;
  /** By how much is not sure, the surest first: what arrives first is the surest way there. */
  readonly #queues: readonly State[][] = [[], [], [], []];
  readonly #seen = new KeyedLists<State>(
    ({ context, marks, access }) => `${context?.id} ${marks} ${access.join("\0")}`,
  );
  readonly #contexts = new Contexts();
  readonly #calls: CallTransfer;
  readonly #methods: MethodTransfer;
  readonly #properties: PropertyTransfer;
  #visited = 0;
  /** Files that data is followed into, by whether it is: tests hand to the program what nobody else does, and get back what nobody uses. */
  readonly #entered = new Map<number, boolean>();

  constructor(
    readonly resolver: Resolver,
    readonly judge: BarrierJudge,
    /** States it may reach. */
    readonly limit: number,
    /** The data is followed as it is: what a call makes of it is something else. */
    readonly verbatim = false,
  ) {
    this.program = resolver.program;
    this.#calls = new CallTransfer(this);
    this.#methods = new MethodTransfer(this, this.#calls);
    this.#properties = new PropertyTransfer(this, this.#calls);
  }

  /** @throws {Cancelled} once `cancelled` says so */
  run(starts: readonly Start[], cancelled?: () => boolean): void {
    for (const { ref } of starts) this.#entered.set(fileOf(ref), true);
    for (const { made, ...start } of starts) {
      const state: Omit<State, "context"> = {
        ...start,
        marks: start.marks ?? 0,
        step: "source",
        parent: undefined,
        assumed: start.assumed ?? 0,
        dispatched: false,
      };
      const context = made && this.#contexts.enter(made.fn, state, undefined, made.makers).context;
      this.#push(context?.entry ?? { ...state, context: undefined });
    }
    const next = this.#queues.map(() => 0);
    for (;;) {
      const queue = this.#queues.findIndex((list, index) => next[index]! < list.length);
      if (queue < 0) return;
      if (++this.#visited > this.limit) {
        this.bound = `data from one source was followed through ${this.limit} places and no further`;
        return;
      }
      if ((this.#visited & 255) === 1 && cancelled?.()) throw new Cancelled();
      this.#forward(this.#queues[queue]![next[queue]!++]!);
    }
  }

  /** Moves on to another node. */
  move(from: State, ref: Ref, step: StepKind, change: Change = {}): void {
    const next: State = {
      ref,
      access: change.access ?? from.access,
      context: "context" in change ? change.context : from.context,
      safe: change.safe ?? from.safe,
      marks: change.marks ?? from.marks,
      step,
      parent: from,
      assumed: from.assumed + (change.assumed ?? 0),
      dispatched: from.dispatched || (change.dispatched ?? false),
    };
    this.#push(next);
  }

  /**
   * Moves into a function through a call.
   * @param at the parameter that takes the data, or with `callback` the call inside that gets it as that one's result
   * @param makers the calls that made the function, when another one makes it for each that asks
   */
  enter(
    from: State,
    call: Ref,
    fn: Ref,
    at: Ref,
    access: Access,
    { callback, makers = NOT_MADE }: { callback?: Ref; makers?: readonly Ref[] } = {},
  ): void {
    const entry: Omit<State, "context"> = {
      ref: at,
      access,
      safe: from.safe,
      marks: from.marks,
      step: callback === undefined ? "argument" : "return",
      parent: from,
      assumed: from.assumed,
      dispatched: from.dispatched,
    };
    const caller: Caller = { call, from };
    const { context, isNew } = this.#contexts.enter(fn, entry, callback, makers);
    if (context.callers.some((other) => other.call === call && other.from.context === from.context)) return;
    context.callers.push(caller);
    if (isNew) this.#push(context.entry);
    else for (const exit of context.exits) this.#resume(context, exit, caller);
  }

  /** The data leaves the function it was followed into: back to everyone who entered it so. */
  #exit(context: Context, exit: Exit): void {
    context.exits.push(exit);
    for (const caller of context.callers) this.#resume(context, exit, caller);
  }

  #resume(context: Context, { state, access, argument }: Exit, caller: Caller): void {
    const { graph, node } = this.resolver.split(caller.call);
    const places =
      argument === undefined
        ? [node]
        : [...graph.uses(node)].filter(
            (use) => graph.op(use) === Op.AfterCall && graph.aux(use) === argument,
          );
    for (const place of places)
      this.#push({
        ...state,
        ref: this.program.ref(graph, place),
        access,
        context: caller.from.context,
        step: "return",
        parent: state,
        assumed: caller.from.assumed + state.assumed - context.entry.assumed,
        dispatched: caller.from.dispatched || (state.dispatched && !context.entry.dispatched),
        resumed: caller,
      });
  }

  /** Not into tests, unless the data comes from one. */
  #enters(file: number): boolean {
    let enters = this.#entered.get(file);
    if (enters === undefined) {
      enters = !this.program.isTest(this.program.graph(file * SPAN).file);
      this.#entered.set(file, enters);
    }
    return enters;
  }

  #push(state: State): void {
    if ((state.safe & ALL) === ALL || !this.#enters(fileOf(state.ref))) return;
    for (const other of this.#seen.like(state.ref, state))
      // Already here with no more safety than now: nothing new.
      if (
        (other.safe & state.safe) === other.safe &&
        other.context === state.context &&
        other.marks === state.marks &&
        sameAccess(other.access, state.access)
      )
        return;
    this.#seen.add(state.ref, state);
    this.#queues[Math.min(doubtOf(state), this.#queues.length - 1)]!.push(state);
  }

  #forward(state: State): void {
    const { graph, node } = this.resolver.split(state.ref);
    graph.forEachUse(node, (user) => this.#use(state, graph, node, user));
    this.#leave(state, graph, node);
    this.#export(state, graph, node);
  }

  #use(state: State, graph: Graph, node: number, user: number): void {
    const next = this.program.ref(graph, user);
    const operand = graph.indexOf(user, node);
    const { access } = state;
    switch (graph.op(user)) {
      case Op.Call:
      case Op.New:
      case Op.Tagged:
        return this.#calls.use(state, graph, node, user);
      case Op.Member:
        return this.#read(state, next, graph, user, graph.name(user));
      case Op.Index:
        if (operand === 0) this.#read(state, next, graph, user, this.#key(graph, user));
        else if (this.#isCalled(graph, user)) this.#properties.chosen(state, graph, user);
        return;
      case Op.Prop:
        return this.#property(state, next, graph, user);
      case Op.ComputedProp:
        if (operand === 1)
          this.move(state, next, "property", { access: within("*", access, BOUNDS.accessPath) });
        return;
      case Op.Object:
        if (graph.op(node) === Op.Spread && isGivenAnew(graph, user, operand, access[0])) return;
        return this.move(state, next, "pass");
      case Op.Array:
        if (graph.op(node) === Op.Spread) return this.move(state, next, "pass");
        return this.move(state, next, "property", {
          access: within(placeIn(graph, user, operand), access, BOUNDS.accessPath),
        });
      case Op.Jsx:
        return this.#properties.jsx(state, graph, node, user);
      case Op.Concat:
        return this.#concat(state, next, graph, node, user);
      case Op.Ternary:
      case Op.And:
        if (operand > 0 || graph.args(user).lastIndexOf(node) > 0) this.move(state, next, "pass");
        return;
      case Op.Or:
      case Op.Coalesce:
      case Op.Choice:
      case Op.Cell:
      case Op.Await:
      case Op.Use:
      case Op.Spread:
      case Op.Yield:
      case Op.Unknown:
        return this.move(state, next, "pass");
      case Op.Typed:
        if (operand === 0) this.move(state, next, "pass");
        return;
      case Op.Refine:
      case Op.AfterCall:
        if (operand === 0) this.move(state, next, "pass", { safe: this.#checked(state, graph, user) });
        return;
      case Op.Update:
        return this.#update(state, next, graph, node, user);
      case Op.Store:
        if (operand === 1 || graph.args(user).lastIndexOf(node) === 1) this.#store(state, graph, user);
        return;
      case Op.PropertyWrite:
        if (graph.args(user).lastIndexOf(node) === 1) this.#properties.propertyWrite(state, graph, user);
        return;
    }
  }

  /** What a check leaves nothing dangerous in. A credential that was compared is still one. */
  #checked({ safe, access }: State, graph: Graph, check: number): KindSet {
    return this.verbatim ? safe : settle(safe | this.judge.at(graph, check, access));
  }

  #key(graph: Graph, user: number): string {
    const key = graph.arg(user, 1);
    return graph.op(key) === Op.String || graph.op(key) === Op.Number ? graph.name(key) : "[]";
  }

  /** `object.name` where a part of the object carries the data. */
  #read(state: State, next: Ref, graph: Graph, user: number, name: string): void {
    if ((state.marks & Mark.upload) !== 0 && STORED_AT.has(name)) {
      const marks = (state.marks & ~Mark.upload) | Mark.storedAt;
      if (ON_DISK.has(name) && state.access.length === 0) this.move(state, next, "pass", { marks });
      return;
    }
    if (state.access.length > 0) {
      if (this.#calls.stores.gives(state.access, name)) return this.move(state, next, "pass");
      const [step] = state.access;
      // A method of what holds the data: its call decides.
      if (step === "*" && graph.op(user) === Op.Member && this.#isCallee(graph, user))
        this.#methods.method(state, graph, user);
      else if (
        sameStep(step!, name) ||
        // A turn of a loop reads an element, never a property.
        (name === "[]" && (isElement(step!) || graph.op(user) === Op.Index)) ||
        (name === "{key}" && step === "[]")
      )
        // Which property a computed key reads is not known: `{ ...body }[field]`.
        this.move(state, next, "pass", {
          access: this.#isPair(graph, user, state.access)
            ? ["1", ...state.access.slice(1)]
            : state.access.slice(1),
          assumed:
            isElement(name) && !isElement(step!)
              ? 1
              : graph.op(user) === Op.Index
                ? keyDoubt(this.resolver, state, graph, graph.arg(user, 1))
                : 0,
        });
      else if (this.#isCallee(graph, user)) this.#methods.method(state, graph, user);
      return;
    }
    if (name === "length" || name === "size" || name === "byteLength") return;
    if (this.#isCallee(graph, user)) return this.#methods.method(state, graph, user);
    // What the query says is its own: nothing is known of it from the address that it stands in.
    const kept = name === "searchParams" ? state.safe & ~OF_ADDRESS : state.safe;
    this.move(state, next, "pass", {
      safe:
        kept |
        this.#methods.group(graph, graph.arg(user, 0), name) |
        urlPartKinds(graph, graph.arg(user, 0), name) |
        this.#described(name),
    });
  }

  /** `for (const [key, value] of map)` where the data is a value of the map: each turn reads a pair, and the data is its second. */
  #isPair(graph: Graph, turn: number, [step, inner]: Access): boolean {
    if (graph.name(turn) !== "[]" || (step !== "[]" && step !== "*") || /^[01]$/.test(inner ?? ""))
      return false;
    const uses = graph.uses(turn);
    const isHalf = (use: number): boolean => graph.op(use) === Op.Member && /^[01]$/.test(graph.name(use));
    return uses.length > 0 && uses.every(isHalf);
  }

  /** An id, a count or a reason says nothing of the text that it belongs to: it can be logged. */
  #described(name: string): KindSet {
    return !this.verbatim && DESCRIBES.test(name) ? kinds("log") : NONE;
  }

  #isCallee(graph: Graph, member: number): boolean {
    for (const use of graph.uses(member))
      if (graph.op(use) === Op.Call && graph.arg(use, 0) === member) return true;
    return false;
  }

  /** Whether what is read is called, there or from a variable: `const run = table[name]; run()`. */
  #isCalled(graph: Graph, index: number, depth = 0): boolean {
    for (const use of graph.uses(index)) {
      const op = graph.op(use);
      if ((op === Op.Call || op === Op.New) && graph.arg(use, 0) === index) return true;
      if ((op === Op.Refine || op === Op.Typed || op === Op.Use) && depth < 3 && graph.arg(use, 0) === index)
        if (this.#isCalled(graph, use, depth + 1)) return true;
    }
    return false;
  }

  /** A property of an object literal, or an attribute of an element. */
  #property(state: State, next: Ref, graph: Graph, user: number): void {
    const name = graph.name(user);
    for (const holder of graph.uses(user)) {
      const ref = this.program.ref(graph, holder);
      if (graph.op(holder) === Op.Jsx) this.#properties.attribute(state, graph, holder, user);
      else
        this.move(state, ref, "property", {
          access: within(name, state.access, BOUNDS.accessPath),
          marks: state.marks | this.#role(graph, holder, name),
        });
    }
    void next;
  }

  /** `{ role: "system", content: x }` */
  #role(graph: Graph, object: number, name: string): number {
    if (name !== "content" && name !== "text" && name !== "parts") return 0;
    for (const part of graph.args(object)) {
      if (graph.op(part) !== Op.Prop || graph.name(part) !== "role") continue;
      const role = this.resolver.text(this.program.ref(graph, graph.arg(part, 0)));
      if (role === "system" || role === "developer") return Mark.systemRole;
      if (role !== undefined) return Mark.otherRole;
    }
    return 0;
  }

  #concat(state: State, next: Ref, graph: Graph, node: number, user: number): void {
    // An object in a text is "[object Object]"; an array is its elements.
    if (state.access.length > 0 && !isElement(state.access[0]!)) return;
    const args = graph.args(user);
    let safe = state.safe;
    if (fixesHost(this.resolver, graph, user, args.indexOf(node))) safe |= kinds("request", "navigation");
    if (quotesForShell(this.resolver, graph, user, args.indexOf(node))) safe |= kinds("command");
    if (quotesForSql(this.resolver, graph, user, args.indexOf(node))) safe |= kinds("query");
    if (isDataAddress(graph, user)) safe |= kinds("prompt");
    // What stands behind a folder does not start at the root.
    if (args.indexOf(node) > 0) safe = settle(safe | kinds("path-root"));
    const marks = state.marks | (readsLikeInstructions(graph, user) ? Mark.withInstructions : 0);
    this.move(state, next, "text", { access: [], safe, marks });
  }

  #update(state: State, next: Ref, graph: Graph, node: number, user: number): void {
    const path = graph.name(user) === "" ? [] : graph.name(user).split(".");
    const args = graph.args(user);
    if (args[1] === node)
      this.move(state, next, "property", {
        access: [...path, ...state.access].slice(0, BOUNDS.accessPath),
      });
    if (args[0] !== node) return;
    const replaced =
      graph.aux(user) === 0 &&
      path.length > 0 &&
      path.length <= state.access.length &&
      path.every((step, index) => step === state.access[index]);
    if (!replaced) this.move(state, next, "pass");
  }

  /**
   * `this.x = data`: every read of `x` on an instance of the class. `this.list.push(data)`, `this.state.x = data`: the field's
   * reads carry it as an element, as a part.
   */
  #store(state: State, graph: Graph, store: number): void {
    let [place, access] = [store, state.access];
    for (let depth = 0; depth < BOUNDS.accessPath; depth++) {
      const [object, name] = [graph.arg(place, 0), graph.name(place)];
      const inside = name === "[]" || name === "*";
      if (!inside) {
        const owners = new Set(holdersOf(this.resolver.resolve(this.program.ref(graph, object))));
        if (owners.size > 0) return this.#readsOf(state, name, owners, access);
      }
      if (graph.op(object) !== Op.Member) return;
      access = within(inside ? "[]" : name, access, BOUNDS.accessPath);
      place = object;
    }
  }

  #readsOf(state: State, name: string, owners: ReadonlySet<Holder>, access: Access): void {
    const reads = this.resolver.fields.relatedReads(name, owners);
    const marks = state.context ? state.marks | Mark.anyCaller : state.marks;
    const doubt = state.context ? crowdDoubt(reads.length) : 0;
    for (const read of reads) {
      const { graph, node } = this.resolver.split(read);
      // What the class does with its own field it does with this data too.
      const own = graph.op(rootOf(graph, graph.arg(node, 0))) === Op.This;
      const assumed = own ? 0 : doubt;
      this.move(state, read, "store", { access, context: undefined, marks, assumed });
    }
  }

  /** The data is what a function returns, yields, or leaves in a parameter. */
  #leave(state: State, graph: Graph, node: number): void {
    const index = this.program.index(graph);
    for (const fn of index.exits.get(node)) this.#return(state, graph, fn, state.access);
    for (const fn of index.yields.get(node))
      this.#return(state, graph, fn, within("[]", state.access, BOUNDS.accessPath));
    const origins = index.exitOrigins.get(node);
    for (const [at, fn] of index.exitVersions.get(node).entries())
      this.#mutated(state, graph, fn, origins[at]!);
  }

  #return(state: State, graph: Graph, fn: number, access: Access): void {
    const record = graph.facts.functions[fn]!;
    const fnRef = this.program.ref(graph, record.node);
    if (record.kind === "getter" && record.owner >= 0) {
      // It is called by being read.
      const owner = this.program.ref(graph, graph.facts.classes[record.owner]!.node);
      return this.#readsOf(state, record.name, new Set([holderOf(owner, record.static)]), access);
    }
    // Nobody of the program called what a package calls.
    if (state.context?.fn === fnRef && state.context.callers.length > 0) {
      this.#exit(state.context, { state, access, argument: undefined });
      return;
    }
    this.#calls.returned(state, fnRef, access);
  }

  /** A parameter's object was changed: the caller's variable sees it after the call. */
  #mutated(state: State, graph: Graph, fn: number, origin: number): void {
    const record = graph.facts.functions[fn]!;
    if (graph.op(this.resolver.split(state.ref).node) !== Op.Update) return;
    const index = record.params.indexOf(rootParam(graph, origin));
    if (index < 0) return;
    const fnRef = this.program.ref(graph, record.node);
    if (state.context?.fn === fnRef) {
      this.#exit(state.context, { state, access: state.access, argument: index });
      return;
    }
    for (const use of this.resolver.callers.of(fnRef)) {
      if (use.kind !== "call") continue;
      const { graph: caller, node } = this.resolver.split(use.call);
      for (const after of caller.uses(node))
        if (caller.op(after) === Op.AfterCall && caller.aux(after) === index)
          this.move(state, this.program.ref(caller, after), "return");
    }
  }

  #export(state: State, graph: Graph, node: number): void {
    for (const name of this.program.index(graph).exportNames.get(node) ?? [])
      for (const importer of this.program.importersOf(graph, name)) {
        const { graph: reader, node: importNode } = this.resolver.split(importer);
        const imported = reader.imported(importNode);
        if (imported === name || (name === "=" && imported === "default"))
          this.move(state, importer, "pass", { context: undefined });
        else if (imported === "*")
          this.move(state, importer, "pass", {
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

/** Where an element stands in a list: after what is spread, nobody knows. */
function placeIn(graph: Graph, list: number, position: number): string {
  const before = graph.args(list).slice(0, position);
  return before.some((part) => graph.op(part) === Op.Spread) ? "[]" : String(position);
}

/** `{ ...options, apiKey: "***" }`: of what is spread, a property that stands behind it is another one. */
function isGivenAnew(graph: Graph, object: number, spread: number, name: string | undefined): boolean {
  return (
    name !== undefined &&
    graph
      .args(object)
      .slice(spread + 1)
      .some((part) => graph.op(part) === Op.Prop && graph.name(part) === name)
  );
}
