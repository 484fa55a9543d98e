/** What a comparison says: `x === "a"`, `x !== undefined`, `typeof x === "number"`, `isIP(host) === 4`, a signature that fits. */
import { Op, type Graph } from "../facts/facts.js";
import { closedByEquality, knowsRanges, prefixKinds, RESOLVED } from "./checks.js";
import { calleeName } from "./file-index.js";
import { ALL, kinds, NONE, type KindSet } from "./kinds.js";
import { asksEqual, relationOf, rootOf, valueOf, type Relation } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { signsOver } from "./senders.js";
import { IS_ADDRESS, type TextTests } from "./text-tests.js";

export class Comparisons {
  constructor(
    readonly resolver: Resolver,
    readonly tests: TextTests,
  ) {}

  /**
   * What a comparison makes a value safe for.
   * @param sense whether it is true
   * @param given the value's node
   */
  says(graph: Graph, condition: number, sense: boolean, given: number): KindSet {
    return this.#isEmpty(graph, condition, sense, given)
      ? ALL
      : this.#compare(graph, condition, sense, rootOf(graph, given));
  }

  #relation(graph: Graph, node: number, subject: number): Relation | undefined {
    return relationOf(this.resolver, graph, node, subject);
  }

  /** `x === undefined`, `x == null`, `x === ""`, `x.length === 0` */
  #isEmpty(graph: Graph, condition: number, sense: boolean, given: number): boolean {
    const operator = graph.name(condition);
    if (!/^[!=]==?$/.test(operator) || operator.startsWith("=") !== sense) return false;
    const [left, right] = [graph.arg(condition, 0), graph.arg(condition, 1)];
    if (measured(graph, left) !== valueOf(graph, given)) return false;
    const [op, name] = [graph.op(right), graph.name(right)];
    return op === Op.Nullish || (op === Op.String && name === "") || (op === Op.Number && name === "0");
  }

  /**
   * `isIP(host) === 4`, `isIP(host) !== 0`: the host is an address. Where it is none, or none of the kind that has private ranges
   * everybody knows, it is no private address; a name may lead to one.
   */
  #comparesVersion(graph: Graph, left: number, right: number, isEqual: boolean, subject: number): KindSet {
    const test = rootOf(graph, left);
    if (graph.op(test) !== Op.Call || graph.op(right) !== Op.Number) return NONE;
    if (!IS_ADDRESS.test(calleeName(graph, graph.arg(test, 0)))) return NONE;
    if (!this.tests.isHost(graph, graph.arg(test, 1), subject)) return NONE;
    const version = graph.name(right);
    if (isEqual !== (version === "0")) return kinds("host-literal");
    return version === "6" ? NONE : kinds("host-ranges");
  }

  /** `file.indexOf(folder) === 0`: it begins with that. */
  #begins(graph: Graph, left: number, right: number, subject: number): KindSet {
    const search = rootOf(graph, left);
    const callee = graph.op(search) === Op.Call ? graph.arg(search, 0) : -1;
    if (callee < 0 || graph.op(callee) !== Op.Member || graph.name(callee) !== "indexOf") return NONE;
    if (graph.op(right) !== Op.Number || graph.name(right) !== "0") return NONE;
    const object = graph.arg(callee, 0);
    const relation = this.#relation(graph, object, subject);
    return relation ? prefixKinds(this.resolver, graph, relation, object, graph.arg(search, 1), true) : NONE;
  }

  /** Whether one side of a comparison is a signature over the subject. */
  isSignature(graph: Graph, sides: readonly number[], subject: number): boolean {
    return (
      this.resolver.program.index(graph).calls.has("createHmac") &&
      sides.some((side) => signsOver(graph, side, subject))
    );
  }

  /** `first !== 10`, where a function goes through the private ranges: the others are asked about there, too. */
  #outside(graph: Graph, condition: number): KindSet {
    const fn = graph.owner(condition);
    return fn >= 0 && knowsRanges(graph, fn) ? kinds("host-ranges") : NONE;
  }

  #compare(graph: Graph, condition: number, sense: boolean, subject: number): KindSet {
    const operator = graph.name(condition);
    const [left, right] = [graph.arg(condition, 0), graph.arg(condition, 1)];
    if (operator === "in") {
      const key = this.#relation(graph, left, subject);
      return sense && key === "same" ? ALL : NONE;
    }
    const place = isPlace(graph, operator, right, sense) ? rootOf(graph, left) : -1;
    if (place >= 0 && graph.op(place) === Op.Call) return this.tests.ofPlace(graph, place, subject);
    const equal = operator === "===" || operator === "==";
    if (!equal && operator !== "!==" && operator !== "!=") return NONE;
    if (graph.op(left) === Op.TypeOf) {
      if (equal !== sense) return NONE;
      const kind = graph.op(right) === Op.String ? graph.name(right) : "";
      return this.#relation(graph, graph.arg(left, 0), subject) === "same" &&
        (kind === "number" || kind === "boolean")
        ? ALL
        : NONE;
    }
    if (equal === sense && this.isSignature(graph, [left, right], subject)) return ALL;
    if (equal === sense) {
      const start = this.#begins(graph, left, right, subject);
      if (start !== NONE) return start;
    }
    const version = this.#comparesVersion(graph, left, right, equal === sense, subject);
    if (version !== NONE) return version;
    const first = this.#relation(graph, left, subject);
    const second = this.#relation(graph, right, subject);
    if (first && second && equal !== sense) return NONE;
    if (first && second) return first === "name" || second === "name" ? kinds("path") : NONE;
    const relation = first ?? second;
    if (!relation) return NONE;
    const other = first ? right : left;
    // Which range the address is in.
    if (relation === "address" && graph.op(other) === Op.String) return RESOLVED;
    if (equal !== sense) {
      if (relation === "part" && isRangeStart(graph, other)) return this.#outside(graph, condition);
      return relation === "segment" && graph.op(other) === Op.String && graph.name(other) === ".."
        ? kinds("path-climb")
        : NONE;
    }
    if (graph.op(other) === Op.Nullish || graph.op(other) === Op.Boolean) return NONE;
    const isEmpty = graph.op(other) === Op.String && graph.name(other) === "";
    // Nothing leads from the folder to it: it is the folder.
    if (isEmpty) return relation === "relative" ? kinds("path") : NONE;
    return closedByEquality(relation);
  }
}

