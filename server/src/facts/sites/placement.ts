/** Where a comment goes so that it is about the code at an offset, and nothing wider than needed. */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";
import { indentAt, isStatement, nodeSpanning, parse } from "./tree.js";

export interface CommentPlacement {
  /** Offset to insert at: where the code that the comment is about starts. */
  at: number;
  /** `line`: a line comment on a line of its own; `jsx`: a comment between JSX children; `inline`: a block comment before the code. */
  form: "line" | "jsx" | "inline";
  /** White space of the line, to repeat after the comment. */
  indent: string;
}

/** Undefined when no statement is there. */
export function commentPlacement(file: string, text: string, span: Span): CommentPlacement | undefined {
  const tree = parse(file, text);
  let at = nodeSpanning(tree, span);
  for (; !ts.isSourceFile(at); at = at.parent) {
    const start = at.getStart(tree);
    const { indent, first } = indentAt(text, start);
    if (isJsxChild(at) && first) return { at: start, form: "jsx", indent };
    if (first && (isRegistration(at, span, tree) || isEntry(at, file)))
      return { at: start, form: "line", indent };
    if (isStatement(at) || ts.isClassElement(at)) return beforeStatement(tree, at);
  }
  return undefined;
}

function beforeStatement(tree: ts.SourceFile, statement: ts.Node): CommentPlacement {
  const line = (node: ts.Node) => tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
  for (let at = statement; !ts.isSourceFile(at) && line(at) === line(statement); at = at.parent) {
    const start = at.getStart(tree);
    const { indent, first } = indentAt(tree.text, start);
    if (first && (isStatement(at) || ts.isClassElement(at) || ts.isCaseOrDefaultClause(at))) {
      return { at: start, form: "line", indent };
    }
  }
  return { at: statement.getStart(tree), form: "inline", indent: "" };
}

function isJsxChild(node: ts.Node): boolean {
  const inside = ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent);
  return inside && (ts.isJsxChild(node) as boolean) && !ts.isJsxText(node);
}

/** JSON is all one statement: its properties are the units. */
function isEntry(node: ts.Node, file: string): boolean {
  return /\.json$/i.test(file) && ts.isPropertyAssignment(node);
}

/**
 * A member of an object or array that is a unit of its own, such as one tool among many: a comment above the whole
 * statement would speak of its neighbours too.
 */
function isRegistration(node: ts.Node, span: Span, tree: ts.SourceFile): boolean {
  const isUnit = (value: ts.Expression) =>
    (ts.isCallExpression(value) || ts.isNewExpression(value) || ts.isObjectLiteralExpression(value)) &&
    value.getStart(tree) === span.start;
  if (ts.isPropertyAssignment(node))
    return node.name.getStart(tree) === span.start || isUnit(node.initializer);
  if (ts.isMethodDeclaration(node)) return ts.isObjectLiteralExpression(node.parent);
  return ts.isArrayLiteralExpression(node.parent) && ts.isExpression(node) && isUnit(node);
}
