/** Where data comes in, as the catalogue says it: what belongs together, and what is known of it before it is followed. */
import type { Row } from "../catalog/schema.js";
import { Op } from "../facts/facts.js";
import type { Known } from "./follow.js";
import type { SourceSite } from "./inventory.js";
import { kinds, NONE } from "./kinds.js";
import { isFilledHere } from "./queues.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { calledWith, readsRouteParameter } from "./route-parameters.js";
import { partOf } from "./route-schemas.js";
import { Mark } from "./state.js";
import { takenBy } from "./taken.js";

/** Sources of one call or parameter that mean the same are followed together. */
export function groupSources(sources: readonly SourceSite[]): SourceSite[][] {
  const groups = new Map<string, SourceSite[]>();
  const asked = new Set(sources.filter(isRequest).map(placeOf));
  for (const site of sources) {
    // `(socket: WebSocket) => socket.on("message", …)` of a server: its client sends that, nobody answers with it.
    if (isResponse(site.terminal.row) && asked.has(placeOf(site))) continue;
    const row = site.terminal.row;
    const key = `${site.ref}:${site.terminal.role}:${row.kind === "source" ? `${row.label}:${row.what}:${row.envelope === true}:${row.written === true}:${row.safe?.join()}` : row.kind}:${isWireText(site)}:${partOf(site.access.at(-1) ?? "") ?? ""}`;
    const group = groups.get(key);
    if (group) group.push(site);
    else groups.set(key, [site]);
  }
  return [...groups.values()];
}

function isRequest({ terminal: { row } }: SourceSite): boolean {
  return row.kind === "source" && row.origin === "http-request";
}

/** The part of a value that comes from one package, whatever its rows say of it. */
function placeOf({ ref, access, terminal }: SourceSite): string {
  return `${ref}:${access.join("\0")}:${terminal.package.package}`;
}

/** What a catalogue row says of the data from the start. */
export function knownOf(resolver: Resolver, site: SourceSite): Known {
  const { row, package: pack } = site.terminal;
  const marks = marksOf(site);
  if (row.kind !== "source") return { marks, safe: NONE };
  const checked = row.checkedBy ? { call: site.call, methods: row.checkedBy } : undefined;
  // What the program puts in itself is followed from where that comes from.
  const assumed = isShared(row.origin) && isFilledHere(resolver, pack, row) ? 2 : 0;
  const issued = row.issued ?? (row.origin === "http-response" || row.origin === "retrieval");
  const asked = isRequest(site) ? resolver.routeParameters.asked() : [];
  const { graph, node } = resolver.split(site.ref);
  const isAsked = asked.some((name) => readsRouteParameter(graph, node, name));
  const route = isRequest(site) ? routeOf(site, resolver) : undefined;
  return {
    marks: marks | (isAsked ? Mark.asked : 0),
    safe: kinds(...(row.safe ?? [])),
    assumed,
    checked,
    issued,
    ...(asked.length > 0 ? { asked } : {}),
    ...(route ? { route } : {}),
    ...(site.handler !== undefined && isFound(site) ? { taker: site.handler } : {}),
    ...(isRequest(site) && site.access.length === 0 && graph.op(node) === Op.Param ? { declared: true } : {}),
  };
}

/** A framework finds the function where it is, and calls it. That an exported function takes `req` shows nobody who calls it. */
function isFound({ terminal: { row, package: pack } }: SourceSite): boolean {
  return pack.package === "convention" && row.kind === "source" && !row.path.startsWith("requestHandler");
}

/** Where the handler that is given a request is registered, and which part of the request it is. */
function routeOf(site: SourceSite, resolver: Resolver): Known["route"] {
  const { graph, node } = resolver.split(site.ref);
  // `request.body`, `context.req.valid("json")`
  const read = graph.op(node) === Op.Member ? graph.name(node) : calledWith(graph, node, "valid");
  const part = partOf(site.access.at(-1) ?? read ?? "");
  if (part === undefined) return undefined;
  let value = rootOf(graph, node);
  for (let guard = 0; guard < 6 && graph.op(value) !== Op.Param; guard++) {
    const inner = graph.arg(value, 0);
    if (inner < 0 || (graph.op(value) !== Op.Member && graph.op(value) !== Op.Call)) return undefined;
    value = rootOf(graph, inner);
  }
  const fn = graph.owner(value);
  const taken = fn < 0 ? undefined : takenBy(graph, fn);
  if (!taken) return undefined;
  const { program } = resolver;
  const handler = program.ref(graph, graph.facts.functions[fn]!.node);
  return { call: program.ref(graph, taken.call), handler, part };
}

/** Whether a source is the answer to a request. */
export function isResponse(row: Row): boolean {
  return row.kind === "source" && row.origin === "http-response";
}

/** Whether a source gives what was kept before: a store or a memory. */
export function isKept(row: Row): boolean {
  return row.kind === "source" && (row.origin === "retrieval" || row.origin === "memory");
}

/** An origin that the program may fill itself: that somebody else does is taken for granted. */
export function isShared(origin: string): boolean {
  return origin === "message-queue";
}

function marksOf(site: SourceSite): number {
  const { row } = site.terminal;
  if (isWireText(site)) return Mark.envelope;
  if (row.kind !== "source") return 0;
  if (row.envelope) return Mark.envelope;
  if (row.written) return Mark.written;
  if (row.origin === "upload") return Mark.upload | (row.renamed ? Mark.renamed : 0);
  return row.origin === "file-content" ? Mark.file : 0;
}

/** The answer to a request to a model, as text or events: the model's own text is inside. */
function isWireText({ terminal, access, handler }: SourceSite): boolean {
  if (terminal.role !== "output" || terminal.row.kind !== "model" || !terminal.row.request) return false;
  return handler !== undefined || access.at(-1) === "body" || access.at(-1) === "text()";
}
