/** What an arrival is: which kind of sink, how bad a place, in words. */
import type { SinkRow } from "../catalog/schema.js";
import type { Effect, SinkKind } from "../catalog/vocabulary.js";
import { Op } from "../facts/facts.js";
import { CONTAINER, PAGES, REDIRECTS, SEGMENT, type FlowSink } from "../threats/model.js";
import { isElement } from "./access.js";
import { agentOf } from "./agent-of.js";
import type { Arrival } from "./arrivals.js";
import { refusesAddresses } from "./connections.js";
import { hasKind } from "./kinds.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { isParsed, isShownAsPage } from "./response-types.js";
import { isContained, isScript, readsJson, runsFile, type Before } from "./scripts.js";
import { Mark } from "./state.js";

export interface SinkReading {
  kind: SinkKind | "prompt";
  slot?: FlowSink["slot"];
  what: string;
  shell: boolean;
  effect?: Effect;
  /** For `header`: where the client of a service sends it. */
  address?: string;
  lowered?: string;
}

/** What kind of place the data arrived at, whether it matters there or not. */
export function kindOf(arrival: Arrival): SinkReading["kind"] | undefined {
  const { terminal, property } = arrival;
  if (property) return property.sink;
  if ((arrival.state.marks & Mark.script) !== 0) return "code";
  if (terminal?.role === "input") return "prompt";
  return terminal?.row.kind === "sink" ? terminal.row.sink : undefined;
}

const VECTOR = /^(?:values|vectors?|embeddings?|sparse_?values|sparse_?vector|_?ids?)$/i;

/** Undefined when the data was made safe for this place, or a row's condition says it is none. */
export function readSink(resolver: Resolver, arrival: Arrival): SinkReading | undefined {
  const { state, terminal, property } = arrival;
  if (property)
    return [property.sink, ...(property.closedBy ?? [])].some((kind) => hasKind(state.safe, kind))
      ? undefined
      : { kind: property.sink, what: property.what ?? arrival.callee, shell: false };
  if (!terminal) return undefined;
  if (terminal.role === "input") {
    if (hasKind(state.safe, "prompt") || isRelayed(arrival)) return undefined;
    const slot = slotOf(resolver, arrival);
    return { kind: "prompt", slot, what: slotWords(slot), shell: false };
  }
  if (terminal.row.kind !== "sink") return undefined;
  // Numbers that texts are found by hold no text, and neither does the name of an entry.
  if (terminal.row.sink === "store-write" && arrival.rest.some((step) => VECTOR.test(step))) return undefined;
  return commandSink(resolver, arrival, terminal.row);
}

/** A request's body is passed on as it came: a proxy has no prompt of its own. */
function isRelayed({ terminal, whole, state }: Arrival): boolean {
  return whole && state.assumed === 0 && terminal?.row.kind === "model" && terminal.row.request !== undefined;
}

function commandSink(resolver: Resolver, arrival: Arrival, row: SinkRow): SinkReading | undefined {
  const { state } = arrival;
  const what = row.what ?? arrival.callee;
  if ((state.marks & Mark.script) !== 0) return runScript(resolver, arrival, row, what);
  if (row.sink === "html" && !isShownAsPage(resolver, arrival.at, row.page)) return undefined;
  if (row.within && isGiven(resolver, arrival.at, row.within)) return undefined;
  if (row.removes && hasKind(state.safe, "path-free")) return undefined;
  if (row.start && hasKind(state.safe, "text-start")) return undefined;
  if (row.json && (arrival.rest.length > 0 || isParsed(resolver, state))) return undefined;
  if (row.sink !== "program" && row.sink !== "argument") {
    const lowered = hasKind(state.safe, row.sink)
      ? passedBy(resolver, arrival, row)
      : loweredBy(resolver, arrival, row);
    return (
      lowered && {
        kind: row.sink,
        what,
        shell: row.sink === "command",
        ...(row.effect ? { effect: row.effect } : {}),
        ...(row.address ? { address: row.address } : {}),
        ...lowered,
      }
    );
  }
  const optionOn = row.shell ? isOn(resolver, arrival.at, row.shell) : false;
  if (row.sink === "program") {
    if (hasKind(state.safe, optionOn ? "command" : "program")) return undefined;
    return { kind: "program", what, shell: optionOn };
  }
  const command = row.command ? constantText(resolver, arrival.at, row.command) : undefined;
  const before = argumentsBefore(resolver, arrival);
  if (optionOn || isScript(command, before))
    return hasKind(state.safe, !optionOn && readsJson(command, before) ? "code" : "command")
      ? undefined
      : {
          kind: "argument",
          what,
          shell: true,
          ...(!optionOn && isContained(command, before) ? { lowered: CONTAINER } : {}),
        };
  if (hasKind(state.safe, "argument") || before.texts.includes("--")) return undefined;
  return { kind: "argument", what, shell: false, lowered: "an argument vector" };
}

