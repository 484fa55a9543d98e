/**
 * First pass over a file: which names each block declares, and how each variable is written. A variable that is
 * written only in the function that declares it can be followed version by version; one that closures write cannot,
 * and becomes a cell.
 */
import { ts } from "ts-morph";

export interface Variable {
  id: number;
  name: string;
  /** The function (or module) node that declares it. */
  home: ts.Node;
  /** Offsets of assignments and mutations. */
  writes: number[];
  /** Written or mutated in a function other than its home. */
  shared: boolean;
  /** Value nodes of every assignment; filled by the second pass. */
  values: number[];
  /** The Cell node, once something needed it. */
  cell: number;
}

/** A type's name and its declaration; the value node is made when first referenced. */
export interface TypeName {
  name: string;
  declarations: ts.Node[];
  node: number;
}

export class Scope {
  readonly names = new Map<string, Variable>();
  readonly types = new Map<string, TypeName>();
  constructor(
    readonly parent: Scope | undefined,
    readonly home: ts.Node,
  ) {}

  find(name: string): Variable | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      const found = scope.names.get(name);
      if (found) return found;
    }
    return undefined;
  }

  findType(name: string): TypeName | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      const found = scope.types.get(name);
      if (found) return found;
    }
    return undefined;
  }
}

export interface Scopes {
  of: Map<ts.Node, Scope>;
  module: Scope;
  /** Every write in offset order, for loops. */
  writes: { at: number; variable: Variable }[];
}

/** Methods that add their arguments to the object they are called on. */
export const MUTATORS = new Set(["push", "unshift", "splice", "set", "add", "append", "enqueue", "addAll"]);

const isFunction = (node: ts.Node): node is ts.FunctionLikeDeclaration =>
  ts.isFunctionLike(node) && !ts.isTypeNode(node);

