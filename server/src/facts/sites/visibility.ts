/** Who else can call a function. */
import { ts } from "ts-morph";
import { find } from "./tree.js";

/** Whether other files can call it, or it is a method that anyone may call. */
export function isExported(node: ts.FunctionLikeDeclaration): boolean {
  if (ts.isMethodDeclaration(node))
    return !node.modifiers?.some((at) => at.kind === ts.SyntaxKind.PrivateKeyword);
  const statement = find(
    node,
    (at): at is ts.FunctionDeclaration | ts.VariableStatement =>
      ts.isFunctionDeclaration(at) || ts.isVariableStatement(at),
  );
  if (statement?.modifiers?.some((at) => at.kind === ts.SyntaxKind.ExportKeyword)) return true;
  const name = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
  return (
    !!name &&
    new RegExp(
      `\\b(export\\s*\\{[^}]*\\b${name.getText()}\\b|export\\s+default\\s+${name.getText()}\\b|exports\\.)`,
    ).test(node.getSourceFile().text)
  );
}