/** A number that private addresses start with. */
function isRangeStart(graph: Graph, node: number): boolean {
  const op = graph.op(node);
  return (op === Op.Number || op === Op.String) && /^(?:10|127|169|172|192)$/.test(graph.name(node));
}

/** `Boolean(found)` */
export function isTruth(graph: Graph, call: number): boolean {
  const callee = graph.arg(call, 0);
  return graph.op(callee) === Op.Global && graph.name(callee) === "Boolean" && graph.argCount(call) === 2;
}

/** `isInside(path) === true`, `known !== false`: a condition, and whether it holds where the comparison does. */
export function truthTold(graph: Graph, comparison: number): { of: number; same: boolean } | undefined {
  const [of, literal] = [graph.arg(comparison, 0), graph.arg(comparison, 1)];
  const equal = asksEqual(graph, comparison);
  if (equal === undefined || graph.op(literal) !== Op.Boolean) return undefined;
  return { of, same: equal === (graph.name(literal) === "true") };
}

/** `… !== -1`, `… >= 0`: what a search gave is a place. */
function isPlace(graph: Graph, operator: string, right: number, sense: boolean): boolean {
  const isNone = graph.op(right) === Op.Arithmetic && graph.name(graph.arg(right, 0)) === "1";
  if (isNone) return /^!==?$|^>$/.test(operator) ? sense : /^===?$/.test(operator) && !sense;
  return graph.op(right) === Op.Number && graph.name(right) === "0" && operator === (sense ? ">=" : "<");
}

/** What is asked about where it is asked whether `x`, `x.trim()` or `x.length` is anything. */
export function measured(graph: Graph, node: number): number {
  const value = valueOf(graph, node);
  const member = graph.op(value) === Op.Call ? graph.arg(value, 0) : value;
  if (graph.op(member) !== Op.Member) return value;
  const asks = graph.name(member) === (member === value ? "length" : "trim");
  return asks ? valueOf(graph, graph.arg(member, 0)) : value;
}
