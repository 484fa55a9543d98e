/** What the functions of packages do with what they are given, as the catalogue says it. */
import { parsePath, resultSteps } from "../catalog/path.js";
import type { CatalogPackage, FlowRow, SentRow, ValidatorRow } from "../catalog/schema.js";
import type { SinkKind } from "../catalog/vocabulary.js";
import { Op, type Graph } from "../facts/facts.js";
import { isElement, PARSED, takenBy, within, type Access } from "./access.js";
import type { ApiValue, Terminal } from "./api.js";
import { BOUNDS } from "./bounds.js";
import { isSuper } from "./callers.js";
import { rowHolds } from "./conditions.js";
import { titleOf } from "./describe.js";
import { calleeName } from "./file-index.js";
import { isLookUp, restates } from "./intrinsics.js";
import { hasKind, kinds, kindsOf, NONE, type KindSet } from "./kinds.js";
import type { Ref } from "./program.js";
import { OwnAnswers } from "./own-answers.js";
import { joinedPath } from "./path-joins.js";
import { GraphStates } from "./graph-states.js";
import type { Propagation } from "./propagate.js";
import { takenOut } from "./queues.js";
import { rootOf } from "./relations.js";
import { becomesInstructions } from "./roles.js";
import { ScriptFiles } from "./script-files.js";
import { Mark, type State } from "./state.js";
import type { Value } from "./values.js";

/** Which argument the data is for the function, of how many, and where it stands in the call. */
export interface Given {
  index: number;
  count: number;
  position: number;
}

export class PackageTransfer {
  readonly #ownAnswers: OwnAnswers;
  readonly #scripts: ScriptFiles;
  readonly states: GraphStates;

  constructor(readonly flow: Propagation) {
    this.#ownAnswers = new OwnAnswers(flow);
    this.#scripts = new ScriptFiles(flow);
    this.states = new GraphStates(flow);
  }

