/**
 * Schemas that are given where a route is registered, which the framework or a middleware holds the request against before the
 * handler runs: `app.post(path, { schema: { body } }, handler)`, `zValidator("json", schema)`, `validate(schema)`.
 */
import { Op, type Graph } from "../facts/facts.js";
import { BOUNDS } from "./bounds.js";
import { definitionOf, propertyOf } from "./definitions.js";
import { calleeName } from "./file-index.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import type { Constraint, SchemaReader } from "./schemas.js";

/** Parts of a request that schemas are given for. */
export type RequestPart = "body" | "params" | "query";

/** What parts of a request are called, in options and by validators. */
const PARTS: Record<string, RequestPart> = {
  body: "body",
  json: "body",
  form: "body",
  params: "params",
  param: "params",
  query: "query",
  querystring: "query",
};
export function partOf(name: string): RequestPart | undefined {
  return Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
}

/** Options that hold those of the parts. */
const HOLDERS = new Set(["schema", "request", "validate", "config", "input"]);
/** Options in between a part and its schema: of OpenAPI, by the type of the content. */
const WITHIN =
  /^(?:content|schema|schemas|json|application\/(?:json|x-www-form-urlencoded)|multipart\/form-data)$/;
const VALIDATES = /valid/i;
const PARSES = [
  "parse",
  "safeParse",
  "parseAsync",
  "safeParseAsync",
  "validate",
  "validateAsync",
  "validateSync",
];

export class RouteSchemas {
  constructor(
    readonly resolver: Resolver,
    readonly schemas: SchemaReader,
  ) {}

  /**
   * What is known of a part of a request when the handler runs; nothing where no schema is given for it.
   * @param call the call that registers the handler
   */
  of(call: Ref, handler: Ref, part: RequestPart): Constraint[] {
    const given = this.#given(call, handler).filter((each) => each.part === part);
    const known = new Map<string, Constraint>();
    for (const { schema } of given)
      for (const { access, safe } of this.schemas.readEnforced(schema)) {
        const key = access.join("\0");
        known.set(key, { access, safe: safe & (known.get(key)?.safe ?? safe) });
      }
    return [...known.values()];
  }

  #given(call: Ref, handler: Ref): { part: RequestPart; schema: Ref }[] {
    const { graph, node } = this.resolver.split(call);
    if (graph.op(node) !== Op.Call) return [];
    const found: { part: RequestPart; schema: Ref }[] = [];
    const add = (part: RequestPart, schema: Ref): void => {
      if (this.#isSchema(schema)) found.push({ part, schema });
    };
    /** @param part the part that the options around it are for */
    const look = (ref: Ref, part: RequestPart | undefined, depth: number): void => {
      const at = this.resolver.split(definitionOf(this.resolver, ref));
      const inner = (value: number): Ref => this.resolver.program.ref(at.graph, value);
      if (depth > BOUNDS.schemaDepth || at.graph.op(at.node) === Op.Function) return;
      if (part !== undefined && !isWithin(at.graph, at.node) && this.#isSchema(ref)) return add(part, ref);
      if (at.graph.op(at.node) === Op.Call) {
        if (VALIDATES.test(calleeName(at.graph, at.graph.arg(at.node, 0))))
          for (const each of this.#validated(at.graph, at.node)) add(each.part, each.schema);
        // `createRoute({ request: … })`: a definition that a function is given, and hands on.
        else
          for (const value of [...at.graph.args(at.node)].slice(1))
            lookIn(at.graph, rootOf(at.graph, value), depth);
      } else lookIn(at.graph, at.node, depth, part);
      function lookIn(owner: Graph, object: number, deep: number, within?: RequestPart): void {
        if (owner !== at.graph || owner.op(object) !== Op.Object) return;
        for (const property of owner.args(object)) {
          if (owner.op(property) !== Op.Prop) continue;
          const name = owner.name(property);
          const next = within === undefined ? partOf(name) : within;
          if (next === undefined ? HOLDERS.has(name) : within === undefined || WITHIN.test(name))
            look(inner(owner.arg(property, 0)), next, deep + 1);
        }
      }
    };
    for (const argument of [...graph.args(node)].slice(1)) {
      const ref = this.resolver.program.ref(graph, argument);
      if (ref !== handler) look(ref, undefined, 0);
    }
    return found;
  }

  /** A schema, also one in JSON. */
  #isSchema(ref: Ref): boolean {
    const { graph, node } = this.resolver.split(definitionOf(this.resolver, ref));
    if (graph.op(node) === Op.Object && propertyOf(graph, node, "type") >= 0) return true;
    return this.schemas.isSchema(ref);
  }

  /** `zValidator("json", schema)`, `validate(schema)`, `validate({ body: schema })`: a middleware that is made with a schema. */
  *#validated(graph: Graph, call: number): Generator<{ part: RequestPart; schema: Ref }> {
    const { program } = this.resolver;
    const args = [...graph.args(call)].slice(1);
    const said = args.flatMap((argument) => {
      const text = this.resolver.text(program.ref(graph, argument));
      return text === undefined ? [] : (partOf(text) ?? []);
    })[0];
    for (const [index, argument] of args.entries()) {
      const schema = program.ref(graph, argument);
      const object = rootOf(graph, argument);
      if (graph.op(object) === Op.Object && said === undefined) {
        for (const property of graph.args(object)) {
          const part = graph.op(property) === Op.Prop ? partOf(graph.name(property)) : undefined;
          if (part) yield { part, schema: program.ref(graph, graph.arg(property, 0)) };
        }
      } else if (this.#isSchema(schema)) {
        const part = said ?? this.#parsedBy(program.ref(graph, graph.arg(call, 0)), index);
        if (part) yield { part, schema };
      }
    }
  }

  /** Which part of a request a function holds against the schema that it is given: `schema.parse(request.body)` in what it makes. */
  #parsedBy(callee: Ref, index: number): RequestPart | undefined {
    for (const fn of this.resolver.functions(callee)) {
      const { graph, node } = this.resolver.split(fn);
      const param = graph.facts.functions[graph.aux(node)]!.params[index];
      for (const name of param === undefined ? [] : PARSES)
        for (const call of this.resolver.program.index(graph).calls.get(name)) {
          const callee = graph.arg(call, 0);
          if (graph.op(callee) !== Op.Member || rootOf(graph, graph.arg(callee, 0)) !== param) continue;
          const value = graph.argCount(call) > 1 ? rootOf(graph, graph.arg(call, 1)) : -1;
          if (value >= 0 && graph.op(value) === Op.Member) return partOf(graph.name(value));
        }
    }
    return undefined;
  }
}

/** An object between a part and its schema: `{ content: { "application/json": { schema } } }`. */
function isWithin(graph: Graph, object: number): boolean {
  if (graph.op(object) !== Op.Object) return false;
  const names = [...graph.args(object)]
    .filter((part) => graph.op(part) === Op.Prop)
    .map((part) => graph.name(part));
  return names.some((name) => name === "content" || name === "schema" || name.includes("/"));
}
