/** Where a person can be asked about a value before it is handed on. */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";
import { descendants, expressionAt, functionAround, indentAt, parse, statementAround } from "./tree.js";

export interface QuestionSite {
  /** Statements go there that come before the one with the value, on lines with this indentation. */
  at: number;
  indent: string;
  /** The value, as source text that means the same there and can be read twice. */
  value: string;
}

/** Undefined where nothing can be waited for before the statement, or the value is only made in it. */
export function questionSite(file: string, text: string, span: Span): QuestionSite | undefined {
  const tree = parse(file, text);
  const value = expressionAt(tree, span);
  const statement = value && statementAround(value);
  if (!value || !statement || !isPure(value)) return undefined;
  const owner = functionAround(value);
  const isAsync = owner?.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
  if (!isAsync || functionAround(statement) !== owner) return undefined;
  const { parent } = statement;
  if (!ts.isBlock(parent) && !ts.isCaseOrDefaultClause(parent)) return undefined;
  const at = statement.getStart(tree);
  const { indent, first } = indentAt(text, at);
  return first ? { at, indent, value: value.getText(tree) } : undefined;
}

/** It does nothing, and is made of nothing that the statement itself declares. */
function isPure(value: ts.Expression): boolean {
  return [value, ...descendants(value)].every(
    (node) =>
      ts.isIdentifier(node) ||
      ts.isPropertyAccessExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isTemplateExpression(node) ||
      ts.isTemplateSpan(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node) ||
      ts.isStringLiteralLike(node) ||
      (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) ||
      node.kind === ts.SyntaxKind.PlusToken ||
      ts.isParenthesizedExpression(node),
  );
}
