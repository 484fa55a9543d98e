/** What methods do with what they are called on: the language's own of texts, lists and promises, and packages'. */
import { Op, type Graph } from "../facts/facts.js";
import { isElement, within, type Access } from "./access.js";
import type { ApiValue } from "./api.js";
import { BOUNDS } from "./bounds.js";
import type { CallTransfer } from "./call-transfer.js";
import {
  CLEAN_METHODS,
  EACH,
  FROM_CALLBACK,
  KEEPS_ELEMENTS,
  LISTENERS,
  looksUp,
  ONE_ELEMENT,
} from "./intrinsics.js";
import { keyDoubt } from "./keys.js";
import { ALL, kinds, kindsOf, NONE, settle, type KindSet } from "./kinds.js";
import type { Ref } from "./program.js";
import type { Propagation } from "./propagate.js";
import { rootOf } from "./relations.js";
import { groupKinds } from "./regex.js";
import { replacedSafe } from "./replacements.js";
import { keepsOtherParts, keepsOtherRoles } from "./roles.js";
import { Mark, type State } from "./state.js";
import type { Value } from "./values.js";

/** Sinks that an encoded text means nothing to. */
const ENCODED = kinds("prompt", "html", "code", "query", "command");

/** Methods whose result says what the text says. */
const SAME_TEXT = new Set([
  "concat",
  "normalize",
  "padEnd",
  "padStart",
  "split",
  "toJSON",
  "toLowerCase",
  "toString",
  "toUpperCase",
  "trim",
  "trimEnd",
  "trimStart",
  "valueOf",
]);
const PARTS = new Set(["slice", "substring", "substr"]);
/** A match and its groups, as far as they are followed into a function that replaces them. */
const GROUPS = 6;

export class MethodTransfer {
  constructor(
    readonly flow: Propagation,
    readonly calls: CallTransfer,
  ) {}

  /** A method is called on what carries the data. */
  method(state: State, graph: Graph, member: number): void {
    const name = graph.name(member);
    for (const call of graph.uses(member)) {
      if (graph.op(call) !== Op.Call || graph.arg(call, 0) !== member) continue;
      const values = this.flow.resolver.resolve(this.flow.program.ref(graph, member));
      if (values.some((value) => value.kind === "function")) continue;
      if (state.access[0] === `${name}()`) {
        this.flow.move(state, this.flow.program.ref(graph, call), "call", { access: state.access.slice(1) });
        continue;
      }
      const packaged = values.find((value): value is Extract<Value, { kind: "api" }> => value.kind === "api");
      if (packaged && this.#packageMethod(state, graph, call, packaged.api)) continue;
      this.#languageMethod(state, graph, call, name);
    }
  }

  #packageMethod(state: State, graph: Graph, call: number, api: ApiValue): boolean {
    const result = api.step({ kind: "call" });
    const ref = this.flow.program.ref(graph, call);
    if (!result) return false;
    if (this.calls.packages.uploaded(state, ref, 0, result)) return true;
    if (result.rows("model").length > 0 || result.rows("source").length > 0) return true;
    const barriers = result.rows("barrier").filter((row) => !row.guard);
    if (barriers.length === 0) return false;
    const safe = barriers.reduce((set: KindSet, row) => set | kindsOf(row.for), state.safe);
    this.flow.move(state, ref, "call", { safe });
    return true;
  }

