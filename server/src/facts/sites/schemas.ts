/** Where the schema of a tool's input lets more through than it should, and what would close that. */
import { ts } from "ts-morph";
import { declarationOf, isConst } from "./fixed.js";
import { importsOf } from "./modules.js";
import { siteOf, type ObjectSite } from "./objects.js";
import type { Span } from "./positions.js";
import { usesOf } from "./references.js";
import { expressionAt, parse } from "./tree.js";

export interface SchemaSite {
  /** The module whose function makes it: `zod`, `valibot`; undefined for a JSON schema. */
  module: string | undefined;
  /** The name by which the functions of the module are reached: `z`. */
  local: string;
  /** What is loose: everything is taken, a step of a chain opens an object, a function makes an open one. */
  loose: "all" | "step" | "function";
  /** For `all` what to replace, for `step` from its dot on, for `function` its name. */
  span: Span;
  /** Names that it holds; undefined where they cannot be read. */
  names: string[] | undefined;
  /** The object of a JSON schema. */
  json: ObjectSite | undefined;
  /** Indentation of its line. */
  indent: string;
}

const STEPS = /^(passthrough|loose|catchall)$/;
const ALL = /^(any|unknown|record)$/;

/**
 * The schema at `span`, or that the constant named there was made with. Undefined where it is none that can be closed, or where
 * other code uses it too and may want it as it is.
 */
export function schemaSite(file: string, text: string, span: Span): SchemaSite | undefined {
  const tree = parse(file, text);
  let node = expressionAt(tree, span);
  if (node && ts.isIdentifier(node)) {
    const declaration = declarationOf(tree, node);
    node =
      declaration && ts.isVariableDeclaration(declaration) && isConst(declaration)
        ? declaration.initializer
        : undefined;
  }
  if (!node || isShared(node)) return undefined;
  const object = ts.isObjectLiteralExpression(node) ? node : jsonSchemaOf(node);
  const indent = /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", node.getStart(tree)) + 1))![0];
  if (object) return jsonSite(tree, object, indent);
  return ts.isCallExpression(node) ? builtSite(tree, node, indent) : undefined;
}

/** A constant that is exported, or that more than the registration uses. */
function isShared(node: ts.Expression): boolean {
  const declaration = node.parent;
  if (!ts.isVariableDeclaration(declaration)) return false;
  const statement = declaration.parent.parent;
  const exported =
    ts.isVariableStatement(statement) &&
    (statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false);
  return exported || !ts.isIdentifier(declaration.name) || usesOf(declaration.name).length !== 1;
}

/** The object of `jsonSchema({ … })`. */
function jsonSchemaOf(node: ts.Expression): ts.ObjectLiteralExpression | undefined {
  if (!ts.isCallExpression(node) || !/^(jsonSchema|fromJsonSchema)$/.test(node.expression.getText()))
    return undefined;
  const [argument] = node.arguments;
  return argument && ts.isObjectLiteralExpression(argument) ? argument : undefined;
}

function jsonSite(
  tree: ts.SourceFile,
  object: ts.ObjectLiteralExpression,
  indent: string,
): SchemaSite | undefined {
  const json = siteOf(tree, object);
  const valueOf = (name: string) => {
    const value = json.properties.find((at) => at.name === name)?.value;
    return value && tree.text.slice(value.start, value.end);
  };
  if (json.open || !/^["'`]object["'`]/.test(valueOf("type") ?? "")) return undefined;
  const properties = object.properties.find((at) => at.name?.getText(tree) === "properties");
  const listed =
    properties && ts.isPropertyAssignment(properties) && ts.isObjectLiteralExpression(properties.initializer)
      ? namesOf(tree, properties.initializer)
      : undefined;
  const extra = json.properties.find(({ name }) => name === "additionalProperties");
  const shared = { module: undefined, local: "", json, indent };
  if (valueOf("additionalProperties") === "true")
    return { ...shared, loose: "step", span: extra!.value, names: properties ? listed : [] };
  return properties ? undefined : { ...shared, loose: "all", span: json.span, names: [] };
}

function builtSite(tree: ts.SourceFile, outer: ts.CallExpression, indent: string): SchemaSite | undefined {
  let call = outer;
  let step: ts.CallExpression | undefined;
  for (;;) {
    const { expression } = call;
    if (ts.isPropertyAccessExpression(expression) && STEPS.test(expression.name.text)) step ??= call;
    const inner = ts.isPropertyAccessExpression(expression) ? expression.expression : undefined;
    if (!inner || !ts.isCallExpression(inner)) break;
    call = inner;
  }
  const { expression } = call;
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  const local = ts.isPropertyAccessExpression(expression) ? expression.expression.getText(tree) : "";
  const module = importsOf(tree).find((at) => at.local === (local || name.getText(tree)))?.module;
  if (module === undefined || local === "") return undefined;
  const made = name.getText(tree);
  const shared = { module, local, json: undefined, indent };
  const [entries] = call.arguments;
  const names = entries && ts.isObjectLiteralExpression(entries) ? namesOf(tree, entries) : undefined;
  if (ALL.test(made) && call === outer)
    return { ...shared, loose: "all", span: { start: call.getStart(tree), end: call.end }, names: [] };
  if (step) {
    const access = step.expression as ts.PropertyAccessExpression;
    const span = { start: access.expression.end, end: step.end };
    return { ...shared, loose: "step", span, names: made === "object" ? names : undefined };
  }
  const span = { start: name.getStart(tree), end: name.end };
  return made === "looseObject" ? { ...shared, loose: "function", span, names } : undefined;
}

/** Undefined when something is spread in or computed. */
function namesOf(tree: ts.SourceFile, object: ts.ObjectLiteralExpression): string[] | undefined {
  const site = siteOf(tree, object);
  return site.properties.length === object.properties.length
    ? site.properties.map(({ name }) => name)
    : undefined;
}
