/** The function that answers requests: what it is called with, how it is registered or found, where it begins. */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";
import { bodyStart, type BodyStart } from "./registrations.js";
import { descendants, functionAround, nodeSpanning, parse, upwards } from "./tree.js";

export interface RouteParameter {
  /** Its name; undefined for a pattern. */
  name: string | undefined;
  /** What a pattern takes out of it, as named there. */
  members: readonly string[];
}

export interface RouteSite {
  span: Span;
  start: BodyStart;
  parameters: RouteParameter[];
  /** Between the parentheses of the parameters; undefined for `request => …`. */
  inside: Span | undefined;
  isAsync: boolean;
  returnType: string | undefined;
  /** It gives back what its second parameter's methods give: `return res.json(…)`. */
  returnsAnswer: boolean;
  /** The call that it is an argument of, and where its arguments begin: `app.post("/ask", …)` is a `post` of `app`. */
  registered: { receiver: string; method: string; arguments: number } | undefined;
  /** The name under which the module exports it: `POST`, `default`. */
  exported: string | undefined;
  /** It, or its module, is marked as one of actions that a browser calls by name. */
  isAction: boolean;
  /** What the module says of the runtime that it wants: `edge`. */
  runtime: string | undefined;
}

/** The function at a span; with `around`, the outermost one around it that is registered or exported. */
export function routeSite(
  file: string,
  text: string,
  span: Span,
  { around = false } = {},
): RouteSite | undefined {
  const tree = parse(file, text);
  let fn: ts.FunctionLikeDeclaration | undefined;
  for (const at of upwards(nodeSpanning(tree, span))) {
    if (!ts.isFunctionLike(at) || !("body" in at)) continue;
    const isMeant = around
      ? registeredBy(tree, at) !== undefined || exportedAs(tree, at) !== undefined
      : at.getStart(tree) === span.start && at.end === span.end;
    if (isMeant) fn = at as ts.FunctionLikeDeclaration;
  }
  if (!fn?.body || ts.isConstructorDeclaration(fn) || ts.isAccessor(fn)) return undefined;
  const open = fn.getChildren(tree).find(({ kind }) => kind === ts.SyntaxKind.OpenParenToken);
  const close = fn.getChildren(tree).find(({ kind }) => kind === ts.SyntaxKind.CloseParenToken);
  return {
    span: { start: fn.getStart(tree), end: fn.end },
    start: bodyStart(tree, fn.body),
    parameters: fn.parameters.map(({ name }) => parameterOf(name)),
    inside: open && close ? { start: open.end, end: close.getStart(tree) } : undefined,
    isAsync: fn.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false,
    returnType: fn.type?.getText(tree),
    returnsAnswer: returnsAnswer(tree, fn),
    registered: registeredBy(tree, fn),
    exported: exportedAs(tree, fn),
    isAction: hasDirective(tree.statements) || (ts.isBlock(fn.body) && hasDirective(fn.body.statements)),
    runtime: /^export const runtime\s*(?::[^=]+)?=\s*["'](\w+)["']/m.exec(text)?.[1],
  };
}

function parameterOf(name: ts.BindingName): RouteParameter {
  if (ts.isIdentifier(name)) return { name: name.text, members: [] };
  const members = name.elements.flatMap((at) =>
    ts.isBindingElement(at) && ts.isIdentifier(at.name) && !at.propertyName && !at.dotDotDotToken
      ? [at.name.text]
      : [],
  );
  return { name: undefined, members };
}

function returnsAnswer(tree: ts.SourceFile, fn: ts.FunctionLikeDeclaration): boolean {
  const answer = fn.parameters[1]?.name;
  if (!answer || !ts.isIdentifier(answer)) return false;
  const isAnswer = (node: ts.Node | undefined) =>
    node !== undefined &&
    node
      .getText(tree)
      .replace(/^await\s+/, "")
      .startsWith(`${answer.text}.`);
  if (!ts.isBlock(fn.body!)) return isAnswer(fn.body);
  for (const node of descendants(fn.body))
    if (ts.isReturnStatement(node) && functionAround(node) === fn && isAnswer(node.expression)) return true;
  return false;
}

function registeredBy(tree: ts.SourceFile, fn: ts.Node): RouteSite["registered"] {
  const call = fn.parent;
  if (!ts.isCallExpression(call) || !call.arguments.includes(fn as ts.Expression)) return undefined;
  const callee = call.expression;
  const isMember = ts.isPropertyAccessExpression(callee);
  return {
    receiver: isMember ? callee.expression.getText(tree) : "",
    method: isMember ? callee.name.text : callee.getText(tree),
    arguments: call.arguments.pos,
  };
}

function exportedAs(tree: ts.SourceFile, fn: ts.Node): string | undefined {
  const { parent } = fn;
  if (ts.isExportAssignment(parent)) return "default";
  const declaration = ts.isVariableDeclaration(parent)
    ? parent
    : ts.isFunctionDeclaration(fn)
      ? fn
      : undefined;
  const statement = ts.isVariableDeclaration(parent) ? parent.parent.parent : fn;
  const name = declaration?.name && ts.isIdentifier(declaration.name) ? declaration.name.text : undefined;
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) return "default";
  if (name === undefined) return undefined;
  if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return name;
  for (const at of tree.statements) {
    if (ts.isExportAssignment(at) && at.expression.getText(tree) === name) return "default";
    if (!ts.isExportDeclaration(at) || !at.exportClause || !ts.isNamedExports(at.exportClause)) continue;
    const found = at.exportClause.elements.find((each) => (each.propertyName ?? each.name).text === name);
    if (found) return found.name.text;
  }
  return undefined;
}

function hasDirective(statements: readonly ts.Statement[]): boolean {
  for (const at of statements) {
    if (!ts.isExpressionStatement(at) || !ts.isStringLiteral(at.expression)) return false;
    if (at.expression.text === "use server") return true;
  }
  return false;
}
