/** The call that a value is handed to. */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";
import { expressionAt, nodeSpanning, parse, statementAround, upwards } from "./tree.js";

export interface CallSite {
  span: Span;
  /** Source text of what is called, and of what it is a member of: `db.query`, `db`. */
  callee: string;
  calleeSpan: Span;
  receiver: string | undefined;
  /** The name that is called: `query`. */
  name: string;
  nameSpan: Span;
  arguments: Span[];
  /** The argument that holds the value, by index. */
  index: number;
  /** Between the parentheses. */
  inside: Span;
  /** `new Callee(…)` */
  made: boolean;
  /** What is done with the result at once: the call of it, or of one of its members, that follows. */
  next: CallSite | undefined;
  /** The variable that keeps the result. */
  variable: string | undefined;
}

/**
 * The innermost call one of whose arguments is, or with `within` holds, the expression at `span`; with `itself`, the call
 * that stands exactly there.
 */
export function callSite(
  file: string,
  text: string,
  span: Span,
  { within = false, itself = false } = {},
): CallSite | undefined {
  const tree = parse(file, text);
  const start = within ? nodeSpanning(tree, span) : expressionAt(tree, span);
  if (itself) return start && isCall(start) ? siteOf(tree, start, undefined) : undefined;
  const stop = start && statementAround(start);
  for (const at of upwards(start)) {
    if (at === stop || ts.isFunctionLike(at)) return undefined;
    const call: ts.Node | undefined = at.parent;
    if (call && isCall(call) && call.arguments?.includes(at as ts.Expression))
      return siteOf(tree, call, at as ts.Expression);
    if (!within && !ts.isParenthesizedExpression(at.parent)) return undefined;
  }
  return undefined;
}

function isCall(node: ts.Node): node is ts.CallExpression | ts.NewExpression {
  return ts.isCallExpression(node) || ts.isNewExpression(node);
}

function siteOf(
  tree: ts.SourceFile,
  call: ts.CallExpression | ts.NewExpression,
  argument: ts.Expression | undefined,
): CallSite {
  const spanOf = (node: ts.Node): Span => ({ start: node.getStart(tree), end: node.end });
  const callee = call.expression;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  const list: readonly ts.Expression[] = call.arguments ?? [];
  return {
    span: spanOf(call),
    callee: callee.getText(tree),
    calleeSpan: spanOf(callee),
    receiver: ts.isPropertyAccessExpression(callee) ? callee.expression.getText(tree) : undefined,
    name: name.getText(tree),
    nameSpan: spanOf(name),
    arguments: list.map(spanOf),
    index: argument ? list.indexOf(argument) : -1,
    inside: { start: call.arguments?.pos ?? call.end, end: call.end - 1 },
    made: ts.isNewExpression(call),
    next: nextOf(tree, call),
    variable:
      ts.isVariableDeclaration(call.parent) && ts.isIdentifier(call.parent.name)
        ? call.parent.name.text
        : undefined,
  };
}

function nextOf(tree: ts.SourceFile, call: ts.Expression): CallSite | undefined {
  const { parent } = call;
  if (ts.isCallExpression(parent) && parent.expression === call) return siteOf(tree, parent, undefined);
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== call) return undefined;
  const outer = parent.parent;
  return ts.isCallExpression(outer) && outer.expression === parent
    ? siteOf(tree, outer, undefined)
    : undefined;
}
