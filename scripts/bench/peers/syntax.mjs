/** Reading code as data with the TypeScript parser: nothing is checked, resolved or run. */
import ts from "typescript";

/** @param {string} path @param {string} text */
export const parse = (path, text) =>
  ts.createSourceFile(path.endsWith("x") ? "a.tsx" : "a.ts", text, ts.ScriptTarget.Latest, true);

/**
 * The constant strings of a file's `const` declarations, as far as they can be read.
 * @param {ts.SourceFile} file
 * @returns {Map<string, string>}
 */
export function constantsOf(file) {
  /** @type {Map<string, string>} */
  const constants = new Map();
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
      const value = stringOf(node.initializer, constants);
      if (value !== undefined) constants.set(node.name.text, value);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return constants;
}

/**
 * @param {ts.Expression} node
 * @param {ReadonlyMap<string, string>} constants
 * @returns {string | undefined} undefined when it is not a constant string
 */
export function stringOf(node, constants) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isIdentifier(node)) return constants.get(node.text);
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node))
    return stringOf(node.expression, constants);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const left = stringOf(node.left, constants);
    const right = stringOf(node.right, constants);
    return left === undefined || right === undefined ? undefined : left + right;
  }
  if (!ts.isTemplateExpression(node)) return undefined;
  let text = node.head.text;
  for (const { expression, literal } of node.templateSpans) {
    const value = stringOf(expression, constants);
    if (value === undefined) return undefined;
    text += value + literal.text;
  }
  return text;
}
