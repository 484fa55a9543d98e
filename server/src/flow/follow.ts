/** Where the data of one source arrives, kept until something on the way there changes. */
import type { Label, SinkKind } from "../catalog/vocabulary.js";
import { Op } from "../facts/facts.js";
import type { Confidence } from "../report/contract.js";
import type { Access } from "./access.js";
import type { Arrival } from "./arrivals.js";
import type { BarrierJudge } from "./barriers.js";
import { BOUNDS } from "./bounds.js";
import { makersAt, type Made } from "./closures.js";
import { definitionOf } from "./definitions.js";
import { explain, handedIn, nameOf, statesOn, type Stop } from "./describe.js";
import { hasKind, NONE, type KindSet } from "./kinds.js";
import { isVerbatim, Needs } from "./needs.js";
import type { Ref } from "./program.js";
import { Cancelled, Propagation, type Start } from "./propagate.js";
import { takingCall } from "./relations.js";
import type { Resolver } from "./resolve.js";
import type { Constraint } from "./schemas.js";
import { isElsewhere } from "./elsewhere.js";
import { RouteSchemas, type RequestPart } from "./route-schemas.js";
import { isSigned } from "./senders.js";
import { kindOf, pointOf, readSink, type SinkReading } from "./sinks.js";
import type { Table } from "./solver.js";
import { doubtOf, Mark, type State } from "./state.js";
import { isValidated } from "./validated.js";

/** A place where data arrived. */
export interface Reached {
  reading: SinkReading;
  /** The call, construction, element or assignment. */
  at: Ref;
  /** What is called there, for a reader. */
  callee: string;
  /** Package of what is called. */
  origin: string | undefined;
  /** Package whose row says that it matters there. */
  package: string | undefined;
  /** Where a finding points. */
  sink: Ref;
  /** Between source and sink. */
  way: Stop[];
  confidence: Confidence;
  /** Content of a file that the program parsed on the way. */
  ownFormat: boolean;
  /** The program kept it in a table on the way. */
  kept: boolean;
  /** For a parser: a schema checks what it gave. */
  validated: boolean;
  /** It came with a request whose signature was checked. */
  signed: boolean;
  /** It is a parameter of a route that a middleware asks about first. */
  asked: boolean;
  /** For a source that methods give, `client.get()`: the method's call. */
  given: Ref | undefined;
  /** For a path, where the data is only the folder of what is reached: the property of the source's data that it is. */
  base?: string | undefined;
  /** Calls that hand a wrapper around the place the whole text. */
  handed: Handed[];
  /** For a prompt or a log: properties of the source's data that get there; empty text for all of it. */
  parts: Set<string>;
}

/** A call that hands a wrapper the text that arrives. */
export interface Handed {
  callee: string;
  call: Ref;
  /** Between source and call. */
  way: Stop[];
  confidence: Confidence;
}

export interface Following {
  /** Where it starts; nothing is followed when there is no such place. */
  start: Ref | undefined;
  reached: Reached[];
  /** A bound that stopped it, in words. */
  bound: string | undefined;
}

/** Languages whose texts are put together where a wrapper is called: the wrapper itself is as it should be. */
const WRAPPED = new Set<SinkReading["kind"]>(["command", "code", "query"]);

/** Where it matters which part of a request arrives: what a model is asked is in the log only where that part is. */
const ASKED = new Set<SinkKind | "prompt">(["prompt", "log"]);

/** How a tool's row says where the model's arguments enter its handler. */
export interface ToolInput {
  call: Ref;
  rowPath: string;
  input: string;
  handler: string;
  schema: readonly string[];
  /** Of several handlers the ones that are meant. */
  handlers?: readonly Ref[];
}

/** The call that takes a handler, and the methods before it in its chain that are given the schema of what the handler gets. */
interface Checked {
  call: Ref;
  methods: readonly string[];
}

/** What is known of a source's data from the start. */
export interface Known {
  marks: number;
  /** Kinds of sink that it is no danger to. */
  safe: KindSet;
  /** What is taken for granted of it. */
  assumed?: number;
  /** Where the schema of it is given. */
  checked?: Checked | undefined;
  /** A service answered: the ids in it are its own. */
  issued?: boolean;
  /** Parameters of routes that a middleware asks about. */
  asked?: readonly string[];
  /** For a request that a handler is given: where the handler is registered, and which part of the request it is. */
  route?: { call: Ref; handler: Ref; part: RequestPart };
  /** It is a part of a request, as a parameter of its own: the class that it is declared to be may say what is in it. */
  declared?: true;
  /** The function that a framework finds where it is and calls with it. */
  taker?: Ref;
}

