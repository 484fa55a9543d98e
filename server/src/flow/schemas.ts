/** What a validation schema lets through: constraints of zod-like builder chains, property by property. */
import { Op, type Graph } from "../facts/facts.js";
import type { Access } from "./access.js";
import { BOUNDS } from "./bounds.js";
import { definitionOf, propertyOf } from "./definitions.js";
import { beginningKinds } from "./checks.js";
import { ALL, kindsOf, NONE, type KindSet } from "./kinds.js";
import type { Ref } from "./program.js";
import { regexKinds } from "./regex.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import type { Table } from "./solver.js";

/** A part of a validated value, and what it is safe for. */
export interface Constraint {
  access: Access;
  safe: KindSet;
}

/** Builders whose values cannot carry free text. */
const CLOSED = new Set([
  "number",
  "numeric",
  "integer",
  "int",
  "int32",
  "uint32",
  "float32",
  "float64",
  "bigint",
  "int64",
  "boolean",
  "enum",
  "nativeEnum",
  "literal",
  "date",
  "null",
  "undefined",
  "void",
  "never",
  "nan",
  "uuid",
  "guid",
  "uuidv4",
  "uuidv6",
  "uuidv7",
  "cuid",
  "cuid2",
  "ulid",
  "nanoid",
  "datetime",
  "time",
  "duration",
  "ip",
  "ipv4",
  "ipv6",
  "cidr",
  "base64",
  "base64url",
  "hex",
  "stringbool",
  "picklist",
  "isoDate",
  "isoDateTime",
]);
/** Formats of JSON schemas whose values cannot carry free text. */
const CLOSED_FORMATS = new Set(["uuid", "date", "date-time", "time", "ipv4", "ipv6", "duration"]);
/** Decorators of class-validator after which a field cannot carry free text. */
const CLOSED_FIELDS =
  /^(?:Min|Max)$|^Is(?:UUID|Int|Number|Boolean|Enum|In|Date|ISO8601|DateString|MongoId|Positive|Negative|NumberString|BooleanString|IP|Port|Hexadecimal|ULID|Alphanumeric|Alpha)$/;
/** Steps that change nothing about what text may be in the value. */
const OBJECT_BUILDERS = new Set([
  "object",
  "strictObject",
  "looseObject",
  "interface",
  "extend",
  "merge",
  "safeExtend",
]);

export class SchemaReader {
  readonly #known: Table<Ref, readonly Constraint[]>;

