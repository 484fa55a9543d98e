/** Which HTTP requests run a model: by the address they go to, however it is put together, and by what they send. */
import { parsePath } from "../catalog/path.js";
import type { ModelRow } from "../catalog/schema.js";
import { isAnyOf, wildcard } from "../catalog/wildcard.js";
import { Op } from "../facts/facts.js";
import { Assembly, HOLE, NOWHERE, type Entered, type Given, type Properties } from "./assembly.js";
import { BOUNDS } from "./bounds.js";
import { startsConfigured } from "./configured.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import type { Table } from "./solver.js";

/** A model that a request goes to. */
export interface ModelRequest {
  /** The call that says where: the request itself, or a call of a function that sends what it is given. */
  from: Ref;
  provider: string;
  /** The host is known, not only the path. */
  certain: boolean;
}

/** What is known of one call that sends requests. */
export interface Requests {
  to: readonly ModelRequest[];
  /** Other calls use the same function for other addresses. */
  mixed: boolean;
}

/** The application's own server, at a relative address, or one at an address that whoever runs the program sets. */
export type Answering = "own" | "configured";

const NONE: Requests = { to: [], mixed: false };
const OWN_MACHINE = /^(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)(?::|$)/;
/** Methods that carry no body. */
const FETCHES = /^(?:get|head|delete|options)$/i;

type RequestFacts = NonNullable<ModelRow["request"]>;

/** Where an address leads. */
interface Address {
  /** Undefined when nothing of it is known. */
  host: string | undefined;
  path: string;
}

export class EndpointFinder {
  readonly #requests: Table<string, Requests>;

