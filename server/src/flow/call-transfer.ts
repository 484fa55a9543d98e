/** What calls do with data: into the function's parameters, through a package's function, or past it. */
import { parsePath } from "../catalog/path.js";
import type { SinkKind, ValidatorRow } from "../catalog/schema.js";
import { Op, type Graph } from "../facts/facts.js";
import { isElement, within, type Access } from "./access.js";
import type { ApiValue, Terminal } from "./api.js";
import { BOUNDS } from "./bounds.js";
import { isSuper } from "./callers.js";
import { rowHolds } from "./conditions.js";
import { titleOf } from "./describe.js";
import { calleeName } from "./file-index.js";
import { IndirectCalls } from "./indirect-calls.js";
import { isOwnAddress } from "./checks.js";
import { CLEAN_METHODS, decodes, FROM_CALLBACK, looksUp, restates } from "./intrinsics.js";
import { decoded, kinds, kindsOf, settle, type KindSet } from "./kinds.js";
import type { Ref } from "./program.js";
import type { Propagation } from "./propagate.js";
import { isUrl, rootOf } from "./relations.js";
import { replacedSafe } from "./replacements.js";
import { Mark, type State } from "./state.js";
import type { Value } from "./values.js";

/** Which argument the data is for the function, of how many, and where it stands in the call. */
export interface Given {
  index: number;
  count: number;
  position: number;
}

export class CallTransfer {
  readonly #indirect: IndirectCalls;

  constructor(readonly flow: Propagation) {
    this.#indirect = new IndirectCalls(flow, this);
  }

  /** The node is the callee or an argument of the call. */
  use(state: State, graph: Graph, node: number, call: number): void {
    const args = graph.args(call);
    if (args[0] === node && state.access.length === 0 && !this.flow.verbatim)
      this.flow.move(state, this.flow.program.ref(graph, call), "call", { assumed: 1 });
    for (let at = 1; at < args.length; at++) {
      if (args[at] !== node) continue;
      if (graph.op(node) !== Op.Spread) this.#argument(state, graph, call, at - 1, state.access);
      else if (state.access.length > 0 && isElement(state.access[0]!)) {
        const offset = Number(state.access[0]) || 0;
        this.#argument(state, graph, call, at - 1 + offset, state.access.slice(1));
      } else if (state.access.length === 0) this.#argument(state, graph, call, at - 1, []);
    }
  }

  #argument(from: State, graph: Graph, call: number, index: number, access: Access): void {
    const callee = graph.arg(call, 0);
    const safe = this.#given(graph, call, index, from.safe);
    const state = safe === from.safe ? from : { ...from, safe };
    const isNew = graph.op(call) === Op.New;
    const ref = this.flow.program.ref(graph, call);
    if (this.#settlesPromise(state, graph, callee, access)) return;
    if (this.#indirect.use(state, graph, call, index, access)) return;
    let known = false;
    const values = this.flow.resolver.resolve(this.flow.program.ref(graph, callee));
    const entered = this.#isDispatch(graph, callee, values) ? { ...state, dispatched: true } : state;
    for (const value of values) {
      if (value.kind === "function" && !isNew) {
        known = true;
        this.enter(entered, ref, value.ref, index, access);
      } else if ((value.kind === "class" && isNew) || (value.kind === "instance" && isSuper(graph, callee))) {
        known = true;
        this.#construct(state, ref, value.ref, index, access, new Set());
      } else if (value.kind === "api") {
        const count = graph.argCount(call) - 1;
        const given = { index, count, position: Math.min(index, count - 1) };
        if (value.api.origin === "convention") {
          // What else it does with its arguments is not known.
          known ||= this.arrive(state, graph, call, given, access, value.api).consumed;
          continue;
        }
        known = true;
        this.toPackage(state, graph, call, given, access, value.api);
      }
    }
    if (known) return;
    const namesake = this.#namesake(graph, callee);
    if (namesake === undefined) this.#unknown(state, graph, call, access);
    else this.enter({ ...state, assumed: state.assumed + 1 }, ref, namesake, index, access);
  }

  /** What an argument is safe for inside of the call. */
  #given(graph: Graph, call: number, index: number, safe: KindSet): KindSet {
    if (decodes(graph, graph.arg(call, 0))) return decoded(safe);
    const isBase = index === 1 && isUrl(graph, call) && isOwnAddress(graph, graph.arg(call, 2));
    return isBase ? safe | kinds("navigation") : safe;
  }

