/** Whether other files get hold of what a place makes. */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";
import { isUse } from "./references.js";
import { descendants, parse } from "./tree.js";

/**
 * Whether the value at `span`, or what is made of it at module level, is exported, or used by an exported function or class. What
 * the statement at `own` does with it does not count.
 */
export function leavesFile(file: string, text: string, span: Span, own: Span): boolean {
  const tree = parse(file, text);
  const holds = (statement: ts.Node, at: Span) =>
    statement.getStart(tree) <= at.start && at.end <= statement.end;
  const first = tree.statements.find((statement) => holds(statement, span));
  if (!first || holds(first, own)) return false;
  const made = new Set([first]);
  const names = new Set(declaredNames(first));
  for (let known = -1; known < names.size;) {
    known = names.size;
    for (const statement of tree.statements) {
      if (made.has(statement) || holds(statement, own) || !usesAtOnce(statement, names)) continue;
      made.add(statement);
      for (const name of declaredNames(statement)) names.add(name);
    }
  }
  const others = tree.statements.filter((at) => !made.has(at) && !holds(at, own) && isCallable(at));
  return [...made].some(isExporting) || others.some((at) => isExporting(at) && uses(at, names));
}

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name)
        ? [name.text]
        : name.elements.flatMap((at) =>
            ts.isBindingElement(at) && ts.isIdentifier(at.name) ? [at.name.text] : [],
          ),
    );
  const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
  return isNamed && statement.name ? [statement.name.text] : [];
}

/** A name is used when the statement runs, not only when a function in it is called. */
function usesAtOnce(node: ts.Node, names: ReadonlySet<string>): boolean {
  if (ts.isIdentifier(node))
    return names.has(node.text) && (isUse(node) || ts.isExportSpecifier(node.parent));
  if (ts.isFunctionLike(node)) return false;
  return ts.forEachChild(node, (child) => usesAtOnce(child, names) || undefined) ?? false;
}

function uses(statement: ts.Node, names: ReadonlySet<string>): boolean {
  for (const at of descendants(statement))
    if (ts.isIdentifier(at) && names.has(at.text) && isUse(at)) return true;
  return false;
}

function isCallable(statement: ts.Statement): boolean {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.some(
      ({ initializer }) =>
        initializer && (ts.isFunctionLike(initializer) || ts.isClassExpression(initializer)),
    );
  return ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
}

function isExporting(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement) || ts.isExportDeclaration(statement)) return true;
  if (ts.isExpressionStatement(statement) && /^(?:module\.)?exports\b/.test(statement.getText())) return true;
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}
