/** Where data is while it is followed: a part of a value, how it got there, and what it was made safe for. */
import { sameAccess, type Access } from "./access.js";
import { NOT_MADE } from "./closures.js";
import { NOTHING_DEAD, sameDead, type Dead } from "./dead-branches.js";
import type { HandedCall } from "./handed-functions.js";
import { KeyedLists } from "./keyed-lists.js";
import type { KindSet } from "./kinds.js";
import { sameRefs, type Ref } from "./ref.js";
import type { Value } from "./values.js";

/**
 * A function that data entered at one place. Whoever calls it with such data shares what becomes of the data in it: it
 * is followed through the function once, and returns to everyone who entered.
 */
export interface Context {
  id: number;
  fn: Ref;
  /** A function handed to it whose result the data is; it returns only to who handed that very one. */
  callback: Ref | undefined;
  /** The calls that made the function, or handed the callback to the function that makes another: `wrap(handler)`. */
  makers: readonly Ref[];
  /** Its branches that are not taken: what was given with the data decides otherwise. */
  dead: readonly Dead[];
  /** The data as it entered the function first. */
  entry: State;
  callers: Caller[];
  exits: Exit[];
  /** Calls in it that run what callers handed over with the data, and all that they may run. */
  handed: { call: HandedCall; everything: readonly Value[] }[];
}

/** How a function is entered, besides the data. */
export type Entering = Partial<Pick<Context, "callback" | "makers" | "dead">>;

/** A call through which data entered a function. */
export interface Caller {
  call: Ref;
  /** The data before the call. */
  from: State;
}

/** How data leaves a function: in its result, or in what was passed as an argument. */
export interface Exit {
  state: State;
  access: Access;
  argument: number | undefined;
  /** Where it is the result of a function that was made in there, `make(data)()`: the calls of that one, by the call that made it. */
  made?: ReadonlyMap<Ref, readonly Ref[]>;
}

/** What is known about text besides where it is. Bits. */
export const Mark = {
  /** Put together with fixed text that reads like instructions. */
  withInstructions: 1 << 0,
  /** Content of a message with the system or developer role. */
  systemRole: 1 << 1,
  /** Content of a message with another fixed role. */
  otherRole: 1 << 2,
  /** Text of a message object whose slot a catalogue row fixes: instruction. */
  instructionSlot: 1 << 3,
  /** Text of a message object whose slot a catalogue row fixes: message. */
  messageSlot: 1 << 4,
  /** The provider's answer as it came: what the first parse gives is its envelope, not what the model wrote. */
  envelope: 1 << 5,
  /** An uploaded file as a middleware hands it over. */
  upload: 1 << 6,
  /** Where a middleware put an uploaded file: no danger itself, but what is read there is. */
  storedAt: 1 << 7,
  /** An upload that the middleware gave a name of its own. */
  renamed: 1 << 8,
  /** Kept in a table of the program, and read from it. */
  kept: 1 << 9,
  /** Content of a file. */
  file: 1 << 10,
  /** Content of a file that was parsed: a format that the program itself writes or asks for. */
  ownFormat: 1 << 11,
  /** Left by one of those who call, where any of them may find it: in a field, or as what a function gives that was handed on. */
  anyCaller: 1 << 12,
  /** A text for sure: it has no properties. */
  text: 1 << 13,
  /** In a part of a message that somebody or a model wrote: no file that was attached. */
  written: 1 << 14,
  /** The place of a file whose content the data is: no danger itself, but whoever runs the file runs the data. */
  script: 1 << 15,
  /** An object that passed a condition which says something of one of its properties. */
  partChecked: 1 << 16,
  /** A parameter of a route that a middleware asks about first. */
  asked: 1 << 17,
  /** Given to one of more methods than a few that a call may run. */
  oneOfMany: 1 << 18,
  /** The folder that something else is looked up in: which of the two a check holds is not the same. */
  folder: 1 << 19,
} as const;

/** More places than this do not all see what one of many leaves or sends, and hardly any of twice as many. */
const CROWD = 8;

/** Whether so many are more than a few. */
export function isCrowd(places: number): boolean {
  return places > CROWD;
}

/** What is assumed when each of so many places is taken to be the one that sees it. */
export function crowdDoubt(places: number): number {
  return places > 2 * CROWD ? 2 : isCrowd(places) ? 1 : 0;
}

/** All are made here, with the same properties in the same order: reading many shapes takes V8 several times as long. */
export class State {
  constructor(
    readonly ref: Ref,
    readonly access: Access,
    /** The function it was followed into, when a return should go back only to who called. */
    public context: Context | undefined,
    readonly safe: KindSet,
    readonly marks: number,
    /** What was done to get here from the parent. */
    readonly step: StepKind,
    readonly parent: State | undefined,
    /** Links taken on an assumption: unknown calls, callers found by name. */
    readonly assumed: number,
    /** A method on the way is one of several that the call may run: which one is not known. */
    readonly dispatched: boolean,
    /** The call it came back through: the way before that is the caller's, not that of who entered first. */
    readonly resumed: Caller | undefined = undefined,
    /** Where it starts with one property of what the source gives: which. */
    readonly part: string | undefined = undefined,
  ) {}

  /** The same, but for what is known better or otherwise. */
  with({
    safe = this.safe,
    marks = this.marks,
    assumed = this.assumed,
    dispatched = this.dispatched,
  }: Doubts): State {
    const { ref, access, context, step, parent, resumed, part } = this;
    return new State(ref, access, context, safe, marks, step, parent, assumed, dispatched, resumed, part);
  }

  /** The same in no function that it was followed into. */
  outside(): State {
    const { ref, access, safe, marks, step, parent, assumed, dispatched, resumed, part } = this;
    return new State(ref, access, undefined, safe, marks, step, parent, assumed, dispatched, resumed, part);
  }
}

type Doubts = Partial<Pick<State, "safe" | "marks" | "assumed" | "dispatched">>;

/** How little is known for sure of the way here: none at all is 0. One of several methods is less than anything else assumed. */
export function doubtOf({ assumed, dispatched }: Pick<State, "assumed" | "dispatched">): number {
  return assumed === 0 ? (dispatched ? 1 : 0) : assumed + 1;
}

export type StepKind =
  "source" | "pass" | "property" | "text" | "argument" | "return" | "store" | "callback" | "call";

export class Contexts {
  readonly #known = new KeyedLists<Context>(
    ({ entry, callback, makers, dead }) =>
      `${entry.safe} ${entry.marks} ${callback} ${makers.join()} ${dead.map(({ from }) => from).join()} ${entry.access.join("\0")}`,
  );
  #count = 0;

  /**
   * The context that was entered with the same data at the same parameter before, or a new one.
   * @param entry outside of any function; in the new one after this
   */
  enter(
    fn: Ref,
    entry: State,
    { callback, makers = NOT_MADE, dead = NOTHING_DEAD }: Entering,
  ): { context: Context; isNew: boolean } {
    const context: Context = {
      id: this.#count,
      fn,
      callback,
      makers,
      dead,
      entry,
      callers: [],
      exits: [],
      handed: [],
    };
    const list = this.#known.of(entry.ref, context);
    const known = list.find(
      (other) =>
        other.entry.safe === entry.safe &&
        other.entry.marks === entry.marks &&
        other.callback === callback &&
        sameRefs(other.makers, makers) &&
        sameDead(other.dead, dead) &&
        sameAccess(other.entry.access, entry.access),
    );
    if (known) return { context: known, isNew: false };
    this.#count++;
    entry.context = context;
    list.push(context);
    return { context, isNew: true };
  }
}
