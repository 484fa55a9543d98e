/** Which identifiers mean a declaration: lexical scopes of one file, without a type checker. */
import { ts } from "ts-morph";
import { descendants } from "./tree.js";

/** Every use of the variable or parameter that `name` declares, the declaration itself aside. */
export function usesOf(name: ts.Identifier): ts.Identifier[] {
  const scope = scopeOf(name);
  const found: ts.Identifier[] = [];
  collect(scope, name, scope, found);
  return found;
}

function collect(node: ts.Node, name: ts.Identifier, scope: ts.Node, found: ts.Identifier[]): void {
  ts.forEachChild(node, (child) => {
    if (ts.isIdentifier(child) && child.text === name.text && child !== name && isUse(child))
      found.push(child);
    if (child !== scope && isScope(child) && redeclares(child, name)) return;
    collect(child, name, scope, found);
  });
}

/** Not a property's name, an object's key, a label or a declaration. */
export function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isExportSpecifier(parent)) return (parent.propertyName ?? parent.name) === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isJsxAttribute(parent) || ts.isLabeledStatement(parent) || ts.isImportSpecifier(parent))
    return false;
  return !("name" in parent && parent.name === node);
}

function isScope(node: ts.Node): boolean {
  return (
    ts.isFunctionLike(node) ||
    ts.isBlock(node) ||
    ts.isCaseBlock(node) ||
    ts.isCatchClause(node) ||
    ts.isForStatement(node) ||
    ts.isForOfStatement(node) ||
    ts.isForInStatement(node) ||
    ts.isSourceFile(node) ||
    ts.isModuleBlock(node)
  );
}

/** The scope that a declared name is visible in. */
function scopeOf(name: ts.Identifier): ts.Node {
  let declaration: ts.Node = name.parent;
  while (
    ts.isBindingElement(declaration) ||
    ts.isObjectBindingPattern(declaration) ||
    ts.isArrayBindingPattern(declaration)
  ) {
    declaration = declaration.parent;
  }
  if (ts.isParameter(declaration)) return declaration.parent;
  const list = declaration.parent;
  const isVar = list && ts.isVariableDeclarationList(list) && !(list.flags & ts.NodeFlags.BlockScoped);
  let at: ts.Node = declaration.parent;
  while (at.parent && !(isVar ? ts.isFunctionLike(at) || ts.isSourceFile(at) : isScope(at))) at = at.parent;
  return at;
}

/** Whether a scope declares the name anew, so that uses in it mean something else. */
function redeclares(scope: ts.Node, name: ts.Identifier): boolean {
  for (const node of descendantsInScope(scope)) {
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isClassDeclaration(node);
    if (
      declares &&
      node.name &&
      node.name !== name &&
      ts.isIdentifier(node.name) &&
      node.name.text === name.text
    ) {
      if (scopeOf(node.name) === scope) return true;
    }
  }
  return false;
}

function* descendantsInScope(scope: ts.Node): Generator<ts.Node> {
  for (const node of descendants(scope)) yield node;
}

/** The one function of this name at module level or around, as declaration or constant; undefined when not sure. */
export function functionNamed(tree: ts.SourceFile, name: string): ts.SignatureDeclaration | undefined {
  const found: ts.Node[] = [];
  for (const node of descendants(tree)) {
    if (ts.isFunctionDeclaration(node) && node.name?.text === name) found.push(node);
    else if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.name.text === name) {
      found.push(node.initializer ?? node);
    } else if (
      (ts.isParameter(node) || ts.isBindingElement(node) || ts.isImportSpecifier(node)) &&
      ts.isIdentifier(node.name) &&
      node.name.text === name
    ) {
      return undefined;
    }
  }
  const [only] = found;
  return only && found.length === 1 && ts.isFunctionLike(only) ? only : undefined;
}
