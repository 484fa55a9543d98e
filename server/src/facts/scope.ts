/**
 * First pass over a file: which names each block declares, and how each variable is written. A variable that is
 * written only in the function that declares it can be followed version by version; one that closures write cannot,
 * and becomes a cell.
 */
import * as ts from "./syntax.js";

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
  /** The node of the type it is declared with, or -1; filled by the second pass. */
  type: number;
}

/** A type's name and its declaration; the value node is made when first referenced. */
export interface TypeName {
  name: string;
  declarations: ts.Node[];
  node: number;
}

export class Scope {
  /** Undefined while nothing was declared: most blocks declare nothing. */
  #names: Map<string, Variable> | undefined;
  #types: Map<string, TypeName> | undefined;
  constructor(
    readonly parent: Scope | undefined,
    readonly home: ts.Node,
  ) {}

  /** What this scope itself declares under a name. */
  own(name: string): Variable | undefined {
    return this.#names?.get(name);
  }

  ownType(name: string): TypeName | undefined {
    return this.#types?.get(name);
  }

  add(variable: Variable): void {
    (this.#names ??= new Map()).set(variable.name, variable);
  }

  addType(type: TypeName): void {
    (this.#types ??= new Map()).set(type.name, type);
  }

  find(name: string): Variable | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      const found = scope.#names?.get(name);
      if (found) return found;
    }
    return undefined;
  }

  findType(name: string): TypeName | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      const found = scope.#types?.get(name);
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

/** What the first pass does at a syntax node of some kind. Kinds without an entry are only descended into. */
const VISITS: (((collector: Collector, node: never) => void) | undefined)[] = [];
/** Nodes that declare nothing and write nothing, nor does anything in them. */
const SKIPPED = new Uint8Array(ts.SyntaxKind.Count);
SKIPPED.fill(1, 0, ts.SyntaxKind.LastToken + 1);
SKIPPED.fill(1, ts.SyntaxKind.FirstTypeNode, ts.SyntaxKind.LastTypeNode + 1);

function on<T extends ts.Node>(
  kinds: readonly ts.SyntaxKind[],
  visit: (collector: Collector, node: T) => void,
): void {
  for (const kind of kinds) VISITS[kind] = visit;
}

class Collector {
  readonly of = new Map<ts.Node, Scope>();
  scope: Scope;
  readonly #writes: { name: string; scope: Scope; at: number }[] = [];
  #count = 0;
  #parent: ts.Node;
  readonly #child = (node: ts.Node): void => this.visit(node);

  constructor(source: ts.SourceFile) {
    this.#parent = source;
    this.scope = new Scope(undefined, source);
    this.of.set(source, this.scope);
  }

  visit(node: ts.Node | undefined): void {
    if (node === undefined || SKIPPED[node.kind] === 1) return;
    const visit = VISITS[node.kind];
    if (visit) visit(this, node as never);
    else this.descend(node);
  }

  all(nodes: readonly ts.Node[]): void {
    for (const node of nodes) this.visit(node);
  }

  descend(node: ts.Node): void {
    const outer = this.#parent;
    this.#parent = node;
    ts.forEachChild(node, this.#child);
    this.#parent = outer;
  }

  /** Descends with a scope of the node's own. */
  block(node: ts.Node, declare?: (scope: Scope) => void): void {
    const outer = this.scope;
    this.scope = new Scope(outer, outer.home);
    this.of.set(node, this.scope);
    declare?.(this.scope);
    this.descend(node);
    this.scope = outer;
  }

  function(node: ts.FunctionLikeDeclaration): void {
    const outer = this.scope;
    // The parser was not asked for parents, which cost a pass of their own; a function is named by what holds it.
    (node as { parent: ts.Node }).parent = this.#parent;
    if (ts.isFunctionDeclaration(node) && node.name) this.declare(outer, node.name.text, node.name.end);
    this.scope = new Scope(outer, node);
    this.of.set(node, this.scope);
    if (ts.isFunctionExpression(node) && node.name) this.declare(this.scope, node.name.text, node.name.end);
    for (const parameter of node.parameters) this.declarePattern(this.scope, parameter.name);
    this.#functionParts(node);
    this.scope = outer;
  }

  /** A function's body shares the scope of its parameters. */
  #functionParts(node: ts.FunctionLikeDeclaration): void {
    if (node.modifiers) this.all(node.modifiers);
    if (node.name && ts.isComputedPropertyName(node.name)) this.visit(node.name);
    this.all(node.parameters);
    if (!node.body) return;
    if (ts.isBlock(node.body)) this.descend(node.body);
    else {
      const outer = this.#parent;
      this.#parent = node;
      this.visit(node.body);
      this.#parent = outer;
    }
  }

