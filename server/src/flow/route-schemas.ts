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

/** The part of a request that goes by a name, where it is one. */
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

interface Given {
  part: RequestPart;
  schema: Ref;
}

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

  #given(call: Ref, handler: Ref): Given[] {
    const { graph, node } = this.resolver.split(call);
    return argumentsOf(graph, node).flatMap((argument) => {
      const ref = this.resolver.program.ref(graph, argument);
      return ref === handler ? [] : this.#in(ref, undefined, 0);
    });
  }

  /** The schemas in an option, a middleware or a definition. @param part the part that the options around it are for */
  #in(ref: Ref, part: RequestPart | undefined, depth: number): Given[] {
    const { graph, node } = this.resolver.split(definitionOf(this.resolver, ref));
    if (depth > BOUNDS.schemaDepth || graph.op(node) === Op.Function) return [];
    if (part !== undefined && !isWithin(graph, node) && this.#isSchema(ref)) return [{ part, schema: ref }];
    if (graph.op(node) !== Op.Call) return this.#inObject(graph, node, part, depth);
    if (VALIDATES.test(calleeName(graph, graph.arg(node, 0)))) return [...this.#validated(graph, node)];
    // `createRoute({ request: … })`: a definition that a function is given, and hands on.
    return argumentsOf(graph, node).flatMap((value) =>
      this.#inObject(graph, rootOf(graph, value), undefined, depth),
    );
  }

  #inObject(graph: Graph, object: number, within: RequestPart | undefined, depth: number): Given[] {
    if (graph.op(object) !== Op.Object) return [];
    return graph.args(object).flatMap((property) => {
      if (graph.op(property) !== Op.Prop) return [];
      const name = graph.name(property);
      const part = within ?? partOf(name);
      const leads = within === undefined ? part !== undefined || HOLDERS.has(name) : WITHIN.test(name);
      const value = this.resolver.program.ref(graph, graph.arg(property, 0));
      return leads ? this.#in(value, part, depth + 1) : [];
    });
  }

  /** A schema, also one in JSON. */
  #isSchema(ref: Ref): boolean {
    const { graph, node } = this.resolver.split(definitionOf(this.resolver, ref));
    if (graph.op(node) === Op.Object && propertyOf(graph, node, "type") >= 0) return true;
    return this.schemas.isSchema(ref);
  }

  /** `zValidator("json", schema)`, `validate(schema)`, `validate({ body: schema })`: a middleware that is made with a schema. */
  *#validated(graph: Graph, call: number): Generator<Given> {
    const { program } = this.resolver;
    const args = argumentsOf(graph, call);
    const texts = args.map((argument) => this.resolver.text(program.ref(graph, argument)) ?? "");
    const said = texts.map(partOf).find((part) => part !== undefined);
    for (const [index, argument] of args.entries()) {
      const object = rootOf(graph, argument);
      const isParts = graph.op(object) === Op.Object && said === undefined;
      for (const property of isParts ? graph.args(object) : []) {
        const part = graph.op(property) === Op.Prop ? partOf(graph.name(property)) : undefined;
        const schema = part && program.ref(graph, graph.arg(property, 0));
        if (schema !== undefined && this.#isSchema(schema)) yield { part: part!, schema };
      }
      const schema = program.ref(graph, argument);
      if (isParts || !this.#isSchema(schema)) continue;
      const part = said ?? this.#parsedBy(program.ref(graph, graph.arg(call, 0)), index);
      if (part) yield { part, schema };
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

function argumentsOf(graph: Graph, call: number): readonly number[] {
  return graph.op(call) === Op.Call ? graph.args(call).slice(1) : [];
}