export const NOTHING_KNOWN: Known = { marks: 0, safe: NONE };

type Key = { kinds: (SinkKind | "prompt")[]; verbatim: boolean } & (
  { from: "source"; ref: Ref; accesses: Access[]; known: Known } | { from: "tool"; tool: ToolInput }
);

export class Follower {
  readonly #answers: Table<string, Following>;
  readonly #routes: RouteSchemas;
  #cancelled: (() => boolean) | undefined;
  needs = new Needs();

  constructor(
    readonly resolver: Resolver,
    readonly judge: BarrierJudge,
  ) {
    this.#routes = new RouteSchemas(resolver, judge.schemas);
    this.#answers = resolver.program.solver.table<string, Following>({
      bottom: { start: undefined, reached: [], bound: undefined },
      same: (left, right) => left === right,
      outermost: true,
      answer: (key) => this.#follow(JSON.parse(key) as Key),
    });
  }

  /** @throws {Cancelled} from what is followed inside `work`, once `cancelled` says so */
  during<T>(cancelled: (() => boolean) | undefined, work: () => T): T {
    this.#cancelled = cancelled;
    try {
      return work();
    } finally {
      this.#cancelled = undefined;
    }
  }

  /**
   * @param accesses the parts of the value that are the source
   */
  source(ref: Ref, accesses: Access[], label: Label, known: Known): Following {
    return this.#ask(ref, { from: "source", ref, accesses, known, ...this.#wanted(label) });
  }

  tool(tool: ToolInput): Following {
    return this.#ask(tool.call, { from: "tool", tool, ...this.#wanted("tool-input") });
  }

  #wanted(label: Label): Pick<Key, "kinds" | "verbatim"> {
    return { kinds: this.needs.sinksFor(label), verbatim: isVerbatim(label) };
  }

  #ask(at: Ref, key: Key): Following {
    return this.#answers.ask(this.resolver.program.fileOf(at), JSON.stringify(key));
  }

  #follow(key: Key): Following {
    const starts = key.from === "tool" ? this.#toolInputs(key.tool) : this.#sourceStarts(key);
    const start = starts[0]?.ref;
    if (start === undefined) return { start, reached: [], bound: undefined };
    const limit = key.from === "tool" ? BOUNDS.toolStates : BOUNDS.states;
    const { issued = false, asked = [], taker } = key.from === "source" ? key.known : {};
    const data = { verbatim: key.verbatim, issued, asked, taker };
    const propagation = new Propagation(this.resolver, this.judge, limit, data);
    let bound: string | undefined;
    try {
      propagation.run(starts, this.#cancelled);
      bound = propagation.bound;
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      // One source that cannot be followed costs itself only.
      bound = `data could not be followed to its end: ${error}`;
    }
    return { start, reached: this.#read(propagation.arrivals, new Set(key.kinds), key.verbatim), bound };
  }

  /** The parts of a source, each as safe as its schema makes it. */
  #sourceStarts({ ref, accesses, known }: Extract<Key, { from: "source" }>): Start[] {
    const { marks, safe, assumed, checked, route, declared } = known;
    const schemas = checked ? givenInChain(this.resolver, checked.call, checked.methods) : [];
    const constraints = schemas.flatMap((schema) => this.judge.schemas.read(schema));
    if (route) constraints.push(...this.#routes.of(route.call, route.handler, route.part));
    if (declared) constraints.push(...this.#declared(ref));
    if (constraints.length === 0) constraints.push({ access: [], safe: NONE });
    return accesses.flatMap((access) =>
      constraints.map((part): Start => ({
        ref,
        access: [...access, ...part.access].slice(0, BOUNDS.accessPath),
        safe: safe | part.safe,
        marks,
        assumed,
      })),
    );
  }

  /** What decorators say of the class that a parameter is declared to be. */
  #declared(ref: Ref): Constraint[] {
    const { graph, node } = this.resolver.split(ref);
    for (const use of graph.op(node) === Op.Param ? graph.uses(node) : []) {
      if (graph.op(use) !== Op.Typed || graph.arg(use, 0) !== node) continue;
      for (const value of this.resolver.resolve(this.resolver.program.ref(graph, graph.arg(use, 1))))
        if (value.kind === "instance") return this.judge.schemas.readFields(value.ref);
    }
    return [];
  }

  /** Where the model's arguments enter a handler, each property as safe as its schema makes it. */
  #toolInputs({ call, rowPath, input, handler, schema, handlers }: ToolInput): Start[] {
    const { navigate } = this.resolver;
    const given = navigate
      .relative(call, rowPath, handler)
      .flatMap(({ ref }) => (ref === undefined ? [] : [ref]));
    const starts: Start[] = [];
    const schemas = schema
      .flatMap((path) => navigate.relative(call, rowPath, path))
      .flatMap((place) =>
        place.ref !== undefined
          ? [place.ref]
          : (place.values ?? []).flatMap((value) => ("ref" in value ? [value.ref] : [])),
      );
    const constraints = schemas
      .filter((ref) => this.judge.schemas.isSchema(ref))
      .flatMap((ref) => this.judge.schemas.read(ref));
    if (constraints.length === 0) constraints.push({ access: [], safe: NONE });
    // That a schema which nobody can read lets anything through is taken for granted.
    const assumed = schemas.some((ref) => isElsewhere(this.resolver, ref)) ? 1 : 0;
    for (const place of navigate.relative(call, rowPath, input)) {
      if (place.ref === undefined || !(handlers?.includes(this.resolver.around(place.ref)) ?? true)) continue;
      const made = this.#made(place.ref, given);
      for (const { access: part, safe } of constraints) {
        const access = [...place.access, ...part];
        starts.push({ ref: place.ref, access, safe, made, part: part[0], assumed });
      }
    }
    return starts;
  }

  /** The function that takes a tool's arguments, where one function makes those of many tools. */
  #made(parameter: Ref, handlers: readonly Ref[]): Made | undefined {
    const fn = this.resolver.around(parameter);
    if (handlers.length !== 1) return undefined;
    const makers = makersAt(this.resolver, handlers[0]!, fn);
    return makers.length > 0 ? { fn, makers } : undefined;
  }

  /** Whether one of the functions on the way is the handler of signed requests. */
  #isSigned({ state }: Arrival): boolean {
    const functions = new Set<Ref>();
    for (const { ref } of statesOn(state)) {
      const { graph, node } = this.resolver.split(ref);
      for (let fn = graph.owner(node); fn >= 0; fn = graph.facts.functions[fn]!.parent)
        functions.add(this.resolver.program.ref(graph, graph.facts.functions[fn]!.node));
    }
    return [...functions].some((fn) => isSigned(this.resolver, fn));
  }

  #read(arrivals: readonly Arrival[], kinds: ReadonlySet<SinkKind | "prompt">, verbatim: boolean): Reached[] {
    const { program } = this.resolver;
    const known = new Map<string, Reached>();
    for (const arrival of arrivals) {
      const kind = kindOf(arrival);
      if (!kind || !kinds.has(kind)) continue;
      if (kind === "log" && !verbatim && isComplaint(this.resolver, arrival)) continue;
      const reading = readSink(this.resolver, arrival);
      if (!reading) continue;
      const confidence = confidenceOf(arrival.state, arrival.whole);
      const kept = (arrival.state.marks & Mark.kept) !== 0;
      // Which row is read is a guess already: further ones say nothing any more.
      if (kept && confidence === "low") continue;
      const point = pointOf(this.resolver, arrival);
      const asked = (arrival.state.marks & Mark.asked) !== 0;
      const key = `${reading.kind}:${reading.slot ?? ""}:${point}:${arrival.at}:${asked}`;
      const before = known.get(key);
      const base = kind === "path" ? baseOf(this.resolver, arrival) : undefined;
      if (before && (before.base === undefined || base !== undefined)) {
        if (ASKED.has(kind)) before.parts.add(partOf(this.resolver, arrival));
        this.#handed(arrival, before);
        continue;
      }
      const reached: Reached = {
        reading,
        at: arrival.at,
        callee: arrival.callee,
        origin: arrival.api?.origin,
        package: arrival.terminal?.package.package,
        sink: point,
        way: explain(program, arrival.state),
        confidence,
        ownFormat: (arrival.state.marks & Mark.ownFormat) !== 0,
        kept,
        validated: reading.kind === "parse" && isValidated(this.resolver, arrival.at, arrival.state.context),
        signed: this.#isSigned(arrival),
        asked,
        given: givenBy(arrival),
        base,
        handed: [],
        parts: new Set(ASKED.has(kind) ? [partOf(this.resolver, arrival)] : []),
      };
      known.set(key, reached);
      this.#handed(arrival, reached);
    }
    const all = [...known.values()];
    // Whoever chooses more of a path than its folder is told there alone.
    const chosen = new Set(all.flatMap(({ at, base }) => (base === undefined ? [at] : [])));
    return all.filter(({ at, base }) => base === undefined || !chosen.has(at));
  }

  /** Adds the calls that handed the text to where it arrived, each once. */
  #handed(arrival: Arrival, { reading, handed }: Reached): void {
    if (!WRAPPED.has(reading.kind)) return;
    const { program } = this.resolver;
    for (const { call, from, ...doubts } of handedIn(program, arrival.state)) {
      if (handed.length >= BOUNDS.handed) return;
      const graph = program.graph(call);
      const callee = nameOf(graph, graph.arg(call - graph.first, 0));
      if (handed.some((other) => other.call === call)) continue;
      const confidence = confidenceOf(doubts, arrival.whole);
      handed.push({ callee, call, way: explain(program, from), confidence });
    }
  }
}

