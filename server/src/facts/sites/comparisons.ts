/** What comparisons, defaults and cases tell of the value that they look at. */
import { ts } from "ts-morph";
import type { Evidence } from "./shape.js";

/** @param kind of `==`, `!==` and their like */
export function compared(kind: ts.SyntaxKind, other: ts.Expression, value: Evidence): void {
  const loose = kind === ts.SyntaxKind.EqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsToken;
  if (other.kind === ts.SyntaxKind.NullKeyword) value.foreseen.add(loose ? "both" : "null");
  else if (ts.isIdentifier(other) && other.text === "undefined")
    value.foreseen.add(loose ? "both" : "undefined");
  else sameKind(other, value);
}

/** The other side of a comparison or a default tells the kind. */
export function sameKind(other: ts.Expression, value: Evidence): void {
  if (ts.isStringLiteralLike(other) || ts.isTemplateExpression(other)) value.scalars.add("string");
  else if (
    ts.isNumericLiteral(other) ||
    (ts.isPrefixUnaryExpression(other) && ts.isNumericLiteral(other.operand))
  )
    value.scalars.add("number");
  else if (other.kind === ts.SyntaxKind.TrueKeyword || other.kind === ts.SyntaxKind.FalseKeyword)
    value.scalars.add("boolean");
  else if (ts.isArrayLiteralExpression(other)) value.item();
  else if (other.kind === ts.SyntaxKind.NullKeyword) value.foreseen.add("both");
}

export function comparedType(test: ts.TypeOfExpression, value: Evidence): void {
  const comparison = test.parent;
  const other = ts.isBinaryExpression(comparison) ? comparison.right : undefined;
  value.tested = true;
  if (!other || !ts.isStringLiteralLike(other)) return;
  if (other.text === "string" || other.text === "number" || other.text === "boolean")
    value.scalars.add(other.text);
  if (other.text === "undefined") value.foreseen.add("undefined");
}

export function comparedWithCases(parent: ts.SwitchStatement, value: Evidence): void {
  for (const clause of parent.caseBlock.clauses)
    if (ts.isCaseClause(clause)) sameKind(clause.expression, value);
}

export function isEquality(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.EqualsEqualsToken && kind <= ts.SyntaxKind.ExclamationEqualsEqualsToken;
}

export function isOrdering(kind: ts.SyntaxKind): boolean {
  return (
    kind >= ts.SyntaxKind.LessThanToken &&
    kind <= ts.SyntaxKind.GreaterThanEqualsToken &&
    kind !== ts.SyntaxKind.LessThanSlashToken
  );
}
