/** Records that are made where tools are run, for all of them: in a dispatcher, in the loop of an agent. */
import { Op, RESTATES, type Graph } from "../facts/facts.js";
import { nameOf } from "./describe.js";
import type { EffectFinder } from "./effects.js";
import type { Told } from "./gates.js";
import type { Ref } from "./program.js";
import type { Resolver } from "./resolve.js";
import { PROGRAM, type Table } from "./solver.js";

/** Methods by which a program that runs tools itself does so. */
const RUNS = [
  "execute",
  "call",
  "invoke",
  "handler",
  "handle",
  "run",
  "func",
  "_call",
  "callTool",
  "runTool",
];
/** What they are called on. */
const TOOL = /tool/i;
/** Calls around the running of a tool that keep what was called, with what, and what came of it. */
const KEEPS =
  /audit|journal|span|telemetry|\btrac(?:e|er|ing)\b|record|(?:save|append|persist|store|insert|add|create)_?(?:messages?|steps?|turns?|items?|results?|entry|entries|tool\w*)$/i;
/** Words by which a record of a function further out tells that it is about the call. */
const ABOUT = /tool|call|action|command|args|argument|input|handler/i;
/** Functions around a call that are looked at. */
const AROUND = 4;
/** In place of a package: whichever. */
const ANYWHERE = "*";
/** Parts of what a record is given that are looked at. */
const LOOKED_AT = 40;

/** A record that is made where tools are run. */
interface Made {
  project: string;
  told: Told;
}

export class ToolRecords {
  readonly #resolver: Resolver;
  readonly #inFile: Table<number, readonly Made[]>;
  readonly #of: Table<string, Told | undefined>;

  constructor(
    resolver: Resolver,
    readonly effects: EffectFinder,
  ) {
    this.#resolver = resolver;
    const { program } = resolver;
    this.#inFile = program.solver.table<number, readonly Made[]>({
      bottom: [],
      same: (left, right) => left === right,
      outermost: true,
      answer: (file) => this.#find(program.graphAt(file)),
    });
    this.#of = program.solver.table<string, Told | undefined>({
      bottom: undefined,
      same: (left, right) => left?.call === right?.call,
      outermost: true,
      answer: (key) => {
        const refs = RUNS.flatMap((method) => program.members(method));
        for (const file of new Set(refs.map((ref) => program.fileOf(ref)))) {
          const made = this.#inFile
            .ask(file, file)
            .find(({ project }) => key === ANYWHERE || key === project);
          if (made) return made.told;
        }
        return undefined;
      },
    });
  }

  /**
   * The record that whoever runs a tool of a package makes of it.
   * @param own no SDK runs it: what does is wherever in the workspace tools are run, otherwise in the same package
   */
  of(project: string, own: boolean): Told | undefined {
    return this.#of.ask(PROGRAM, own ? ANYWHERE : project);
  }

  #find(graph: Graph): Made[] {
    const { program } = this.#resolver;
    if (program.isTest(graph.file)) return [];
    const { members } = program.index(graph);
    const project = program.projectOf(graph.file);
    return RUNS.flatMap((method) =>
      members
        .get(method)
        .filter((member) => TOOL.test(nameOf(graph, graph.arg(member, 0))))
        .flatMap((member) => callsOf(graph, member))
        .flatMap((call) => {
          const told = this.#around(program.ref(graph, call));
          return told ? [{ project, told }] : [];
        }),
    );
  }

  /** A record in the function of a call, or in one around it that says what was called. */
  #around(call: Ref): Told | undefined {
    const { graph, node } = this.#resolver.split(call);
    let fn = graph.owner(node);
    for (let out = 0; fn >= 0 && out < AROUND; out++, fn = graph.facts.functions[fn]!.parent) {
      const around = this.#resolver.program.ref(graph, graph.facts.functions[fn]!.node);
      const records = [...this.effects.recordsIn(around), ...this.#keeping(around)];
      const told = records.find((record) => out === 0 || this.#isAbout(graph, record.call));
      if (told) return told;
    }
    return undefined;
  }

  /** Calls in a function, or in those written inside it, that only their names say keep what happens. */
  #keeping(fn: Ref): Told[] {
    const { graph, node } = this.#resolver.split(fn);
    const owners = [graph.aux(node)];
    graph.facts.functions.forEach((record, id) => {
      if (record.parent >= 0 && owners.includes(record.parent)) owners.push(id);
    });
    const { callsOf } = this.#resolver.program.index(graph);
    return owners.flatMap((owner) =>
      [...callsOf.get(owner)].flatMap((call) => {
        const what = nameOf(graph, graph.arg(call, 0));
        return KEEPS.test(what) ? [{ what: `${what}()`, call: this.#resolver.program.ref(graph, call) }] : [];
      }),
    );
  }

  #isAbout(graph: Graph, call: Ref): boolean {
    const { node } = this.#resolver.split(call);
    if (ABOUT.test(nameOf(graph, graph.arg(node, 0)))) return true;
    const queue = [...graph.args(node)].slice(1);
    for (let at = 0; at < queue.length && at < LOOKED_AT; at++) {
      const part = queue[at]!;
      if (part < 0) continue;
      if (ABOUT.test(graph.name(part)) || ABOUT.test(graph.variables.get(part) ?? "")) return true;
      if (graph.op(part) !== Op.Function) queue.push(...graph.args(part));
    }
    return false;
  }
}

/** Calls of a value, also of what is known of it behind a check: `if (!tool.execute) return; tool.execute(input)`. */
function callsOf(graph: Graph, callee: number): number[] {
  const values = [callee];
  const calls: number[] = [];
  for (let at = 0; at < values.length && at < LOOKED_AT; at++)
    for (const use of graph.uses(values[at]!)) {
      if (graph.arg(use, 0) !== values[at]) continue;
      if (graph.op(use) === Op.Call) calls.push(use);
      else if (RESTATES.has(graph.op(use))) values.push(use);
    }
  return calls;
}
