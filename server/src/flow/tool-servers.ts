/** MCP servers that the code, an editor or an agent starts or connects to, and what is downloaded to start them. */
import { Op, type Graph } from "../facts/facts.js";
import type { ToolServer } from "../threats/model.js";
import { isToolServerFile } from "../tool-server-files.js";
import { propertyOf } from "./definitions.js";
import { stepAt } from "./describe.js";
import type { ElementRegistry } from "./elements.js";
import type { Inventory } from "./inventory.js";
import { fetchedBy } from "./launch.js";
import type { Ref } from "./program.js";
import type { Resolver } from "./resolve.js";

/** Keys under which configuration files keep their servers, by name. */
const SERVERS = ["mcpServers", "servers", "context_servers"];
const COMMANDS = ["command", "fullCommand"];
const ADDRESSES = ["url", "serverUrl", "server_url", "httpUrl"];

/** Those of one file. */
export function readToolServers(
  resolver: Resolver,
  registry: ElementRegistry,
  graph: Graph,
  inventory: Inventory,
): ToolServer[] {
  const reader = new Reader(resolver, registry);
  if (isToolServerFile(graph.file)) reader.file(graph);
  for (const { call, row } of inventory.toolServers) {
    if (row.definition)
      for (const place of resolver.navigate.relative(call, row.path, row.definition))
        for (const value of resolver.navigate.values(place))
          if (value.kind === "object") reader.definition(value.ref, undefined);
    if (row.address)
      for (const place of resolver.navigate.relative(call, row.path, row.address))
        if (place.ref !== undefined) reader.connection(call, place.ref);
  }
  return reader.found;
}

class Reader {
  readonly found: ToolServer[] = [];
  readonly #seen = new Set<Ref>();

  constructor(
    readonly resolver: Resolver,
    readonly registry: ElementRegistry,
  ) {}

  /** A configuration file: `{ "mcpServers": { "name": { "command": …, "args": […] } } }`. */
  file(graph: Graph): void {
    const root = graph.facts.exports.find(({ name }) => name === "default")?.node ?? -1;
    for (const key of SERVERS) {
      const servers = propertyOf(graph, root, key);
      if (servers >= 0 && graph.op(servers) === Op.Object) this.#named(graph, servers);
    }
  }

  /** An object with the command of a server, or its address. */
  definition(object: Ref, entry: { name: string; at: Ref } | undefined): void {
    const { graph, node } = this.resolver.split(object);
    if (graph.op(node) !== Op.Object || this.#seen.has(object)) return;
    this.#seen.add(object);
    const command = firstOf(graph, node, COMMANDS);
    const address = firstOf(graph, node, ADDRESSES);
    if (command >= 0) this.#started(object, command, propertyOf(graph, node, "args"), entry);
    else if (address >= 0) this.connection(entry?.at ?? object, this.#ref(graph, address), entry?.name);
    else if (!entry) this.#named(graph, node);
  }

  /** Several servers, each under its name. */
  #named(graph: Graph, servers: number): void {
    for (const server of graph.args(servers))
      if (graph.op(server) === Op.Prop && graph.op(graph.arg(server, 0)) === Op.Object)
        this.definition(this.#ref(graph, graph.arg(server, 0)), {
          name: graph.name(server),
          at: this.#ref(graph, server),
        });
  }

  /** A server at an address. */
  connection(at: Ref, address: Ref, name?: string): void {
    const url = this.resolver.text(address) ?? this.#constructed(address);
    if (url === undefined) return;
    const label = name ?? hostOf(url) ?? "MCP server";
    this.found.push({
      ...this.#element(at, label),
      address: { url, step: stepAt(this.resolver.program, address, url, "address") },
    });
  }

  #started(object: Ref, command: number, args: number, entry: { name: string; at: Ref } | undefined): void {
    const { graph } = this.resolver.split(object);
    const places = [this.#ref(graph, command), ...(args < 0 ? [] : this.#elements(this.#ref(graph, args)))];
    const texts = places.map((place) => (place === undefined ? undefined : this.resolver.text(place)));
    // A whole command line in one text.
    const line = args < 0 && texts[0]?.includes(" ") ? texts[0].split(/\s+/) : undefined;
    const words = line ?? texts;
    const fetched = fetchedBy(words);
    const place = fetched && places[line ? 0 : fetched.word];
    const label =
      entry?.name ??
      words
        .filter((word) => word !== undefined)
        .join(" ")
        .slice(0, 40);
    this.found.push({
      ...this.#element(entry?.at ?? object, label),
      ...(fetched && place !== undefined && !this.#installed(graph.file, fetched.what)
        ? {
            fetched: {
              what: fetched.what,
              from: fetched.from,
              pinned: fetched.pinned,
              command: words.slice(0, fetched.word + 1).join(" "),
              step: stepAt(this.resolver.program, place, fetched.what, "package"),
            },
          }
        : {}),
    });
  }

  /** A runner takes the version that the project itself depends on, and locks, when there is one. */
  #installed(file: string, what: string): boolean {
    const known = this.resolver.program.modules.projectOf(file)?.dependencies ?? {};
    return Object.hasOwn(known, what);
  }

  #element(at: Ref, label: string): Pick<ToolServer, "element" | "name" | "step"> {
    const step = stepAt(this.resolver.program, at, `MCP server ${label}`, "tool-server");
    const element = this.registry.add(`tool-server:${at}`, {
      kind: "tool-server",
      boundary: "outside",
      label,
      detail: "MCP server",
      step,
    });
    return { element, name: label, step };
  }

  /** Elements of an array, undefined for what is not one element. */
  #elements(array: Ref): (Ref | undefined)[] {
    for (const value of this.resolver.resolve(array)) {
      if (value.kind !== "object") continue;
      const { graph, node } = this.resolver.split(value.ref);
      if (graph.op(node) !== Op.Array) continue;
      return [...graph.args(node)].map((element) =>
        element < 0 || graph.op(element) === Op.Spread ? undefined : this.#ref(graph, element),
      );
    }
    return [undefined];
  }

  /** The text in `new URL("…")`. */
  #constructed(address: Ref): string | undefined {
    const { graph, node } = this.resolver.split(address);
    if (graph.op(node) !== Op.New || graph.name(graph.arg(node, 0)) !== "URL") return undefined;
    const text = graph.arg(node, 1);
    return text < 0 ? undefined : this.resolver.text(this.#ref(graph, text));
  }

  #ref(graph: Graph, node: number): Ref {
    return this.resolver.program.ref(graph, node);
  }
}

function firstOf(graph: Graph, object: number, names: readonly string[]): number {
  for (const name of names) {
    const node = propertyOf(graph, object, name);
    if (node >= 0) return node;
  }
  return -1;
}

function hostOf(url: string): string | undefined {
  return /^[a-z]+:\/\/([^/:?#]+)/i.exec(url)?.[1];
}
