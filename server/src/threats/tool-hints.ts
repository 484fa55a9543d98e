/** MCP annotations that the tool's own handler belies: hosts run what is declared harmless without asking. */
import type { ThreatModel, Tool, ToolEffect } from "./model.js";
import type { Draft } from "./threat.js";

/** Command lines that change something, whatever their arguments. */
const CHANGING =
  /^\s*(?:sudo\s+)?(?:rm|rmdir|mv|mkdir|touch|chmod|chown|ln|kill|pkill|truncate|shutdown|reboot|sed\s+-i|git\s+(?:add|commit|push|reset|checkout|switch|restore|clean|merge|rebase|rm|mv)|(?:npm|pnpm|yarn|pip3?|brew|apt|apt-get|cargo|gem)\s+(?:i|ci|install|add|remove|uninstall|publish|update|upgrade)|docker\s+(?:run|rm|rmi|stop|kill|push)|kubectl\s+(?:apply|create|delete|patch|scale)|terraform\s+(?:apply|destroy))(?:\s|$)/;
const DESTROYING =
  /^\s*(?:sudo\s+)?(?:rm|rmdir|truncate|git\s+(?:clean|reset\s+--hard)|docker\s+(?:rm|rmi)|kubectl\s+delete|terraform\s+destroy)(?:\s|$)/;

/** Calls from the handler to the effect within which it is certain: further away, a function does it for others of its callers. */
const NEAR = 1;

/** What a tool does although its annotations say that it does not; only effects that are certain. */
export function contradiction(tool: Tool, model: ThreatModel): Draft | undefined {
  const { hints, step, element } = tool;
  if (hints.readOnly !== true && hints.destructive !== false) return undefined;
  const certain = tool.effects.filter(
    ({ confidence, housekeeping, path }) => confidence === "high" && !housekeeping && path.length <= NEAR + 2,
  );
  const found =
    certain.find((effect) => isDestroying(effect)) ??
    certain.find((effect) => hints.readOnly && isChanging(effect, tool, model));
  if (!found) return undefined;
  const hint = hints.readOnly ? "readOnlyHint: true" : "destructiveHint: false";
  const at = hints.step && isWithin(hints.step, step) ? hints.step : step;
  return {
    severity: "warning",
    confidence: "high",
    message: [
      `The tool ${tool.name} is declared with ${hint}, but it ${consequence(found)} (${found.what}).`,
      "A host that trusts the annotation runs it without asking anybody.",
      "Correct the annotation, or take the effect out of the tool.",
    ].join(" "),
    source: step,
    sink: at,
    path: [...found.path, at],
    elements: [element],
  };
}

function isDestroying({ destructive, command }: ToolEffect): boolean {
  return destructive || (command !== undefined && DESTROYING.test(command));
}

function isChanging({ effect, what, command, step }: ToolEffect, tool: Tool, model: ThreatModel): boolean {
  if (effect === "pay") return true;
  // Folders are made to look into them.
  if (effect === "write") return !/mkdir|ensureDir/i.test(what);
  if (effect !== "exec" || command === undefined) return false;
  if (command !== "") return CHANGING.test(command);
  return model.flows.some(
    ({ source, sink, confidence }) =>
      source.element === tool.element &&
      (sink.kind === "command" || sink.kind === "program") &&
      sink.step.file === step.file &&
      sink.step.line >= step.line &&
      sink.step.line <= (step.endLine ?? step.line) &&
      confidence === "high",
  );
}

function consequence(effect: ToolEffect): string {
  if (effect.effect === "pay") return "moves money";
  if (isDestroying(effect)) return "deletes or overwrites data";
  return effect.effect !== "exec"
    ? "changes data"
    : effect.command === ""
      ? "runs the program that the model names"
      : "runs a program that changes data";
}

type Place = Tool["step"];

function isWithin(inner: Place, outer: Place): boolean {
  return inner.file === outer.file && inner.line >= outer.line && inner.line <= (outer.endLine ?? outer.line);
}
