/** Where data is while it is followed: a part of a value, how it got there, and what it was made safe for. */
import type { Access } from "./access.js";
import type { KindSet } from "./kinds.js";
import type { Ref } from "./program.js";

/** A call that was entered and not yet left. */
export interface Frame {
  id: number;
  call: Ref;
  fn: Ref;
  parent: Frame | undefined;
  depth: number;
}

/** What is known about text besides where it is. Bits. */
export const Mark = {
  /** Put together with fixed text that reads like instructions. */
  withInstructions: 1,
  /** Content of a message with the system or developer role. */
  systemRole: 2,
  /** Content of a message with another fixed role. */
  otherRole: 4,
  /** Text of a message object whose slot a catalogue row fixes: instruction. */
  instructionSlot: 8,
  /** Text of a message object whose slot a catalogue row fixes: message. */
  messageSlot: 16,
} as const;

export interface State {
  ref: Ref;
  access: Access;
  frame: Frame | undefined;
  safe: KindSet;
  marks: number;
  /** What was done to get here from the parent. */
  step: StepKind;
  parent: State | undefined;
  /** Links taken on an assumption: unknown calls, callers found by name. */
  assumed: number;
}

export type StepKind =
  "source" | "pass" | "property" | "text" | "argument" | "return" | "store" | "callback" | "call";

export class Frames {
  readonly #known = new Map<string, Frame>();
  #count = 0;

  /** The frame of a call entered from `parent`; the same call entered again from itself adds nothing. */
  enter(parent: Frame | undefined, call: Ref, fn: Ref, limit: number): Frame | undefined | "too-deep" {
    for (let frame = parent; frame; frame = frame.parent)
      if (frame.call === call && frame.fn === fn) return frame;
    if ((parent?.depth ?? 0) >= limit) return "too-deep";
    const key = `${parent?.id ?? -1}:${call}:${fn}`;
    let frame = this.#known.get(key);
    if (!frame) {
      frame = { id: this.#count++, call, fn, parent, depth: (parent?.depth ?? 0) + 1 };
      this.#known.set(key, frame);
    }
    return frame;
  }
}