  #languageMethod(state: State, graph: Graph, call: number, name: string): void {
    const { access } = state;
    const ref = this.flow.program.ref(graph, call);
    if (looksUp(name)) return;
    const element = access.length === 0 ? access : isElement(access[0]!) ? access.slice(1) : undefined;
    if (EACH.has(name) && element) this.#callback(state, graph, call, 0, element);
    if (name === "reduce" && element) this.#callback(state, graph, call, 1, element);
    if (CLEAN_METHODS.has(name)) {
      if (LISTENERS.has(name) && access.length === 0) this.#callback(state, graph, call, 0, access);
      return;
    }
    if (name === "filter" && element && graph.argCount(call) > 1) {
      if (keepsOtherParts(this.flow.resolver, state, element, graph, graph.arg(call, 1))) return;
      const kept = this.flow.judge.predicate(this.flow.program.ref(graph, graph.arg(call, 1)), element);
      const role = keepsOtherRoles(this.flow.resolver, graph, graph.arg(call, 1)) ? Mark.otherRole : 0;
      return this.flow.move(state, ref, "call", { safe: state.safe | kept, marks: state.marks | role });
    }
    if (this.flow.data.verbatim && access.length === 0 && name === "split")
      return this.#takenApart(state, graph, call);
    if (
      this.flow.data.verbatim &&
      access.length === 0 &&
      PARTS.has(name) &&
      !this.#reproduces(graph, call, name)
    )
      return;
    if (KEEPS_ELEMENTS.has(name)) return this.flow.move(state, ref, "call");
    if (ONE_ELEMENT.has(name)) {
      const safe = state.safe | (this.#isNamePart(graph, call) ? kinds("path") : NONE);
      const assumed = name === "get" ? keyDoubt(this.flow.resolver, state, graph, graph.arg(call, 1)) : 0;
      if (element) this.flow.move(state, ref, "call", { access: element, safe, assumed });
      return;
    }
    if (name === "entries") {
      const inner = access[0] === "*" ? access.slice(1) : element;
      if (inner && access.length > 0)
        this.flow.move(state, ref, "call", {
          access: within("[]", within("1", inner, BOUNDS.accessPath), BOUNDS.accessPath),
        });
      return;
    }
    if (name === "next") {
      // `generator.next().value`
      if (element)
        this.flow.move(state, ref, "call", { access: within("value", element, BOUNDS.accessPath) });
      return;
    }
    if (name === "join") {
      if (element)
        this.flow.move(state, ref, "text", { access: [], safe: state.safe & ~this.#joined(graph, call) });
      return;
    }
    // What was promised comes out of these as it was: the function of one gets an error, that of the other nothing.
    if (name === "catch" || name === "finally") return this.flow.move(state, ref, "call");
    if (name === "then") {
      this.#callback(state, graph, call, 0, access);
      return;
    }
    if (
      FROM_CALLBACK.has(name) &&
      this.#functionsAmong(graph, call).length > 0 &&
      name !== "replace" &&
      name !== "replaceAll"
    )
      return;
    if (name === "forEach" || name === "map") {
      if (name === "map" && element)
        this.flow.move(state, ref, "call", { access: within("[]", element, BOUNDS.accessPath) });
      return;
    }
    if (access.length > 0) return;
    if (this.flow.data.verbatim && !this.#reproduces(graph, call, name)) return;
    // `text.replace(/<b>(.*?)<\/b>/g, (match, inner) => …)`: the match, and each group of it.
    const parts = name === "replace" || name === "replaceAll" ? GROUPS : 1;
    for (let part = 0; part < parts; part++) this.#callback(state, graph, call, part, access);
    const isWhole = SAME_TEXT.has(name) && name !== "split";
    this.flow.move(state, ref, "call", {
      safe: settle(state.safe | this.#cleaned(graph, call, name)),
      text: (state.marks & Mark.text) !== 0 && (PARTS.has(name) || isWhole),
      keeps: isWhole ? kinds("text-start") : NONE,
    });
  }

  /**
   * A text that is followed for what it says, taken apart: lines are all of it, `header.split(" ")` gives its scheme and then what
   * it says, and other parts say something else.
   */
  #takenApart(state: State, graph: Graph, call: number): void {
    const ref = this.flow.program.ref(graph, call);
    const argument = graph.arg(call, 1);
    const separator =
      argument < 0 ? "" : (this.flow.resolver.text(this.flow.program.ref(graph, argument)) ?? "");
    if (/^[\r\n]+$/.test(separator)) this.flow.move(state, ref, "call");
    else if (/\s$/.test(separator)) this.flow.move(state, ref, "call", { access: ["1"] });
  }

  /** Whether the text that a method gives still says all that matters: `header.slice(7)` is the token, `key.slice(0, 4)` is not. */
  #reproduces(graph: Graph, call: number, name: string): boolean {
    if (SAME_TEXT.has(name)) return true;
    const argument = graph.arg(call, 1);
    if (argument < 0) return false;
    if (PARTS.has(name)) return graph.argCount(call) === 2 && graph.op(argument) === Op.Number;
    if (name !== "replace" && name !== "replaceAll") return false;
    return (
      graph.op(argument) === Op.String ||
      (graph.op(argument) === Op.Regex && graph.name(argument).startsWith("/^"))
    );
  }

  /** What a method of the language leaves nothing dangerous in. */
  #cleaned(graph: Graph, call: number, name: string): KindSet {
    if (name === "replace" || name === "replaceAll") return replacedSafe(this.flow.resolver, graph, call);
    const argument = graph.arg(call, 1);
    const text = argument < 0 ? undefined : this.flow.resolver.text(this.flow.program.ref(graph, argument));
    if (name === "split" && text !== undefined) return partKinds(text);
    if (name === "toString" && text !== undefined && /^(?:base64url|hex)$/.test(text)) return ALL;
    // Letters, digits, `+`, `/` and `=`: words of an encoded text are none.
    if (name === "toString" && text === "base64") return ENCODED;
    return NONE;
  }

  /** What is known of the parts of a text and not of the text that they are put together to again. */
  #joined(graph: Graph, call: number): KindSet {
    const argument = graph.arg(call, 1);
    return argument < 0
      ? NONE
      : partKinds(this.flow.resolver.text(this.flow.program.ref(graph, argument)) ?? "");
  }