  constructor(readonly resolver: Resolver) {
    this.#requests = resolver.program.solver.table<string, Requests>({
      bottom: NONE,
      same: (left, right) => JSON.stringify(left) === JSON.stringify(right),
      answer: (key) => {
        const [call, facts] = JSON.parse(key) as [Ref, RequestFacts];
        return this.#find(call, facts);
      },
    });
  }

  /** The models that a request goes to. */
  at(call: Ref, facts: RequestFacts): Requests {
    return this.#requests.ask(this.resolver.program.fileOf(call), JSON.stringify([call, facts]));
  }

  /** Whether a call reads the answer of a model: `response.json()` of a request to one. */
  readsAnswer(call: Ref): boolean {
    const passed = new Set<Ref>();
    return this.#sent(call, passed, 0).some((request) =>
      this.#factsOf(request).some((facts) => {
        const { to, mixed } = this.at(request, facts);
        return to.length > 0 && (!mixed || to.some(({ from }) => passed.has(from)));
      }),
    );
  }

  /** Who answers what a call reads, where the program's address of it tells. */
  answeredBy(call: Ref): Answering | undefined {
    const passed = new Set<Ref>();
    const requests = [call, ...this.#sent(call, passed, 0)];
    const way = this.#entering(passed);
    const all = requests.map((request) => this.#answersAt(request, way));
    return all.includes("own") ? "own" : all.find((each) => each !== undefined);
  }

  /** The functions that calls enter. */
  #entering(calls: Iterable<Ref>): Entered {
    const entered = new Map<Ref, Ref>();
    for (const call of calls) {
      const { graph, node } = this.resolver.split(call);
      for (const fn of this.resolver.functions(this.resolver.program.ref(graph, graph.arg(node, 0))))
        if (!entered.has(fn)) entered.set(fn, call);
    }
    return entered;
  }

  #answersAt(request: Ref, way: Entered): Answering | undefined {
    const address = this.#factsOf(request)[0]?.address ?? "(0)";
    const assembly = new Assembly(this.resolver);
    const answering = (entered: Entered): Answering | undefined => {
      const places = this.#at(assembly, request, address, entered);
      const known = places
        .flatMap((place) => assembly.texts(place.ref, place.entered))
        .flatMap((text) => addressOf(text) ?? []);
      if (known.some(({ host, path }) => ownRoute(host, path))) return "own";
      if (!known.every(({ host }) => host === undefined || OWN_MACHINE.test(host))) return undefined;
      return places.some((place) => startsConfigured(this.resolver, place.ref, place.entered))
        ? "configured"
        : undefined;
    };
    const found = answering(NOWHERE) ?? answering(way);
    if (found) return found;
    // A helper that is given the address by each of its callers.
    const [helper] = assembly.needs;
    if (helper === undefined) return undefined;
    const asked = this.resolver.callers
      .of(helper)
      .map((use) => (use.kind === "call" ? answering(new Map([[helper, use.call]])) : undefined));
    if (asked.length === 0 || asked.includes(undefined)) return undefined;
    return asked.includes("configured") ? "configured" : "own";
  }

  #factsOf(call: Ref): RequestFacts[] {
    const { graph, node } = this.resolver.split(call);
    return this.resolver.resolve(this.resolver.program.ref(graph, graph.arg(node, 0))).flatMap((value) => {
      const result = value.kind === "api" ? value.api.step({ kind: "call" }) : undefined;
      return (result?.rows("model") ?? []).flatMap(({ request }) => request ?? []);
    });
  }

  /** Requests whose answer a value may be or come from, and the calls on the way there. */
  #sent(ref: Ref, passed: Set<Ref>, depth: number): Ref[] {
    const { graph, node } = this.resolver.split(ref);
    const root = rootOf(graph, node);
    const at = this.resolver.program.ref(graph, root);
    if (depth > BOUNDS.requestDepth || passed.has(at)) return [];
    const next = (operand: Ref): Ref[] => this.#sent(operand, passed, depth + 1);
    if (graph.op(root) === Op.Param) {
      const fn = graph.facts.functions[graph.owner(root)];
      const uses = fn ? this.resolver.callers.of(this.resolver.program.ref(graph, fn.node)) : [];
      return uses.flatMap((use) =>
        use.kind === "given" && use.index === graph.aux(root) ? next(use.ref) : [],
      );
    }
    if (graph.op(root) !== Op.Call) return [];
    passed.add(at);
    if (this.#factsOf(at).length > 0) return [at];
    const callee = this.resolver.program.ref(graph, graph.arg(root, 0));
    const made = this.resolver.resolve(callee).flatMap((value) => {
      if (value.kind !== "function") return [];
      const target = this.resolver.split(value.ref);
      const { exits } = target.graph.facts.functions[target.graph.aux(target.node)]!;
      return exits.flatMap(({ value: exit }) =>
        exit >= 0 ? next(this.resolver.program.ref(target.graph, exit)) : [],
      );
    });
    if (made.length > 0 || graph.op(graph.arg(root, 0)) !== Op.Member) return made;
    return next(this.resolver.program.ref(graph, graph.arg(graph.arg(root, 0), 0)));
  }

  #find(call: Ref, facts: RequestFacts): Requests {
    const found = new Map<Ref, ModelRequest>();
    const others = this.#follow(call, facts, { entered: NOWHERE, from: call }, found);
    if (found.size === 0) return NONE;
    return { to: [...found.values()], mixed: others && !found.has(call) };
  }

  /**
   * Judges a request as it is sent when its functions are entered in a certain way.
   * @returns whether it also goes elsewhere
   */
  #follow(
    call: Ref,
    facts: RequestFacts,
    { entered, from }: { entered: Entered; from: Ref },
    found: Map<Ref, ModelRequest>,
  ): boolean {
    const assembly = new Assembly(this.resolver);
    const endpoint = this.#judge(call, facts, entered, assembly);
    if (endpoint) {
      if (!found.has(from)) found.set(from, { from, ...endpoint });
      return false;
    }
    const [wanted] = [...assembly.needs].filter((fn) => !entered.has(fn));
    if (wanted === undefined || entered.size >= BOUNDS.requestDepth) return true;
    let others = false;
    for (const use of this.resolver.callers.of(wanted))
      if (use.kind === "call" && !this.resolver.program.isTest(this.resolver.program.graph(use.call).file)) {
        const inside = new Map(entered).set(wanted, use.call);
        if (this.#follow(call, facts, { entered: inside, from: use.call }, found)) others = true;
      }
    return others;
  }

  #judge(
    call: Ref,
    facts: RequestFacts,
    entered: Entered,
    assembly: Assembly,
  ): Omit<ModelRequest, "from"> | undefined {
    const addresses = this.#at(assembly, call, facts.address, entered)
      .flatMap((place) => assembly.texts(place.ref, place.entered))
      .flatMap((text) => addressOf(text) ?? []);
    if (addresses.length === 0) return undefined;
    // What follows is about the body; its parameters are no reason to look at who calls.
    const inside = new Assembly(this.resolver);
    if (facts.method !== undefined) {
      const methods = this.#at(inside, call, facts.method, entered).flatMap(({ ref, entered: way }) =>
        inside.texts(ref, way),
      );
      if (methods.length > 0 && methods.every((method) => FETCHES.test(method))) return undefined;
    }
    const body = facts.body === undefined ? OPEN : this.#body(inside, call, facts.body, entered);
    if (!body) return undefined;
    const { endpoints } = this.resolver.program.catalog.rows;
    for (const { hosts, paths, provider } of endpoints)
      for (const { host, path } of addresses)
        if (host !== undefined && hosts && isAnyOf(hosts, host))
          if (UNKNOWN_PATH.test(path) || paths.some((end) => this.#ends(end, path)))
            return { provider, certain: true };
    for (const { host, path } of addresses)
      for (const row of endpoints) {
        if (row.hosts || !row.paths.some((end) => this.#ends(end, path))) continue;
        const known = row.body?.some((name) => body.names.has(name)) ?? false;
        if (known ? row.unmistakable || !ownRoute(host, path) : body.open && row.unmistakable)
          return { provider: this.#named(host, path) ?? row.provider, certain: false };
      }
    return undefined;
  }

  /** A provider whose name stands in an address that is not its own: of a proxy, as a rule. */
  #named(host: string | undefined, path: string): string | undefined {
    const { endpoints } = this.resolver.program.catalog.rows;
    const own = host !== undefined && endpoints.some(({ hosts }) => hosts && isAnyOf(hosts, host));
    const words = new Set(`${own ? "" : (host ?? "")}/${path}`.toLowerCase().split(/[^a-z0-9]+/));
    return endpoints.find(
      ({ provider, hosts }) => hosts && words.has(provider.toLowerCase().replaceAll(/[^a-z0-9]/g, "")),
    )?.provider;
  }

  /** Undefined when nothing is sent. */
  #body(assembly: Assembly, call: Ref, path: string, entered: Entered): Properties | undefined {
    const places = this.#at(assembly, call, path, entered);
    if (places.length === 0) return this.#isKnown(assembly, call, path, entered) ? undefined : OPEN;
    const parts = places.map(({ ref, entered: way }) => assembly.properties(ref, way));
    return { names: new Set(parts.flatMap(({ names }) => [...names])), open: parts.some(({ open }) => open) };
  }

  /** What holds the body is known, and has none. */
  #isKnown(assembly: Assembly, call: Ref, path: string, entered: Entered): boolean {
    const dot = path.lastIndexOf(".");
    if (dot < 0) return true;
    const holders = this.#at(assembly, call, path.slice(0, dot), entered);
    return holders.every(({ ref, entered: way }) => !assembly.properties(ref, way).open);
  }

  /** The nodes at `(1).body` of a call. */
  #at(assembly: Assembly, call: Ref, path: string, entered: Entered): Given[] {
    const { graph, node } = this.resolver.split(call);
    return parsePath(path).flatMap((segments) => {
      let places: Given[] = [];
      for (const segment of segments)
        if (segment.kind === "argument") {
          const argument = graph.arg(node, (segment.index ?? 0) + 1);
          if (argument >= 0) places = [{ ref: this.resolver.program.ref(graph, argument), entered }];
        } else if (segment.kind === "member")
          places = places.flatMap(({ ref, entered: way }) =>
            (segment.names ?? []).flatMap((name) => assembly.property(ref, name, way)),
          );
      return places;
    });
  }

  #ends(end: string, path: string): boolean {
    if (end === "*") return true;
    const segments = path.replaceAll(HOLE, `/${HOLE}/`).replaceAll(/\/+/g, "/").replace(/\/$/, "");
    return wildcard(/^[/:]/.test(end) ? `*${end}` : `*/${end}`).test(segments.replaceAll("/:", ":"));
  }
}

const UNKNOWN_PATH = /^[/\u0000]*(?:[^/\u0000]*\/)?\u0000+$/;
const HOLE_AT_END = /\u0000+$/;
const OPEN: Properties = { names: new Set(), open: true };

/** A text as an address: its host and its path without a query. */
function addressOf(text: string): Address | undefined {
  // A proxy has the address that it asks in its own.
  const start = Math.max(0, text.search(/[a-z]+:\/\/(?!.*:\/\/)/i));
  const [bare = ""] = text.slice(start).split(/[?#]/);
  const match = /^(?:[a-z][a-z0-9+.-]*:)?\/\/([^/]*)(.*)$/i.exec(bare);
  if (!match) return bare === HOLE || bare === "" ? undefined : { host: undefined, path: bare };
  const [, authority = "", path = ""] = match;
  // What a host ends with is what it is known by; right behind it may stand a path from elsewhere.
  const host = authority.replace(/^.*@/, "").replace(HOLE_AT_END, "").toLowerCase();
  return { host: host || undefined, path: HOLE_AT_END.test(authority) ? HOLE + path : path };
}

/** An address without a host is one of the application's own. */
function ownRoute(host: string | undefined, path: string): boolean {
  return host === undefined && path.startsWith("/");
}
