/** Files that a program comes with: prompts and templates in folders beside its code. */
import { Op } from "../facts/facts.js";
import { definitionOf } from "./definitions.js";
import { calleeName } from "./file-index.js";
import type { Ref } from "./program.js";
import type { Resolver } from "./resolve.js";

/** How many steps back the folder is looked for. */
const DEEPEST = 10;

/** What a module knows of where it lies. */
const OWN_PLACE = new Set(["__dirname", "__filename"]);
const OWN_MEMBER = new Set(["url", "dirname", "filename"]);
/** Functions of paths whose first argument says where. */
const PLACES = new Set(["join", "resolve", "dirname", "normalize", "fileURLToPath"]);
/** Names of folders and files that hold what a model is told. */
const TELLS = /prompt|template|instruction|persona/i;

/**
 * Whether a path is that of a prompt that the program ships, whichever of them: it begins with the folder of the module itself, and
 * says that prompts are kept there.
 */
export function isShippedPrompt(resolver: Resolver, ref: Ref): boolean {
  let at = ref;
  let tells = false;
  for (let guard = 0; guard < DEEPEST; guard++) {
    at = definitionOf(resolver, at);
    const { graph, node } = resolver.split(at);
    const next = (operand: number): Ref => resolver.program.ref(graph, operand);
    const op = graph.op(node);
    if (op === Op.Global) return tells && OWN_PLACE.has(graph.name(node));
    if (op === Op.Member)
      return tells && OWN_MEMBER.has(graph.name(node)) && graph.op(graph.arg(node, 0)) === Op.Unknown;
    const isCall = op === Op.Call && PLACES.has(calleeName(graph, graph.arg(node, 0)));
    if (!isCall && op !== Op.Concat && op !== Op.New) return false;
    const parts = [...graph.args(node)].slice(op === Op.Concat ? 0 : 1);
    tells ||= parts.some((part) => TELLS.test(resolver.text(next(part)) ?? ""));
    // `new URL("./prompts/a.md", import.meta.url)`
    const first = parts[op === Op.New ? 1 : 0];
    if (first === undefined) return false;
    at = next(first);
  }
  return false;
}