  /** `text.match(/^v(\d+)$/)[1]`: what the group that is read can hold. */
  group(graph: Graph, object: number, name: string): KindSet {
    if (!/^[1-9]$/.test(name)) return NONE;
    const call = rootOf(graph, object);
    if (graph.op(call) !== Op.Call || graph.op(graph.arg(call, 0)) !== Op.Member) return NONE;
    const method = graph.name(graph.arg(call, 0));
    const pattern =
      method === "match" ? graph.arg(call, 1) : method === "exec" ? graph.arg(graph.arg(call, 0), 0) : -1;
    if (pattern < 0) return NONE;
    for (const value of this.flow.resolver.resolve(this.flow.program.ref(graph, pattern))) {
      if (value.kind !== "constant") continue;
      const target = this.flow.resolver.split(value.ref);
      if (target.graph.op(target.node) === Op.Regex)
        return groupKinds(target.graph.name(target.node), Number(name));
    }
    return NONE;
  }

  /** `name.split(".").pop()`, `path.split("/").at(-1)`: an extension or a base name, without folders. */
  #isNamePart(graph: Graph, call: number): boolean {
    const split = rootOf(graph, graph.arg(graph.arg(call, 0), 0));
    if (graph.op(split) !== Op.Call || graph.op(graph.arg(split, 0)) !== Op.Member) return false;
    if (graph.name(graph.arg(split, 0)) !== "split" || graph.arg(split, 1) < 0) return false;
    const separator = this.flow.resolver.text(this.flow.program.ref(graph, graph.arg(split, 1)));
    return separator === "." || separator === "/";
  }

  #functionsAmong(graph: Graph, call: number): Ref[] {
    const found: Ref[] = [];
    for (let at = 1; at < graph.argCount(call); at++)
      for (const value of this.flow.resolver.resolve(this.flow.program.ref(graph, graph.arg(call, at))))
        if (value.kind === "function") found.push(value.ref);
    return found;
  }

  #callback(state: State, graph: Graph, call: number, parameter: number, access: Access): void {
    // `list.forEach(exec)`; what `client.connect(transport)` is given is no function.
    const method = graph.name(graph.arg(call, 0));
    const given = EACH.has(method) || FROM_CALLBACK.has(method) ? graph.arg(call, 1) : -1;
    for (const value of given < 0 ? [] : this.flow.resolver.resolve(this.flow.program.ref(graph, given)))
      if (value.kind === "api")
        this.calls.packages.arrive(
          state,
          graph,
          call,
          { index: parameter, count: 1, position: 0 },
          access,
          value.api,
        );
    for (const fn of this.#functionsAmong(graph, call)) {
      const target = this.flow.resolver.split(fn);
      const record = target.graph.facts.functions[target.graph.aux(target.node)]!;
      const param = record.params[parameter];
      if (param !== undefined)
        this.flow.move(state, this.flow.program.ref(target.graph, param), "callback", { access });
    }
  }
}

/** What is in no part of a text that is taken apart there: no part of a path starts at the root, and without dots none climbs. */
function partKinds(separator: string): KindSet {
  return (
    (separator === "/" ? kinds("path-root", "path-segment") : NONE) |
    (separator === "." ? kinds("path-climb") : NONE)
  );
}
