/** Whether code asked before it used a value. */
import { ts } from "ts-morph";
import { isStatement } from "./tree.js";

/** Whether the code around, in the same function, asked for this very expression first. */
export function isGuarded(tree: ts.SourceFile, node: ts.Expression): boolean {
  const text = node.getText(tree);
  const mentions = (at: ts.Node) => {
    const source = at.getText(tree);
    const index = source.indexOf(text);
    return (
      index >= 0 &&
      !/[\w$]/.test(source[index - 1] ?? " ") &&
      !/[\w$]/.test(source[index + text.length] ?? " ")
    );
  };
  for (let at: ts.Node = node; at.parent && !ts.isFunctionLike(at); at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) && parent.expression !== at && mentions(parent.expression)) return true;
    if (ts.isConditionalExpression(parent) && parent.condition !== at && mentions(parent.condition))
      return true;
    if (ts.isBinaryExpression(parent) && parent.right === at && isLogical(parent) && mentions(parent.left))
      return true;
    if (isStatement(at) && (ts.isBlock(parent) || ts.isSourceFile(parent))) {
      const before = parent.statements.slice(0, parent.statements.indexOf(at));
      if (
        before.some(
          (statement) =>
            ts.isIfStatement(statement) && exits(statement.thenStatement) && mentions(statement.expression),
        )
      )
        return true;
    }
  }
  return false;
}

/** Whether control never passes the end of the statement. */
export function exits(statement: ts.Statement): boolean {
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
  if (!last) return false;
  if (ts.isIfStatement(last))
    return !!last.elseStatement && exits(last.thenStatement) && exits(last.elseStatement);
  if (ts.isExpressionStatement(last)) return /^process\.exit\(/.test(last.getText());
  return (
    ts.isReturnStatement(last) ||
    ts.isThrowStatement(last) ||
    ts.isContinueStatement(last) ||
    ts.isBreakStatement(last)
  );
}

function isLogical({ operatorToken }: ts.BinaryExpression): boolean {
  return (
    operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    operatorToken.kind === ts.SyntaxKind.BarBarToken
  );
}