  /**
   * The one method of the workspace that has this name, for a call on something that a framework carries around: what a
   * middleware put on the request (`context.jobs.startWorker(x)`).
   */
  #namesake(graph: Graph, callee: number): Ref | undefined {
    if (graph.op(callee) !== Op.Member) return undefined;
    const holder = rootOf(graph, graph.arg(callee, 0));
    if (graph.op(holder) !== Op.Member) return undefined;
    if (graph.op(rootOf(graph, graph.arg(holder, 0))) !== Op.Param) return undefined;
    const { resolver, program } = this.flow;
    const values = resolver.resolve(program.ref(graph, holder));
    if (values.some(({ kind }) => kind !== "external")) return undefined;
    const methods = program.methods(graph.name(callee));
    return methods.length === 1 ? methods[0] : undefined;
  }

  /** Into a function's parameter; the call is where its result goes. */
  enter(state: State, call: Ref, fn: Ref, index: number, access: Access): void {
    const { graph, node } = this.flow.resolver.split(fn);
    const record = graph.facts.functions[graph.aux(node)]!;
    const isRest = record.rest >= 0 && index >= record.rest;
    const param = record.params[isRest ? record.rest : index];
    if (param === undefined) return;
    const part = isRest ? within(String(index - record.rest), access, BOUNDS.accessPath) : access;
    this.flow.enter(state, call, fn, this.flow.program.ref(graph, param), part);
  }

  #construct(state: State, call: Ref, owner: Ref, index: number, access: Access, seen: Set<Ref>): void {
    // A class may seem to extend itself: two of one name, or code that is being typed.
    if (seen.has(owner)) return;
    seen.add(owner);
    const { graph, node } = this.flow.resolver.split(owner);
    const { constructor, base } = graph.facts.classes[graph.aux(node)]!;
    if (constructor >= 0)
      return this.enter(state, call, this.flow.program.ref(graph, constructor), index, access);
    if (base < 0) return;
    for (const value of this.flow.resolver.resolve(this.flow.program.ref(graph, base)))
      if (value.kind === "class") this.#construct(state, call, value.ref, index, access, seen);
  }

  /** `new Promise((resolve) => resolve(data))`: the promise is the data. */
  #settlesPromise(state: State, graph: Graph, callee: number, access: Access): boolean {
    const param = rootOf(graph, callee);
    if (graph.op(param) !== Op.Param || graph.aux(param) > 1) return false;
    const executor = graph.facts.functions[graph.owner(param)];
    if (!executor) return false;
    for (const use of graph.uses(executor.node)) {
      if (graph.op(use) !== Op.New || graph.arg(use, 1) !== executor.node) continue;
      const target = graph.arg(use, 0);
      if (graph.op(target) !== Op.Global || graph.name(target) !== "Promise") continue;
      this.flow.move(state, this.flow.program.ref(graph, use), "callback", { access });
      return true;
    }
    return false;
  }

  /** A package's function: what the catalogue says, else arguments pass to the result. */
  toPackage(state: State, graph: Graph, call: number, given: Given, access: Access, api: ApiValue): void {
    const ref = this.flow.program.ref(graph, call);
    const base = graph.op(call) === Op.New ? api.step({ kind: "new" }) : api;
    const result = graph.op(call) === Op.New ? base : api.step({ kind: "call" });
    const { consumed, marks } = this.arrive(state, graph, call, given, access, api);
    // What stands for its argument, as JSON does for an object, has the same parts.
    if (given.index === 0 && access.length > 0 && result?.rows("alias").some(({ is }) => is === "(0)"))
      this.flow.move(state, ref, "call", { access, marks });
    if (this.#byRows(state, graph, call, given.index, access, result, ref)) return;
    if (consumed) return;
    if (looksUp(graph.op(graph.arg(call, 0)) === Op.Member ? graph.name(graph.arg(call, 0)) : "")) return;
    if (this.flow.verbatim && marks === state.marks) return;
    this.flow.move(state, ref, "call", {
      access: marks === state.marks && access.length > 0 && result ? access.slice(0, 0) : [],
      marks,
      // No row says so: that a package's function passes on what it is given is taken for granted.
      assumed: restates(graph, graph.arg(call, 0)) ? 0 : 1,
    });
  }

  /** Sinks and inputs of models that an argument of a package's function is. */
  arrive(
    state: State,
    graph: Graph,
    call: number,
    { index, count, position }: Given,
    access: Access,
    api: ApiValue,
  ): { consumed: boolean; marks: number } {
    const ref = this.flow.program.ref(graph, call);
    const base = graph.op(call) === Op.New ? api.step({ kind: "new" }) : api;
    const argument = base?.step({ kind: "argument", index, count });
    let consumed = false;
    let marks = state.marks;
    // What a constructor is given is not what its instance is called with: `new Function("a", body)(data)`.
    const isInstance = graph.op(call) === Op.Call && !isSuper(graph, graph.arg(call, 0));
    for (const { terminal, whole, rest } of argument ? reached(argument, access) : []) {
      if (isInstance && "path" in terminal.row && /\.new\([^)]*\)$/.test(terminal.row.path)) continue;
      if (!rowHolds(this.flow.resolver, terminal.row, ref)) continue;
      if (terminal.row.kind === "prompt") {
        marks |= terminal.row.slot === "instruction" ? Mark.instructionSlot : Mark.messageSlot;
        continue;
      }
      if (terminal.role !== "input" && terminal.row.kind !== "sink") continue;
      if (
        terminal.row.kind === "sink" &&
        !WHOLE.has(terminal.row.sink) &&
        rest.some((step) => !isElement(step))
      )
        continue;
      if (terminal.row.kind === "sink" && terminal.row.sink === "parse") {
        const before = marks;
        marks = parsed(marks);
        if ((before & Mark.envelope) !== 0) continue;
      }
      this.flow.arrivals.push({
        state,
        at: ref,
        operand: this.flow.program.ref(graph, graph.arg(call, position + 1)),
        terminal,
        property: undefined,
        callee: titleOf(graph, call, api),
        api,
        whole,
        rest,
        index,
      });
      if (terminal.row.kind !== "sink" || terminal.row.sink !== "parse") consumed = true;
    }
    return { consumed, marks };
  }

  /** Rows that say how data passes; true when they settle it. */
  #byRows(
    state: State,
    graph: Graph,
    call: number,
    index: number,
    access: Access,
    result: ApiValue | undefined,
    ref: Ref,
  ): boolean {
    if (!result) return false;
    const holds = (row: Terminal["row"]): boolean => rowHolds(this.flow.resolver, row, ref);
    if (
      result.rows("model").some(holds) ||
      result.rows("tool").some(holds) ||
      result.rows("agent").some(holds)
    )
      return true;
    if (result.rows("source").some(holds)) return true;
    const validator = result.rows("validator").find(holds);
    if (validator && this.#isInput(validator, index, graph.argCount(call) - 1)) {
      this.#validated(state, graph, call, ref);
      return true;
    }
    const barriers = result.rows("barrier").filter((row) => !row.guard && holds(row));
    if (barriers.length > 0) {
      const safe = barriers.reduce((set: KindSet, row) => set | kindsOf(row.for), state.safe);
      this.flow.move(state, ref, "call", { access: [], safe });
      return true;
    }
    const flows = result.rows("flow").filter(holds);
    if (flows.length === 0) return false;
    // Joined to a folder, a path does not start at the root any more.
    const joined = index > 0 && result.origin === "path" && calleeName(graph, graph.arg(call, 0)) === "join";
    const from = joined ? { ...state, safe: settle(state.safe | kinds("path-root")) } : state;
    for (const { flows: pairs } of flows)
      for (const pair of pairs) this.#pair(from, graph, call, index, access, pair.from, pair.to);
    return true;
  }

  #isInput(row: ValidatorRow, index: number, count: number): boolean {
    return parsePath(row.input).some(
      ([segment]) =>
        segment?.kind === "argument" &&
        (segment.index === undefined || segment.index === index || segment.index === index - count),
    );
  }

  /** A checked value: each property is as safe as its schema makes it. */
  #validated(state: State, graph: Graph, call: number, ref: Ref): void {
    const callee = graph.arg(call, 0);
    const method = graph.op(callee) === Op.Member ? graph.name(callee) : "";
    const under: Access = method.toLowerCase().includes("safe") ? ["data"] : [];
    if (this.flow.verbatim) {
      const access = [...under, ...state.access].slice(0, BOUNDS.accessPath);
      return this.flow.move(state, ref, "call", { access });
    }
    const schema =
      graph.op(callee) === Op.Member
        ? this.flow.program.ref(graph, graph.arg(callee, 0))
        : this.flow.program.ref(graph, call);
    const constraints = this.flow.judge.schemas.read(schema);
    for (const { access, safe } of constraints)
      this.flow.move(state, ref, "call", {
        access: [...under, ...access].slice(0, BOUNDS.accessPath),
        safe: state.safe | safe | kinds("parse"),
      });
  }

  #pair(
    state: State,
    graph: Graph,
    call: number,
    index: number,
    access: Access,
    from: string,
    to: string,
  ): void {
    const count = graph.argCount(call) - 1;
    for (const source of parsePath(from)) {
      const [first, ...rest] = source;
      if (first?.kind !== "argument") continue;
      if (first.index !== undefined && first.index !== index && first.index !== index - count) continue;
      const wanted = rest.map((segment) => (segment.kind === "member" ? (segment.names?.[0] ?? "[]") : "[]"));
      const common = Math.min(wanted.length, access.length);
      if (
        wanted
          .slice(0, common)
          .some((step, at) => step !== access[at] && !(isElement(step) && isElement(access[at]!)))
      )
        continue;
      const left = access.slice(common);
      const ref = this.flow.program.ref(graph, call);
      if (!to.startsWith("(") || to.startsWith("()")) {
        // The result, or part of it: `().text`. Of a construction, members and what its methods give: `parse()`.
        const tail = to
          .replace(/^\(\)/, "")
          .split(/\.|(?=\[\])/)
          .filter((step) => step !== "");
        this.flow.move(state, ref, "call", { access: [...tail, ...left].slice(0, BOUNDS.accessPath) });
        continue;
      }
      for (const place of this.flow.resolver.navigate.relative(ref, "x()", to))
        if (place.ref !== undefined)
          this.flow.move(state, place.ref, "callback", { access: [...place.access, ...left] });
    }
  }

  /** Nothing is known of the function: its result is taken to carry the data. */
  #unknown(state: State, graph: Graph, call: number, access: Access): void {
    const callee = graph.arg(call, 0);
    const method = graph.op(callee) === Op.Member ? graph.name(callee) : "";
    if (CLEAN_METHODS.has(method) || method === "get" || method === "set") return;
    if (method === "push" || method === "unshift" || method === "add") return;
    if (looksUp(method)) return;
    const ref = this.flow.program.ref(graph, call);
    if (this.#reactState(state, graph, callee, access)) return;
    // What a method would give is not there without calling it.
    if (access[0]?.endsWith("()")) return;
    if (access.length > 1 || (this.flow.verbatim && !REPRODUCES.has(calleeName(graph, callee)))) return;
    this.flow.move(state, ref, "call", {
      access: method === "concat" ? access : [],
      assumed: restates(graph, callee) ? 0 : 1,
    });
  }

  /** `const [value, setValue] = useState()`: what the setter gets, the value is. */
  #reactState(state: State, graph: Graph, callee: number, access: Access): boolean {
    const setter = rootOf(graph, callee);
    if (graph.op(setter) !== Op.Member || graph.name(setter) !== "1") return false;
    const hook = rootOf(graph, graph.arg(setter, 0));
    if (graph.op(hook) !== Op.Call) return false;
    for (const use of graph.uses(graph.arg(setter, 0)))
      if (graph.op(use) === Op.Member && graph.name(use) === "0")
        this.flow.move(state, this.flow.program.ref(graph, use), "store", { access });
    return true;
  }

  /** The data is returned by a function that was not entered on this path. */
  returned(state: State, fn: Ref, access: Access): void {
    const { graph, node } = this.flow.resolver.split(fn);
    for (const use of this.flow.resolver.callers.of(fn))
      if (use.kind === "api") this.#toPackage(state, use.api, use.call, access);
      else if (use.kind === "call" && !this.#backToGiver(state, fn, use.call, access))
        this.flow.move(state, use.call, "return", {
          access,
          assumed: this.#direct(graph, node, use.call) ? 0 : 1,
          dispatched: this.#dispatches(use.call),
        });
    const uses = [...graph.uses(node)].flatMap((use) =>
      graph.op(use) === Op.Use ? [...graph.uses(use)] : [use],
    );
    for (const use of uses) {
      if (graph.op(use) !== Op.Call || graph.arg(use, 0) === node) continue;
      const callee = graph.arg(use, 0);
      const name = graph.op(callee) === Op.Member ? graph.name(callee) : "";
      if (!FROM_CALLBACK.has(name)) continue;
      const list = name === "map" || name === "flatMap" || name === "from";
      this.flow.move(state, this.flow.program.ref(graph, use), "callback", {
        access: list ? within("[]", access, BOUNDS.accessPath) : access,
        // What a callback gives for each match is all of it that comes from there.
        safe: name.startsWith("replace")
          ? settle(state.safe | replacedSafe(this.flow.resolver, graph, use))
          : state.safe,
      });
    }
  }

  /** A package called the function: `instructions: (context) => text` gives a text as much as `instructions: text` does. */
  #toPackage(state: State, given: ApiValue, call: Ref, access: Access): void {
    const result = given.step({ kind: "call" });
    const { graph, node } = this.flow.resolver.split(call);
    for (const { terminal, whole, rest } of result ? reached(result, access) : []) {
      if (terminal.role !== "input" || !rowHolds(this.flow.resolver, terminal.row, call)) continue;
      const callee = titleOf(graph, node, given);
      this.flow.arrivals.push({
        state,
        at: call,
        operand: state.ref,
        terminal,
        property: undefined,
        callee,
        api: given,
        whole,
        rest,
        index: 0,
      });
    }
  }

  /** The function was handed to another, which calls it: its result leaves that one only to who handed it. */
  #backToGiver(state: State, fn: Ref, call: Ref, access: Access): boolean {
    const { program, callers } = this.flow.resolver;
    const { graph, node } = this.flow.resolver.split(call);
    const param = rootOf(graph, graph.arg(node, 0));
    const taker = graph.op(param) === Op.Param ? graph.facts.functions[graph.owner(param)] : undefined;
    if (!taker) return false;
    const takerRef = program.ref(graph, taker.node);
    const givers = callers
      .of(takerRef)
      .filter(
        (use) =>
          use.kind === "call" &&
          callers
            .argument(use, graph.aux(param), taker.rest === graph.aux(param))
            .some((argument) =>
              this.flow.resolver
                .resolve(argument)
                .some((value) => value.kind === "function" && value.ref === fn),
            ),
      );
    for (const giver of givers)
      if (giver.kind === "call") this.flow.enter(state, giver.call, takerRef, call, access, fn);
    return givers.length > 0;
  }

  #dispatches(call: Ref): boolean {
    const { graph, node } = this.flow.resolver.split(call);
    const callee = graph.arg(node, 0);
    return this.#isDispatch(graph, callee, this.flow.resolver.resolve(this.flow.program.ref(graph, callee)));
  }

  /** One of several methods runs: several classes have it, or a subclass too. Of elements of a list, each one's runs. */
  #isDispatch(graph: Graph, callee: number, values: readonly Value[]): boolean {
    if (graph.op(callee) !== Op.Member || values.filter(({ kind }) => kind === "function").length < 2)
      return false;
    const object = rootOf(graph, graph.arg(callee, 0));
    if (isElementOf(graph, object)) return false;
    const taker = graph.op(object) === Op.Param ? graph.facts.functions[graph.owner(object)] : undefined;
    if (!taker) return true;
    const uses = this.flow.resolver.callers.of(this.flow.program.ref(graph, taker.node));
    // `for (const tool of tools) register(tool)`
    const givesElement = (ref: Ref): boolean => {
      const given = this.flow.resolver.split(ref);
      return isElementOf(given.graph, rootOf(given.graph, given.node));
    };
    return !uses.some((use) =>
      use.kind === "call"
        ? this.flow.resolver.callers.argument(use, graph.aux(object), false).some(givesElement)
        : use.kind === "given" && use.element,
    );
  }

  /** The function is called by its own name, or as a method. */
  #direct(graph: Graph, node: number, call: Ref): boolean {
    const caller = this.flow.resolver.split(call);
    const callee = caller.graph.arg(caller.node, 0);
    return caller.graph !== graph || callee === node || caller.graph.op(callee) === Op.Member;
  }
}

