/**
 * What a function gives for one given text, read from its body without running it: a callback of `replace` that looks a
 * character up in a table, or writes its number.
 */
import { Op, versionsOf, type Graph } from "../facts/facts.js";
import type { Ref } from "./program.js";
import type { Resolver } from "./resolve.js";

/** Everything it may give; undefined where that is not known. `undefined` among it is the language's own. */
type Texts = readonly (string | undefined)[] | undefined;

/** Texts that are kept apart before it is called unknown. */
const MOST = 12;
const DEEPEST = 12;

/** What methods of texts and numbers make of a text, for those that a character is written with. */
const METHODS = new Map<string, (text: string, args: readonly string[]) => string | undefined>([
  ["charCodeAt", (text, [at = "0"]) => String(text.charCodeAt(Number(at)))],
  ["codePointAt", (text, [at = "0"]) => text.codePointAt(Number(at))?.toString()],
  ["toString", (text, [radix]) => (radix === undefined ? text : Number(text).toString(Number(radix)))],
  ["padStart", (text, [length = "0", fill = " "]) => text.padStart(Math.min(Number(length), 16), fill)],
  ["toUpperCase", (text) => text.toUpperCase()],
  ["toLowerCase", (text) => text.toLowerCase()],
]);

/**
 * What may stand in place of a text that a pattern matched.
 * @param groups how many of the callback's parameters hold the whole match
 * @returns undefined when it is not known
 */
export function callbackTexts(
  resolver: Resolver,
  callback: Ref,
  match: string,
  groups: number,
): readonly string[] | undefined {
  const { graph, node } = resolver.split(callback);
  const texts = new Given(resolver, graph, graph.aux(node), match, groups).returned();
  // `replace` writes what is missing as a word.
  return texts?.map((text) => text ?? "undefined");
}

/** One function, called with one text. */
class Given {
  constructor(
    readonly resolver: Resolver,
    readonly graph: Graph,
    readonly fn: number,
    readonly match: string,
    readonly groups: number,
  ) {}

