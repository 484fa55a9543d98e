/**
 * What a check constrains. A condition, or a call that returned, is judged by what it does to the value: an allow-list
 * lookup closes, a prefix test of a command does not, a validator of the workspace closes what its body constrains.
 */
import { Op, versionsOf, type Exit, type Graph } from "../facts/facts.js";
import type { Access } from "./access.js";
import { CallbackChecks } from "./callback-checks.js";
import { REQUESTS, RESOLVED, weaken } from "./checks.js";
import { Comparisons, isTruth, measured, truthTold } from "./comparisons.js";
import { ALL, kinds, kindsOf, NONE, settle, type KindSet } from "./kinds.js";
import { defaultOf, literalTruth } from "./constants.js";
import { calleeName } from "./file-index.js";
import { FunctionChecks, returning, type Counts } from "./function-checks.js";
import { isFoundByKey, isOwnTable } from "./known-keys.js";
import { PartChecks } from "./part-checks.js";
import type { Ref } from "./program.js";
import { looksUp, otherCaseOf, relationOf, rootOf, valueOf, type Relation } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { asserts, mayGive, saidByReturning } from "./results.js";
import { SchemaReader } from "./schemas.js";
import type { NodeTable, Table } from "./solver.js";
import { IS_ADDRESS, TextTests } from "./text-tests.js";
import type { Value } from "./values.js";
import { originOf, saidBetween } from "./version-checks.js";

export class BarrierJudge {
  readonly schemas: SchemaReader;
  readonly callbacks: CallbackChecks;
  readonly parts: PartChecks;
  readonly #tests: TextTests;
  readonly #comparisons: Comparisons;
  readonly #functions: FunctionChecks;
  #depth = 0;
  /** What calls that returned say, while one question is answered. */
  readonly #judged = new Map<string, KindSet>();

  /** Of whole values: almost every question is about one. */
  readonly #whole: NodeTable<KindSet>;
  readonly #ofPart: Table<string, KindSet>;

