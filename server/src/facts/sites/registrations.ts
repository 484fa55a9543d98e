/** Where code registers a tool: the call or the object literal, and the function that handles it. */
import { ts } from "ts-morph";
import { siteOf as objectOf, type ObjectSite } from "./objects.js";
import { importsOf } from "./modules.js";
import type { Span } from "./positions.js";
import { expressionAt, indentAt, parse } from "./tree.js";

export interface RegistrationSite {
  /** What is called: `tool`, `registerTool`; undefined for an object literal among tools. */
  name: string | undefined;
  /** The module that a called name is imported from, when it is. */
  module: string | undefined;
  arguments: Span[];
  /** The arguments that are object literals, by index; the literal itself for index 0 when nothing is called. */
  objects: (ObjectSite | undefined)[];
  handler: HandlerSite | undefined;
}

/** Where statements go that a function does first. */
export interface BodyStart {
  /** Before its first statement, and the indentation of that; undefined for a body that is an expression. */
  begin: { at: number; indent: string } | undefined;
  /** The expression that is the whole body. */
  body: Span | undefined;
}

/** The function given as an argument. */
export interface HandlerSite extends BodyStart {
  /** What it is called with, as source text that can stand in an object literal or as a value; undefined when it takes nothing. */
  input: string | undefined;
}

/** The registration exactly at `span`. */
export function registrationSite(file: string, text: string, span: Span): RegistrationSite | undefined {
  const tree = parse(file, text);
  const node = expressionAt(tree, span);
  if (!node) return undefined;
  if (ts.isObjectLiteralExpression(node))
    return {
      name: undefined,
      module: undefined,
      arguments: [span],
      objects: [objectOf(tree, node)],
      handler: undefined,
    };
  if (!ts.isCallExpression(node)) return undefined;
  const callee = node.expression;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText(tree);
  const imported = ts.isIdentifier(callee) && importsOf(tree).find(({ local }) => local === callee.text);
  const handler = node.arguments.find((at) => ts.isArrowFunction(at) || ts.isFunctionExpression(at));
  return {
    name: imported && imported.imported !== "default" ? imported.imported : name,
    module: imported ? imported.module : undefined,
    arguments: node.arguments.map((at) => ({ start: at.getStart(tree), end: at.end })),
    objects: node.arguments.map((at) => (ts.isObjectLiteralExpression(at) ? objectOf(tree, at) : undefined)),
    handler: handler && handlerOf(tree, handler as ts.ArrowFunction | ts.FunctionExpression),
  };
}

function handlerOf(tree: ts.SourceFile, handler: ts.ArrowFunction | ts.FunctionExpression): HandlerSite {
  return { input: inputOf(handler.parameters[0]), ...bodyStart(tree, handler.body) };
}

export function bodyStart(tree: ts.SourceFile, body: ts.ConciseBody): BodyStart {
  if (!ts.isBlock(body)) return { begin: undefined, body: { start: body.getStart(tree), end: body.end } };
  const at = body.statements[0]?.getStart(tree);
  const own = at === undefined ? undefined : indentAt(tree.text, at);
  return {
    begin: at !== undefined && own?.first ? { at, indent: own.indent } : undefined,
    body: undefined,
  };
}

/** `input` of `(input) =>`, `{ path, text }` of `({ path, text }) =>`. */
function inputOf(parameter: ts.ParameterDeclaration | undefined): string | undefined {
  if (!parameter) return undefined;
  const { name } = parameter;
  if (ts.isIdentifier(name)) return name.text.startsWith("_") ? undefined : name.text;
  if (ts.isArrayBindingPattern(name)) return undefined;
  const names = name.elements.map((at) =>
    ts.isIdentifier(at.name) && !at.dotDotDotToken ? at.name.text : undefined,
  );
  return names.every((at) => at !== undefined) ? `{ ${names.join(", ")} }` : undefined;
}
