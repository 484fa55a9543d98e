/** How much the schema of a tool's input lets through: everything, more than it names, or only that. */
import type { ToolRow } from "../catalog/schema.js";
import { Op, type Graph } from "../facts/facts.js";
import type { ToolSchema } from "../threats/model.js";
import { definitionOf } from "./definitions.js";
import { stepAt } from "./describe.js";
import type { CallSite } from "./inventory.js";
import type { Ref } from "./program.js";
import type { Resolver } from "./resolve.js";

/** Builders that accept any value, and those that let properties through that they do not name. */
const ANY = new Set(["any", "unknown"]);
const OPEN = new Set(["passthrough", "loose", "looseObject", "catchall", "record"]);
const OBJECT = new Set([
  "object",
  "strictObject",
  "interface",
  "extend",
  "merge",
  "pick",
  "omit",
  "partial",
  "strict",
]);

export class SchemaKinds {
  constructor(readonly resolver: Resolver) {}

  of({ call, row }: CallSite<ToolRow>): ToolSchema {
    const paths = [row.schema ?? []].flat();
    if (paths.length === 0) return { kind: "unknown" };
    let unknown = false;
    for (const path of paths)
      for (const place of this.resolver.navigate.relative(call, row.path, path)) {
        const ref =
          place.ref ??
          place.values?.flatMap((value) =>
            "ref" in value && value.kind !== "function" ? [value.ref] : [],
          )[0];
        if (ref === undefined) {
          unknown = true;
          continue;
        }
        const kind = this.#kind(definitionOf(this.resolver, ref));
        if (kind === "unknown") unknown = true;
        else if (kind) return { kind, step: stepAt(this.resolver.program, ref, "input schema", "schema") };
      }
    return { kind: unknown || this.#unseen(call) ? "unknown" : "none" };
  }

  /** Undefined for what is no schema: a description, a function. */
  #kind(ref: Ref): ToolSchema["kind"] | undefined {
    const { graph, node } = this.resolver.split(ref);
    switch (graph.op(node)) {
      case Op.String:
      case Op.Concat:
      case Op.Function:
        return undefined;
      case Op.Object:
        return this.#object(graph, node);
      case Op.Call:
        return this.#built(graph, node);
      default:
        return "unknown";
    }
  }

  #object(graph: Graph, node: number): ToolSchema["kind"] | undefined {
    const props = new Map<string, number>();
    let spread = false;
    for (const part of graph.args(node))
      if (graph.op(part) === Op.Prop) props.set(graph.name(part), graph.arg(part, 0));
      else spread = true;
    if (this.#isAnnotations(graph, props)) return undefined;
    const type = props.get("type");
    const isJsonSchema = type !== undefined && graph.op(type) === Op.String;
    const extra = props.get("additionalProperties");
    if (isJsonSchema) {
      if (extra !== undefined && graph.op(extra) === Op.Boolean && graph.name(extra) === "true")
        return "open";
      return spread
        ? "unknown"
        : props.has("properties")
          ? "strict"
          : graph.name(type) === "object"
            ? "any"
            : "strict";
    }
    // A raw shape: each property has a schema of its own.
    return "strict";
  }

  /** Hints about a tool, which stand where its schema may: not a property that is called a title. */
  #isAnnotations(graph: Graph, props: ReadonlyMap<string, number>): boolean {
    const given = (name: string, op: Op) => {
      const value = props.get(name);
      return value !== undefined && graph.op(value) === op;
    };
    return (
      given("readOnlyHint", Op.Boolean) || given("destructiveHint", Op.Boolean) || given("title", Op.String)
    );
  }

  /** `z.object({…}).passthrough()`: the last step that says something decides. */
  #built(graph: Graph, node: number): ToolSchema["kind"] {
    let here = { graph, node };
    for (let guard = 0; guard < 20 && here.graph.op(here.node) === Op.Call; guard++) {
      const { graph, node } = here;
      const callee = graph.arg(node, 0);
      const isMember = graph.op(callee) === Op.Member;
      const name = isMember
        ? graph.name(callee)
        : graph.op(callee) === Op.Import
          ? graph.imported(callee)
          : "";
      if (ANY.has(name)) return "any";
      if (OPEN.has(name)) return "open";
      if (OBJECT.has(name)) return "strict";
      if (name === "jsonSchema" || name === "fromJsonSchema") {
        const given = definitionOf(this.resolver, this.resolver.program.ref(graph, graph.arg(node, 1)));
        return this.#kind(given) ?? "unknown";
      }
      if (!isMember) return "unknown";
      here = this.resolver.split(
        definitionOf(this.resolver, this.resolver.program.ref(graph, graph.arg(callee, 0))),
      );
    }
    return "unknown";
  }

  /** Whether a schema could be in something that cannot be read. */
  #unseen(call: Ref): boolean {
    const { graph, node } = this.resolver.split(call);
    return [...graph.args(node)].slice(1).some((argument) => {
      if (argument < 0) return false;
      const made = this.resolver.split(
        definitionOf(this.resolver, this.resolver.program.ref(graph, argument)),
      );
      const op = made.graph.op(made.node);
      if (op === Op.Object)
        return [...made.graph.args(made.node)].some((part) => made.graph.op(part) !== Op.Prop);
      return op !== Op.String && op !== Op.Concat && op !== Op.Function && op !== Op.Array;
    });
  }
}