/** First arguments of the methods of these names that were called before, in the chain that a call ends. */
function givenInChain(resolver: Resolver, call: Ref, methods: readonly string[]): Ref[] {
  const given: Ref[] = [];
  let at = takingCall(resolver, call);
  for (let guard = 0; guard < BOUNDS.chain; guard++) {
    const { graph, node } = resolver.split(at);
    if (graph.op(node) !== Op.Call || graph.op(graph.arg(node, 0)) !== Op.Member) break;
    if (methods.includes(graph.name(graph.arg(node, 0))) && graph.argCount(node) > 1)
      given.push(resolver.program.ref(graph, graph.arg(node, 1)));
    at = definitionOf(resolver, resolver.program.ref(graph, graph.arg(graph.arg(node, 0), 0)));
  }
  return given;
}

/** The call that the source's data comes out of, when the source is what holds the method. */
function givenBy({ state }: Arrival): Ref | undefined {
  const way = statesOn(state);
  const at = way.findIndex(({ access }) => !access.some((step) => step.endsWith("()")));
  return at > 0 && way[at]!.step === "call" ? way[at]!.ref : undefined;
}

/** What went wrong, as whoever was called says it: `const { error } = await table.insert(row)`, `errorText`. */
const COMPLAINT = /^err(?:or)?s?(?:[A-Z_]\w*)?$|[a-z_]Err(?:or)?$/;

