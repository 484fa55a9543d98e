/** Whom a server of this machine lets in: every page that a person has open, or only those that it trusts and who knows a secret of it. */
import { Op, versionsOf, type Graph } from "../facts/facts.js";
import { literalTruth } from "./constants.js";
import { definitionOf } from "./definitions.js";
import { calleeName } from "./file-index.js";
import type { SourceSite } from "./inventory.js";
import type { Place } from "./navigate.js";
import type { Ref } from "./program.js";
import { rootOf, takingCall, usersOf, valueOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { isUrl } from "./urls.js";

/** How deep a condition, and what is compared in it, is looked into. */
const DEEPEST = 8;
/** Addresses that only this machine reaches. */
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|::1|\[::1\])$/i;
/** What tells who connects: the page that a browser names, or a secret that only the program's own page was given. */
const PROOF = /origin$|token|secret|^(?:proxy-)?authorization$|api-?key/i;
const READS = new Set(["get", "header", "getHeader"]);
/** Methods that find a text in a list of texts, or something in a text. */
const FINDS = new Set(["has", "includes", "some", "test", "match", "startsWith", "endsWith", "find"]);
/** Methods by which a connection is let in. */
const LETS_IN = new Set(["upgrade", "handleUpgrade"]);

/**
 * Whether what arrives comes only from whom the server trusts: it listens on this machine alone, and refuses whoever brings
 * neither the right `Origin` nor its secret. Whoever else is on the machine may start programs without asking it.
 */
export function isLetIn(resolver: Resolver, { call, handler, terminal: { row } }: SourceSite): boolean {
  if (row.kind !== "source" || !row.server) return false;
  const { maker, takers } = makerOf(resolver, call);
  const { host, admits } = row.server;
  if (!listensHere(resolver, maker, host)) return false;
  const { program, navigate } = resolver;
  const before = placesAt(resolver, maker, admits).flatMap((place) => navigate.functionsAt(place));
  for (const { graph, node } of callsOn(resolver, maker, LETS_IN)) {
    const fn = graph.facts.functions[graph.owner(node)];
    if (fn) before.push(program.ref(graph, fn.node));
  }
  const trust = new Trust(resolver);
  return (
    before.some((fn) => letsIn(trust, fn) ?? goesOn(trust, fn)) ||
    [...takers, ...(handler === undefined ? [] : [handler])].some((fn) => goesOn(trust, fn))
  );
}

function placesAt(resolver: Resolver, call: Ref, path: string | undefined): Place[] {
  return path === undefined ? [] : resolver.navigate.relative(call, "x()", path);
}

/** The call that makes the server, and the functions around a handler that the server runs first. */
function makerOf(resolver: Resolver, call: Ref): { maker: Ref; takers: Ref[] } {
  const takers: Ref[] = [];
  let maker = call;
  for (let guard = 0; guard < DEEPEST; guard++) {
    const { graph, node } = resolver.split(maker);
    const read = graph.op(node) === Op.Call ? graph.arg(node, 0) : node;
    if (graph.op(read) !== Op.Member) break;
    const object = definitionOf(resolver, resolver.program.ref(graph, graph.arg(read, 0)));
    const made = resolver.split(object);
    const op = made.graph.op(made.node);
    if (op === Op.New || op === Op.Call) maker = object;
    else {
      const taker = op === Op.Param ? takingCall(resolver, object) : object;
      if (taker === object) break;
      takers.push(resolver.around(object));
      maker = taker;
    }
  }
  return { maker, takers };
}

/** Calls of methods on what a call made, in its file. */
function callsOn(
  resolver: Resolver,
  maker: Ref,
  names: ReadonlySet<string>,
): { graph: Graph; node: number }[] {
  const { graph } = resolver.split(maker);
  const index = resolver.program.index(graph);
  return [...names].flatMap((name) =>
    index.calls
      .get(name)
      .filter((call) => {
        const callee = graph.arg(call, 0);
        return (
          graph.op(callee) === Op.Member &&
          definitionOf(resolver, resolver.program.ref(graph, graph.arg(callee, 0))) === maker
        );
      })
      .map((node) => ({ graph, node })),
  );
}

const LISTENS = new Set(["listen"]);

/** Whether a server, or the one that hands it connections, listens on this machine alone. */
function listensHere(resolver: Resolver, maker: Ref, host: string | undefined): boolean {
  const { program } = resolver;
  const isHere = (path: string | undefined, at: Ref): boolean =>
    placesAt(resolver, at, path).some(({ ref }) => ref !== undefined && isLoopback(resolver, ref, 0));
  if (isHere(host, maker)) return true;
  const servers = [maker];
  for (const { ref } of placesAt(resolver, maker, "(0).server"))
    if (ref !== undefined) servers.push(definitionOf(resolver, ref));
  // `server.on("upgrade", (request, socket, head) => sockets.handleUpgrade(…))`
  for (const { graph, node } of callsOn(resolver, maker, LETS_IN)) {
    const fn = graph.facts.functions[graph.owner(node)];
    for (const use of fn ? usersOf(graph, fn.node) : [])
      if (graph.op(use) === Op.Call && graph.op(graph.arg(use, 0)) === Op.Member)
        servers.push(definitionOf(resolver, program.ref(graph, graph.arg(graph.arg(use, 0), 0))));
  }
  return servers.some((server) =>
    callsOn(resolver, server, LISTENS).some(({ graph, node }) => {
      const call = program.ref(graph, node);
      return isHere("(1)", call) || isHere("(0).host", call);
    }),
  );
}