  /** A package's function: what the catalogue says, else arguments pass to the result. */
  toPackage(state: State, graph: Graph, call: number, given: Given, access: Access, api: ApiValue): void {
    const ref = this.flow.program.ref(graph, call);
    const base = graph.op(call) === Op.New ? api.step({ kind: "new" }) : api;
    const result = graph.op(call) === Op.New ? base : api.step({ kind: "call" });
    if (this.uploaded(state, ref, given.index, result)) return;
    const { consumed, marks, parsed } = this.arrive(state, graph, call, given, access, api);
    // What stands for its argument, as JSON does for an object, has the same parts.
    if (given.index === 0 && access.length > 0 && result?.rows("alias").some(({ is }) => is === "(0)")) {
      const cleaned = this.#cleaned(result, ref);
      const parts = api.name === "global.JSON.stringify" ? within(PARSED, access, BOUNDS.accessPath) : access;
      this.flow.move(state, ref, "call", { access: parts, marks, safe: state.safe | cleaned });
      // It has those parts and no more, unless it is a text.
      if (cleaned === NONE) return;
    }
    const marked = marks === state.marks ? state : state.with({ marks });
    if (this.#byRows(marked, graph, call, given.index, access, result, ref)) return;
    if (consumed || isBound(api, given)) return;
    const isJson = api.name === "global.JSON.parse";
    if (isJson && access.length === 0 && this.#isFollowedInParts(state)) return;
    if (isLookUp(graph, call)) return;
    if (this.flow.data.verbatim && marks === state.marks) return;
    this.flow.move(state, ref, "call", {
      // An object that was made JSON before has its parts again.
      access: isJson ? (access[0] === PARSED ? access.slice(1) : access) : [],
      marks,
      // What a text in it holds, nobody has looked at.
      safe: parsed || isJson ? state.safe & ~kinds("parse") : state.safe,
      // No row says so: that a package's function passes on what it is given is taken for granted.
      assumed: restates(graph, graph.arg(call, 0)) ? 0 : 1,
      text: api.name === "global.JSON.stringify",
    });
  }

  /**
   * What the catalogue says gives content of a file is given an uploaded one, or the place of it: what it gives was uploaded.
   * How a model sees it, the catalogue's own source says.
   */
  uploaded(state: State, call: Ref, index: number, result: ApiValue | undefined): boolean {
    const { marks } = state;
    const isPlace = (marks & Mark.storedAt) !== 0;
    if ((!isPlace && (marks & Mark.upload) === 0) || index !== 0 || !result) return false;
    const gives = ({ row }: Terminal): boolean => row.kind === "source" && row.origin === "file-content";
    if (!result.reached.some(gives)) return false;
    // A file that is named by an upload's text is not the upload.
    if (!isPlace && result.origin === "fs") return false;
    this.flow.move(state, call, "call", {
      access: [],
      safe: state.safe | kinds("prompt"),
      marks: (marks & ~Mark.storedAt) | Mark.upload,
    });
    return true;
  }

  /** The JSON of an object that only a part of is meant: that part is followed through the JSON on a way of its own. */
  #isFollowedInParts(state: State): boolean {
    if (!hasKind(state.safe, "parse")) return false;
    let at: State | undefined = state;
    for (let guard = 0; at?.parent && guard < 60; guard++, at = at.parent) {
      const { graph, node } = this.flow.resolver.split(at.ref);
      if (at.step === "text") return false;
      if (graph.op(node) === Op.Call && calleeName(graph, graph.arg(node, 0)) === "stringify")
        return at.parent.access.length > 0;
    }
    return false;
  }

  /** Sinks and inputs of models that an argument of a package's function is. */
  arrive(
    state: State,
    graph: Graph,
    call: number,
    { index, count, position }: Given,
    access: Access,
    api: ApiValue,
  ): { consumed: boolean; marks: number; parsed: boolean } {
    const ref = this.flow.program.ref(graph, call);
    const base = graph.op(call) === Op.New ? api.step({ kind: "new" }) : api;
    const argument = base?.step({ kind: "argument", index, count });
    let consumed = false;
    let isParsed = false;
    let marks = state.marks;
    // What a constructor is given is not what its instance is called with: `new Function("a", body)(data)`.
    const isInstance = graph.op(call) === Op.Call && !isSuper(graph, graph.arg(call, 0));
    if ((state.marks & Mark.storedAt) !== 0) return { consumed, marks, parsed: isParsed };
    const isScript = (state.marks & Mark.script) !== 0;
    for (const { terminal, whole, rest } of argument ? reached(argument, access) : []) {
      // Where JSON is taken apart, each part of what it was made of arrives by itself.
      if (whole && this.#isFollowedInParts(state)) continue;
      if (isInstance && "path" in terminal.row && /\.new\([^)]*\)$/.test(terminal.row.path)) continue;
      if (!rowHolds(this.flow.resolver, terminal.row, ref)) continue;
      if (isScript && !(terminal.row.kind === "sink" && STARTS.has(terminal.row.sink))) continue;
      if (terminal.row.kind === "content") {
        this.#scripts.written(state, graph, call, terminal.row, rest);
        continue;
      }
      if (terminal.row.kind === "prompt") {
        marks |= becomesInstructions(terminal.row.slot, state, rest)
          ? Mark.instructionSlot
          : Mark.messageSlot;
        continue;
      }
      if (terminal.row.kind === "state") {
        this.states.given(state, ref, terminal.package, rest);
        continue;
      }
      if (terminal.row.kind === "sent") {
        this.#sent(state, terminal.row, terminal.package, rest);
        continue;
      }
      if (terminal.role !== "input" && terminal.row.kind !== "sink") continue;
      if (
        terminal.row.kind === "sink" &&
        !WHOLE.has(terminal.row.sink) &&
        rest.some((step) => !isElement(step))
      )
        continue;
      if (terminal.row.kind === "sink" && terminal.row.sink === "response")
        this.#ownAnswers.answered(state, graph, call, rest);
      if (terminal.row.kind === "sink" && terminal.row.sink === "parse") {
        isParsed = true;
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
    return { consumed: consumed || isScript, marks, parsed: isParsed };
  }

  /**
   * `new Client(token, config.apiUrl)`, `new Client({ baseUrl })` of a package that nothing is known of: what is called the address
   * of a service is where its requests go.
   */
  addressed(state: State, graph: Graph, call: number, index: number, access: Access): void {
    const root = rootOf(graph, graph.arg(call, index + 1));
    const name = access[0] ?? (graph.op(root) === Op.Member ? graph.name(root) : graph.variables.get(root));
    if (name === undefined || access.length > 1 || !ADDRESS.test(name)) return;
    const callee = this.flow.program.ref(graph, graph.arg(call, 0));
    const isPackaged = (value: Value): boolean => value.kind === "external" && value.package !== "global";
    if (!this.flow.resolver.resolve(callee).some(isPackaged)) return;
    const client = this.flow.program.catalog.root("convention")?.step({ kind: "member", name: "client" });
    const given = { index, count: graph.argCount(call) - 1, position: index };
    if (client) this.arrive(state.with({ assumed: state.assumed + 1 }), graph, call, given, [], client);
  }

  /** Which of the workers takes it out is not known. */
  #sent(state: State, row: SentRow, pack: CatalogPackage, access: Access): void {
    for (const ref of takenOut(this.flow.resolver, pack, row))
      this.flow.move(state, ref, "callback", { access, context: undefined, assumed: 1 });
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
      this.#validated(state, graph, call, ref, access);
      return true;
    }
    const cleaned = this.#cleaned(result, ref);
    if (cleaned !== NONE) {
      const text = result.name.startsWith("global.JSON.stringify");
      this.flow.move(state, ref, "call", { access: [], safe: state.safe | cleaned, text });
      return true;
    }
    const flows = result.rows("flow").filter(holds);
    if (flows.length === 0) return false;
    const path =
      result.origin === "path" ? joinedPath(this.flow.resolver, graph, call, index, state.safe) : undefined;
    const from = path ? state.with({ safe: path.safe }) : state;
    for (const { flows: pairs } of flows)
      for (const pair of pairs) this.#pair(from, graph, call, index, access, pair, path?.keeps);
    return true;
  }

  /** The kinds of sink that a result is safe for, by the catalogue. */
  #cleaned(result: ApiValue, call: Ref): KindSet {
    return result
      .rows("barrier")
      .filter((row) => !row.guard && rowHolds(this.flow.resolver, row, call))
      .reduce((set: KindSet, row) => set | kindsOf(row.for), NONE);
  }

