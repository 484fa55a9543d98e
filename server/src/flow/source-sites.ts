/** Where data comes in, as the catalogue says it: what belongs together, and what is known of it before it is followed. */
import type { Row } from "../catalog/schema.js";
import type { Known } from "./follow.js";
import type { SourceSite } from "./inventory.js";
import { kinds, NONE } from "./kinds.js";
import { isFilledHere } from "./queues.js";
import type { Resolver } from "./resolve.js";
import { Mark } from "./state.js";

/** Sources of one call or parameter that mean the same are followed together. */
export function groupSources(sources: readonly SourceSite[]): SourceSite[][] {
  const groups = new Map<string, SourceSite[]>();
  const asked = new Set(sources.filter(isRequest).map(placeOf));
  for (const site of sources) {
    // `(socket: WebSocket) => socket.on("message", …)` of a server: its client sends that, nobody answers with it.
    if (isResponse(site.terminal.row) && asked.has(placeOf(site))) continue;
    const row = site.terminal.row;
    const key = `${site.ref}:${site.terminal.role}:${row.kind === "source" ? `${row.label}:${row.what}:${row.envelope === true}:${row.written === true}:${row.safe?.join()}` : row.kind}:${isWireText(site)}`;
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
  return { marks, safe: kinds(...(row.safe ?? [])), assumed, checked, issued };
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
