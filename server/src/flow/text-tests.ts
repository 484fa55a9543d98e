/** Tests of texts: what methods of a text, a list or an expression, and functions that know addresses, say about it. */
import { Op, type Graph } from "../facts/facts.js";
import {
  absenceKinds,
  closedByEquality,
  isEach,
  matchesAddresses,
  namesRanges,
  prefixKinds,
  REQUESTS,
  unmatchedKinds,
} from "./checks.js";
import { ALL, kinds, NONE, settle, type KindSet } from "./kinds.js";
import { nameOf } from "./describe.js";
import { regexKinds } from "./regex.js";
import { relationOf, rootOf, type Relation } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { worksOutRanges } from "./ranges.js";
import { isResolvedPath } from "./resolved-paths.js";
import type { BarrierJudge } from "./barriers.js";

const ALLOW_LIST = new Set(["has", "includes", "contains", "hasOwn", "hasOwnProperty", "isPrototypeOf"]);
/** Functions that say whether a text is an address: `net.isIP`, and what packages have by that name. */
export const IS_ADDRESS = /^isIP(?:[vV]?[46])?$/;

export class TextTests {
  constructor(
    readonly resolver: Resolver,
    readonly judge: BarrierJudge,
  ) {}

  #relation(graph: Graph, node: number, subject: number): Relation | undefined {
    return relationOf(this.resolver, graph, node, subject);
  }

  /** Whether a node is the text, or the host that it names. */
  isHost(graph: Graph, node: number, subject: number): boolean {
    const relation = this.#relation(graph, node, subject);
    return relation === "same" || relation === "host";
  }

  /** A function that knows private addresses looks at the host. */
  testsRanges(graph: Graph, callee: number, relation: Relation): boolean {
    if (relation !== "host" && relation !== "same" && relation !== "url") return false;
    return this.resolver.resolve(this.resolver.program.ref(graph, callee)).some((value) => {
      return value.kind === "function" && worksOutRanges(this.resolver, value.ref, relation !== "same");
    });
  }

  /** `path.isAbsolute(x)` */
  testsRoot(graph: Graph, call: number, callee: number, subject: number): boolean {
    const name = graph.op(callee) === Op.Import ? graph.imported(callee) : graph.name(callee);
    return name === "isAbsolute" && this.#relation(graph, graph.arg(call, 1), subject) === "same";
  }

  /** A test of what the host resolves to, such as `isPrivate(address)`: whoever looks it up does so to keep some out. */
  testsAddress(graph: Graph, call: number, callee: number, subject: number): boolean {
    const member = graph.op(callee) === Op.Member;
    const name = member ? graph.name(callee) : nameOf(graph, callee);
    if (IS_ADDRESS.test(name)) return false;
    const operands = [...graph.args(call)].slice(1);
    if (member) operands.push(graph.arg(callee, 0));
    return operands.some((operand) => this.#relation(graph, operand, subject) === "address");
  }

  /** `list.includes(x)`, `x.startsWith(root + sep)`, `/^[a-z]+$/.test(x)`, `list.some(…)`. */
  ofMethod(graph: Graph, call: number, callee: number, sense: boolean, subject: number): KindSet | undefined {
    const method = graph.name(callee);
    const object = graph.arg(callee, 0);
    const argument = graph.arg(call, 1);
    const ofObject = this.#relation(graph, object, subject);
    const ofArgument = argument < 0 ? undefined : this.#relation(graph, argument, subject);
    if (ofObject === "segments")
      return this.#climbsNowhere(graph, method, argument, sense) ? kinds("path-climb") : NONE;
    if (ALLOW_LIST.has(method)) {
      const key = method === "hasOwn" ? this.#relation(graph, graph.arg(call, 2), subject) : ofArgument;
      if (ofObject && method !== "hasOwn")
        return !sense && ofObject === "same" ? this.#absent(graph, object, argument) : NONE;
      if (!key) return undefined;
      const text = graph.op(rootOf(graph, object));
      if (!sense || text === Op.String || text === Op.Concat) return NONE;
      return closedByEquality(key);
    }
    if (
      (method === "test" || method === "match" || method === "exec" || method === "fullmatch") &&
      argument >= 0
    ) {
      const [text, pattern] = method === "match" ? [ofObject, argument] : [ofArgument, object];
      if (!text) return undefined;
      const subjectNode = method === "match" ? object : argument;
      return this.#matches(graph, pattern, subjectNode, text, sense);
    }
    // `host.endsWith(".example.com")`: a domain of somebody known. Without the dot, other names end so too.
    if (method === "endsWith" && ofObject === "host" && sense && argument >= 0) {
      const domain = this.resolver.text(this.resolver.program.ref(graph, argument));
      return domain !== undefined && /^\.[\w-]+(?:\.[\w-]+)+$/.test(domain) ? REQUESTS : NONE;
    }
    if (method === "startsWith" && ofObject)
      return prefixKinds(this.resolver, graph, ofObject, object, argument, sense);
    // A store's own `find(id)` is judged by what it does.
    const isCallback = argument >= 0 && graph.op(rootOf(graph, argument)) === Op.Function;
    if ((method === "some" || method === "find" || method === "any") && isCallback && !ofObject)
      return this.judge.someOf(graph, argument, subject, sense);
    // `list.every((item) => SAFE.test(item))`, or `some` of the opposite that is false.
    if ((method === "every" && sense) || (method === "some" && !sense && ofObject))
      return ofObject === "same" && argument >= 0
        ? this.judge.predicate(this.resolver.program.ref(graph, argument), [], sense)
        : NONE;
    if (
      (method === "isInteger" || method === "isFinite" || method === "isSafeInteger") &&
      ofArgument === "same"
    )
      return sense ? ALL : NONE;
    return undefined;
  }

  /** A search in a list that found a place: `list.findIndex((item) => item.id === x) !== -1`, `list.indexOf(x) >= 0`. */
  ofPlace(graph: Graph, call: number, subject: number): KindSet {
    const [callee, argument] = [graph.arg(call, 0), graph.arg(call, 1)];
    if (graph.op(callee) !== Op.Member || argument < 0) return NONE;
    const list = graph.arg(callee, 0);
    if (this.#relation(graph, list, subject)) return NONE;
    if (/^find(?:Last)?Index$/.test(graph.name(callee)))
      return this.judge.someOf(graph, argument, subject, true);
    const text = graph.op(rootOf(graph, list));
    if (!/^(?:last)?[iI]ndexOf$/.test(graph.name(callee)) || text === Op.String || text === Op.Concat)
      return NONE;
    const relation = this.#relation(graph, argument, subject);
    return relation ? closedByEquality(relation) : NONE;
  }

  /** No segment is `..`: `segments.includes("..")` and `segments.some((each) => each === "..")` are false, or `every` is another. */
  #climbsNowhere(graph: Graph, method: string, argument: number, sense: boolean): boolean {
    if (argument < 0 || sense !== (method === "every")) return false;
    if (ALLOW_LIST.has(method))
      return this.resolver.text(this.resolver.program.ref(graph, argument)) === "..";
    const callback = rootOf(graph, argument);
    if ((method !== "some" && method !== "every") || graph.op(callback) !== Op.Function) return false;
    const { params, exits } = graph.facts.functions[graph.aux(callback)]!;
    return exits.every(({ value }) => value >= 0 && comparesClimb(graph, value, params[0] ?? -1, sense));
  }

  /** None of some texts is in it. `..` in a path that was resolved says nothing: none is left there. */
  #absent(graph: Graph, object: number, argument: number): KindSet {
    const texts: string[] = [];
    for (const value of this.resolver.resolve(this.resolver.program.ref(graph, argument))) {
      const text = value.kind === "constant" ? this.resolver.constantText(value.ref) : undefined;
      if (text !== undefined) texts.push(text);
    }
    if (texts.length > 1 && !isEach(graph, argument)) return NONE;
    return isResolvedPath(this.resolver, graph, object) ? NONE : absenceKinds(texts);
  }

  /** Whether it matches an expression, or each of several. */
  #matches(graph: Graph, pattern: number, text: number, relation: Relation, sense: boolean): KindSet {
    const literals: string[] = [];
    for (const value of this.resolver.resolve(this.resolver.program.ref(graph, pattern))) {
      if (value.kind !== "constant") continue;
      const target = this.resolver.split(value.ref);
      if (target.graph.op(target.node) === Op.Regex) literals.push(target.graph.name(target.node));
    }
    if (literals.length === 0) return NONE;
    const ranges =
      (relation === "host" || relation === "same") &&
      // What is no address is none of a private range; a name may lead to one.
      (namesRanges(literals) || (!sense && literals.every(matchesAddresses)));
    if (relation !== "same") return ranges ? kinds("host-ranges") : NONE;
    const resolved = !sense && isResolvedPath(this.resolver, graph, text);
    const sets = literals.map(
      (literal) => regexKinds(literal, sense) | (sense || resolved ? NONE : unmatchedKinds(literal)),
    );
    const all = !sense && isEach(graph, pattern);
    const set = settle(sets.reduce((left, right) => (all ? left | right : left & right)));
    return ranges ? set | kinds("host-ranges") : set;
  }
}

/** `each === ".." || …`, or with `other` its opposite: `each !== ".." && …`. */
function comparesClimb(graph: Graph, condition: number, segment: number, other: boolean): boolean {
  const op = graph.op(condition);
  if (op === (other ? Op.And : Op.Or))
    return [...graph.args(condition)].some((part) => comparesClimb(graph, part, segment, other));
  if (op !== Op.Compare || !(other ? /^!==?$/ : /^===?$/).test(graph.name(condition))) return false;
  const [left, right] = [graph.arg(condition, 0), graph.arg(condition, 1)];
  return rootOf(graph, left) === segment && graph.op(right) === Op.String && graph.name(right) === "..";
}