  #isInput(row: ValidatorRow, index: number, count: number): boolean {
    return parsePath(row.input).some(
      ([segment]) =>
        segment?.kind === "argument" &&
        (segment.index === undefined || segment.index === index || segment.index === index - count),
    );
  }

  /** A checked value: each property is as safe as its schema makes it. */
  #validated(state: State, graph: Graph, call: number, ref: Ref, access: Access): void {
    const callee = graph.arg(call, 0);
    const method = graph.op(callee) === Op.Member ? graph.name(callee) : "";
    const under: Access = method.toLowerCase().includes("safe") ? ["data"] : [];
    if (this.flow.data.verbatim) {
      const access = [...under, ...state.access].slice(0, BOUNDS.accessPath);
      return this.flow.move(state, ref, "call", { access });
    }
    const schema =
      graph.op(callee) === Op.Member
        ? this.flow.program.ref(graph, graph.arg(callee, 0))
        : this.flow.program.ref(graph, call);
    const constraints = this.flow.judge.schemas.read(schema);
    const own = constraints.flatMap((each) => {
      const part = partOf(each.access, access);
      return part ? [{ access: part, safe: each.safe }] : [];
    });
    // A schema that says nothing of where the data is may be about what stands there.
    for (const part of own.length > 0 ? own : constraints)
      this.flow.move(state, ref, "call", {
        access: [...under, ...part.access].slice(0, BOUNDS.accessPath),
        safe: state.safe | part.safe | kinds("parse"),
      });
  }

  #taken(graph: Graph, call: number, access: Access, by: string): Access | undefined {
    const argument = graph.args(call)[Number(/\d+/.exec(by)) + 1] ?? -1;
    if (argument < 0) return access;
    return takenBy(access, this.flow.resolver.text(this.flow.program.ref(graph, argument)));
  }

  #pair(
    state: State,
    graph: Graph,
    call: number,
    index: number,
    access: Access,
    { from, to, by }: FlowRow["flows"][number],
    keeps: KindSet = NONE,
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
      const left =
        by === undefined ? access.slice(common) : this.#taken(graph, call, access.slice(common), by);
      if (!left) continue;
      const ref = this.flow.program.ref(graph, call);
      if (!to.startsWith("(") || to.startsWith("()")) {
        // The result, or part of it: `().text`. Of a construction, members and what its methods give: `parse()`.
        this.flow.move(state, ref, "call", {
          access: [...resultSteps(to), ...left].slice(0, BOUNDS.accessPath),
          keeps,
        });
        continue;
      }
      for (const place of this.flow.resolver.navigate.relative(ref, "x()", to))
        if (place.ref !== undefined)
          this.flow.move(state, place.ref, "callback", { access: [...place.access, ...left] });
    }
  }
}

/** Whether an argument stands beside the text of a query: what a database answers is not what it was asked for. */
function isBound(api: ApiValue, { index, count }: Given): boolean {
  if (index === 0) return false;
  const text = api.step({ kind: "argument", index: 0, count });
  return text?.terminals.some(({ row }) => row.kind === "sink" && row.sink === "query") ?? false;
}

/** How the address of a service is called that a client asks. */
const ADDRESS = /(?:base|api|server|service|endpoint)_?(?:url|uri)$|^endpoint$/i;

/** The part of a checked value that is both what a constraint is about and what the data is in. */
function partOf(constrained: Access, data: Access): Access | undefined {
  const common = Math.min(constrained.length, data.length);
  const isSame = constrained.slice(0, common).every((step, at) => {
    const other = data[at]!;
    return step === other || step === "*" || other === "*" || (isElement(step) && isElement(other));
  });
  if (!isSame) return undefined;
  return constrained.length > data.length ? constrained : data;
}

/** What is known of data after it was parsed. */
function parsed(marks: number): number {
  const left = marks & ~(Mark.envelope | Mark.file);
  return (marks & Mark.file) !== 0 ? left | Mark.ownFormat : left;
}

/** Rows that data in part `access` of an argument arrives at. */
export function reached(
  argument: ApiValue,
  given: Access,
): { terminal: Terminal; whole: boolean; rest: readonly string[] }[] {
  const found: { terminal: Terminal; whole: boolean; rest: readonly string[] }[] = [];
  const access = given.filter((step) => step !== PARSED);
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

/** Sinks that start a program. */
const STARTS: ReadonlySet<SinkKind> = new Set(["command", "program", "argument"]);
