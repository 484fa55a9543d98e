/** What the `output-to-…` threats share: which flows are theirs, and how one is told. */
import type { SinkKind } from "../catalog/vocabulary.js";
import type { Severity } from "../report/contract.js";
import type { FlowSource, HandedIn, TaintFlow, ThreatModel } from "./model.js";
import { isOwn } from "./origins.js";
import type { Draft } from "./threat.js";
import { actor, flowDraft, subject } from "./wording.js";

const FLOWING = new Set(["model-output", "tool-input", "untrusted", "outside"]);

/**
 * Flows into these sinks whose value somebody else decides. One that reaches a sink through a wrapper counts once more for each
 * call that hands the wrapper its text, as what is wrong is wrong there.
 */
export function* outputFlows(model: ThreatModel, ...kinds: SinkKind[]): Iterable<TaintFlow> {
  for (const flow of model.flows)
    if (
      (kinds as string[]).includes(flow.sink.kind) &&
      FLOWING.has(flow.source.label) &&
      !isOwn(flow.source)
    ) {
      yield flow;
      for (const handed of flow.handed ?? []) yield atWrapper(flow, handed);
    }
}

function atWrapper(flow: TaintFlow, { callee, step, path, confidence }: HandedIn): TaintFlow {
  const { sink } = flow;
  const what = `${sink.what} through ${callee}()`;
  return { ...flow, sink: { ...sink, what, step, inside: sink.step }, path, confidence };
}

/** A model decides the value: its output, or the arguments it calls a tool with. */
export function fromModel({ source }: TaintFlow): boolean {
  return source.label === "model-output" || source.label === "tool-input";
}

/**
 * A service's answer is its owner's text, whom the program chose to ask: no error. A page that was fetched to be read is anybody's.
 */
function asTold({ origin }: FlowSource, severity: Severity): Severity {
  return origin === "http-response" && severity === "error" ? "warning" : severity;
}

/**
 * "The completion reaches X, …. Anyone whose text the model reads can …. Do …."
 * @param where continues the first sentence after the sink, with its comma
 * @param can what the person behind the value can do
 */
export function outputDraft(
  flow: TaintFlow,
  severity: Severity,
  where: string,
  can: string,
  todo: string,
): Draft {
  return flowDraft(flow, asTold(flow.source, severity), [
    `${subject(flow.source.what)} reaches ${flow.sink.what}${where}.`,
    `${actor(flow.source)} can ${can}.`,
    todo,
  ]);
}