  constructor(readonly resolver: Resolver) {
    this.schemas = new SchemaReader(resolver);
    this.#tests = new TextTests(resolver, this);
    this.#comparisons = new Comparisons(resolver, this.#tests);
    this.#functions = new FunctionChecks(resolver, this);
    this.parts = new PartChecks(this);
    this.callbacks = new CallbackChecks(resolver, this.#functions);
    const { program } = resolver;
    const kept = {
      bottom: NONE,
      same: (left: KindSet, right: KindSet) => left === right,
      outermost: true,
    };
    this.#whole = program.solver.nodeTable({ ...kept, answer: (ref) => this.#made(ref, []) });
    this.#ofPart = program.solver.table<string, KindSet>({
      ...kept,
      answer: (key) => {
        const [ref, ...access] = key.split("\u0000");
        return this.#made(Number(ref), access);
      },
    });
  }

  /**
   * What a Refine or AfterCall node makes its first operand safe for; with an origin, as far as the data came from there.
   * @param access the part of the operand that is meant
   */
  at(graph: Graph, node: number, access: Access): KindSet {
    const ref = this.resolver.program.ref(graph, node);
    const part = graph.op(node) === Op.AfterCall || access.length === 1 ? access : [];
    return part.length === 0
      ? this.#whole.ask(graph.id, ref)
      : this.#ofPart.ask(graph.id, `${ref}\u0000${part.join("\u0000")}`);
  }

  #made(ref: Ref, access: Access): KindSet {
    const { graph, node } = this.resolver.split(ref);
    const origin = originOf(graph, node);
    // One of those that exist is harmless in whatever it was put into; where a path is, is not where another one is.
    if (origin >= 0) return this.#told(graph, node, origin) === ALL ? ALL : NONE;
    if (graph.op(node) !== Op.Refine) return this.#afterCall(graph, node, access);
    const [part] = access;
    const whole = this.#told(graph, node, graph.arg(node, 0));
    return part === undefined ? whole : whole | this.parts.says(graph, node, part);
  }

  /** What the condition of a Refine node says of a value. */
  #told(graph: Graph, refine: number, subject: number): KindSet {
    const sense = graph.aux(refine);
    if (sense === 2) return this.#returned(graph, graph.arg(refine, 1), subject);
    if (sense === 3) return this.#failed(graph, graph.arg(refine, 1), subject);
    return this.condition(graph, graph.arg(refine, 1), sense === 1, subject);
  }

  /** What a call that returned says about what its arguments were made from. */
  #returned(graph: Graph, call: number, subject: number): KindSet {
    const root = rootOf(graph, subject);
    let set = asserts(this.resolver, graph, call)
      ? this.condition(graph, graph.arg(call, 1), true, subject)
      : NONE;
    for (let index = 0; index < graph.argCount(call) - 1; index++) {
      const relation = this.#relation(graph, graph.arg(call, index + 1), root);
      const closes = relation ? weaken(relation) : NONE;
      if (closes !== NONE) set |= this.#calls(graph, call, index, [], () => true) & closes;
    }
    return set;
  }

  /** What it says of a host that a look-up of it failed: a request fails there as well. */
  #failed(graph: Graph, condition: number, subject: number): KindSet {
    const calls = graph.op(condition) === Op.Choice ? [...graph.args(condition)] : [condition];
    const isLookUp = (call: number): boolean => {
      const callee = graph.arg(call, 0);
      const relation = this.#relation(graph, graph.arg(call, 1), rootOf(graph, subject));
      return (
        (relation === "same" || relation === "host") &&
        looksUp(this.resolver, graph, callee, calleeName(graph, callee))
      );
    };
    return calls.every(isLookUp) ? REQUESTS : NONE;
  }

  /** What an AfterCall node makes its first operand safe for: the callee throws on everything else. */
  #afterCall(graph: Graph, node: number, access: Access): KindSet {
    const [call, index] = [graph.arg(node, 1), graph.aux(node)];
    const key = [this.resolver.program.ref(graph, call), index, ...access].join("\0");
    const known = this.#judged.get(key);
    if (known !== undefined) return known;
    // A function that calls itself says nothing more by that, however many ways lead around.
    this.#judged.set(key, NONE);
    const set = this.#calls(graph, call, index, access, () => true);
    if (this.#depth > 0) this.#judged.set(key, set);
    return set;
  }

  /**
   * What a condition makes a value safe for.
   * @param sense whether the condition is true
   * @param subject the value's node
   */
  condition(graph: Graph, condition: number, sense: boolean, subject: number): KindSet {
    if (condition < 0 || this.#depth > 12) return NONE;
    this.#depth++;
    try {
      // Nothing is in a value that is missing or empty.
      if (!sense && measured(graph, condition) === valueOf(graph, subject)) return ALL;
      const set = this.#condition(graph, condition, sense, subject);
      const cased = set === NONE ? otherCaseOf(graph, subject) : -1;
      return cased < 0 ? set : this.#condition(graph, condition, sense, cased);
    } finally {
      this.#leave();
    }
  }

  #leave(): void {
    if (--this.#depth === 0) this.#judged.clear();
  }

  #condition(graph: Graph, condition: number, sense: boolean, given: number): KindSet {
    const again = (node: number, same = sense): KindSet => this.condition(graph, node, same, given);
    const subject = rootOf(graph, given);
    const isKey = (node: number): boolean => this.#relation(graph, node, subject) === "same";
    if (isFoundByKey(this.resolver, graph, condition, sense, isKey)) return ALL;
    switch (graph.op(condition)) {
      case Op.Not:
        return again(graph.arg(condition, 0), !sense);
      case Op.And:
      case Op.Or: {
        const [first, second] = [graph.arg(condition, 0), graph.arg(condition, 1)];
        const left = again(first);
        // `found || null` is true where something was found.
        if (graph.op(condition) === Op.Or && sense && literalTruth(graph, second) === false) return left;
        const right = again(second);
        return (graph.op(condition) === Op.And) === sense ? left | right : left & right;
      }
      case Op.Refine:
      case Op.AfterCall:
      case Op.Await:
      case Op.Typed:
      case Op.Use:
        return again(graph.arg(condition, 0));
      case Op.Choice: {
        let set = ALL;
        for (const option of graph.args(condition)) {
          const truth = literalTruth(graph, option);
          if (truth === undefined || truth === sense) set &= again(option);
        }
        return set === ALL ? NONE : set;
      }
      case Op.Compare: {
        const told = truthTold(graph, condition);
        return told
          ? again(told.of, told.same === sense)
          : this.#comparisons.says(graph, condition, sense, given);
      }
      case Op.Call:
        return isTruth(graph, condition)
          ? again(graph.arg(condition, 1))
          : this.#call(graph, condition, sense, subject);
      case Op.Member:
        return this.#isAgainstDefault(graph, condition, sense)
          ? ALL
          : this.#resultField(graph, condition, sense, subject);
      case Op.Index: {
        const key = this.#relation(graph, graph.arg(condition, 1), subject);
        const table = graph.arg(condition, 0);
        return sense && key === "same" && (this.#constantTable(graph, table) || isOwnTable(graph, table))
          ? ALL
          : NONE;
      }
      case Op.New:
        return NONE;
      default:
        return NONE;
    }
  }

  /**
   * A setting of the object itself that every place which gives it leaves as it is: `this.contained`, true unless an option says
   * otherwise. What happens only against it is nobody's doing yet.
   */
  #isAgainstDefault(graph: Graph, member: number, sense: boolean): boolean {
    if (graph.op(graph.arg(member, 0)) !== Op.This) return false;
    const given = defaultOf(this.resolver, this.resolver.program.ref(graph, member));
    return given !== undefined && given !== sense;
  }

  #relation(graph: Graph, node: number, subject: number): Relation | undefined {
    return relationOf(this.resolver, graph, node, subject);
  }

  #call(graph: Graph, call: number, sense: boolean, subject: number): KindSet {
    const callee = graph.arg(call, 0);
    if (this.#tests.testsAddress(graph, call, callee, subject)) return RESOLVED;
    const name = calleeName(graph, callee);
    if (IS_ADDRESS.test(name) && this.#tests.isHost(graph, graph.arg(call, 1), subject))
      return sense ? kinds("host-literal") : name.endsWith("6") ? NONE : kinds("host-ranges");
    if (sense && name === "timingSafeEqual")
      return this.#comparisons.isSignature(graph, [...graph.args(call)].slice(1), subject) ? ALL : NONE;
    if (!sense && this.#tests.testsRoot(graph, call, callee, subject)) return kinds("path-root");
    if (graph.op(callee) === Op.Member) {
      const set = this.#tests.ofMethod(graph, call, callee, sense, subject);
      if (set !== undefined) return set;
    }
    for (let index = 0; index < graph.argCount(call) - 1; index++) {
      const argument = graph.arg(call, index + 1);
      const relation = this.#relation(graph, argument, subject);
      if (!relation) continue;
      for (const value of this.resolver.resolve(this.resolver.program.ref(graph, callee)))
        if (value.kind === "api") {
          const guard = value.api
            .step({ kind: "call" })
            ?.rows("barrier")
            .find((row) => row.guard && row.guard !== "returned");
          if (!guard || index !== 0) continue;
          if (sense !== (guard.guard === true)) return NONE;
          return relation === "same" ? kindsOf(guard.for) : kindsOf(guard.for) & weaken(relation);
        }
      const access = this.#accessInArgument(graph, argument, subject);
      const set =
        access === undefined ? NONE : this.#calls(graph, call, index, access, returning(sense), sense);
      const known = set | (this.#tests.testsRanges(graph, callee, relation) ? kinds("host-ranges") : NONE);
      if (known !== NONE) return relation === "same" ? known : known & weaken(relation);
    }
    return NONE;
  }

  /**
   * `allowed.some((item) => x === item || x.startsWith(item + sep))`, or, with `sense` false,
   * `forbidden.some((item) => x.includes(item))` that found none.
   */
  someOf(graph: Graph, callback: number, subject: number, sense: boolean): KindSet {
    const root = rootOf(graph, callback);
    if (graph.op(root) !== Op.Function) return NONE;
    let set: KindSet | undefined;
    for (const exit of graph.facts.functions[graph.aux(root)]!.exits) {
      if (exit.value < 0 || literalTruth(graph, exit.value) === !sense) continue;
      let here = this.#viaVersions(graph, exit, subject);
      here |= this.condition(graph, exit.value, sense, subject);
      set = (set ?? ALL) & settle(here);
    }
    return set ?? NONE;
  }

  #viaVersions(graph: Graph, exit: Exit, subject: number): KindSet {
    let set = NONE;
    for (const [origin, version] of versionsOf(exit)) {
      const relation = version === origin ? undefined : this.#relation(graph, origin, subject);
      if (relation === "same") set |= this.chain(graph, version, origin);
      else if (relation) set |= this.chain(graph, version, origin) & weaken(relation);
    }
    return set;
  }

  /** `const r = check(x); if (!r.ok) return` and `schema.safeParse(x).success`. */
  #resultField(graph: Graph, condition: number, sense: boolean, subject: number): KindSet {
    const call = rootOf(graph, graph.arg(condition, 0));
    if (graph.op(call) !== Op.Call) return NONE;
    const field = graph.name(condition);
    for (let index = 0; index < graph.argCount(call) - 1; index++) {
      const argument = graph.arg(call, index + 1);
      const relation = this.#relation(graph, argument, subject);
      const access = relation && this.#accessInArgument(graph, argument, subject);
      if (!relation || access === undefined) continue;
      const gives = (exit: Exit, owner: Graph): boolean => mayGive(this.resolver, owner, exit, field, sense);
      const set =
        this.#calls(graph, call, index, access, gives) |
        (index === 0 && field === "success" && sense ? this.#passed(graph, call) : NONE);
      const known = relation === "same" ? set : set & weaken(relation);
      if (known !== NONE) return known;
    }
    return NONE;
  }

  /** What a text that passed a schema is: `Id.safeParse(text).success`. */
  #passed(graph: Graph, call: number): KindSet {
    const callee = graph.arg(call, 0);
    if (graph.op(callee) !== Op.Member || !/^safeParse(?:Async)?$/.test(graph.name(callee))) return NONE;
    const constraints = this.schemas.read(this.resolver.program.ref(graph, graph.arg(callee, 0)));
    return constraints.find(({ access }) => access.length === 0)?.safe ?? NONE;
  }

  /** Which part of the argument says what the subject is: all of it where it is the subject, its path or its host. */
  #accessInArgument(graph: Graph, argument: number, subject: number): Access | undefined {
    if (rootOf(graph, argument) === subject) return [];
    const relation = this.#relation(graph, argument, subject);
    return relation === "same" || weaken(relation ?? "part") !== NONE ? [] : undefined;
  }

  /**
   * What every normal return of a call says about an argument.
   * @param counts which exits count
   */
  #calls(graph: Graph, call: number, index: number, access: Access, counts: Counts, sense = true): KindSet {
    if (this.#depth > 12) return NONE;
    const callee = this.resolver.program.ref(graph, graph.arg(call, 0));
    let set = ALL;
    let bodies = 0;
    this.#depth++;
    for (const value of this.#run(graph, this.resolver.resolve(callee))) {
      if (value.kind !== "function") {
        if (value.kind === "api" && this.#validates(value.api)) continue;
        // What is only known by its type, a framework carries around: it is of that type.
        if (value.kind === "api") {
          const said = index === 0 ? saidByReturning(this.resolver, value.api, graph, call) : NONE;
          if (said !== NONE) bodies++;
          set &= said;
        }
        continue;
      }
      bodies++;
      set &= this.#functions.says(value.ref, index, access, counts, sense);
    }
    this.#leave();
    return bodies > 0 ? set : NONE;
  }

  /** What a call may run: what tests put in its place is no part of the program. */
  #run(graph: Graph, values: readonly Value[]): readonly Value[] {
    if (values.length < 2) return values;
    const { program } = this.resolver;
    const isShipped = (value: Value): boolean =>
      value.kind !== "function" || !program.isTest(program.graph(value.ref).file);
    return program.isTest(graph.file) ? values : values.filter(isShipped);
  }

  /** What a callback that is true (or, with `sense` false, false) for an element says about this part of it. */
  predicate(callback: Ref, access: Access, sense = true): KindSet {
    const tests = this.resolver.resolve(callback);
    return tests.reduce(
      (set: KindSet, value) =>
        value.kind === "function"
          ? set & this.#functions.says(value.ref, 0, access, returning(sense), sense)
          : NONE,
      tests.length > 0 ? ALL : NONE,
    );
  }

  #validates(api: {
    step(step: { kind: "call" }): { rows(kind: "validator"): unknown[] } | undefined;
  }): boolean {
    return (api.step({ kind: "call" })?.rows("validator").length ?? 0) > 0;
  }

  /**
   * What the versions between two nodes of one variable say.
   * @param before only checks that stand before this offset count
   */
  chain(graph: Graph, version: number, origin: number, before = Infinity): KindSet {
    return saidBetween(graph, version, origin, (check) => {
      if (graph.facts.ends[check]! > before || originOf(graph, check) >= 0) return NONE;
      return graph.op(check) === Op.Refine
        ? this.#told(graph, check, graph.arg(check, 0))
        : this.#afterCall(graph, check, []);
    });
  }

  /** An object or array of constants that a key is looked up in. */
  #constantTable(graph: Graph, node: number): boolean {
    return this.resolver
      .resolve(this.resolver.program.ref(graph, node))
      .some((value) => value.kind === "object");
  }
}