  returned(): Texts {
    const all = new Set<string | undefined>();
    for (const exit of this.graph.facts.functions[this.fn]!.exits) {
      if ([...versionsOf(exit)].some(([, version]) => !this.#reached(version, 0))) continue;
      const texts = exit.value < 0 ? [undefined] : this.#texts(exit.value, 0);
      if (!texts) return undefined;
      for (const text of texts) all.add(text);
    }
    return all.size > MOST ? undefined : [...all];
  }

  /** Whether control can come to where this version of a variable is the current one. */
  #reached(version: number, depth: number): boolean {
    const { graph } = this;
    if (version < 0 || depth > 40) return true;
    switch (graph.op(version)) {
      case Op.Refine: {
        const sense = graph.aux(version);
        const truth = sense > 1 ? undefined : this.#truth(graph.arg(version, 1), 0);
        if (truth !== undefined && truth !== (sense === 1)) return false;
        return this.#reached(graph.arg(version, 0), depth + 1);
      }
      case Op.AfterCall:
      case Op.Typed:
        return this.#reached(graph.arg(version, 0), depth + 1);
      case Op.Choice:
        return [...graph.args(version)].some((option) => this.#reached(option, depth + 1));
      default:
        return true;
    }
  }

  #texts(node: number, depth: number): Texts {
    if (node < 0 || depth > DEEPEST) return undefined;
    const { graph } = this;
    const inner = (operand: number): Texts => this.#texts(operand, depth + 1);
    switch (graph.op(node)) {
      case Op.String:
      case Op.Number:
        return [graph.name(node)];
      case Op.Nullish:
        return [undefined];
      case Op.Param:
        return graph.owner(node) === this.fn && graph.aux(node) < this.groups
          ? [this.match]
          : this.#constant(node);
      case Op.Refine:
      case Op.AfterCall:
      case Op.Typed:
      case Op.Await:
      case Op.Use:
        return inner(graph.arg(node, 0));
      case Op.Concat:
        return this.#joined([...graph.args(node)].map(inner));
      case Op.Choice:
        return union([...graph.args(node)].filter((option) => this.#reached(option, 0)).map(inner));
      case Op.Ternary: {
        const truth = this.#truth(graph.arg(node, 0), depth + 1);
        if (truth !== undefined) return inner(graph.arg(node, truth ? 1 : 2));
        return union([inner(graph.arg(node, 1)), inner(graph.arg(node, 2))]);
      }
      case Op.Or:
      case Op.Coalesce: {
        const left = inner(graph.arg(node, 0));
        const isLeft = (text: string | undefined): boolean =>
          text !== undefined && (text !== "" || graph.op(node) === Op.Coalesce);
        if (left?.every(isLeft)) return left;
        return union([left?.filter(isLeft), inner(graph.arg(node, 1))]);
      }
      case Op.Index:
        return this.#entries(graph.arg(node, 0), graph.arg(node, 1), depth);
      case Op.Call:
        return this.#call(node, depth);
      default:
        return this.#constant(node);
    }
  }

  /** A value that has nothing to do with what the function is given. */
  #constant(node: number): Texts {
    const texts: string[] = [];
    for (const value of this.resolver.resolve(this.resolver.program.ref(this.graph, node))) {
      const text = value.kind === "constant" ? this.resolver.constantText(value.ref) : undefined;
      if (text === undefined) return undefined;
      texts.push(text);
    }
    return texts.length > 0 ? texts : undefined;
  }

  #joined(parts: readonly Texts[]): Texts {
    let texts: readonly string[] = [""];
    for (const part of parts) {
      if (!part) return undefined;
      texts = texts.flatMap((text) => part.map((next) => text + (next ?? "undefined")));
      if (texts.length > MOST) return undefined;
    }
    return texts;
  }

  #call(call: number, depth: number): Texts {
    const { graph } = this;
    const callee = graph.arg(call, 0);
    const given = [...graph.args(call)].slice(1).map((argument) => this.#texts(argument, depth + 1));
    if (graph.op(callee) === Op.Global) {
      const [first] = given;
      if (graph.name(callee) === "String") return first?.map((text) => text ?? "undefined");
      return graph.name(callee) === "encodeURIComponent" ? first?.map(encoded) : undefined;
    }
    if (graph.op(callee) !== Op.Member) return undefined;
    const [object, name] = [graph.arg(callee, 0), graph.name(callee)];
    if (name === "get") return this.#entries(object, graph.arg(call, 1), depth);
    const method = METHODS.get(name);
    if (!method || given.some((texts) => texts?.length !== 1)) return undefined;
    const args = given.map((texts) => texts?.[0] ?? "");
    return this.#texts(object, depth + 1)?.map((text) => (text === undefined ? text : method(text, args)));
  }

  /** What a table has for a key: `table[key]`, `map.get(key)`. */
  #entries(table: number, key: number, depth: number): Texts {
    const keys = this.#texts(key, depth + 1);
    return keys && union(keys.map((each) => (each === undefined ? undefined : this.#entry(table, each))));
  }

  #entry(table: number, key: string): Texts {
    const ref = this.resolver.program.ref(this.graph, table);
    const found: (string | undefined)[] = [];
    let tables = 0;
    for (const value of this.resolver.resolve(ref)) {
      // `Map` itself, of the language.
      if (value.kind === "external" && value.package === "global") continue;
      if (value.kind !== "object") return undefined;
      const { graph, node } = this.resolver.split(value.ref);
      const op = graph.op(node);
      if (op === Op.ObjectType || op === Op.ArrayType) continue;
      tables++;
      const entry = op === Op.New ? this.#pairOf(graph, node, key) : this.#ownOf(graph, node, key);
      if (!entry) return undefined;
      found.push(...entry);
    }
    // What was put into the table later.
    for (const value of this.resolver.load(ref, key)) {
      if (value.kind === "external" && value.package === "global") continue;
      const text = value.kind === "constant" ? this.resolver.constantText(value.ref) : undefined;
      if (text === undefined) return undefined;
      found.push(text);
    }
    const said = found.some((text) => text !== undefined)
      ? found.filter((text) => text !== undefined)
      : found;
    return tables > 0 ? [...new Set(said)] : undefined;
  }

  /** A property of an object that is written down whole. */
  #ownOf(graph: Graph, object: number, key: string): Texts {
    if (graph.op(object) !== Op.Object) return undefined;
    let found: Texts = [undefined];
    for (const part of graph.args(object)) {
      const name =
        graph.op(part) === Op.Prop
          ? graph.name(part)
          : graph.op(part) === Op.ComputedProp
            ? this.resolver.text(this.resolver.program.ref(graph, graph.arg(part, 0)))
            : undefined;
      if (name === undefined) return undefined;
      if (name === key) found = this.#written(graph, graph.arg(part, graph.op(part) === Op.Prop ? 0 : 1));
    }
    return found;
  }

  /** An entry of `new Map([[key, value], …])`. */
  #pairOf(graph: Graph, map: number, key: string): Texts {
    if (graph.name(graph.arg(map, 0)) !== "Map" || graph.arg(map, 1) < 0) return undefined;
    let found: Texts = [undefined];
    for (const value of this.resolver.resolve(this.resolver.program.ref(graph, graph.arg(map, 1)))) {
      if (value.kind !== "object") return undefined;
      const list = this.resolver.split(value.ref);
      if (list.graph.op(list.node) !== Op.Array) return this.#ownOf(list.graph, list.node, key);
      for (const pair of list.graph.args(list.node)) {
        if (list.graph.op(pair) !== Op.Array) return undefined;
        const [name] = this.#written(list.graph, list.graph.arg(pair, 0)) ?? [];
        if (name === undefined) return undefined;
        if (name === key) found = this.#written(list.graph, list.graph.arg(pair, 1));
      }
    }
    return found;
  }

