/** The function that answers requests: what it is called with, how it is registered or found, where it begins. */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";
import { usesOf } from "./references.js";
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
  /** The call that registers it, `app.post("/ask", check, …)` is a `post` of `app`, with the source of its other arguments. */
  registered: { receiver: string; method: string; beside: string } | undefined;
  /** The name under which the module exports it: `POST`, `default`. */
  exported: string | undefined;
  /** It, or its module, is marked as one of actions that a browser calls by name. */
  isAction: boolean;
  /** What the module says of the runtime that it wants: `edge`. */
  runtime: string | undefined;
}

/** `export const runtime = "edge"`, `export const config = { runtime: "edge" }` */
const RUNTIME =
  /^export const (?:runtime\b[^=\n]*=|config\b[^=\n]*=\s*\{[^}]*\bruntime:)\s*["'](?:experimental-)?(\w+)["']/m;

/** The function at a span; with `around`, the innermost one around it that is registered, else the outermost that is exported. */
export function routeSite(
  file: string,
  text: string,
  span: Span,
  { around = false } = {},
): RouteSite | undefined {
  const tree = parse(file, text);
  const functions = [...upwards(nodeSpanning(tree, span))].filter(
    (at): at is ts.FunctionLikeDeclaration => ts.isFunctionLike(at) && "body" in at,
  );
  const fn = around
    ? (functions.find((at) => registeredBy(tree, at)) ??
      functions.findLast((at) => exportedAs(tree, at) !== undefined))
    : functions.findLast((at) => at.getStart(tree) === span.start && at.end === span.end);
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
    runtime: RUNTIME.exec(text)?.[1],
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

/** What frameworks call the registration of a handler. */
const REGISTERS = /^(?:get|post|put|patch|delete|all|use|on|route)$/;

function registeredBy(tree: ts.SourceFile, fn: ts.FunctionLikeDeclaration): RouteSite["registered"] {
  for (const { call, argument } of registrations(tree, fn)) {
    const callee = call.expression;
    if (!ts.isPropertyAccessExpression(callee) || !REGISTERS.test(callee.name.text)) continue;
    const beside = call.arguments.filter((each) => each !== argument).map((each) => each.getText(tree));
    return { receiver: callee.expression.getText(tree), method: callee.name.text, beside: beside.join(", ") };
  }
  return undefined;
}

/** Calls that are given the function: as it is, as the `handler` of an object, or by its name. */
function* registrations(
  tree: ts.SourceFile,
  fn: ts.FunctionLikeDeclaration,
): Generator<{ call: ts.CallExpression; argument: ts.Node }> {
  const { parent } = fn;
  const isHandler = ts.isPropertyAssignment(parent) && parent.name.getText(tree) === "handler";
  const isMethod = ts.isMethodDeclaration(fn) && fn.name.getText(tree) === "handler";
  const argument = isHandler ? parent.parent : isMethod ? parent : fn;
  if (ts.isCallExpression(argument.parent)) yield { call: argument.parent, argument };
  const name = ts.isVariableDeclaration(parent)
    ? parent.name
    : ts.isFunctionDeclaration(fn)
      ? fn.name
      : undefined;
  if (!name || !ts.isIdentifier(name)) return;
  for (const use of usesOf(name))
    if (ts.isCallExpression(use.parent) && use.parent.expression !== use)
      yield { call: use.parent, argument: use };
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
