/**
 * Tools of an application's own registry: an object with a name, a description, a schema of what a model may pass and the
 * function that gets it is a tool, whoever calls it.
 */
import { Op, type Graph } from "../facts/facts.js";
import { definitionOf } from "./definitions.js";
import { calleeName } from "./file-index.js";
import { isModuleFunction } from "./intrinsics.js";
import type { Ref } from "./program.js";
import type { Resolver } from "./resolve.js";

const SCHEMAS = new Set(["parameters", "inputSchema", "input_schema", "schema", "argsSchema"]);
const HANDLERS = new Set(["handler", "execute", "run", "call", "func", "invoke", "implementation"]);
/** Builders of schemas that describe what a model may pass. */
const BUILDERS = /^(?:zod|valibot|arktype|yup|joi|@sinclair\/typebox|effect)(?:\/|$)/;
/** What writes such a schema as JSON. */
const CONVERTERS = new Set(["zodToJsonSchema", "toJsonSchema", "toJSONSchema", "zodSchemaToJsonSchema"]);

/** Objects of a file that are tools by their shape. */
export function shapedTools(resolver: Resolver, graph: Graph): Ref[] {
  const found: Ref[] = [];
  for (let node = 0; node < graph.size; node++)
    if (graph.op(node) === Op.Object && graph.argCount(node) >= 4 && isTool(resolver, graph, node))
      found.push(resolver.program.ref(graph, node));
  return found;
}

function isTool(resolver: Resolver, graph: Graph, object: number): boolean {
  let [named, described, schema, handler] = [false, false, -1, -1];
  for (const part of graph.args(object)) {
    if (graph.op(part) !== Op.Prop) continue;
    const name = graph.name(part);
    if (name === "name") named = true;
    else if (name === "description") described = true;
    else if (SCHEMAS.has(name)) schema = graph.arg(part, 0);
    else if (HANDLERS.has(name)) handler = graph.arg(part, 0);
  }
  if (!named || !described || schema < 0 || handler < 0 || isGivenToPackage(resolver, graph, object))
    return false;
  if (!describesInput(resolver, resolver.program.ref(graph, schema))) return false;
  const functions = resolver.functions(resolver.program.ref(graph, handler));
  return functions.length > 0 && !functions.some((fn) => isRegistered(resolver, fn, 0));
}

/** The function, or one that calls it, is registered as a tool with a package. */
function isRegistered(resolver: Resolver, fn: Ref, depth: number): boolean {
  return resolver.callers.of(fn).some((use) => {
    if (use.kind === "given") return false;
    const { graph, node } = resolver.split(use.call);
    if (use.kind === "api")
      return resolver
        .resolve(resolver.program.ref(graph, graph.arg(node, 0)))
        .some((value) => value.kind === "api" && value.api.step({ kind: "call" })?.rows("tool").length);
    const caller = graph.facts.functions[graph.owner(node)];
    return (
      depth < 2 &&
      caller !== undefined &&
      isRegistered(resolver, resolver.program.ref(graph, caller.node), depth + 1)
    );
  });
}

/** `{ type: "object", properties: { … } }`, or what a package for schemas built. */
function describesInput(resolver: Resolver, schema: Ref): boolean {
  const { graph: home, node: made } = resolver.split(definitionOf(resolver, schema));
  if (home.op(made) === Op.Call && CONVERTERS.has(calleeName(home, home.arg(made, 0)))) return true;
  return resolver.resolve(schema).some((value) => {
    if (value.kind === "api") return BUILDERS.test(value.api.origin);
    if (value.kind !== "object") return false;
    const { graph, node } = resolver.split(value.ref);
    if (graph.op(node) !== Op.Object) return false;
    const names = [...graph.args(node)].map((part) => graph.name(part));
    return names.includes("type") && names.includes("properties");
  });
}

/** `Object.freeze(tool)` is the tool. */
function isFrozen(graph: Graph, call: number): boolean {
  const callee = graph.arg(call, 0);
  const isFreezing = graph.op(callee) === Op.Member && /^(?:freeze|seal)$/.test(graph.name(callee));
  return isFreezing && isModuleFunction(graph, callee, "Object");
}

/** A package that the catalogue knows says itself what is a tool. */
function isGivenToPackage(resolver: Resolver, graph: Graph, object: number): boolean {
  const seen = new Set<number>([object]);
  for (const node of seen) {
    for (const user of graph.uses(node)) {
      const op = graph.op(user);
      if (op === Op.Call && isFrozen(graph, user)) seen.add(user);
      else if (op === Op.Call || op === Op.New) {
        const callee = resolver.program.ref(graph, graph.arg(user, 0));
        if (resolver.resolve(callee).some(({ kind }) => kind === "api")) return true;
      } else if (op === Op.Use || op === Op.Typed || op === Op.Array || op === Op.Spread || op === Op.Cell)
        if (seen.size < 20) seen.add(user);
    }
  }
  return false;
}