/** Whether there is something at a relative path of a call. */
function isGiven(resolver: Resolver, call: Ref, path: string): boolean {
  return resolver.navigate.relative(call, "x()", path).some(({ ref }) => ref !== undefined);
}

/** The data is in a file that is run. */
function runScript(
  resolver: Resolver,
  arrival: Arrival,
  row: SinkRow,
  what: string,
): SinkReading | undefined {
  if (hasKind(arrival.state.safe, "code")) return undefined;
  if (row.sink === "argument") {
    const command = row.command ? constantText(resolver, arrival.at, row.command) : undefined;
    if (!runsFile([command, ...argumentsBefore(resolver, arrival).texts])) return undefined;
  }
  return { kind: "code", what: `a file that ${what} runs`, shell: false };
}

/** What was checked leaves something open that is worth less. */
function loweredBy(
  resolver: Resolver,
  { state: { safe }, at }: Arrival,
  { sink, effect }: SinkRow,
): { lowered?: string } {
  if (sink === "path" && hasKind(safe, "path-prefix"))
    return { lowered: "a comparison with the folder's name" };
  if (sink === "path" && hasKind(safe, "path-segment")) return { lowered: SEGMENT };
  if (sink === "path" && effect === "read" && hasKind(safe, "text-end")) return { lowered: PAGES };
  if (sink !== "request") return {};
  if (hasKind(safe, "host-ranges")) return { lowered: "a comparison of the host with private addresses" };
  return refusesAddresses(resolver, at) ? { lowered: "a connection that refuses private addresses" } : {};
}

/** What passes a check that closes the sink otherwise: where a host that was looked up redirects to. */
function passedBy(resolver: Resolver, { state, at }: Arrival, row: SinkRow): { lowered: string } | undefined {
  if (!row.redirects || !hasKind(state.safe, "host-followed")) return undefined;
  const limit = constantText(resolver, at, row.redirects);
  const isFollowed = limit === undefined ? !isOn(resolver, at, row.redirects) : limit === "follow";
  return isFollowed ? { lowered: REDIRECTS } : undefined;
}

/** Arguments that stand before the data in the argument list. */
function argumentsBefore(resolver: Resolver, { operand, state, rest }: Arrival): Before {
  const [step] = rest;
  const holder = state.access.slice(0, state.access.length - rest.length);
  const [list] = holder.reduce(
    (refs: readonly Ref[], name) => refs.flatMap((ref) => resolver.navigate.written(ref, name)),
    [operand],
  );
  if (list === undefined) return { texts: [], exact: false };
  const items = listed(resolver, list);
  const carriers = new Set<Ref>();
  for (let at: typeof state | undefined = state; at; at = at.parent) carriers.add(at.ref);
  let position = items.findIndex((item) => carriers.has(item));
  if (position < 0 && step !== undefined && /^\d+$/.test(step)) position = Number(step);
  const before = position < 0 ? items : items.slice(0, position);
  return { texts: before.map((item) => resolver.text(item)), exact: position >= 0 };
}

/** The elements of array literals that a node stands for, and what was pushed onto them, in order. */
function listed(resolver: Resolver, operand: Ref): Ref[] {
  const pushes: Ref[] = [];
  let at = operand;
  for (let guard = 0; guard < 200; guard++) {
    const { graph, node } = resolver.split(at);
    const root = rootOf(graph, node);
    if (graph.op(root) !== Op.Update) break;
    if (graph.name(root) === "[]") pushes.unshift(resolver.program.ref(graph, graph.arg(root, 1)));
    at = resolver.program.ref(graph, graph.arg(root, 0));
  }
  const list: Ref[] = [];
  for (const value of resolver.resolve(at)) {
    if (value.kind !== "object") continue;
    const { graph, node } = resolver.split(value.ref);
    if (graph.op(node) === Op.Array)
      for (const item of graph.args(node)) list.push(resolver.program.ref(graph, item));
  }
  return [...list, ...pushes];
}