/** Whether all that arrives is such a complaint, and not what it is about. */
function isComplaint(resolver: Resolver, { state }: Arrival): boolean {
  return statesOn(state).some(({ ref, access }) => {
    const { graph, node } = resolver.split(ref);
    if (access.length > 0) return false;
    const name = graph.op(node) === Op.Member ? graph.name(node) : graph.variables.get(node);
    return COMPLAINT.test(name ?? "");
  });
}

/** The property by which the data was first taken out of what the source gave, or nothing where all of it went on. */
function partOf(resolver: Resolver, { state }: Arrival): string {
  let isWhole = false;
  for (const { ref, access, step } of statesOn(state)) {
    const { graph, node } = resolver.split(ref);
    if (isWhole && step === "pass" && graph.op(node) === Op.Member) return graph.name(node);
    isWhole ||= access.length === 0;
  }
  return "";
}

/** The part of the source's data that chooses the folder, where something else says what is reached below it. */
function baseOf(resolver: Resolver, arrival: Arrival): string | undefined {
  if (!hasKind(arrival.state.safe, "path-base")) return undefined;
  return (statesOn(arrival.state)[0]?.part ?? partOf(resolver, arrival)) || undefined;
}

/** High when each step was resolved, medium with one assumption or one of several methods on the way, low with more. */
function confidenceOf(
  { assumed, dispatched }: Pick<State, "assumed" | "dispatched">,
  whole: boolean,
): Confidence {
  const doubt = doubtOf({ assumed: assumed + (whole ? 1 : 0), dispatched });
  return doubt === 0 ? "high" : doubt <= 2 ? "medium" : "low";
}
