/** Who listens to what: the calls that register a listener, found once for each event however much is sent. */
import { Op } from "../facts/facts.js";
import { sameRefs, type Ref } from "./ref.js";
import type { Resolver } from "./resolve.js";
import { PROGRAM, type Table } from "./solver.js";

export class Listeners {
  /** By the methods that register one, and the event's name. */
  readonly #calls: Table<string, readonly Ref[]>;

  constructor(readonly resolver: Resolver) {
    this.#calls = resolver.program.solver.table<string, readonly Ref[]>({
      bottom: [],
      same: sameRefs,
      answer: (key) => {
        const [methods = "", ...event] = key.split("\0");
        return this.#find(methods.split(" "), event.length === 0 ? undefined : event.join("\0"));
      },
    });
  }

  /** Calls of these methods that register a listener for an event of this name; of no name: `onMessage.addListener(listener)`. */
  of(methods: readonly string[], event?: string): readonly Ref[] {
    const key = methods.join(" ");
    return this.#calls.ask(PROGRAM, event === undefined ? key : `${key}\0${event}`);
  }

  #find(methods: readonly string[], event: string | undefined): Ref[] {
    const { program } = this.resolver;
    const found: Ref[] = [];
    for (const member of methods.flatMap((name) => program.members(name))) {
      const { graph, node } = this.resolver.split(member);
      for (const call of graph.uses(node)) {
        if (graph.op(call) !== Op.Call || graph.arg(call, 0) !== node) continue;
        if (graph.arg(call, event === undefined ? 1 : 2) < 0) continue;
        if (event === undefined || this.resolver.text(program.ref(graph, graph.arg(call, 1))) === event)
          found.push(program.ref(graph, call));
      }
    }
    return found;
  }
}
