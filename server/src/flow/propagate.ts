/** Follows data forwards from one source, across calls, returns, properties, closures and files. */
import { Op } from "../facts/facts.js";
import { sameAccess, type Access } from "./access.js";
import type { Arrival } from "./arrivals.js";
import type { BarrierJudge } from "./barriers.js";
import { BOUNDS } from "./bounds.js";
import { CallTransfer } from "./call-transfer.js";
import type { Made } from "./closures.js";
import { isDead } from "./dead-branches.js";
import { KeyedLists } from "./keyed-lists.js";
import { ALL, type KindSet } from "./kinds.js";
import { LeaveTransfer } from "./leave-transfer.js";
import { MethodTransfer } from "./method-transfer.js";
import { NodeTransfer } from "./node-transfer.js";
import { isInOpenMode } from "./open-modes.js";
import type { Program, Ref } from "./program.js";
import { PropertyTransfer } from "./property-transfer.js";
import { ReadTransfer } from "./read-transfer.js";
import type { Resolver } from "./resolve.js";
import { ReturnTransfer } from "./return-transfer.js";
import {
  Contexts,
  doubtOf,
  Mark,
  type Caller,
  type Context,
  type Entering,
  type Exit,
  State,
  type StepKind,
} from "./state.js";

/** Whoever asked does not want the answer any more. */
export class Cancelled extends Error {}

export interface Start {
  ref: Ref;
  access: Access;
  safe: KindSet;
  marks?: number;
  assumed?: number | undefined;
  /** The property of what the source gives that it is, where it is one. */
  part?: string | undefined;
  /** The function that it is a parameter of, where one function makes many such: which of them is meant. */
  made?: Made | undefined;
}

/** What moving on changes; the rest stays as it was. */
export interface Change {
  access?: Access;
  context?: Context | undefined;
  safe?: KindSet;
  marks?: number;
  assumed?: number;
  dispatched?: boolean;
  /** What it is now is a text for sure. */
  text?: boolean;
}

/** Place in the queues of what so little is known of that a finding there is information at most. */
const GUESSED = 3;

