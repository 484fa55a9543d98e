/** Whether a catalogue row holds at a call: its `when` conditions. */
import type { Row } from "../catalog/schema.js";
import { wildcard } from "../catalog/wildcard.js";
import { Op, type Graph } from "../facts/facts.js";
import { BOUNDS } from "./bounds.js";
import { isFixed } from "./constants.js";
import { clientsOf } from "./constructions.js";
import { definitionOf, propertyOf } from "./definitions.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { runsInput } from "./scripts.js";
import { isShippedPrompt } from "./shipped-files.js";

export function rowHolds(resolver: Resolver, row: Row, call: Ref): boolean {
  if (row.kind === "source" && row.unlessFixed !== undefined && fixedAt(resolver, call, row.unlessFixed))
    return false;
  if (row.kind === "model" && row.request && resolver.endpoints.at(call, row.request).to.length === 0)
    return false;
  if (row.kind === "sink" && row.runs !== undefined && !isRunBy(resolver, call, row.runs)) return false;
  if (row.kind === "sink" && row.alongside && !isAlongside(resolver, call, row.alongside)) return false;
  if ("unless" in row && row.unless?.some((condition) => isMet(resolver, condition, call))) return false;
  if (!("when" in row) || !Array.isArray(row.when)) return true;
  return row.when.every((condition) => isMet(resolver, condition, call));
}

/** Whether the program that was started, and whose method is called, runs what it is given as a script. */
function isRunBy(resolver: Resolver, call: Ref, program: string): boolean {
  const texts = (start: Ref, path: string): string[] => [...resolver.navigate.texts(start, "x()", path)];
  return clientsOf(resolver, call).some((start) =>
    texts(start, program).some(
      (command) => runsInput(command, texts(start, "(1)[]")) && !isGivenFile(resolver, start),
    ),
  );
}

/** Whether there is a word among a program's arguments that is not known, as the file that it runs: `spawn("node", [server])`. */
function isGivenFile(resolver: Resolver, start: Ref): boolean {
  const { graph, node } = resolver.split(start);
  if (graph.argCount(node) < 3) return false;
  const isUnknown = (word: number): boolean => resolver.text(resolver.program.ref(graph, word)) === undefined;
  const lists = [rootOf(graph, graph.arg(node, 2))];
  for (let at = 0; at < lists.length && at < BOUNDS.values; at++) {
    const list = givenTo(graph, lists[at]!);
    if (graph.op(list) === Op.Choice) lists.push(...[...graph.args(list)].map((each) => rootOf(graph, each)));
    else if (
      graph.op(list) === Op.Array &&
      [...graph.args(list)].some((word) => graph.op(word) !== Op.Spread && isUnknown(word))
    )
      return true;
  }
  return false;
}

/** What a list or an object was, whatever it was given since. */
function givenTo(graph: Graph, node: number): number {
  let root = node;
  for (let guard = 0; guard < BOUNDS.versions && graph.op(root) === Op.Update; guard++)
    root = rootOf(graph, graph.arg(root, 0));
  return root;
}

function isMet(resolver: Resolver, { at, is }: { at: string; is: readonly string[] }, call: Ref): boolean {
  return resolver.navigate.relative(call, "x()", at).some((place) => {
    if (place.ref !== undefined) {
      const named = [nodeName(resolver, place.ref), messageOf(resolver, place.ref)];
      if (named.some((name) => name !== undefined && is.includes(name))) return true;
    }
    return resolver.navigate.values(place).some((value) => {
      if (value.kind === "api") return is.includes(value.api.name.split(".").pop() ?? "");
      if (value.kind !== "constant") return false;
      const text =
        truthOf(resolver, value.ref) ?? resolver.constantText(value.ref) ?? leadingText(resolver, value.ref);
      return text !== undefined && is.some((wanted) => matchesText(wanted, text));
    });
  });
}

/** Whether the method of a call gives the same object a text under a key, too. */
function isAlongside(
  resolver: Resolver,
  call: Ref,
  { key, is }: { key: string; is: readonly string[] },
): boolean {
  const { graph, node } = resolver.split(call);
  const callee = graph.arg(node, 0);
  if (callee < 0 || graph.op(callee) !== Op.Member) return false;
  /** The object itself, whatever it was given since. */
  const holder = (member: number): Ref => {
    const root = givenTo(graph, rootOf(graph, graph.arg(member, 0)));
    return definitionOf(resolver, resolver.program.ref(graph, root));
  };
  const own = holder(callee);
  return resolver.program
    .index(graph)
    .calls.get(graph.name(callee))
    .some((other) => {
      const [member, name, value] = [graph.arg(other, 0), graph.arg(other, 1), graph.arg(other, 2)];
      return (
        graph.op(member) === Op.Member &&
        name >= 0 &&
        value >= 0 &&
        graph.op(name) === Op.String &&
        graph.name(name) === key &&
        holder(member) === own &&
        is.includes(resolver.text(resolver.program.ref(graph, value)) ?? "")
      );
    });
}

function fixedAt(resolver: Resolver, call: Ref, path: string): boolean {
  const places = resolver.navigate.relative(call, "x()", path);
  return (
    places.length > 0 &&
    places.every(({ ref }) => ref !== undefined && (isFixed(resolver, ref) || isShippedPrompt(resolver, ref)))
  );
}

function nodeName(resolver: Resolver, ref: Ref): string {
  const { graph, node: given } = resolver.split(ref);
  const node = graph.op(given) === Op.Use ? graph.arg(given, 0) : given;
  if (graph.op(node) === Op.Import) return graph.imported(node);
  return graph.op(node) === Op.Member ? graph.name(node) : "";
}

/** What a schema of messages says their method is: "tools/call" for `z.object({ method: z.literal("tools/call"), … })`. */
function messageOf(resolver: Resolver, ref: Ref): string | undefined {
  const { graph, node } = resolver.split(definitionOf(resolver, ref));
  if (graph.op(node) !== Op.Call) return undefined;
  const object = graph
    .args(node)
    .slice(1)
    .find((argument) => propertyOf(graph, argument, "method") >= 0);
  const method = object === undefined ? -1 : propertyOf(graph, object, "method");
  if (method < 0 || graph.op(method) !== Op.Call) return undefined;
  return resolver.text(resolver.program.ref(graph, graph.arg(method, 1)));
}

function truthOf(resolver: Resolver, ref: Ref): string | undefined {
  const { graph, node } = resolver.split(ref);
  return graph.op(node) === Op.Boolean ? graph.name(node) : undefined;
}

/** `https://api.example.com/${x}` is known as far as its first part goes. */
function leadingText(resolver: Resolver, ref: Ref): string | undefined {
  const { graph, node } = resolver.split(ref);
  if (graph.op(node) !== Op.Concat) return undefined;
  return resolver.text(resolver.program.ref(graph, graph.arg(node, 0)));
}

function matchesText(pattern: string, text: string): boolean {
  if (!pattern.includes("*")) return pattern === text;
  return wildcard(pattern).test(text);
}
