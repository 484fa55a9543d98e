/**
 * Programs that answer a gate themselves: `for (const each of result.interruptions) state.approve(each)`, where nobody is asked.
 * What such a gate stops, goes on.
 */
import { Op, type Graph } from "../facts/facts.js";
import { calleeName } from "./file-index.js";
import { Gathered } from "./gathered.js";
import { ASKING } from "./gates.js";
import type { Resolver } from "./resolve.js";

/** Ways to ask a person that are not named after what they ask. */
const PROMPTS = /^(?:question|prompt|confirm|select|input|ask|readline|showMessageBox|show\w+Message)$/i;
const REFUSES = "reject";

/** Where a program answers a gate, and whether nobody was asked. */
interface Answer {
  project: string;
  blanket: boolean;
}

export class BlanketApprovals {
  readonly #answers = new Map<string, Gathered<Answer>>();

  constructor(readonly resolver: Resolver) {}

  /**
   * Whether everything is approved wherever a project answers the gate of a tool.
   * @param method what approves: `approve`
   */
  in(project: string, method: string): boolean {
    let answers = this.#answers.get(method);
    if (!answers) {
      const { program } = this.resolver;
      answers = new Gathered(program, {
        members: [method],
        find: (graph) => (program.isTest(graph.file) ? [] : this.#answersIn(graph, method)),
        fits: (answer, of) => answer.project === of,
      });
      this.#answers.set(method, answers);
    }
    const found = answers.of(project);
    return found.length > 0 && found.every(({ blanket }) => blanket);
  }

  #answersIn(graph: Graph, method: string): Answer[] {
    const { program } = this.resolver;
    const { calls } = program.index(graph);
    const project = program.projectOf(graph.file);
    // Whoever may refuse, has somebody or something decide.
    const refuses = calls.get(REFUSES).some((call) => isMethod(graph, call) && graph.argCount(call) > 1);
    return calls
      .get(method)
      .filter((call) => isMethod(graph, call) && graph.argCount(call) > 1)
      .map((call) => ({ project, blanket: !refuses && !this.#asks(graph, call) }));
  }

  /** Whether a function around a call asks somebody, or hands over to one that does. */
  #asks(graph: Graph, call: number): boolean {
    const around = new Set([-1]);
    for (let fn = graph.owner(call); fn >= 0; fn = graph.facts.functions[fn]!.parent) around.add(fn);
    for (let node = 0; node < graph.size; node++) {
      if (graph.op(node) !== Op.Call || !around.has(graph.owner(node))) continue;
      const name = calleeName(graph, graph.arg(node, 0));
      if (ASKING.test(name) || PROMPTS.test(name)) return true;
    }
    return false;
  }
}

function isMethod(graph: Graph, call: number): boolean {
  return graph.op(call) === Op.Call && graph.op(graph.arg(call, 0)) === Op.Member;
}
