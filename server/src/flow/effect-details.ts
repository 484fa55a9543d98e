/** What a call that has an effect says about it: which program it starts, and whether it only tidies up after itself. */
import { Op, type Graph } from "../facts/facts.js";
import { definitionOf } from "./definitions.js";
import { nameOf } from "./describe.js";
import type { Ref } from "./program.js";
import type { Resolver } from "./resolve.js";
import { startOf } from "./texts.js";

/** Values behind a value that are looked at. */
const LOOKED_AT = 40;

/** What is gone when the work is done. */
const TEMPORARY = /tmp|temp(?!l|o|t|e)|scratch|mkdtemp|lock_?file/i;
/** What a program keeps for itself: temporary files, caches, logs. */
const OWN_FILES = new RegExp(
  String.raw`${TEMPORARY.source}|cache|logs?\b|log_?(?:file|dir|path|ger)|(?:file|dir|path)_?logs?|telemetry|metric|usage|session|state_?file`,
  "i",
);
/** Functions that are called to keep records. */
const OWN_RECORDS =
  /log|audit|track|metric|usage|telemetry|analytic|cache|history|session|temp(?!l|o|t|e)|tmp|cleanup|persist|refresh|token|config/i;

/**
 * The command line that a call starts, as far as it is written out: `git push `. Empty where all of it comes from elsewhere,
 * undefined where only its beginning does.
 */
export function commandOf(resolver: Resolver, call: Ref): string | undefined {
  const { graph, node } = resolver.split(call);
  const program = graph.arg(node, 1);
  if (program < 0) return undefined;
  const ref = resolver.program.ref(graph, program);
  const start = startOf(resolver, ref);
  if (start === "") {
    const made = resolver.split(definitionOf(resolver, ref));
    return made.graph.op(made.node) === Op.Concat ? undefined : "";
  }
  const list =
    graph.arg(node, 2) < 0
      ? undefined
      : resolver.split(definitionOf(resolver, resolver.program.ref(graph, graph.arg(node, 2))));
  if (!list || list.graph.op(list.node) !== Op.Array) return start;
  const words = [start];
  for (const item of list.graph.args(list.node)) {
    const word = resolver.text(resolver.program.ref(list.graph, item));
    if (word === undefined) break;
    words.push(word);
  }
  return words.join(" ");
}

/**
 * Whether what a call changes is the program's own: its first argument, or a function on the way there, is named after a
 * temporary file, a cache or a record. Names only ever say that something is harmless.
 */
export function isHousekeeping(resolver: Resolver, call: Ref, via: readonly Ref[]): boolean {
  for (const each of via) {
    const { graph, node } = resolver.split(each);
    if (OWN_RECORDS.test(nameOf(graph, graph.arg(node, 0)))) return true;
  }
  const { graph, node } = resolver.split(call);
  if (OWN_RECORDS.test(receiver(graph, node))) return true;
  return isNamed(graph, graph.arg(node, 1), OWN_FILES);
}

/** Whether what a call changes is gone when the work is done: its first argument is named after a temporary file or a lock. */
export function isTemporary(resolver: Resolver, call: Ref): boolean {
  const { graph, node } = resolver.split(call);
  return isNamed(graph, graph.arg(node, 1), TEMPORARY);
}

/** Whether a value, or something that it is made from, has such a name. */
function isNamed(graph: Graph, given: number, names: RegExp): boolean {
  const queue = [given];
  for (let at = 0; at < queue.length && at < LOOKED_AT; at++) {
    const value = queue[at]!;
    if (value < 0) continue;
    if (names.test(graph.name(value)) || names.test(graph.variables.get(value) ?? "")) return true;
    if (graph.op(value) === Op.Import && names.test(graph.imported(value))) return true;
    if (graph.op(value) !== Op.Function) queue.push(...graph.args(value));
  }
  return false;
}

/** What a method is called on, as written: `this.cache`. */
function receiver(graph: Graph, call: number): string {
  const callee = graph.arg(call, 0);
  return graph.op(callee) === Op.Member ? nameOf(graph, graph.arg(callee, 0)) : "";
}