export class Propagation {
  readonly program: Program;
  readonly arrivals: Arrival[] = [];
  /** A bound that stopped it, in words. */
  bound: string | undefined;
  /** By how much is not sure, the surest first: what arrives first is the surest way there. */
  readonly #queues: readonly State[][] = Array.from({ length: GUESSED + 1 }, () => []);
  readonly #seen = new KeyedLists<State>(
    ({ context, marks, access }) => `${context?.id} ${marks} ${access.join("\0")}`,
  );
  readonly #contexts = new Contexts();
  readonly #calls: CallTransfer;
  readonly #nodes: NodeTransfer;
  readonly #leaves: LeaveTransfer;
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
    /** A service answered: the ids in it are its own. */
    readonly issued = false,
    /** Parameters of routes that a middleware asks about. */
    readonly asked: readonly string[] = [],
  ) {
    this.program = resolver.program;
    this.#calls = new CallTransfer(this);
    this.#leaves = new LeaveTransfer(this, new ReturnTransfer(this, this.#calls));
    const reads = new ReadTransfer(this, new MethodTransfer(this, this.#calls), this.#calls.stores);
    const properties = new PropertyTransfer(this, this.#calls);
    this.#nodes = new NodeTransfer(this, this.#calls, reads, properties, this.#leaves);
  }

  /** @throws {Cancelled} once `cancelled` says so */
  run(starts: readonly Start[], cancelled?: () => boolean): void {
    for (const { ref } of starts) this.#entered.set(this.program.fileOf(ref), true);
    for (const { ref, access, safe, marks = 0, assumed = 0, part, made } of starts) {
      const state = new State(
        ref,
        access,
        undefined,
        safe,
        marks,
        "source",
        undefined,
        assumed,
        false,
        undefined,
        part,
      );
      const context = made && this.#contexts.enter(made.fn, state, { makers: made.makers }).context;
      this.#push(context?.entry ?? state);
    }
    const next = this.#queues.map(() => 0);
    let guessed = 0;
    for (;;) {
      let queue = 0;
      while (queue <= GUESSED && next[queue]! >= this.#queues[queue]!.length) queue++;
      if (queue > GUESSED) return;
      const state = this.#queues[queue]![next[queue]!++]!;
      if (!this.#isSameAgain(state.ref)) {
        if (++this.#visited > this.limit) {
          this.bound = `data from one source was followed through ${this.limit} places and no further`;
          return;
        }
        if (queue === GUESSED && ++guessed > BOUNDS.guessedStates) {
          this.bound = `data from one source was followed through ${BOUNDS.guessedStates} places that it may reach only if several guesses hold, and no further`;
          return;
        }
      }
      if ((this.#visited & 255) === 1 && cancelled?.()) throw new Cancelled();
      this.#forward(state);
    }
  }

  /** Moves on to another node. */
  move(from: State, ref: Ref, step: StepKind, change: Change = {}): void {
    this.#push(
      new State(
        ref,
        change.access ?? from.access,
        "context" in change ? change.context : from.context,
        change.safe ?? from.safe,
        marksAfter(change.marks ?? from.marks, step, change.text ?? false),
        step,
        from,
        from.assumed + (change.assumed ?? 0),
        from.dispatched || (change.dispatched ?? false),
      ),
    );
  }

  /**
   * Moves into a function through a call.
   * @param at the parameter that takes the data, or with `callback` the call inside that gets it as that one's result
   */
  enter(from: State, call: Ref, fn: Ref, at: Ref, access: Access, how: Entering = {}): void {
    const entry = new State(
      at,
      access,
      undefined,
      from.safe,
      from.marks,
      how.callback === undefined ? "argument" : "return",
      from,
      from.assumed,
      from.dispatched,
    );
    const caller: Caller = { call, from };
    const { context, isNew } = this.#contexts.enter(fn, entry, how);
    if (context.callers.some((other) => other.call === call && other.from.context === from.context)) return;
    context.callers.push(caller);
    if (isNew) return this.#push(context.entry);
    for (const exit of context.exits) this.#resume(context, exit, caller);
    this.#calls.handed.entered(context, caller);
  }

  /** The data leaves the function it was followed into: back to everyone who entered it so. */
  exit(context: Context, exit: Exit): void {
    context.exits.push(exit);
    for (const caller of context.callers) this.#resume(context, exit, caller);
  }

  #resume(context: Context, exit: Exit, caller: Caller): void {
    const { state, access } = exit;
    for (const place of this.#placesOf(exit, caller.call))
      this.#push(
        new State(
          place,
          access,
          sharesFunction(this.resolver, place, caller.call) ? caller.from.context : undefined,
          state.safe,
          state.marks,
          "return",
          state,
          caller.from.assumed + state.assumed - context.entry.assumed,
          caller.from.dispatched || (state.dispatched && !context.entry.dispatched),
          caller,
          state.part,
        ),
      );
  }

  /** Where data that leaves a function is for one who called it. */
  #placesOf({ argument, made }: Exit, call: Ref): readonly Ref[] {
    if (made) return made.get(call) ?? [];
    if (argument === undefined) return [call];
    const { graph, node } = this.resolver.split(call);
    return [...graph.uses(node)]
      .filter((use) => graph.op(use) === Op.AfterCall && graph.aux(use) === argument)
      .map((use) => this.program.ref(graph, use));
  }

  /** Not into tests, unless the data comes from one. */
  #enters(file: number): boolean {
    let enters = this.#entered.get(file);
    if (enters === undefined) {
      enters = !this.program.isTest(this.program.graphAt(file).file);
      this.#entered.set(file, enters);
    }
    return enters;
  }

  #push(state: State): void {
    if (
      (state.safe & ALL) === ALL ||
      !this.#enters(this.program.fileOf(state.ref)) ||
      isDead(this.program, state)
    )
      return;
    if (isInOpenMode(this.resolver, state)) return;
    // Which row is read is a guess already: what needs more guesses is not told, and not followed.
    if ((state.marks & Mark.kept) !== 0 && doubtOf(state) > 2) return;
    const again = this.#isSameAgain(state.ref);
    for (const other of again ? [] : this.#seen.like(state.ref, state))
      // Already here with no more safety than now: nothing new.
      if (
        (other.safe & state.safe) === other.safe &&
        other.context === state.context &&
        other.marks === state.marks &&
        sameAccess(other.access, state.access)
      )
        return;
    if (!again) this.#seen.add(state.ref, state);
    this.#queues[Math.min(doubtOf(state), GUESSED)]!.push(state);
  }

  /** The value of one other node, mentioned again or known better: whoever gets here came by that one, and is no new place. */
  #isSameAgain(ref: Ref): boolean {
    const { graph, node } = this.resolver.split(ref);
    const op = graph.op(node);
    return op === Op.Refine || op === Op.Use || op === Op.Typed;
  }

  #forward(state: State): void {
    const { graph, node } = this.resolver.split(state.ref);
    graph.forEachUse(node, (user) => this.#nodes.use(state, graph, node, user));
    this.#leaves.leave(state, graph, node);
  }
}

/** Whether two places are in the same function: what is known of how it was entered holds for both. */
function sharesFunction(resolver: Resolver, left: Ref, right: Ref): boolean {
  return left === right || resolver.around(left) === resolver.around(right);
}

/** What a call makes of a text may be anything. */
function marksAfter(marks: number, step: StepKind, isText: boolean): number {
  const isOther = step === "call" || step === "callback";
  return (isOther ? marks & ~Mark.text : marks) | (isText ? Mark.text : 0);
}