  constructor(readonly resolver: Resolver) {
    this.#known = resolver.program.solver.table<Ref, readonly Constraint[]>({
      bottom: [],
      same: (left, right) => left === right,
      outermost: true,
      answer: (schema) => this.#read(schema, 0),
    });
  }

  /** Constraints of the schema at a node, for every property it names; a whole that is unknown gives `[]` alone. */
  read(schema: Ref): readonly Constraint[] {
    return this.#known.ask(this.resolver.program.fileOf(schema), schema);
  }

  #read(schema: Ref, depth: number): Constraint[] {
    // Several shapes where tools are registered in a loop: each of them may be the one.
    const shapes = this.resolver
      .resolve(schema)
      .flatMap((value) => (value.kind === "object" ? (this.#shape(value.ref, depth) ?? []) : []));
    return shapes.length > 0 ? shapes : this.#builder(schema, depth);
  }

  /** Whether the node builds a schema, or is an object of schemas; a text or annotations in the same place are not. */
  isSchema(ref: Ref): boolean {
    if (this.#chain(ref).length > 0) return true;
    return this.resolver.resolve(ref).some((value) => {
      if (value.kind !== "object") return value.kind === "api" || value.kind === "external";
      const { graph, node } = this.resolver.split(value.ref);
      if (graph.op(node) !== Op.Object) return false;
      return [...graph.args(node)].some(
        (part) =>
          graph.op(part) === Op.Spread ||
          (graph.op(part) === Op.Prop &&
            this.#chain(this.resolver.program.ref(graph, graph.arg(part, 0))).length > 0),
      );
    });
  }

  /** A raw shape: `{ path: z.string(), depth: z.number() }`. */
  #shape(ref: Ref, depth: number): Constraint[] | undefined {
    const { graph, node } = this.resolver.split(ref);
    if (graph.op(node) !== Op.Object || depth > BOUNDS.schemaDepth) return undefined;
    const constraints: Constraint[] = [];
    for (const part of graph.args(node)) {
      if (graph.op(part) === Op.Spread) {
        constraints.push(...this.#read(this.resolver.program.ref(graph, graph.arg(part, 0)), depth + 1));
        continue;
      }
      if (graph.op(part) !== Op.Prop) continue;
      const name = graph.name(part);
      const value = graph.arg(part, 0);
      // A JSON schema is a description; the SDK's low level does not enforce it.
      if (name === "type" && graph.op(value) === Op.String) return undefined;
      for (const { access, safe } of this.#read(this.resolver.program.ref(graph, value), depth + 1))
        constraints.push({ access: [name, ...access], safe });
    }
    return constraints.length > 0 ? constraints : undefined;
  }

  #builder(schema: Ref, depth: number): Constraint[] {
    const whole: Constraint[] = [{ access: [], safe: NONE }];
    if (depth > BOUNDS.schemaDepth) return whole;
    const calls = this.#chain(schema);
    if (calls.length === 0) return whole;
    let safe = NONE;
    let constraints: Constraint[] | undefined;
    for (const { name, call } of calls) {
      const { graph, node } = this.resolver.split(call);
      const argument = graph.arg(node, 1);
      const ref = argument < 0 ? -1 : this.resolver.program.ref(graph, argument);
      if (CLOSED.has(name)) safe = ALL;
      else if (name === "regex" && ref >= 0) safe |= this.#regex(ref);
      // `Type.String({ pattern })`
      else if (name === "string" && ref >= 0) safe |= this.#text(graph, argument);
      else if (name === "startsWith" && ref >= 0) safe |= beginningKinds(this.resolver.text(ref) ?? "");
      else if (name === "transform" && ref >= 0) safe |= this.#made(ref);
      else if (OBJECT_BUILDERS.has(name) && ref >= 0)
        constraints = [...(constraints ?? []), ...this.#read(ref, depth + 1)];
      else if ((name === "array" || name === "set") && ref >= 0)
        constraints = this.#read(ref, depth + 1).map((item) => ({
          access: ["[]", ...item.access],
          safe: item.safe,
        }));
      else if (name === "array")
        constraints = (constraints ?? [{ access: [], safe }]).map((item) => ({
          access: ["[]", ...item.access],
          safe: item.safe,
        }));
      // What comes out of it is what the schema behind it lets through.
      else if (name === "preprocess" && graph.arg(node, 2) >= 0)
        constraints = this.#read(this.resolver.program.ref(graph, graph.arg(node, 2)), depth + 1);
      else if (name === "union" && ref >= 0) constraints = this.#union(ref, depth);
      else if ((name === "discriminatedUnion" || name === "variant") && graph.arg(node, 2) >= 0)
        constraints = this.#union(this.resolver.program.ref(graph, graph.arg(node, 2)), depth);
      else if (
        (name === "optional" || name === "nullable" || name === "nullish" || name === "lazy") &&
        ref >= 0 &&
        calls.length === 1
      )
        return this.#read(ref, depth + 1);
    }
    if (constraints) return constraints.map((item) => ({ access: item.access, safe: item.safe | safe }));
    return [{ access: [], safe }];
  }

  /** What every alternative lets through: each property as the alternatives that have it let it. */
  #union(ref: Ref, depth: number): Constraint[] {
    const options = this.resolver.resolve(ref).flatMap((value) => {
      if (value.kind !== "object") return [];
      const { graph, node } = this.resolver.split(value.ref);
      return graph.op(node) === Op.Array
        ? [...graph.args(node)].map((item) => this.resolver.program.ref(graph, item))
        : [];
    });
    if (options.length === 0) return [{ access: [], safe: NONE }];
    const constraints = options.flatMap((option) => this.#read(option, depth + 1));
    if (constraints.some(({ access }) => access.length === 0))
      return [{ access: [], safe: constraints.reduce((set, { safe }) => set & safe, ALL) }];
    const parts = new Map<string, Constraint>();
    for (const { access, safe } of constraints) {
      const key = access.join("\0");
      parts.set(key, { access, safe: safe & (parts.get(key)?.safe ?? ALL) });
    }
    return [...parts.values()];
  }

  /** What the results of a function that makes the value anew are safe for: `transform(Number)`. */
  #made(ref: Ref): KindSet {
    const results = this.resolver.resolve(ref).flatMap((value) => {
      if (value.kind === "function") return this.resolver.returns(value.ref);
      const api = value.kind === "api" ? value.api.step({ kind: "call" }) : undefined;
      return api ? [{ kind: "api" as const, api }] : [value];
    });
    return results.reduce(
      (set: KindSet, value) =>
        value.kind === "api"
          ? set & value.api.rows("barrier").reduce((own: KindSet, row) => own | kindsOf(row.for), NONE)
          : NONE,
      results.length > 0 ? ALL : NONE,
    );
  }

  /** What a text may be as JSON schemas say it: one of some, in a format that leaves no room, or as a pattern allows. */
  #text(graph: Graph, options: number): KindSet {
    if (graph.op(options) !== Op.Object) return NONE;
    const given = (name: string): string => {
      const value = propertyOf(graph, options, name);
      return value < 0 ? "" : (this.resolver.text(this.resolver.program.ref(graph, value)) ?? "");
    };
    if (propertyOf(graph, options, "enum") >= 0 || propertyOf(graph, options, "const") >= 0) return ALL;
    if (CLOSED_FORMATS.has(given("format"))) return ALL;
    const pattern = given("pattern");
    return pattern === "" ? NONE : regexKinds(`/${pattern}/`, true);
  }

  /**
   * Constraints of a JSON schema that is enforced: `{ type: "object", properties: { mode: { enum: ["a", "b"] } } }`; undefined for
   * anything else.
   */
  #json(graph: Graph, node: number, depth: number): Constraint[] | undefined {
    const type = graph.op(node) === Op.Object ? propertyOf(graph, node, "type") : -1;
    if (type < 0 || graph.op(type) !== Op.String || depth > BOUNDS.schemaDepth) return undefined;
    const name = graph.name(type);
    if (name === "integer" || name === "number" || name === "boolean" || name === "null")
      return [{ access: [], safe: ALL }];
    if (name === "string") return [{ access: [], safe: this.#text(graph, node) }];
    const within = propertyOf(graph, node, name === "array" ? "items" : "properties");
    if (within < 0) return [{ access: [], safe: NONE }];
    const under = (step: string, value: number): Constraint[] => {
      const at = this.resolver.split(definitionOf(this.resolver, this.resolver.program.ref(graph, value)));
      const constraints = this.#json(at.graph, at.node, depth + 1) ?? [{ access: [], safe: NONE }];
      return constraints.map(({ access, safe }) => ({ access: [step, ...access], safe }));
    };
    if (name === "array") return under("[]", within);
    return graph
      .args(rootOf(graph, within))
      .flatMap((part) => (graph.op(part) === Op.Prop ? under(graph.name(part), graph.arg(part, 0)) : []));
  }

  /**
   * Constraints that decorators write on the fields of a class: `@IsUUID() id: string`; none where no field has any.
   * @param owner the class
   */
  readFields(owner: Ref, depth = 0): Constraint[] {
    const { graph, node } = this.resolver.split(owner);
    if (graph.op(node) !== Op.Class || depth > BOUNDS.schemaDepth) return [];
    const { members, base } = graph.facts.classes[graph.aux(node)]!;
    let checks = false;
    const own = members.flatMap((member): Constraint[] => {
      if (member.kind !== "field" || member.static) return [];
      let safe = NONE;
      for (const use of graph.uses(member.node)) {
        const callee = graph.op(use) === Op.Call ? graph.arg(use, 0) : -1;
        if (callee < 0 || graph.op(callee) !== Op.Import || graph.name(callee) !== "class-validator")
          continue;
        checks = true;
        const name = graph.imported(callee);
        if (CLOSED_FIELDS.test(name)) safe = ALL;
        else if (name === "Matches") safe |= this.#regex(this.resolver.program.ref(graph, graph.arg(use, 1)));
      }
      return [{ access: [member.name], safe }];
    });
    const inherited = base < 0 ? [] : this.resolver.resolve(this.resolver.program.ref(graph, base));
    const outer = inherited.flatMap((value) =>
      value.kind === "class" ? this.readFields(value.ref, depth + 1) : [],
    );
    return checks || outer.length > 0 ? [...own, ...outer] : [];
  }

  /** The same as `read`, where JSON schemas are held against the value, and not only described to a model. */
  readEnforced(schema: Ref): readonly Constraint[] {
    const { graph, node } = this.resolver.split(definitionOf(this.resolver, schema));
    return this.#json(graph, node, 0) ?? this.read(schema);
  }

  #regex(ref: Ref): KindSet {
    for (const value of this.resolver.resolve(ref))
      if (value.kind === "constant") {
        const { graph, node } = this.resolver.split(value.ref);
        if (graph.op(node) === Op.Regex) return regexKinds(graph.name(node), true);
      }
    return NONE;
  }

  /** The calls of a builder chain in order: `z.string().regex(x)` is string, regex. */
  #chain(schema: Ref): { name: string; call: Ref }[] {
    const calls: { name: string; call: Ref }[] = [];
    let ref = this.#definition(schema);
    for (let guard = 0; guard < 30; guard++) {
      const { graph, node } = this.resolver.split(ref);
      if (graph.op(node) !== Op.Call) break;
      const callee = graph.arg(node, 0);
      if (graph.op(callee) === Op.Member) {
        calls.unshift({ name: builderName(graph.name(callee)), call: ref });
        ref = this.#definition(this.resolver.program.ref(graph, graph.arg(callee, 0)));
      } else {
        // `object({...})` imported by name.
        if (graph.op(callee) === Op.Import) calls.unshift({ name: graph.imported(callee), call: ref });
        break;
      }
    }
    return calls;
  }

  /** The node that made a value, through variables and imports. */
  #definition(ref: Ref): Ref {
    let at = ref;
    for (let guard = 0; guard < 20; guard++) {
      const { graph, node } = this.resolver.split(at);
      const op = graph.op(node);
      if (op === Op.Typed || op === Op.AfterCall || op === Op.Refine || op === Op.Await || op === Op.Use) {
        at = this.resolver.program.ref(graph, graph.arg(node, 0));
      } else if (op === Op.Cell && graph.argCount(node) === 1) {
        at = this.resolver.program.ref(graph, graph.arg(node, 0));
      } else if (op === Op.Import) {
        const target = this.resolver.program.imported(graph, node);
        const next =
          target && !("terminals" in target)
            ? this.resolver.program.exported(target, graph.imported(node)).refs[0]
            : undefined;
        if (next === undefined) return at;
        at = next;
      } else if (op === Op.Member) {
        const object = this.resolver.program.ref(graph, graph.arg(node, 0));
        const [written, ...others] = this.resolver.navigate.written(object, graph.name(node));
        // `schema.shape` says of each property what the schema does.
        const next = graph.name(node) === "shape" ? object : written;
        if (next === undefined || others.length > 0) return at;
        at = next;
      } else return at;
    }
    return at;
  }
}

/** `Type.Object`, `t.Integer`: TypeBox and what is built on it write the names of types with a capital. */
function builderName(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