export function collectScopes(source: ts.SourceFile): Scopes {
  const of = new Map<ts.Node, Scope>();
  const pending: { name: string; scope: Scope; at: number }[] = [];
  let count = 0;

  const declare = (scope: Scope, name: string, at: number): Variable => {
    let variable = scope.names.get(name);
    if (!variable) {
      variable = { id: count++, name, home: scope.home, writes: [], shared: false, values: [], cell: -1 };
      scope.names.set(name, variable);
    }
    variable.writes.push(at);
    return variable;
  };
  const declareType = (scope: Scope, name: string, node: ts.Node): void => {
    const known = scope.types.get(name);
    if (known) known.declarations.push(node);
    else scope.types.set(name, { name, declarations: [node], node: -1 });
  };
  const declarePattern = (scope: Scope, name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) declare(scope, name.text, name.end);
    else
      for (const element of name.elements)
        if (!ts.isOmittedExpression(element)) declarePattern(scope, element.name);
  };
  const functionScope = (scope: Scope): Scope => {
    let current = scope;
    while (current.parent && current.parent.home === current.home) current = current.parent;
    return current;
  };
  const written = (target: ts.Node, scope: Scope): void => {
    let root = target;
    while (
      ts.isPropertyAccessExpression(root) ||
      ts.isElementAccessExpression(root) ||
      ts.isNonNullExpression(root) ||
      ts.isParenthesizedExpression(root) ||
      ts.isAsExpression(root)
    )
      root = root.expression;
    if (ts.isIdentifier(root)) pending.push({ name: root.text, scope, at: target.end });
    else if (ts.isArrayLiteralExpression(root))
      for (const item of root.elements) written(ts.isSpreadElement(item) ? item.expression : item, scope);
    else if (ts.isObjectLiteralExpression(root))
      for (const item of root.properties) {
        if (ts.isPropertyAssignment(item)) written(item.initializer, scope);
        else if (ts.isShorthandPropertyAssignment(item)) written(item.name, scope);
      }
    else if (ts.isBinaryExpression(root)) written(root.left, scope);
  };

  const visit = (node: ts.Node, scope: Scope): void => {
    let inner = scope;
    if (isFunction(node)) {
      if (ts.isFunctionDeclaration(node) && node.name) declare(scope, node.name.text, node.name.end);
      inner = new Scope(scope, node);
      of.set(node, inner);
      if (ts.isFunctionExpression(node) && node.name) declare(inner, node.name.text, node.name.end);
      for (const parameter of node.parameters) declarePattern(inner, parameter.name);
    } else {
      switch (node.kind) {
        case ts.SyntaxKind.Block:
          if (!isFunction(node.parent)) of.set(node, (inner = new Scope(scope, scope.home)));
          break;
        case ts.SyntaxKind.ForStatement:
        case ts.SyntaxKind.ForOfStatement:
        case ts.SyntaxKind.ForInStatement:
        case ts.SyntaxKind.CaseBlock:
        case ts.SyntaxKind.ModuleBlock:
          of.set(node, (inner = new Scope(scope, scope.home)));
          break;
        case ts.SyntaxKind.CatchClause: {
          of.set(node, (inner = new Scope(scope, scope.home)));
          const declaration = (node as ts.CatchClause).variableDeclaration;
          if (declaration) declarePattern(inner, declaration.name);
          break;
        }
        case ts.SyntaxKind.VariableDeclarationList: {
          const list = node as ts.VariableDeclarationList;
          const target = list.flags & ts.NodeFlags.BlockScoped ? scope : functionScope(scope);
          for (const declaration of list.declarations) declarePattern(target, declaration.name);
          break;
        }
        case ts.SyntaxKind.ClassDeclaration:
        case ts.SyntaxKind.ClassExpression: {
          const declaration = node as ts.ClassLikeDeclaration;
          if (declaration.name) {
            const target = ts.isClassDeclaration(node) ? scope : (inner = new Scope(scope, scope.home));
            if (inner !== scope) of.set(node, inner);
            declare(target, declaration.name.text, declaration.name.end);
            declareType(target, declaration.name.text, node);
          }
          break;
        }
        case ts.SyntaxKind.InterfaceDeclaration:
        case ts.SyntaxKind.TypeAliasDeclaration:
          declareType(scope, (node as ts.InterfaceDeclaration).name.text, node);
          return;
        case ts.SyntaxKind.EnumDeclaration:
          declare(scope, (node as ts.EnumDeclaration).name.text, node.end);
          return;
        case ts.SyntaxKind.ModuleDeclaration: {
          const name = (node as ts.ModuleDeclaration).name;
          if (ts.isIdentifier(name)) declare(scope, name.text, name.end);
          break;
        }
        case ts.SyntaxKind.ImportDeclaration: {
          const clause = (node as ts.ImportDeclaration).importClause;
          if (clause?.name) declare(scope, clause.name.text, clause.end);
          const bindings = clause?.namedBindings;
          if (bindings && ts.isNamespaceImport(bindings)) declare(scope, bindings.name.text, bindings.end);
          else if (bindings) for (const item of bindings.elements) declare(scope, item.name.text, item.end);
          return;
        }
        case ts.SyntaxKind.ImportEqualsDeclaration:
          declare(scope, (node as ts.ImportEqualsDeclaration).name.text, node.end);
          return;
        case ts.SyntaxKind.BinaryExpression: {
          const { operatorToken, left } = node as ts.BinaryExpression;
          if (
            operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
            operatorToken.kind <= ts.SyntaxKind.LastAssignment
          )
            written(left, scope);
          break;
        }
        case ts.SyntaxKind.PrefixUnaryExpression:
        case ts.SyntaxKind.PostfixUnaryExpression: {
          const { operator, operand } = node as ts.PrefixUnaryExpression;
          if (operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken)
            written(operand, scope);
          break;
        }
        case ts.SyntaxKind.CallExpression: {
          const call = node as ts.CallExpression;
          const callee = call.expression;
          if (ts.isPropertyAccessExpression(callee)) {
            if (MUTATORS.has(callee.name.text)) written(callee.expression, scope);
            else if (callee.name.text === "assign" && call.arguments[0]) written(call.arguments[0], scope);
          }
          break;
        }
      }
    }
    ts.forEachChild(node, (child) => visit(child, inner));
  };

  const module = new Scope(undefined, source);
  of.set(source, module);
  ts.forEachChild(source, (child) => visit(child, module));

  const writes: Scopes["writes"] = [];
  for (const { name, scope, at } of pending) {
    const variable = scope.find(name);
    if (!variable) continue;
    variable.writes.push(at);
    if (variable.home !== scope.home) variable.shared = true;
    writes.push({ at, variable });
  }
  return { of, module, writes: writes.sort((a, b) => a.at - b.at) };
}
