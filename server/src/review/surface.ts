/** What the AI of a program can read, say and do, as lines that a review keeps. They name files, not places in them. */
import type { Step } from "../report/contract.js";
import type { ThreatModel } from "../threats/model.js";

export interface SurfaceItem {
  /** "tool deploy in src/tools.ts can exec" */
  key: string;
  /** What was reviewed covers this too: the same effect without anybody asked. */
  wider?: string;
  /** What has it: the tool, the source of what reaches a prompt. */
  owner: Step;
  step: Step;
  element: string;
}

export function surfaceOf(model: ThreatModel): SurfaceItem[] {
  const items = new Map<string, SurfaceItem>();
  const add = (key: string, step: Step, element: string, owner = step, wider?: string): void => {
    if (!items.has(key))
      items.set(key, { key, ...(wider === undefined ? {} : { wider }), owner, step, element });
  };
  for (const { provider, name, step, element } of model.models)
    add(`model ${name.value ?? "chosen at run time"} of ${provider} in ${step.file}`, step, element);
  for (const { name, step, element, effects, approval, cases } of model.tools) {
    add(`tool ${name} in ${step.file}`, step, element);
    // What a handler does for one of its tools is that tool's; the rest is said of the handler.
    for (const each of cases) add(`tool ${each.name} in ${step.file}`, each.step, element);
    const known = new Set(cases.flatMap((each) => each.effects.map(({ step: at }) => placeOf(at))));
    const parts = [{ name, effects: effects.filter(({ step: at }) => !known.has(placeOf(at))) }, ...cases];
    for (const part of parts)
      for (const each of part.effects) {
        const key = `tool ${part.name} in ${step.file} can ${each.effect}`;
        const asked = approval ?? (cases.length > 0 ? each.approval : undefined);
        if (asked === undefined) add(key, each.step, element, step);
        else add(`${key} when approved`, each.step, element, step, key);
      }
    for (const { identity } of effects)
      if (identity)
        add(`tool ${name} in ${step.file} acts with ${identity.what}`, identity.step, element, step);
  }
  for (const { name, step, element, fetched, address } of model.toolServers)
    add(
      `tool server ${name} in ${step.file}: ${fetched?.command ?? address?.url ?? "a command"}`,
      step,
      element,
    );
  for (const { name, models, step, element } of model.routes)
    if (models.length > 0) add(`${name} reaches a model in ${step.file}`, step, element);
  for (const { source, sink } of model.flows)
    if (sink.kind === "prompt")
      add(
        `${source.what} of ${source.step.file} reaches ${sink.what} in ${sink.step.file}`,
        sink.step,
        sink.element,
        source.step,
      );
  return [...items.values()];
}

function placeOf({ file, line, column }: Step): string {
  return `${file}:${line}:${column}`;
}
