/** Follows data forwards from one source, across calls, returns, properties, closures and files. */
import { Op, type Graph } from "../facts/facts.js";
import { sameAccess, type Access } from "./access.js";
import type { Arrival } from "./arrivals.js";
import type { BarrierJudge } from "./barriers.js";
import { BOUNDS } from "./bounds.js";
import { CallTransfer } from "./call-transfer.js";
import type { Made } from "./closures.js";
import { isDead } from "./dead-branches.js";
import { KeyedLists } from "./keyed-lists.js";
import { ALL, NONE, remade, type KindSet } from "./kinds.js";
import { LeaveTransfer } from "./leave-transfer.js";
import { MethodTransfer } from "./method-transfer.js";
import { NodeTransfer } from "./node-transfer.js";
import { isSameAgain } from "./onward.js";
import { isInOpenMode, openBranches, type OpenBranch } from "./open-modes.js";
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

/** What data is, as far as it decides how it is followed. */
export interface Data {
  /** It is followed as it is: what a call makes of it is something else. */
  verbatim: boolean;
  /** A service answered: the ids in it are its own. */
  issued: boolean;
  /** Parameters of routes that a middleware asks about. */
  asked: readonly string[];
  /** The function that a framework calls with it: what that gives back goes to the framework, others who call it bring data of their own. */
  taker?: Ref | undefined;
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
  /** What is known of a text or a place as it is, and holds for what a call made of it too. */
  keeps?: KindSet;
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
  readonly #files = new Map<number, FileOnTheWay>();
  /** The one of them that was asked for last. */
  #file: FileOnTheWay | undefined;

  constructor(
    readonly resolver: Resolver,
    readonly judge: BarrierJudge,
    /** States it may reach. */
    readonly limit: number,
    /** What the data is, as far as it decides how it is followed. */
    readonly data: Data,
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
    for (const { ref } of starts) this.#fileOf(this.program.graph(ref), true);
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
      const graph = this.program.graph(state.ref);
      const node = state.ref - graph.first;
      if (!isSameAgain(graph.op(node))) {
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
      const { onward } = this.program.index(graph);
      graph.forEachUse(node, (user) => {
        if (onward[user] === 1) this.#nodes.use(state, graph, node, user);
      });
      this.#leaves.leave(state, graph, node);
    }
  }

  /** Moves on to another node. */
  move(from: State, ref: Ref, step: StepKind, change: Change = {}): void {
    const safe = change.safe ?? from.safe;
    this.#push(
      new State(
        ref,
        change.access ?? from.access,
        "context" in change ? change.context : from.context,
        isRemade(step) && from.access.length === 0 ? remade(safe, change.keeps ?? NONE) : safe,
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

  /** @param enters left out where the file itself says so */
  #fileOf(graph: Graph, enters?: boolean): FileOnTheWay {
    if (this.#file?.graph === graph) return this.#file;
    let file = this.#files.get(graph.id);
    if (!file) {
      file = { graph, enters: enters ?? !this.program.isTest(graph.file), open: openBranches(graph) };
      this.#files.set(graph.id, file);
    }
    this.#file = file;
    return file;
  }

  #push(state: State): void {
    const { ref, safe, context, marks, access } = state;
    if ((safe & ALL) === ALL) return;
    const graph = this.program.graph(ref);
    const { enters, open } = this.#fileOf(graph);
    if (!enters || isDead(this.program, state)) return;
    if (open.length > 0 && isInOpenMode(this.resolver, state, open)) return;
    // Which row is read is a guess already: what needs more guesses is not told, and not followed.
    const guesses = doubtOf(state) + ((marks & Mark.oneOfMany) === 0 ? 0 : 1);
    if ((marks & Mark.kept) !== 0 && guesses > 2) return;
    if (!isSameAgain(graph.op(ref - graph.first))) {
      const seen = this.#seen.of(ref, state);
      for (const other of seen)
        // Already here with no more safety than now: nothing new.
        if (
          (other.safe & safe) === other.safe &&
          other.context === context &&
          other.marks === marks &&
          sameAccess(other.access, access)
        )
          return;
      seen.push(state);
    }
    this.#queues[Math.min(doubtOf(state), GUESSED)]!.push(state);
  }
}

/** A file that the data may be followed into. */
interface FileOnTheWay {
  graph: Graph;
  /** It is: tests hand to the program what nobody else does, and get back what nobody uses. The data may come from one. */
  enters: boolean;
  open: readonly OpenBranch[];
}

/** Whether two places are in the same function: what is known of how it was entered holds for both. */
function sharesFunction(resolver: Resolver, left: Ref, right: Ref): boolean {
  return left === right || resolver.around(left) === resolver.around(right);
}

/** Whether it is what a call made of the data: that may be anything. */
function isRemade(step: StepKind): boolean {
  return step === "call" || step === "callback";
}

function marksAfter(marks: number, step: StepKind, isText: boolean): number {
  return (isRemade(step) ? marks & ~Mark.text : marks) | (isText ? Mark.text : 0);
}
