/** Where a request goes, as far as it is written out: in the call, or in what made the client that it is a method of. */
import { isAnyOf } from "../catalog/wildcard.js";
import { Op } from "../facts/facts.js";
import { definitionOf, propertyOf } from "./definitions.js";
import type { Ref } from "./program.js";
import type { Resolver } from "./resolve.js";
import { startOf } from "./texts.js";

/** Options of HTTP clients that hold the address itself, and what it is relative to. */
const ADDRESSES = ["url", "uri"];
const BASES = ["baseURL", "baseUrl", "prefixUrl"];

/** "https://api.example.com/v1/", or nothing. */
export function requestAddress(resolver: Resolver, call: Ref): string {
  const { graph, node } = resolver.split(call);
  const given = [...graph.args(node)].slice(1).filter((argument) => argument >= 0);
  const first = given[0] === undefined ? "" : startOf(resolver, resolver.program.ref(graph, given[0]));
  const options = given.map((argument) => resolver.program.ref(graph, argument));
  const address = first || written(resolver, options, ADDRESSES);
  if (/^[a-z]+:/i.test(address)) return address;
  return written(resolver, [...options, ...makers(resolver, call)], BASES) + address;
}

/** What the client was made with: `axios.create({ baseURL })` of `client.get("/users")`. */
function makers(resolver: Resolver, call: Ref): Ref[] {
  const { graph, node } = resolver.split(call);
  const callee = graph.arg(node, 0);
  if (callee < 0) return [];
  const client = graph.op(callee) === Op.Member ? graph.arg(callee, 0) : callee;
  const made = resolver.split(definitionOf(resolver, resolver.program.ref(graph, client)));
  if (made.graph.op(made.node) !== Op.Call && made.graph.op(made.node) !== Op.New) return [];
  return [...made.graph.args(made.node)]
    .slice(1)
    .flatMap((part) => (part < 0 ? [] : [resolver.program.ref(made.graph, part)]));
}

function written(resolver: Resolver, objects: readonly Ref[], names: readonly string[]): string {
  for (const object of objects) {
    const { graph, node } = resolver.split(definitionOf(resolver, object));
    if (graph.op(node) !== Op.Object) continue;
    for (const name of names) {
      const value = propertyOf(graph, node, name);
      const text = value < 0 ? "" : startOf(resolver, resolver.program.ref(graph, value));
      if (text !== "") return text;
    }
  }
  return "";
}

/** Whose models an address leads to, when it is a provider's own. */
export function providerAt(resolver: Resolver, address: string): string | undefined {
  const host = /^https?:\/\/([^/:?#]+)/i.exec(address)?.[1]?.toLowerCase();
  if (host === undefined) return undefined;
  return resolver.program.catalog.rows.endpoints.find(({ hosts }) => hosts && isAnyOf(hosts, host))?.provider;
}