/** What is known of data after it was parsed. */
function parsed(marks: number): number {
  const left = marks & ~(Mark.envelope | Mark.file);
  return (marks & Mark.file) !== 0 ? left | Mark.ownFormat : left;
}

/** Rows that data in part `access` of an argument arrives at. */
function reached(
  argument: ApiValue,
  access: Access,
): { terminal: Terminal; whole: boolean; rest: readonly string[] }[] {
  const found: { terminal: Terminal; whole: boolean; rest: readonly string[] }[] = [];
  let api: ApiValue | undefined = argument;
  for (let at = 0; api; at++) {
    for (const terminal of api.terminals) found.push({ terminal, whole: false, rest: access.slice(at) });
    if (at === access.length) {
      for (const { terminal } of api.below()) found.push({ terminal, whole: true, rest: [] });
      break;
    }
    const step = access[at]!;
    api = api.step(isElement(step) ? { kind: "element" } : { kind: "member", name: step });
  }
  return found;
}

/** Sinks that take an object with everything in it. */
const WHOLE: ReadonlySet<SinkKind> = new Set([
  "log",
  "response",
  "store-write",
  "training",
  "tool-server",
  "header",
]);

/** Functions whose result has the text in it that they were given. */
const REPRODUCES = new Set(["String", "stringify", "concat", "format", "inspect", "trim", "resolve"]);

/** Whether a node is one of the elements of something, whichever. */
function isElementOf(graph: Graph, node: number): boolean {
  return graph.op(node) === Op.Index || (graph.op(node) === Op.Member && isElement(graph.name(node)));
}
