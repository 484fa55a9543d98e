/** What is in a program: sources of data, model calls, tools, agents, stores. */
import type { AgentRow, ModelRow, Row, SourceRow, ToolRow, ToolServerRow } from "../catalog/schema.js";
import type { Label } from "../catalog/vocabulary.js";
import type { Access } from "./access.js";
import type { ApiValue, Terminal } from "./api.js";
import type { ModelRequest } from "./endpoints.js";
import type { Ref } from "./program.js";

export interface SourceSite {
  ref: Ref;
  access: Access;
  terminal: Terminal;
  /** The call that makes it, for a model's output: the model call. */
  call: Ref;
  /** Handler function, for what a framework or SDK hands to one. */
  handler: Ref | undefined;
}

export interface CallSite<R extends Row> {
  call: Ref;
  row: R;
  terminal: Terminal;
  api: ApiValue;
  /** For an HTTP request: the models that it goes to. */
  requests?: readonly ModelRequest[];
}

export interface Inventory {
  sources: SourceSite[];
  models: CallSite<ModelRow>[];
  agents: CallSite<AgentRow>[];
  tools: CallSite<ToolRow>[];
  providers: CallSite<Extract<Row, { kind: "provider" }>>[];
  stores: CallSite<Extract<Row, { kind: "store" }>>[];
  toolServers: CallSite<ToolServerRow>[];
  /** Functions that a framework calls with a request. `found`: the framework finds it where it is, so that nothing else stands before it. */
  routes: { fn: Ref; name: string; found: boolean }[];
}

export function emptyInventory(): Inventory {
  return {
    sources: [],
    models: [],
    agents: [],
    tools: [],
    providers: [],
    stores: [],
    toolServers: [],
    routes: [],
  };
}

/** Adds a source unless the same is known. */
export function addSource(inventory: Inventory, site: SourceSite): void {
  const known = inventory.sources.some(
    (other) =>
      other.ref === site.ref &&
      other.access.join(".") === site.access.join(".") &&
      labelOf(other.terminal) === labelOf(site.terminal),
  );
  if (!known) inventory.sources.push(site);
}

/** What the data of a source is. */
export function labelOf(terminal: Terminal): Label {
  return terminal.role === "output" ? "model-output" : (terminal.row as SourceRow).label;
}

/** Joins inventories of several files. */
export function joinInventories(parts: Iterable<Inventory>): Inventory {
  const all = emptyInventory();
  for (const part of parts)
    for (const key of Object.keys(all) as (keyof Inventory)[]) (all[key] as unknown[]).push(...part[key]);
  return all;
}
