/** Puts something around an expression where it stands. */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";
import { expressionAt, parse } from "./tree.js";

/** The edit that replaces the expression exactly at `span` by what `write` makes of its text; undefined when none is there. */
export function wrapping(
  file: string,
  text: string,
  span: Span,
  write: (source: string) => string,
): { start: number; end: number; newText: string } | undefined {
  const tree = parse(file, text);
  const node = expressionAt(tree, span);
  if (!node || isTarget(node)) return undefined;
  const source = node.getText(tree);
  const { parent } = node;
  const written = write(source);
  const own = { start: node.getStart(tree), end: node.end };
  // `{ path }` becomes `{ path: … }`, `key="text"` of JSX `key={…}`.
  if (ts.isShorthandPropertyAssignment(parent)) return { ...own, newText: `${source}: ${written}` };
  if (ts.isJsxAttribute(parent)) return { ...own, newText: `{${written}}` };
  return { ...own, newText: written };
}

/** What is assigned to, declared or called is no value. */
function isTarget(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent) && parent.left === node)
    return (
      parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
    );
  return !ts.isShorthandPropertyAssignment(parent) && "name" in parent && parent.name === node;
}