function isOn(resolver: Resolver, call: Ref, path: string): boolean {
  return resolver.navigate.relative(call, "x()", path).some((place) =>
    resolver.navigate.values(place).some((value) => {
      if (value.kind !== "constant") return value.kind !== "external";
      const { graph, node } = resolver.split(value.ref);
      return !(graph.op(node) === Op.Boolean && graph.name(node) === "false");
    }),
  );
}

function constantText(resolver: Resolver, call: Ref, path: string): string | undefined {
  const [first] = resolver.navigate.texts(call, "x()", path);
  return first;
}

/** Which place in the prompt the data takes, by the row, the message's role and the text around it. */
function slotOf(resolver: Resolver, arrival: Arrival): NonNullable<FlowSink["slot"]> {
  const { state, terminal, rest, whole } = arrival;
  const slot = terminal?.slot ?? "message";
  if (slot === "data") return "data";
  if (slot === "instruction") return "instruction";
  if (state.marks & (Mark.systemRole | Mark.instructionSlot)) return "instruction";
  const ownRole = (state.marks & (Mark.otherRole | Mark.messageSlot)) !== 0;
  if (state.marks & Mark.withInstructions) return "instruction";
  if (ownRole) return "message";
  if (slot === "messages" && !whole && rest.every(isElement) && state.step !== "text")
    return refusesSystem(resolver, arrival) ? "message" : "messages";
  return "message";
}

/** No system message is taken there: never, by what stands beside it, or by the version of the SDK that this project asks for. */
function refusesSystem(resolver: Resolver, { terminal, at }: Arrival): boolean {
  if (terminal?.row.kind !== "model" || !terminal.noSystem) return false;
  if (terminal.noSystem === true) return true;
  if ("with" in terminal.noSystem)
    return resolver.navigate.relative(at, "x()", terminal.noSystem.with).length > 0;
  const { from, unless } = terminal.noSystem;
  const { file } = resolver.split(at).graph;
  const major = resolver.program.modules.majorOf(file, terminal.package.package);
  if (major === undefined || major < from) return false;
  const agent = agentOf(resolver, at, terminal.row);
  return ![at, ...(agent === undefined ? [] : [agent])].some((call) => isOn(resolver, call, unless));
}

function slotWords(slot: NonNullable<FlowSink["slot"]>): string {
  switch (slot) {
    case "instruction":
      return "the instructions of a model";
    case "messages":
      return "the conversation, roles included";
    case "data":
      return "the input of a model";
    default:
      return "a message to a model";
  }
}

/** The narrowest node that carries the data inside the operand: where a finding points. */
export function pointOf(resolver: Resolver, arrival: Arrival): Ref {
  const { graph } = resolver.split(arrival.operand);
  const isWithin = (inner: number, outer: number): boolean =>
    graph.facts.starts[inner]! >= graph.facts.starts[outer]! &&
    graph.facts.ends[inner]! <= graph.facts.ends[outer]!;
  const operand = arrival.operand - graph.first;
  let best = operand;
  let part = arrival.state.access[0];
  for (let state: typeof arrival.state | undefined = arrival.state; state; state = state.parent) {
    if (resolver.program.fileOf(state.ref) !== graph.id) break;
    const at = state.ref - graph.first;
    if (!isWithin(at, operand)) break;
    // What was read once stands where it was read first, which may be another part of the same operand.
    if (isWithin(at, best)) {
      best = at;
      part = state.access[0];
    }
    if (state.step === "text" || state.step === "argument") break;
  }
  return narrowProperty(resolver, resolver.program.ref(graph, best), part);
}

/** A property of an object literal points better than the object. */
function narrowProperty(resolver: Resolver, best: Ref, name: string | undefined): Ref {
  const { graph, node } = resolver.split(best);
  if (graph.op(node) !== Op.Object) return best;
  for (const part of graph.args(node))
    if (graph.op(part) === Op.Prop && graph.name(part) === name) return resolver.program.ref(graph, part);
  return best;
}
