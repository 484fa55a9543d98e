/** Values that become arguments of a program. */
import { ts } from "ts-morph";
import { isFixed } from "./fixed.js";
import type { Span } from "./positions.js";
import { expressionAt, parse } from "./tree.js";

/**
 * The expressions that are arguments whose text comes in: the value at `span`, with the `String(…)` around it, or all of
 * them where the list itself stands there. Undefined where one of them is no single argument, or is not one as a whole.
 */
export function argumentSites(file: string, text: string, span: Span): Span[] | undefined {
  const tree = parse(file, text);
  const value = expressionAt(tree, span);
  if (!value) return undefined;
  const isList = ts.isArrayLiteralExpression(value);
  const found = isList ? value.elements.filter((at) => !isFixed(tree, at)) : [whole(tree, value)];
  const list = isList ? value : found[0]!.parent;
  if (!ts.isArrayLiteralExpression(list) || !ts.isCallExpression(list.parent)) return undefined;
  if (list.parent.arguments.indexOf(list) !== 1 || found.length === 0) return undefined;
  if (found.some((at) => ts.isTemplateExpression(at) || ts.isSpreadElement(at) || ts.isBinaryExpression(at)))
    return undefined;
  return found.map((at) => ({ start: at.getStart(tree), end: at.end }));
}

function whole(tree: ts.SourceFile, value: ts.Expression): ts.Expression {
  const { parent } = value;
  return ts.isCallExpression(parent) && parent.expression.getText(tree) === "String" ? parent : value;
}
