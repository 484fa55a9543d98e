/** Effects of tools, in words. */
import type { Effect } from "../catalog/vocabulary.js";
import type { Tool, ToolEffect } from "./model.js";
import type { Draft } from "./threat.js";

const VERBS: Record<Effect, string> = {
  read: "read data",
  write: "change data",
  exec: "run programs",
  network: "send messages",
  pay: "move money",
};

/** "run programs and change data": what a model can do beyond reading; undefined when it can only read. */
export function canAct(effects: readonly Effect[] | undefined): string | undefined {
  const acting = (["exec", "pay", "write", "network"] as const).filter((effect) => effects?.includes(effect));
  if (acting.length === 0) return undefined;
  return acting
    .map((effect) => VERBS[effect])
    .join(", ")
    .replace(/, ([^,]*)$/, " and $1");
}

/** Where an effect that is had with a known credential begins and ends: at the credential, through the tool, at the effect. */
export function actingDraft(
  { element, step: tool }: Tool,
  { step: sink, path }: ToolEffect,
  credential: Draft["source"],
): Pick<Draft, "source" | "sink" | "path" | "elements"> {
  return {
    source: credential,
    sink,
    path: [credential, tool, ...path.filter((each) => each !== tool)],
    elements: [element],
  };
}