/** An address of this machine, or one that is that unless whoever runs the program says otherwise. */
function isLoopback(resolver: Resolver, ref: Ref, depth: number): boolean {
  if (depth > DEEPEST) return false;
  const { graph, node } = resolver.split(definitionOf(resolver, ref));
  const value = valueOf(graph, node);
  switch (graph.op(value)) {
    case Op.String:
      return LOOPBACK.test(graph.name(value));
    case Op.Or:
    case Op.Coalesce:
      return isLoopback(resolver, resolver.program.ref(graph, graph.arg(value, 1)), depth + 1);
    default:
      return false;
  }
}

/** Whether a function hands connections over only for whom it trusts; undefined where it hands none over. */
function letsIn(trust: Trust, fn: Ref): boolean | undefined {
  const { graph, node } = trust.resolver.split(fn);
  const calls = trust.resolver.program
    .index(graph)
    .callsOf.get(graph.aux(node))
    .filter((call) => LETS_IN.has(calleeName(graph, graph.arg(call, 0))));
  if (calls.length === 0) return undefined;
  return calls.every((call) => [...graph.args(call)].slice(1).some((value) => trust.holds(graph, value)));
}

/** Whether a function goes on to its end, or gives something true, only for whom it trusts. */
function goesOn(trust: Trust, fn: Ref): boolean {
  const { graph, node } = trust.resolver.split(fn);
  const { params, exits } = graph.facts.functions[graph.aux(node)]!;
  // `verifyClient: (info, done) => done(isTrusted(info.origin))`
  const answers = trust.resolver.program
    .index(graph)
    .callsOf.get(graph.aux(node))
    .filter((call) => params.slice(1).includes(rootOf(graph, graph.arg(call, 0))));
  if (answers.some((call) => trust.says(graph, graph.arg(call, 1), true))) return true;
  const last = exits.at(-1);
  if (last === undefined) return false;
  if (trust.says(graph, last.value, true)) return true;
  return exits.length > 1 && [...versionsOf(last)].some(([, version]) => trust.holds(graph, version));
}

/** What conditions say of who sent a request. */
class Trust {
  #depth = 0;

  constructor(readonly resolver: Resolver) {}

  /** Whether a version of a value is there only where a condition trusts the sender. */
  holds(graph: Graph, version: number, depth = 0): boolean {
    if (depth > 40) return false;
    switch (graph.op(version)) {
      case Op.Refine:
        if (graph.aux(version) < 2 && this.says(graph, graph.arg(version, 1), graph.aux(version) === 1))
          return true;
        return this.holds(graph, graph.arg(version, 0), depth + 1);
      case Op.AfterCall:
      case Op.Typed:
      case Op.Use:
        return this.holds(graph, graph.arg(version, 0), depth + 1);
      case Op.Choice:
        return [...graph.args(version)].every((option) => this.holds(graph, option, depth + 10));
      default:
        return false;
    }
  }

  /** Whether a condition is true, or false, only for whom the program trusts. */
  says(graph: Graph, condition: number, sense: boolean): boolean {
    if (condition < 0 || this.#depth > DEEPEST) return false;
    this.#depth++;
    const answer = this.#says(graph, condition, sense);
    this.#depth--;
    return answer;
  }

  #says(graph: Graph, condition: number, sense: boolean): boolean {
    const [first, second] = [graph.arg(condition, 0), graph.arg(condition, 1)];
    switch (graph.op(condition)) {
      case Op.Not:
        return this.says(graph, first, !sense);
      case Op.Refine:
      case Op.AfterCall:
      case Op.Await:
      case Op.Typed:
      case Op.Use:
        return this.says(graph, first, sense);
      case Op.And:
      case Op.Or: {
        const both = (graph.op(condition) === Op.And) === sense;
        const [left, right] = [this.says(graph, first, sense), this.says(graph, second, sense)];
        // A program that is no browser names no page.
        return both ? left || right : (left || this.#isAbsent(graph, first, sense)) && right;
      }
      case Op.Ternary:
        return [second, graph.arg(condition, 2)].every((option, index) => {
          const truth = literalTruth(graph, option);
          return (
            truth === !sense ||
            (truth === undefined && this.says(graph, option, sense)) ||
            this.#isAbsent(graph, first, index === 0)
          );
        });
      case Op.Compare:
        return this.#compares(graph, condition, sense);
      case Op.Call:
        return sense && this.#finds(graph, condition);
      default:
        return false;
    }
  }

  /** `!origin`, `origin === undefined` */
  #isAbsent(graph: Graph, condition: number, sense: boolean): boolean {
    if (graph.op(condition) === Op.Not) return this.#isAbsent(graph, graph.arg(condition, 0), !sense);
    if (graph.op(condition) !== Op.Compare) return !sense && this.#isProof(graph, condition, 0);
    const equal = graph.name(condition).startsWith("=");
    return (
      equal === sense &&
      graph.op(graph.arg(condition, 1)) === Op.Nullish &&
      this.#isProof(graph, graph.arg(condition, 0), 0)
    );
  }

