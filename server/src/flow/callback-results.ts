/**
 * What functions give that packages call: `pMap(list, make)`, `retry(() => make(x))`. Rows of the catalogue say where it goes on;
 * of a package that nothing is known of, the call is taken to give what the function gave.
 */
import { resultSteps } from "../catalog/path.js";
import { Op, type Graph } from "../facts/facts.js";
import { type Access } from "./access.js";
import type { ApiValue } from "./api.js";
import { BOUNDS } from "./bounds.js";
import { rowHolds } from "./conditions.js";
import { calleeName } from "./file-index.js";
import type { Propagation } from "./propagate.js";
import { Mark, type State } from "./state.js";

/** Methods whose call gives something of their own, whatever the function gives: an emitter, a router, an entry of a test. */
const OWN_RESULT =
  /^(?:on|once|off|addListener|addEventListener|subscribe|use|get|post|put|patch|delete|all|route|command|action|option|hook|describe|it|test|watch|listen|set\w*|register\w*|create\w*|define\w*|for[Ee]ach|each|filter|find\w*|some|every|sort\w*|reject|debounce|throttle)$/;

export class CallbackResults {
  constructor(readonly flow: Propagation) {}

  /** The data is what a function gives that a call is handed. */
  given(state: State, graph: Graph, call: number, fn: number, access: Access): void {
    if ((state.marks & Mark.script) !== 0 || graph.op(call) !== Op.Call) return;
    const { resolver, program } = this.flow;
    const callee = graph.arg(call, 0);
    const index = graph.args(call).indexOf(fn) - 1;
    const values = resolver.resolve(program.ref(graph, callee));
    for (const value of values)
      if (value.kind === "api") this.#byRows(state, graph, call, index, access, value.api);
    const isUnknown =
      values.length > 0 && values.every((value) => value.kind === "external" && value.package !== "global");
    if (!isUnknown || this.flow.data.verbatim || OWN_RESULT.test(calleeName(graph, callee))) return;
    this.flow.move(state, program.ref(graph, call), "callback", { access, assumed: 1 });
  }

  #byRows(state: State, graph: Graph, call: number, index: number, access: Access, api: ApiValue): void {
    const ref = this.flow.program.ref(graph, call);
    const from = new Set([`(${index})()`, `(${index - (graph.argCount(call) - 1)})()`]);
    for (const row of api.step({ kind: "call" })?.rows("flow") ?? []) {
      if (!rowHolds(this.flow.resolver, row, ref)) continue;
      for (const pair of row.flows) {
        if (!from.has(pair.from) || !pair.to.startsWith("()")) continue;
        const steps = resultSteps(pair.to);
        this.flow.move(state, ref, "callback", { access: [...steps, ...access].slice(0, BOUNDS.accessPath) });
      }
    }
  }
}
