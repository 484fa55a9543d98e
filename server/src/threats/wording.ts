/** Words that every threat shares: who is behind a value, and sentences of a draft. */
import type { Severity } from "../report/contract.js";
import type { FlowSource, TaintFlow } from "./model.js";
import type { Draft } from "./threat.js";

/** "request body" → "The request body". Names and articles stay as they are. */
export function subject(what: string): string {
  return /^(the|a|an) /i.test(what) ? what[0]!.toUpperCase() + what.slice(1) : `The ${what}`;
}

/** Who decides what the value says, at the start of a sentence. */
export function actor({ label, origin }: FlowSource): string {
  if (label === "model-output" || label === "tool-input") return "Anyone whose text the model reads";
  if (label === "outside") return "Whoever wrote that content";
  // A library does not know what its callers pass on.
  if (origin === "caller") return "Anyone whose text a caller passes on";
  if (origin === "own-page") return "Anyone who can run a script in the page";
  return origin === "cli-argument" ? "Whoever runs the command" : "Anyone who can send it";
}

/** One level less: for a barrier that narrows what can happen but does not end it. */
export function lower(severity: Severity): Severity {
  return severity === "error" ? "warning" : "info";
}

/** The draft of a flow: three sentences, both ends and their elements. */
export function flowDraft(flow: TaintFlow, severity: Severity, sentences: readonly string[]): Draft {
  // What a library's callers pass on, and what pages send that the program shows itself, is somebody else's at second hand.
  const mediated = flow.source.origin === "caller" || flow.source.origin === "own-page";
  const doubts = [flow.lowered !== undefined, mediated].filter(Boolean);
  // Where several steps are taken for granted, nearly all is false: it is no more than information. So is what
  // its sender signed, and what a server of this machine takes from nobody else than it trusts.
  const told = flow.confidence === "low" || flow.signed === true || flow.source.letIn === true;
  return {
    severity: told ? "info" : doubts.reduce((level) => lower(level), severity),
    confidence: flow.confidence,
    message: sentences.join(" "),
    source: flow.source.step,
    sink: flow.sink.step,
    path: flow.path,
    ...(flow.sink.inside ? { inside: flow.sink.inside } : {}),
    elements: [flow.source.element, flow.sink.element],
  };
}

/** What a message adds when the same place is reached from others than the one it names. */
export function reachedElsewhere(places: number): string {
  return places === 0 ? "" : `${ELSEWHERE} ${places} other ${places === 1 ? "place" : "places"}.`;
}

const ELSEWHERE = " It is also reached from";

export function isReachedElsewhere(message: string): boolean {
  return message.includes(ELSEWHERE);
}
