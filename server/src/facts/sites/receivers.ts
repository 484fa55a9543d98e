/** What has the effect that a value is given to. */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";
import { expressionAt, parse } from "./tree.js";

/** The first name of what a value is handed to, or set on: `db` of `db.notes.query(value)`, `box` of `box.innerHTML = value`. */
export function receiverSite(file: string, text: string, span: Span): string | undefined {
  const tree = parse(file, text);
  const value = expressionAt(tree, span);
  const { parent } = value ?? {};
  if (!value || !parent) return undefined;
  const isSet =
    ts.isBinaryExpression(parent) && parent.right === value && parent.operatorToken.getText(tree) === "=";
  const isGiven = ts.isCallExpression(parent) && parent.arguments.includes(value);
  let at: ts.Expression | undefined = isSet ? parent.left : isGiven ? parent.expression : undefined;
  if (!at || !ts.isPropertyAccessExpression(at)) return undefined;
  while (at && !ts.isIdentifier(at))
    at =
      ts.isPropertyAccessExpression(at) || ts.isCallExpression(at) || ts.isNonNullExpression(at)
        ? at.expression
        : undefined;
  return at?.text;
}
