/**
 * What a text is put together from, and which properties an object is given, seen from one place of the program: through
 * variables, functions that make it and, once a caller is chosen, parameters.
 */
import { Op, type Graph } from "../facts/facts.js";
import { BOUNDS } from "./bounds.js";
import { isModuleFunction } from "./intrinsics.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** Stands for a part of a text that is not known. */
export const HOLE = "\u0000";

/** The call through which each function on the way was entered. */
export type Entered = ReadonlyMap<Ref, Ref>;
export const NOWHERE: Entered = new Map();

/** The names of an object's properties; `open` when it may have others. */
export interface Properties {
  names: ReadonlySet<string>;
  open: boolean;
}

const NOTHING: Properties = { names: new Set(), open: false };

/** A node, and how the functions around it were entered. */
export interface Given {
  ref: Ref;
  entered: Entered;
}

/** A node that says what a value is: a literal, something put together, or what is not followed further. */
interface Origin {
  graph: Graph;
  node: number;
  entered: Entered;
}

/** Methods of a text that leave the part of it that an address is known by. */
const SAME_ADDRESS = new Set(
  "trim trimEnd trimStart toString toLowerCase replace replaceAll href slice".split(" "),
);
const ENCODERS = new Set(["String", "encodeURI", "decodeURI"]);
/** What an object may be given by without being another object. */
const SAME_OBJECT = new Set(["JSON.stringify", "Object.freeze", "structuredClone"]);

export class Assembly {
  /** Functions whose parameters matter and whose callers were not chosen, in the order in which they were met. */
  readonly needs = new Set<Ref>();
  #left: number = BOUNDS.assemblySteps;
  readonly #known = new Map<Entered, Map<Ref, Origin[]>>();
  readonly #answers = new Map<Entered, Map<string, unknown>>();
  /** What is being put together: in a loop, a text is made from itself. */
  readonly #open = new Set<string>();

  constructor(readonly resolver: Resolver) {}

  /** The texts that a node may be, with a hole for each part that is not known. */
  texts(ref: Ref, entered: Entered): string[] {
    return this.#once(`text ${ref}`, entered, [], () => {
      const texts = new Set<string>();
      for (const origin of this.#origins(ref, entered))
        for (const text of this.#textsOf(origin)) if (texts.size < BOUNDS.assembledTexts) texts.add(text);
      return [...texts];
    });
  }

  /**
   * What is asked for inside itself is made from itself and adds nothing. What is asked for again is not worked out again: where
   * branches put properties on one object, there are as many ways through them as the branches' number to the power of two.
   */
  #once<T>(question: string, entered: Entered, inside: T, answer: () => T): T {
    let known = this.#answers.get(entered);
    if (!known) this.#answers.set(entered, (known = new Map()));
    if (known.has(question)) return known.get(question) as T;
    if (this.#open.has(question)) return inside;
    this.#open.add(question);
    try {
      const answered = answer();
      known.set(question, answered);
      return answered;
    } finally {
      this.#open.delete(question);
    }
  }

  /** The properties of an object, or of the object that a JSON text was made from. */
  properties(ref: Ref, entered: Entered): Properties {
    return this.#once(`all ${ref}`, entered, NOTHING, () => this.#properties(ref, entered));
  }