  #written(graph: Graph, node: number): Texts {
    const text = node < 0 ? undefined : this.resolver.text(this.resolver.program.ref(graph, node));
    return text === undefined ? undefined : [text];
  }

  /** Whether a condition holds; undefined when that is not known. */
  #truth(condition: number, depth: number): boolean | undefined {
    const { graph } = this;
    if (condition < 0 || depth > DEEPEST) return undefined;
    const [left, right] = [graph.arg(condition, 0), graph.arg(condition, 1)];
    const op = graph.op(condition);
    if (op === Op.Not) {
      const truth = this.#truth(left, depth + 1);
      return truth === undefined ? undefined : !truth;
    }
    if (op === Op.And || op === Op.Or) {
      const truths = [left, right].map((side) => this.#truth(side, depth + 1));
      // One side settles it: a false one of `&&`, a true one of `||`.
      if (truths.includes(op === Op.Or)) return op === Op.Or;
      return truths.includes(undefined) ? undefined : op === Op.And;
    }
    if (op === Op.Compare) {
      const operator = graph.name(condition);
      if (operator === "in") return isThere(this.#entries(right, left, depth));
      const [first, second] = [this.#texts(left, depth + 1), this.#texts(right, depth + 1)];
      if (!/^[!=]==?$/.test(operator) || first?.length !== 1 || second?.length !== 1) return undefined;
      return (first[0] === second[0]) === operator.startsWith("=");
    }
    if (op === Op.Call && graph.op(left) === Op.Member) {
      const name = graph.name(left);
      if (name === "has" || name === "hasOwnProperty")
        return isThere(this.#entries(graph.arg(left, 0), right, depth));
      if (name === "hasOwn") return isThere(this.#entries(right, graph.arg(condition, 2), depth));
    }
    const texts = this.#texts(condition, depth + 1);
    if (!texts) return undefined;
    const truths = new Set(texts.map((text) => text !== undefined && text !== ""));
    return truths.size === 1 ? truths.has(true) : undefined;
  }
}

function isThere(entries: Texts): boolean | undefined {
  if (!entries || new Set(entries.map((text) => text === undefined)).size !== 1) return undefined;
  return entries[0] !== undefined;
}

function union(parts: readonly Texts[]): Texts {
  const all = new Set<string | undefined>();
  for (const part of parts) {
    if (!part) return undefined;
    for (const text of part) all.add(text);
  }
  return all.size > MOST ? undefined : [...all];
}

function encoded(text: string | undefined): string {
  try {
    return encodeURIComponent(text ?? "undefined");
  } catch {
    // Half of a pair: it throws, and nothing is written.
    return "";
  }
}