  /** Visits one child whose parent may matter: a function is named by it. */
  child(node: ts.Node | undefined, parent: ts.Node): void {
    if (node === undefined || SKIPPED[node.kind] === 1) return;
    const outer = this.#parent;
    this.#parent = parent;
    this.visit(node);
    this.#parent = outer;
  }

  declare(scope: Scope, name: string, at: number): Variable {
    let variable = scope.own(name);
    if (!variable) {
      const id = this.#count++;
      variable = { id, name, home: scope.home, writes: [], shared: false, values: [], cell: -1, type: -1 };
      scope.add(variable);
    }
    variable.writes.push(at);
    return variable;
  }

  declareType(scope: Scope, name: string, node: ts.Node): void {
    const known = scope.ownType(name);
    if (known) known.declarations.push(node);
    else scope.addType({ name, declarations: [node], node: -1 });
  }

  declarePattern(scope: Scope, name: ts.BindingName): void {
    if (ts.isIdentifier(name)) this.declare(scope, name.text, name.end);
    else
      for (const element of name.elements)
        if (!ts.isOmittedExpression(element)) this.declarePattern(scope, element.name);
  }

  functionScope(): Scope {
    let current = this.scope;
    while (current.parent && current.parent.home === current.home) current = current.parent;
    return current;
  }

  written(target: ts.Node): void {
    let root = target;
    while (
      ts.isPropertyAccessExpression(root) ||
      ts.isElementAccessExpression(root) ||
      ts.isNonNullExpression(root) ||
      ts.isParenthesizedExpression(root) ||
      ts.isAsExpression(root)
    )
      root = root.expression;
    if (ts.isIdentifier(root)) this.#writes.push({ name: root.text, scope: this.scope, at: target.end });
    else if (ts.isArrayLiteralExpression(root))
      for (const item of root.elements) this.written(ts.isSpreadElement(item) ? item.expression : item);
    else if (ts.isObjectLiteralExpression(root))
      for (const item of root.properties) {
        if (ts.isPropertyAssignment(item)) this.written(item.initializer);
        else if (ts.isShorthandPropertyAssignment(item)) this.written(item.name);
      }
    else if (ts.isBinaryExpression(root)) this.written(root.left);
  }