  #properties(ref: Ref, entered: Entered): Properties {
    const names = new Set<string>();
    let open = false;
    for (const { graph, node, entered: inside } of this.#origins(ref, entered)) {
      const at = (operand: number): Ref => this.resolver.program.ref(graph, operand);
      const take = (operand: number): void => {
        const inner = this.properties(at(operand), inside);
        for (const name of inner.names) names.add(name);
        open ||= inner.open;
      };
      switch (graph.op(node)) {
        case Op.Object:
        case Op.ObjectType:
          for (const part of graph.args(node))
            if (graph.op(part) === Op.Spread) take(graph.arg(part, 0));
            else if (graph.op(part) === Op.Prop) names.add(graph.name(part));
            else open = true;
          break;
        case Op.Update:
          take(graph.arg(node, 0));
          if (graph.name(node) === "") take(graph.arg(node, 1));
          else names.add(graph.name(node).split(".")[0]!);
          break;
        case Op.Nullish:
        case Op.Boolean:
          break;
        default:
          open = true;
      }
    }
    return { names, open };
  }

  /** The nodes that a property of an object was given. */
  property(ref: Ref, name: string, entered: Entered): Given[] {
    return this.#once(`${ref}.${name}`, entered, [], () => this.#property(ref, name, entered));
  }

  #property(ref: Ref, name: string, entered: Entered): Given[] {
    const found: Given[] = [];
    const add = (...given: readonly Given[]): void => {
      for (const each of given)
        if (!found.some((other) => other.ref === each.ref && other.entered === each.entered))
          found.push(each);
    };
    for (const { graph, node, entered: inside } of this.#origins(ref, entered)) {
      const at = (operand: number): Ref => this.resolver.program.ref(graph, operand);
      if (graph.op(node) === Op.Update) {
        if (graph.name(node) === name) add({ ref: at(graph.arg(node, 1)), entered: inside });
        add(...this.property(at(graph.arg(node, 0)), name, inside));
      } else if (graph.op(node) === Op.Object)
        for (const part of graph.args(node))
          if (graph.op(part) === Op.Prop && graph.name(part) === name)
            add({ ref: at(graph.arg(part, 0)), entered: inside });
          else if (graph.op(part) === Op.Spread) add(...this.property(at(graph.arg(part, 0)), name, inside));
    }
    return found;
  }

  #textsOf({ graph, node, entered }: Origin): string[] {
    const texts = (operand: number): string[] =>
      operand < 0 ? [HOLE] : this.texts(this.resolver.program.ref(graph, operand), entered);
    switch (graph.op(node)) {
      case Op.String:
      case Op.Number:
        return [graph.name(node)];
      case Op.Concat:
        return joined([...graph.args(node)].map(texts), "");
      case Op.Object:
        return this.#location(graph, node, entered);
      case Op.New: {
        const made = graph.name(graph.arg(node, 0));
        if (made !== "URL" && made !== "Request") return [HOLE];
        const base = made === "URL" && graph.argCount(node) > 2 ? texts(graph.arg(node, 2)) : undefined;
        const paths = texts(graph.arg(node, 1));
        return base ? paths.flatMap((path) => base.map((from) => resolved(path, from))) : paths;
      }
      case Op.Member:
        return SAME_ADDRESS.has(graph.name(node)) ? texts(graph.arg(node, 0)) : [HOLE];
      case Op.Call: {
        const callee = graph.arg(node, 0);
        const args = [...graph.args(node)].slice(1);
        if (graph.op(callee) === Op.Global && ENCODERS.has(graph.name(callee))) return texts(args[0] ?? -1);
        const name = graph.op(callee) === Op.Member ? graph.name(callee) : calledName(graph, callee);
        if (name === "join" && args.length < 2) {
          const separator = args.length > 0 ? (texts(args[0]!)[0] ?? HOLE) : ",";
          return this.#joinedElements(graph, graph.arg(callee, 0), entered, separator);
        }
        if (/join|resolve/i.test(name) && args.length > 1) return joined(args.map(texts), "/");
        if (graph.op(callee) !== Op.Member) return [HOLE];
        if (name === "concat") return joined([graph.arg(callee, 0), ...args].map(texts), "");
        return SAME_ADDRESS.has(name) ? texts(graph.arg(callee, 0)) : [HOLE];
      }
      default:
        return [HOLE];
    }
  }

  /** An address in parts, as `http.request` takes it. */
  #location(graph: Graph, node: number, entered: Entered): string[] {
    const part = (...names: string[]): string[] => {
      const found = names.flatMap((name) =>
        this.property(this.resolver.program.ref(graph, node), name, entered),
      );
      return found.flatMap(({ ref, entered: inside }) => this.texts(ref, inside));
    };
    const [hosts, paths] = [part("hostname", "host"), part("path", "pathname")];
    return hosts.length > 0 && paths.length > 0 ? joined([["https://"], hosts, paths], "") : [HOLE];
  }

  #joinedElements(graph: Graph, list: number, entered: Entered, separator: string): string[] {
    const found: string[] = [];
    for (const origin of this.#origins(this.resolver.program.ref(graph, list), entered))
      if (origin.graph.op(origin.node) !== Op.Array) found.push(HOLE);
      else
        found.push(
          ...joined(
            [...origin.graph.args(origin.node)].map((item) =>
              this.texts(this.resolver.program.ref(origin.graph, item), origin.entered),
            ),
            separator,
          ),
        );
    return found.length > 0 ? found : [HOLE];
  }

  #origins(ref: Ref, entered: Entered): readonly Origin[] {
    let known = this.#known.get(entered);
    if (!known) this.#known.set(entered, (known = new Map()));
    const before = known.get(ref);
    if (before) return before;
    const found: Origin[] = [];
    known.set(ref, found);
    this.#visit(ref, entered, new Set(), found);
    return found;
  }

  #visit(ref: Ref, entered: Entered, seen: Set<Ref>, found: Origin[]): void {
    const { graph, node } = this.resolver.split(ref);
    if (seen.has(ref)) return;
    seen.add(ref);
    if (--this.#left < 0) return void found.push({ graph, node, entered });
    const visit = (...operands: number[]): void => {
      for (const operand of operands)
        if (operand >= 0) this.#visit(this.resolver.program.ref(graph, operand), entered, seen, found);
    };
    const args = graph.args(node);
    switch (graph.op(node)) {
      case Op.Use:
      case Op.Refine:
      case Op.AfterCall:
      case Op.Await:
      case Op.Typed:
        return visit(args[0]!);
      case Op.Choice:
      case Op.Cell:
      case Op.Or:
      case Op.Coalesce:
        return visit(...args);
      case Op.Ternary:
        return visit(args[1]!, args[2]!);
      case Op.And:
        return visit(args[1]!);
      case Op.Param:
        return this.#parameter(graph, node, entered, seen, found);
      case Op.Import:
      case Op.Member:
      case Op.Index:
        return this.#read(graph, node, entered, seen, found);
      case Op.Call:
        return this.#call(graph, node, entered, seen, found);
      default:
        found.push({ graph, node, entered });
    }
  }

  #parameter(graph: Graph, node: number, entered: Entered, seen: Set<Ref>, found: Origin[]): void {
    const fn = graph.facts.functions[graph.owner(node)];
    const fnRef = fn && this.resolver.program.ref(graph, fn.node);
    const call = fnRef === undefined ? undefined : entered.get(fnRef);
    if (call === undefined) {
      if (fnRef !== undefined) this.needs.add(fnRef);
      if (graph.arg(node, 0) >= 0)
        this.#visit(this.resolver.program.ref(graph, graph.arg(node, 0)), entered, seen, found);
      found.push({ graph, node, entered });
      return;
    }
    const given = this.resolver.callers.argument({ kind: "call", call, shift: 0 }, graph.aux(node), false);
    if (given.length === 0 && graph.arg(node, 0) >= 0)
      given.push(this.resolver.program.ref(graph, graph.arg(node, 0)));
    for (const argument of given) this.#visit(argument, entered, seen, found);
  }

  #read(graph: Graph, node: number, entered: Entered, seen: Set<Ref>, found: Origin[]): void {
    const ref = this.resolver.program.ref(graph, node);
    const before = found.length;
    if (graph.op(node) === Op.Member) {
      const object = this.resolver.program.ref(graph, graph.arg(node, 0));
      for (const given of this.property(object, graph.name(node), entered))
        this.#visit(given.ref, given.entered, seen, found);
    }
    if (found.length > before) return;
    for (const preset of this.#presets(graph, node)) this.#visit(preset, entered, seen, found);
    if (found.length === before)
      for (const value of this.resolver.resolve(ref))
        if (value.kind === "constant" || value.kind === "object")
          if (!this.resolver.program.isTest(this.resolver.program.graph(value.ref).file))
            this.#visit(value.ref, entered, seen, found);
    // Something else may be there too: a setting, what a person chose.
    found.push({ graph, node, entered });
  }

  /** What a class says for all its instances: `this.base` is `static defaults = { base: "…" }` if nothing else was set. */
  #presets(graph: Graph, node: number): Ref[] {
    const object = graph.op(node) === Op.Member ? rootOf(graph, graph.arg(node, 0)) : -1;
    if (object < 0 || graph.op(object) !== Op.This || graph.aux(object) < 0) return [];
    const { program } = this.resolver;
    let owners = [program.ref(graph, graph.facts.classes[graph.aux(object)]!.node)];
    for (let depth = 0; depth < BOUNDS.requestDepth && owners.length > 0; depth++) {
      const found = owners.flatMap((owner) => this.#presetsOf(owner, graph.name(node)));
      if (found.length > 0) return found;
      owners = owners.flatMap((owner) => {
        const { graph: own, node: at } = this.resolver.split(owner);
        const { base } = own.facts.classes[own.aux(at)]!;
        const bases = base < 0 ? [] : this.resolver.resolve(program.ref(own, base));
        return bases.flatMap((value) => (value.kind === "class" ? [value.ref] : []));
      });
    }
    return [];
  }

  #presetsOf(owner: Ref, name: string): Ref[] {
    const { graph, node } = this.resolver.split(owner);
    const { members } = graph.facts.classes[graph.aux(node)]!;
    return members.flatMap((member) => {
      const ref = this.resolver.program.ref(graph, member.node);
      if (member.kind !== "field") return [];
      if (!member.static) return member.name === name && graph.op(member.node) === Op.String ? [ref] : [];
      return this.property(ref, name, NOWHERE).map((given) => given.ref);
    });
  }

  #call(graph: Graph, node: number, entered: Entered, seen: Set<Ref>, found: Origin[]): void {
    const { program } = this.resolver;
    const callee = graph.arg(node, 0);
    const own =
      graph.op(callee) === Op.Member && graph.op(graph.arg(callee, 0)) === Op.Global
        ? `${graph.name(graph.arg(callee, 0))}.${graph.name(callee)}`
        : graph.name(callee);
    if (SAME_OBJECT.has(own) && graph.argCount(node) > 1)
      return this.#visit(program.ref(graph, graph.arg(node, 1)), entered, seen, found);
    const before = found.length;
    if (!isModuleFunction(graph, callee, "Object"))
      for (const value of this.resolver.resolve(program.ref(graph, callee))) {
        if (value.kind !== "function" || entered.has(value.ref)) continue;
        const target = this.resolver.split(value.ref);
        const inside = new Map(entered).set(value.ref, program.ref(graph, node));
        for (const exit of target.graph.facts.functions[target.graph.aux(target.node)]!.exits)
          // What a function gives back may be the same node for several calls of it.
          if (exit.value >= 0) this.#visit(program.ref(target.graph, exit.value), inside, new Set(), found);
      }
    if (found.length === before) found.push({ graph, node, entered });
  }
}

function calledName(graph: Graph, callee: number): string {
  return graph.op(callee) === Op.Import ? graph.imported(callee) : graph.name(callee);
}

/** Every way to put one of each part together. */
function joined(parts: readonly string[][], separator: string): string[] {
  let texts = [""];
  parts.forEach((part, index) => {
    texts = texts.flatMap((text) => part.map((next) => (index === 0 ? next : text + separator + next)));
    texts = [...new Set(texts)].slice(0, BOUNDS.assembledTexts);
  });
  return texts;
}

/** `new URL(path, base)`. */
function resolved(path: string, base: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return path;
  if (!path.startsWith("/")) return `${base.replace(/\/*$/, "")}/${path}`;
  return `${/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(base)?.[0] ?? HOLE}${path}`;
}