  #compares(graph: Graph, condition: number, sense: boolean): boolean {
    const operator = graph.name(condition);
    if (!/^[!=]==?$/.test(operator) || operator.startsWith("=") !== sense) return false;
    const sides = [graph.arg(condition, 0), graph.arg(condition, 1)];
    const isNothing = (side: number): boolean =>
      graph.op(side) === Op.Nullish ||
      graph.op(side) === Op.Boolean ||
      graph.op(side) === Op.TypeOf ||
      (graph.op(side) === Op.String && /^(?:null)?$/.test(graph.name(side)));
    return !sides.some(isNothing) && sides.some((side) => this.#isProof(graph, side, 0));
  }

  /** `TRUSTED.has(origin)`, `timingSafeEqual(token, expected)`, or a function of the program that asks such a thing. */
  #finds(graph: Graph, call: number): boolean {
    const callee = graph.arg(call, 0);
    const args = [...graph.args(call)].slice(1);
    const name = calleeName(graph, callee);
    const asks = (values: readonly number[]): boolean =>
      values.some((value) => this.#isProof(graph, value, 0));
    if (name === "timingSafeEqual") return asks(args);
    const functions = this.resolver.functions(this.resolver.program.ref(graph, callee));
    if (functions.length > 0) return functions.every((fn) => this.#answers(fn));
    return graph.op(callee) === Op.Member && FINDS.has(name) && asks([...args, graph.arg(callee, 0)]);
  }

  /** Whether a function gives something true only for whom it trusts. */
  #answers(fn: Ref): boolean {
    const { graph, node } = this.resolver.split(fn);
    let asks = false;
    for (const { value, versions } of graph.facts.functions[graph.aux(node)]!.exits) {
      const truth = value < 0 ? false : literalTruth(graph, value);
      if (truth === false) continue;
      const known = versions.filter((_, at) => at % 2 === 1);
      if (truth === undefined && this.says(graph, value, true)) asks = true;
      else if (known.some((version) => this.holds(graph, version))) asks = true;
      else if (!known.some((version) => this.#isWithout(graph, version))) return false;
    }
    return asks;
  }

  /** A version of a value that is there only where no page is named. */
  #isWithout(graph: Graph, version: number): boolean {
    let at = version;
    for (let guard = 0; guard < 40; guard++) {
      if (graph.op(at) === Op.Refine && this.#isAbsent(graph, graph.arg(at, 1), graph.aux(at) === 1))
        return true;
      if (graph.op(at) !== Op.Refine && graph.op(at) !== Op.AfterCall && graph.op(at) !== Op.Typed)
        return false;
      at = graph.arg(at, 0);
    }
    return false;
  }

  /** What a request says of who sent it, or what is made from that: `request.headers.origin`, `new URL(origin).hostname`. */
  #isProof(graph: Graph, node: number, depth: number): boolean {
    if (node < 0 || depth > DEEPEST) return false;
    const again = (operand: number): boolean => this.#isProof(graph, operand, depth + 1);
    const root = rootOf(graph, node);
    const operands = [...graph.args(root)];
    switch (graph.op(root)) {
      case Op.Param:
        return PROOF.test(graph.name(root));
      case Op.Member:
        // Of the address that was asked for, it is the server's own.
        if (PROOF.test(graph.name(root)) && !isUrl(graph, rootOf(graph, operands[0]!))) return true;
        return again(operands[0]!);
      case Op.Call: {
        const callee = operands[0]!;
        const key = operands[1] ?? -1;
        if (READS.has(calleeName(graph, callee)) && key >= 0 && graph.op(key) === Op.String)
          return PROOF.test(graph.name(key));
        if (graph.op(callee) === Op.Member && again(graph.arg(callee, 0))) return true;
        if (operands.slice(1).some(again)) return true;
        return this.resolver.functions(this.resolver.program.ref(graph, callee)).some((fn) => {
          const { graph: owner, node: at } = this.resolver.split(fn);
          const { exits } = owner.facts.functions[owner.aux(at)]!;
          return exits.some(({ value }) => this.#isProof(owner, value, depth + 2));
        });
      }
      case Op.Function: {
        const { exits } = graph.facts.functions[graph.aux(root)]!;
        return exits.some(
          ({ value }) => value >= 0 && graph.op(value) === Op.Compare && [...graph.args(value)].some(again),
        );
      }
      case Op.Ternary:
      case Op.New:
      case Op.Or:
      case Op.Coalesce:
      case Op.Choice:
      case Op.Index:
      case Op.Cell:
      case Op.Concat:
        return operands.some(again);
      default:
        return false;
    }
  }
}
