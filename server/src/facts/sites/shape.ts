/** The shape a value must have for the code that uses it, and how uses add up to one. Plain data, no syntax. */

export type Shape =
  | { kind: "any" | "unknown" }
  | { kind: "string" | "number" | "boolean" | "null" | "undefined" }
  | { kind: "literal"; value: string | number | boolean }
  | { kind: "array"; element: Shape }
  | { kind: "tuple"; elements: Shape[] }
  | { kind: "object"; fields: Field[]; open: boolean }
  | { kind: "record"; value: Shape }
  | { kind: "union"; options: Shape[] }
  /** A TypeScript enum that the file can name; `late` when it is declared in the file, perhaps below its use. */
  | { kind: "enum"; name: string; late: boolean }
  /** A type that the file can name and that is not seen through. */
  | { kind: "custom"; type: string }
  /** A schema that the file has already. */
  | { kind: "schema"; name: string };

export interface Field {
  name: string;
  shape: Shape;
  presence: "required" | "optional" | "nullable" | "nullish";
}

export const ANY: Shape = { kind: "any" };

/** Names that hold numbers more often than not. */
const NUMERIC =
  /^(count|total|price|amount|score|age|quantity|qty|index|year|rating|rank|confidence|percent(age)?|size|width|height|weight|duration|latitude|longitude|lat|lng|lon|page|step|priority|.*(Count|Total|Price|Score|Amount|Index|Percent|Minutes|Seconds|Hours|Days|Ms))$/;
/** Names that hold truth values. */
const BOOLEAN =
  /^(ok|success|valid|done|enabled|disabled|safe|flagged|approved|(is|has|should|can|needs|was|will)[A-Z_].*)$/;
const PLURAL = /(s|List|Array)$/;

type Scalar = "string" | "number" | "boolean";

/** What the uses of one value say about it. */
export class Evidence {
  readonly fields = new Map<string, Evidence>();
  element: Evidence | undefined;
  values: Evidence | undefined;
  readonly scalars = new Set<Scalar>();
  /** A declared type. */
  typed: Shape | undefined;
  /** `length`, `includes`, `slice`: text and lists have them. */
  sequence = false;
  /** Put into text, where a number does as well as a string. */
  printed = false;
  /** Operand of `+` or `<` beside something unknown. */
  operand = false;
  /** Its truth was asked. */
  tested = false;
  /** Missing was foreseen: by `?.`, `??` or a comparison. */
  foreseen = new Set<"null" | "undefined" | "both">();
  /** Something fails when it is missing. */
  needed = false;
  /** `"name" in value` asked for it: there are values without it. */
  probed = false;
  /** `Array.isArray` decides between two shapes. */
  branched = false;
  /** Passed on as a whole: members that are not seen here may be read elsewhere. */
  open = false;
  /** Its own keys are listed or computed. */
  keyed = false;

  constructor(readonly name: string) {}

  field(name: string): Evidence {
    let field = this.fields.get(name);
    if (!field) this.fields.set(name, (field = new Evidence(name)));
    return field;
  }

  item(): Evidence {
    return (this.element ??= new Evidence(this.name.replace(/s$/, "")));
  }

  value(): Evidence {
    return (this.values ??= new Evidence(""));
  }

  /** Undefined when nothing is known at all. */
  shape(): Shape | undefined {
    if (this.typed) return this.typed;
    const object = this.fields.size > 0 ? this.objectShape() : undefined;
    const array: Shape | undefined = this.element && { kind: "array", element: this.element.shape() ?? ANY };
    if (object && array) return this.branched ? { kind: "union", options: [array, object] } : ANY;
    if (object ?? array) return this.scalars.size > 0 ? ANY : (object ?? array);
    if (this.values || this.keyed) return { kind: "record", value: this.values?.shape() ?? ANY };
    return this.scalarShape();
  }

  private scalarShape(): Shape | undefined {
    if (this.scalars.size > 1) return ANY;
    const [scalar] = this.scalars;
    if (this.sequence) {
      if (scalar === "string" || (!scalar && !PLURAL.test(this.name) && !this.branched))
        return { kind: "string" };
      return scalar ? ANY : { kind: "array", element: ANY };
    }
    if (this.branched) return scalar ? ANY : { kind: "array", element: ANY };
    if (scalar) return { kind: scalar };
    const numeric = NUMERIC.test(this.name);
    if (this.operand) return numeric ? { kind: "number" } : ANY;
    if (this.printed) {
      return numeric
        ? { kind: "union", options: [{ kind: "string" }, { kind: "number" }] }
        : { kind: "string" };
    }
    if (this.tested && BOOLEAN.test(this.name)) return { kind: "boolean" };
    return this.open || this.tested || this.foreseen.size > 0 ? ANY : undefined;
  }

  private objectShape(): Shape {
    const fields = [...this.fields.values()].map((field): Field => ({
      name: field.name,
      shape: field.shape() ?? ANY,
      presence: field.presence(),
    }));
    return { kind: "object", fields, open: this.open };
  }

  presence(): Field["presence"] {
    const onlyTested =
      this.tested && !this.typed && this.fields.size === 0 && this.shape()?.kind === "boolean";
    if (this.probed) return "optional";
    if (this.needed || onlyTested) return "required";
    const both = this.foreseen.has("both") || this.foreseen.size > 1;
    if (!both && this.foreseen.has("undefined")) return "optional";
    if (!both && this.foreseen.has("null")) return "nullable";
    return this.tested || this.foreseen.size > 0 ? "nullish" : "required";
  }
}

/** Whether the shape says nothing anywhere, so that it would check nothing. */
export function saysNothing(shape: Shape): boolean {
  return (
    shape.kind === "any" || shape.kind === "unknown" || shape.kind === "custom" || shape.kind === "undefined"
  );
}

/** Whether every part is known; a part that is not accepts anything. */
export function isExact(shape: Shape): boolean {
  switch (shape.kind) {
    case "any":
    case "unknown":
      return false;
    case "array":
      return isExact(shape.element);
    case "record":
      return isExact(shape.value);
    case "tuple":
      return shape.elements.every(isExact);
    case "union":
      return shape.options.every(isExact);
    case "object":
      return shape.fields.every((field) => isExact(field.shape));
    default:
      return true;
  }
}

/** Moves `undefined` and `null` of a member's type to its presence. */
export function fieldOf(name: string, shape: Shape, optional: boolean): Field {
  const options = shape.kind === "union" ? shape.options : [shape];
  const isNull = options.some(({ kind }) => kind === "null");
  const isUndefined = optional || options.some(({ kind }) => kind === "undefined");
  const rest = options.filter(({ kind }) => kind !== "null" && kind !== "undefined");
  if (rest.length === 0) return { name, shape, presence: optional ? "optional" : "required" };
  const presence = isNull ? (isUndefined ? "nullish" : "nullable") : isUndefined ? "optional" : "required";
  return { name, shape: unionOf(rest), presence };
}

export function unionOf(options: readonly Shape[]): Shape {
  const flat = options.flatMap((option) => (option.kind === "union" ? option.options : [option]));
  if (flat.some(({ kind }) => kind === "any" || kind === "unknown")) return ANY;
  const seen = new Set<string>();
  const distinct = flat.filter((option) => {
    const key = JSON.stringify(option);
    return !seen.has(key) && seen.add(key);
  });
  return distinct.length === 1 ? distinct[0]! : { kind: "union", options: distinct };
}
