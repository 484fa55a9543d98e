/** The source text by which a test calls an entry, with the variable `attack` where what is attacked with goes. */
import type { EntryParameter, EntrySite, Field, Shape } from "../facts/sites/index.js";

/** Parts between «…» stand only in TypeScript. */
export interface AttackCall {
  text: string;
  /** It works with something that a test has to stand in for: `standIn()` is in the text. */
  standsIn: boolean;
  /** Exports of the tool's SDK that the call needs, by module. */
  imports: readonly { name: string; module: string }[];
}

/**
 * Undefined where a parameter cannot be filled in, or what is attacked with does not fit where it would have to go.
 * @param local the name of the export in the test
 */
export function attackCall(entry: EntrySite, local: string): AttackCall | undefined {
  const last = entry.parameters.findLastIndex(({ optional, reaching }) => !optional || reaching.length > 0);
  const given: string[] = [];
  for (const parameter of entry.parameters.slice(0, last + 1)) {
    const value = argumentOf(parameter);
    if (value === undefined) return undefined;
    given.push(value);
  }
  const callee = [local, ...entry.members].join(".");
  const imports = /^@openai\/agents/.test(entry.tool ?? "")
    ? [{ name: "RunContext", module: entry.tool! }]
    : [];
  const text = calling(entry.tool, callee, given);
  return { text, standsIn: text.includes(STAND_IN), imports };
}

const STAND_IN = "standIn()";

function calling(tool: string | undefined, callee: string, given: readonly string[]): string {
  const [input = "{}"] = given;
  if (tool === undefined) return `${callee}(${given.join(", ")})`;
  if (tool === "ai") return `${callee}.execute«!»(${input}, { toolCallId: "attack", messages: [] })`;
  if (tool.startsWith("@openai/")) return `${callee}.invoke(new RunContext(), JSON.stringify(${input}))`;
  return `${callee}.invoke(${input})`;
}

function argumentOf({ shape, reaching, optional }: EntryParameter): string | undefined {
  if (reaching.length > 0) return attacked(shape, reaching, true);
  return optional ? "undefined" : plain(shape);
}

/** @param cast whether the type of what is made here is the parameter's own, and has to be called so where it is not seen */
function attacked(
  shape: Shape | undefined,
  reaching: readonly (readonly string[])[],
  cast: boolean,
): string | undefined {
  const isOpaque =
    shape === undefined || shape.kind === "any" || shape.kind === "unknown" || shape.kind === "custom";
  const as = (text: string) => (cast && shape?.kind === "custom" ? `${text}« as never»` : text);
  if (reaching.some((members) => members.length === 0)) {
    if (shape?.kind === "array" && takesText(shape.element)) return "[attack]";
    return isOpaque || takesText(shape) ? as("attack") : undefined;
  }
  const names = [...new Set(reaching.map(([name]) => name!))];
  const below = (name: string) => reaching.filter(([first]) => first === name).map(([, ...rest]) => rest);
  if (names.includes("json()")) {
    const body = attacked(undefined, below("json()"), false);
    return body && `new Request("http://localhost/", { method: "POST", body: JSON.stringify(${body}) })`;
  }
  if (isOpaque) {
    const fields = names.map((name) => [name, attacked(undefined, below(name), false)] as const);
    return fields.some(([, value]) => value === undefined) ? undefined : as(objectText(fields));
  }
  if (shape.kind !== "object") return undefined;
  const fields: (readonly [string, string])[] = [];
  for (const field of shape.fields) {
    const value = names.includes(field.name) ? attacked(field.shape, below(field.name), cast) : undefined;
    if (value !== undefined) fields.push([field.name, value]);
    else if (isNeeded(field)) fields.push([field.name, plain(field.shape)]);
  }
  const text = objectText(fields);
  return /\battack\b/.test(text) ? text : undefined;
}

function takesText(shape: Shape): boolean {
  return shape.kind === "string" || (shape.kind === "union" && shape.options.some(takesText));
}

function isNeeded({ presence }: Field): boolean {
  return presence === "required" || presence === "nullable";
}

/** An ordinary value; a stand-in for what is not seen through. */
function plain(shape: Shape | undefined): string {
  switch (shape?.kind) {
    case "string":
      return '"test"';
    case "number":
      return "1";
    case "boolean":
      return "true";
    case "null":
    case "undefined":
      return shape.kind;
    case "literal":
      return JSON.stringify(shape.value);
    case "array":
      return "[]";
    case "tuple":
      return `[${shape.elements.map(plain).join(", ")}]`;
    case "object":
      return objectText(shape.fields.filter(isNeeded).map((field) => [field.name, plain(field.shape)]));
    case "record":
      return "{}";
    case "union":
      return plain(shape.options[0]);
    default:
      return STAND_IN;
  }
}

function objectText(fields: readonly (readonly [string, string | undefined])[]): string {
  if (fields.length === 0) return "{}";
  const key = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
  return `{ ${fields.map(([name, value]) => (name === value ? name : `${key(name)}: ${value}`)).join(", ")} }`;
}
