/** What a component provides to those below it: `<Settings.Provider value={data}>` is what `useContext(Settings)` gives. */
import { Op, type Graph } from "../facts/facts.js";
import { calleeName } from "./file-index.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

const READERS = ["useContext", "use"];

/** The calls that read what an element provides, when it provides a context. */
export function contextReaders({ program }: Resolver, graph: Graph, element: number): Ref[] {
  const component = rootOf(graph, graph.arg(element, 0));
  const isProvider = graph.op(component) === Op.Member && graph.name(component) === "Provider";
  const context = contextOf(graph, isProvider ? graph.arg(component, 0) : component);
  if (context === undefined) return [];
  const home = program.graph(context);
  const files = new Set([home, ...program.importers(home).map((ref) => program.graph(ref))]);
  return [...files].flatMap((file) =>
    READERS.flatMap((name) => [...program.index(file).calls.get(name)])
      .filter((call) => file.arg(call, 1) >= 0 && contextOf(file, file.arg(call, 1)) === context)
      .map((call) => program.ref(file, call)),
  );

  /** The call that made a context, through imports. */
  function contextOf(from: Graph, node: number, depth = 0): Ref | undefined {
    const root = rootOf(from, node);
    if (root < 0 || depth > 4) return undefined;
    if (from.op(root) === Op.Call)
      return calleeName(from, from.arg(root, 0)) === "createContext" ? program.ref(from, root) : undefined;
    const target = from.op(root) === Op.Import ? program.imported(from, root) : undefined;
    if (!target || "terminals" in target) return undefined;
    const [exported] = program.exported(target, from.imported(root)).refs;
    if (exported === undefined) return undefined;
    const owner = program.graph(exported);
    return contextOf(owner, exported - program.ref(owner, 0), depth + 1);
  }
}