  result(): Scopes {
    const writes: Scopes["writes"] = [];
    for (const { name, scope, at } of this.#writes) {
      const variable = scope.find(name);
      if (!variable) continue;
      variable.writes.push(at);
      if (variable.home !== scope.home) variable.shared = true;
      writes.push({ at, variable });
    }
    return { of: this.of, module: this.scope, writes: writes.sort((a, b) => a.at - b.at) };
  }
}

const K = ts.SyntaxKind;

on(
  [
    K.FunctionDeclaration,
    K.FunctionExpression,
    K.ArrowFunction,
    K.MethodDeclaration,
    K.Constructor,
    K.GetAccessor,
    K.SetAccessor,
  ],
  (collector, node: ts.FunctionLikeDeclaration) => collector.function(node),
);
on(
  [K.Block, K.ForStatement, K.ForOfStatement, K.ForInStatement, K.CaseBlock, K.ModuleBlock],
  (collector, node) => collector.block(node),
);
on([K.CatchClause], (collector, node: ts.CatchClause) =>
  collector.block(node, (scope) => {
    if (node.variableDeclaration) collector.declarePattern(scope, node.variableDeclaration.name);
  }),
);
on([K.VariableDeclarationList], (collector, node: ts.VariableDeclarationList) => {
  const target = node.flags & ts.NodeFlags.BlockScoped ? collector.scope : collector.functionScope();
  for (const declaration of node.declarations) collector.declarePattern(target, declaration.name);
  collector.all(node.declarations);
});
on([K.ClassDeclaration, K.ClassExpression], (collector, node: ts.ClassLikeDeclaration) => {
  const { name } = node;
  if (!name) return collector.descend(node);
  const declare = (scope: Scope): void => {
    collector.declare(scope, name.text, name.end);
    collector.declareType(scope, name.text, node);
  };
  if (node.kind === K.ClassExpression) return collector.block(node, declare);
  declare(collector.scope);
  collector.descend(node);
});
on(
  [K.InterfaceDeclaration, K.TypeAliasDeclaration],
  (collector, node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration) =>
    collector.declareType(collector.scope, node.name.text, node),
);
on([K.EnumDeclaration, K.ImportEqualsDeclaration], (collector, node: ts.EnumDeclaration) => {
  collector.declare(collector.scope, node.name.text, node.end);
});
on([K.ModuleDeclaration], (collector, node: ts.ModuleDeclaration) => {
  if (ts.isIdentifier(node.name)) collector.declare(collector.scope, node.name.text, node.name.end);
  collector.descend(node);
});
on([K.ImportDeclaration], (collector, node: ts.ImportDeclaration) => {
  const { scope } = collector;
  const clause = node.importClause;
  if (clause?.name) collector.declare(scope, clause.name.text, clause.end);
  const bindings = clause?.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings)) collector.declare(scope, bindings.name.text, bindings.end);
  else if (bindings) for (const item of bindings.elements) collector.declare(scope, item.name.text, item.end);
});
on([K.BinaryExpression], (collector, node: ts.BinaryExpression) => {
  const operator = node.operatorToken.kind;
  if (operator >= K.FirstAssignment && operator <= K.LastAssignment) collector.written(node.left);
  collector.child(node.left, node);
  collector.child(node.right, node);
});
on(
  [K.PrefixUnaryExpression, K.PostfixUnaryExpression],
  (collector, node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression) => {
    if (node.operator === K.PlusPlusToken || node.operator === K.MinusMinusToken)
      collector.written(node.operand);
    collector.child(node.operand, node);
  },
);
on([K.CallExpression], (collector, node: ts.CallExpression) => {
  const callee = node.expression;
  if (ts.isPropertyAccessExpression(callee)) {
    if (MUTATORS.has(callee.name.text)) collector.written(callee.expression);
    else if (callee.name.text === "assign" && node.arguments[0]) collector.written(node.arguments[0]);
  }
  collector.child(callee, node);
  for (const argument of node.arguments) collector.child(argument, node);
});
// The most frequent kinds, without the detour through `forEachChild` and the parts that cannot matter.
on([K.PropertyAccessExpression], (collector, node: ts.PropertyAccessExpression) =>
  collector.child(node.expression, node),
);
on(
  [K.PropertyAssignment, K.VariableDeclaration],
  (collector, node: ts.PropertyAssignment | ts.VariableDeclaration) => {
    collector.child(node.name, node);
    collector.child(node.initializer, node);
  },
);
on(
  [K.ExpressionStatement, K.AwaitExpression, K.ParenthesizedExpression, K.AsExpression, K.ReturnStatement],
  (collector, node: ts.ExpressionStatement | ts.ReturnStatement) => collector.child(node.expression, node),
);

/** Fills the scopes of a file, and gives every function its `parent`. */
export function collectScopes(source: ts.SourceFile): Scopes {
  const collector = new Collector(source);
  collector.descend(source);
  return collector.result();
}
