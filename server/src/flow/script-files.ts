/** Scripts that are put into a file which is then run: whoever chooses the content chooses what runs. */
import type { ContentRow } from "../catalog/schema.js";
import { Op, type Graph } from "../facts/facts.js";
import { calleeName } from "./file-index.js";
import type { Ref } from "./program.js";
import type { Propagation } from "./propagate.js";
import { rootOf } from "./relations.js";
import { isScriptName, runsFile } from "./scripts.js";
import { Mark, State, type Context } from "./state.js";

/** Calls that give the place they are given last, below others or in full. */
const PLACES = new Set(["join", "resolve", "normalize"]);
/** Parts of names inside each other that are looked at for how a place ends. */
const PARTS = 6;

export class ScriptFiles {
  constructor(readonly flow: Propagation) {}

  /** The data is the content of a file: from here on its place is followed, to whatever runs it. */
  written(state: State, graph: Graph, call: number, row: ContentRow, rest: readonly string[]): void {
    if (rest.length > 0 || (state.marks & (Mark.script | Mark.storedAt)) !== 0) return;
    const { resolver, program } = this.flow;
    const marks = (state.marks & ~Mark.text) | Mark.script;
    for (const { ref, access } of resolver.navigate.relative(program.ref(graph, call), "x()", row.file)) {
      if (ref === undefined || access.length > 0) continue;
      const { context, safe, assumed, dispatched, resumed, part } = state;
      const kept = new State(
        ref,
        access,
        context,
        safe,
        marks,
        "store",
        state,
        assumed,
        dispatched,
        resumed,
        part,
      );
      for (const place of this.#made(ref, state.context, 0))
        this.flow.move(kept, place.ref, "pass", { context: place.context });
    }
  }

  /** Where a place that ends like a script's was made. A helper may be told it, and its caller knows it too. */
  #made(ref: Ref, context: Context | undefined, depth: number): { ref: Ref; context: Context | undefined }[] {
    const { graph, node } = this.flow.resolver.split(ref);
    const root = rootOf(graph, node);
    if (!isScriptName(this.#end(graph, root, context, 0))) return [];
    const here = { ref: this.flow.program.ref(graph, root), context };
    if (graph.op(root) !== Op.Param || !context || depth > PARTS) return [here];
    const given = context.callers.flatMap(({ call, from }) => {
      const caller = this.flow.resolver.split(call);
      const argument = caller.graph.arg(caller.node, graph.aux(root) + 1);
      if (argument < 0) return [];
      return this.#made(this.flow.program.ref(caller.graph, argument), from.context, depth + 1);
    });
    return [here, ...given];
  }

  /** How a place ends, as far as the code itself says so. */
  #end(graph: Graph, node: number, context: Context | undefined, depth: number): string {
    if (node < 0 || depth > PARTS) return "?";
    const root = rootOf(graph, node);
    const last = graph.args(root).at(-1) ?? -1;
    switch (graph.op(root)) {
      case Op.String:
        return graph.name(root);
      case Op.Concat: {
        const end = this.#end(graph, last, context, depth + 1);
        const before = graph.args(root).at(-2) ?? -1;
        return end === "?" && before >= 0 && graph.op(before) === Op.String ? graph.name(before) : end;
      }
      case Op.Call:
        return PLACES.has(calleeName(graph, graph.arg(root, 0)))
          ? this.#end(graph, last, context, depth + 1)
          : "?";
      case Op.Param:
        return this.#given(graph, root, context, depth);
      default:
        return "?";
    }
  }

  #given(graph: Graph, param: number, context: Context | undefined, depth: number): string {
    const first = context?.callers[0];
    if (!first || graph.aux(param) < 0) return "?";
    const caller = this.flow.resolver.split(first.call);
    const given = caller.graph.arg(caller.node, graph.aux(param) + 1);
    return this.#end(caller.graph, given, first.from.context, depth + 1);
  }
}

/**
 * What a text is that has the place of a script in it: a command line that runs it, or undefined: another place, or something else
 * that is done with the file.
 */
export function runsScript(graph: Graph, text: number, position: number): boolean {
  const args = [...graph.args(text)];
  const plain = (node: number): string => (graph.op(node) === Op.String ? graph.name(node) : "\0");
  const after = position + 1 < args.length ? plain(args[position + 1]!) : " ";
  if (!/^["']?(?:\s|$)/.test(after)) return false;
  const before = args.slice(0, position).map(plain).join("");
  const own = before.split(/&&|\|\||[;|\n]/).at(-1)!;
  if (own !== "" && !/[\s"'\0]$/.test(own)) return false;
  const words = own
    .replace(/["']/g, " ")
    .split(/\s+/)
    .filter((word) => word !== "");
  return runsFile(words.map((word) => (word.includes("\0") ? undefined : word)));
}
