/** The function that carries out a tool: what it is called with, where it begins, and the statement of its effect. */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";
import { functionNamed } from "./references.js";
import {
  descendants,
  expressionAt,
  find,
  functionAround,
  indentAt,
  isStatement,
  nodeSpanning,
  parse,
} from "./tree.js";

export interface HandlerBody {
  /** What it is called with, as source text for an object literal: `input: { path }`; undefined when it takes nothing. */
  input: string | undefined;
  /** The source text of the user or tenant that it acts for, where one is in sight. */
  user: string | undefined;
  /** Statements begin there, on lines with this indentation; on one line with what follows when undefined. */
  begin: { at: number; indent: string | undefined } | undefined;
  /** The expression that is the whole body, and the indentation of its line. */
  body: (Span & { indent: string; awaits: boolean }) | undefined;
  /** Where a statement goes that runs once the effect is done; undefined when that is not sure. */
  done: EffectEnd | undefined;
}

/** `after`: behind the statement, whose lines have this indentation. `return`: the statement gives back what the effect gave. */
export type EffectEnd =
  | { is: "after"; at: number; indent: string }
  | { is: "return"; keyword: Span; value: Span; end: number; indent: string; awaits: boolean };

/** The handler of the registration at `span`, with the effect at `effect` when that is in this file. */
export function handlerBody(
  file: string,
  text: string,
  span: Span,
  effect: Span | undefined,
): HandlerBody | undefined {
  const tree = parse(file, text);
  const node = expressionAt(tree, span);
  const handler = node && handlerIn(tree, node);
  if (!handler?.body) return undefined;
  const at = effect && nodeSpanning(tree, effect);
  const isInside = at !== undefined && at.pos >= handler.body.pos && at.end <= handler.body.end;
  const known = { input: inputOf(handler.parameters[0]), user: userOf(handler) };
  if (!ts.isBlock(handler.body)) {
    const start = handler.body.getStart(tree);
    const body = {
      start,
      end: handler.body.end,
      indent: indentAt(text, start).indent,
      awaits: isAsync(handler),
    };
    return { ...known, begin: undefined, body, done: undefined };
  }
  const [first] = handler.body.statements;
  if (!first) return undefined;
  const start = first.getStart(tree);
  const own = indentAt(text, start);
  const begin = { at: start, indent: own.first ? own.indent : undefined };
  return { ...known, begin, body: undefined, done: isInside ? doneOf(tree, at, handler) : undefined };
}

type Handler = ts.FunctionLikeDeclaration;

const HANDLER = /^(?:execute|handler|run|call|func|invoke|callback|_call)$/;

function handlerIn(tree: ts.SourceFile, node: ts.Expression): Handler | undefined {
  if (ts.isObjectLiteralExpression(node)) return ofObject(tree, node);
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return undefined;
  for (const argument of [...(node.arguments ?? [])].reverse()) {
    const found =
      functionOf(tree, argument) ??
      (ts.isObjectLiteralExpression(argument) ? ofObject(tree, argument) : undefined);
    if (found) return found;
  }
  return undefined;
}

function ofObject(tree: ts.SourceFile, object: ts.ObjectLiteralExpression): Handler | undefined {
  for (const property of object.properties) {
    if (!property.name || !HANDLER.test(property.name.getText(tree))) continue;
    if (ts.isMethodDeclaration(property)) return property;
    if (ts.isPropertyAssignment(property)) return functionOf(tree, property.initializer);
    if (ts.isShorthandPropertyAssignment(property)) return functionOf(tree, property.name);
  }
  return undefined;
}

function functionOf(tree: ts.SourceFile, node: ts.Expression): Handler | undefined {
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return node;
  const named = ts.isIdentifier(node) ? functionNamed(tree, node.text) : undefined;
  return named && "body" in named ? (named as Handler) : undefined;
}

function isAsync(handler: Handler): boolean {
  return handler.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
}

/** `input` of `(input) =>`, `input: args` of `(args) =>`, `input: { path, text }` of `({ path, text }) =>`. */
function inputOf(parameter: ts.ParameterDeclaration | undefined): string | undefined {
  if (!parameter) return undefined;
  const { name } = parameter;
  if (ts.isIdentifier(name)) {
    if (name.text.startsWith("_")) return undefined;
    return name.text === "input" ? "input" : `input: ${name.text}`;
  }
  if (ts.isArrayBindingPattern(name)) return undefined;
  const names = name.elements.flatMap((at) => (ts.isIdentifier(at.name) ? [at.name.text] : []));
  return names.length === name.elements.length && names.length > 0
    ? `input: { ${names.join(", ")} }`
    : undefined;
}

const USER =
  /^(?:user|tenant|org|organi[sz]ation|account|customer|workspace)_?id$|^(?:currentUser|actor|principal)$/i;

/** A parameter of the handler, or of a function around it, that says for whom it acts. */
function userOf(handler: Handler): string | undefined {
  for (let at: Handler | undefined = handler; at; at = functionAround(at))
    for (const parameter of at.parameters) {
      // What the model sends says nothing about who asked.
      if (at === handler && parameter === handler.parameters[0]) continue;
      const names = [parameter.name, ...descendants(parameter.name)].filter(ts.isIdentifier);
      const found = names.find(({ text }) => USER.test(text));
      if (found) return found.text;
    }
  return undefined;
}

function doneOf(tree: ts.SourceFile, effect: ts.Node, handler: Handler): EffectEnd | undefined {
  // An effect in a callback is done when the callback is called.
  if (functionAround(effect) !== handler) return undefined;
  const statement = find(effect, (at): at is ts.Statement => isStatement(at));
  if (!statement || !ts.isBlock(statement.parent)) return undefined;
  const { indent, first } = indentAt(tree.text, statement.getStart(tree));
  const alone = first && /^[ \t]*(?:\/\/[^\r\n]*)?(?:\r|\n)/.test(tree.text.slice(statement.end));
  if (!alone) return undefined;
  if (ts.isExpressionStatement(statement) || ts.isVariableStatement(statement)) {
    const value = ts.isExpressionStatement(statement)
      ? statement.expression
      : statement.declarationList.declarations[0]?.initializer;
    // What nobody waits for is not done yet.
    const settled = value && (ts.isAwaitExpression(value) || !isAsync(handler));
    return settled ? { is: "after", at: statement.end, indent } : undefined;
  }
  if (!ts.isReturnStatement(statement) || !statement.expression || !isAsync(handler)) return undefined;
  const value = statement.expression;
  const call = ts.isAwaitExpression(value) ? value.expression : value;
  if (!ts.isCallExpression(call)) return undefined;
  return {
    is: "return",
    keyword: { start: statement.getStart(tree), end: value.getStart(tree) },
    value: { start: value.getStart(tree), end: value.end },
    end: statement.end,
    indent,
    awaits: ts.isAwaitExpression(value),
  };
}
