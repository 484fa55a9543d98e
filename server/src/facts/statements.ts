/** Statements: control flow, and what each branch knows. */
import * as ts from "./syntax.js";
import { branch, branchStart, note, type BranchStart } from "./branches.js";
import { noteDerived } from "./derived.js";
import { expression, typed } from "./expressions.js";
import { Op } from "./facts.js";
import { isMember, join, Versions, type Key } from "./flow-state.js";
import { declareClass, declareFunction, exit, modified, readBody, readMembers } from "./functions.js";
import {
  checkedKeys,
  isSetting,
  refine,
  refineByFailure,
  refineByReturn,
  refineKeys,
  subjectsOf,
} from "./guards.js";
import { jump, loop } from "./loops.js";
import { exportDeclaration, exportLocal, importDeclaration } from "./modules.js";
import { bind } from "./patterns.js";
import type { Target, Walker } from "./walker.js";

const { SyntaxKind } = ts;

/** Reads a list of statements in order; functions and classes first, as the language hoists them. */
export function statements(walker: Walker, list: readonly ts.Statement[]): void {
  for (const statement of list) if (ts.isImportDeclaration(statement)) importDeclaration(walker, statement);
  for (const statement of list) hoist(walker, statement);
  const open: { condition: number; start: BranchStart }[] = [];
  for (const statement of list) {
    readStatement(walker, statement);
    // `if (kind !== "a") return`: what follows is for that kind alone.
    const condition = walker.left.get(statement);
    if (condition !== undefined) open.push({ condition, start: branchStart(walker) });
  }
  for (const { condition, start } of open) note(walker, condition, false, start);
}

function hoist(walker: Walker, node: ts.Statement): void {
  if (ts.isFunctionDeclaration(node)) {
    if (!node.body) return;
    const value = declareFunction(walker, node, {});
    const record = walker.functions[walker.aux(value)]!;
    if (node.name) walker.assign(walker.scope.find(node.name.text)!, value);
    exportLocal(walker, node, node.name?.text, value);
    const scope = walker.scope;
    walker.frame.deferred.push(() => inScope(walker, scope, () => readBody(walker, node, record, {})));
  } else if (ts.isClassDeclaration(node)) {
    const value = declareClass(walker, node);
    const record = walker.classes[walker.aux(value)]!;
    if (node.name) walker.assign(walker.scope.find(node.name.text)!, value);
    exportLocal(walker, node, node.name?.text, value);
    const scope = walker.scope;
    walker.frame.deferred.push(() => inScope(walker, scope, () => readMembers(walker, node, record)));
  }
}

function inScope(walker: Walker, scope: Walker["scope"], read: () => void): void {
  const outer = walker.scope;
  walker.scope = scope;
  read();
  walker.scope = outer;
}

export function readStatement(walker: Walker, node: ts.Statement): void {
  switch (node.kind) {
    case SyntaxKind.VariableStatement:
      return declarations(
        walker,
        (node as ts.VariableStatement).declarationList,
        node as ts.VariableStatement,
      );
    case SyntaxKind.ExpressionStatement:
      return expressionStatement(walker, (node as ts.ExpressionStatement).expression);
    case SyntaxKind.Block:
      return walker.within(node, () => statements(walker, (node as ts.Block).statements));
    case SyntaxKind.IfStatement:
      return ifStatement(walker, node as ts.IfStatement);
    case SyntaxKind.ReturnStatement: {
      const value = (node as ts.ReturnStatement).expression;
      exit(walker, value ? expression(walker, value) : -1);
      walker.versions.dead = true;
      return;
    }
    case SyntaxKind.ThrowStatement:
      expression(walker, (node as ts.ThrowStatement).expression);
      walker.versions.dead = true;
      return;
    case SyntaxKind.BreakStatement:
    case SyntaxKind.ContinueStatement:
      return jump(walker, node as ts.BreakStatement);
    case SyntaxKind.ForStatement:
    case SyntaxKind.ForOfStatement:
    case SyntaxKind.ForInStatement:
    case SyntaxKind.WhileStatement:
    case SyntaxKind.DoStatement:
      return walker.within(node, () => loop(walker, node as ts.IterationStatement, undefined));
    case SyntaxKind.LabeledStatement: {
      const { label, statement } = node as ts.LabeledStatement;
      if (ts.isIterationStatement(statement, false))
        return walker.within(statement, () => loop(walker, statement, label.text));
      return readStatement(walker, statement);
    }
    case SyntaxKind.SwitchStatement:
      return switchStatement(walker, node as ts.SwitchStatement);
    case SyntaxKind.TryStatement:
      return tryStatement(walker, node as ts.TryStatement);
    case SyntaxKind.WithStatement:
      return readStatement(walker, (node as ts.WithStatement).statement);
    case SyntaxKind.ExportAssignment: {
      const assignment = node as ts.ExportAssignment;
      const value = expression(walker, assignment.expression);
      walker.exports.push({ name: assignment.isExportEquals ? "=" : "default", node: value });
      return;
    }
    case SyntaxKind.ExportDeclaration:
      return exportDeclaration(walker, node as ts.ExportDeclaration);
    case SyntaxKind.EnumDeclaration:
      return enumDeclaration(walker, node as ts.EnumDeclaration);
    case SyntaxKind.ModuleDeclaration: {
      return namespaceDeclaration(walker, node as ts.ModuleDeclaration);
    }
    case SyntaxKind.ImportEqualsDeclaration: {
      const { name, moduleReference } = node as ts.ImportEqualsDeclaration;
      const variable = walker.scope.find(name.text);
      if (
        variable &&
        ts.isExternalModuleReference(moduleReference) &&
        ts.isStringLiteral(moduleReference.expression)
      )
        walker.assign(
          variable,
          walker.add(Op.Import, node, [], moduleReference.expression.text, walker.graph.string("*")),
        );
      return;
    }
  }
}

/** The variables of a `let`, `const` or `var`, of a statement or of a loop. */
export function declarations(
  walker: Walker,
  list: ts.VariableDeclarationList,
  statement?: ts.VariableStatement,
): void {
  const isConst = (list.flags & ts.NodeFlags.Const) !== 0;
  for (const declaration of list.declarations) {
    let value = declaration.initializer
      ? expression(walker, declaration.initializer)
      : walker.add(Op.Nullish, declaration);
    value = typed(walker, declaration, value, declaration.type);
    bind(walker, declaration.name, value);
    if (isConst && ts.isIdentifier(declaration.name))
      noteDerived(walker, walker.scope.find(declaration.name.text)!.id, value);
    if (ts.isIdentifier(declaration.name) && walker.graph.op(value) === Op.Typed)
      walker.scope.find(declaration.name.text)!.type = walker.graph.args(value)[1]!;
    if (statement && modified(statement, SyntaxKind.ExportKeyword)) exportNames(walker, declaration.name);
  }
}

function exportNames(walker: Walker, name: ts.BindingName): void {
  if (ts.isIdentifier(name))
    walker.exportedLocals.push({ name: name.text, variable: walker.scope.find(name.text)! });
  else
    for (const element of name.elements)
      if (!ts.isOmittedExpression(element)) exportNames(walker, element.name);
}

function expressionStatement(walker: Walker, node: ts.Expression): void {
  refineByReturn(walker, ts.isAwaitExpression(node) ? node.expression : node, expression(walker, node));
  // `process.exit()` ends the path like a throw.
  if (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === "exit" &&
    ts.isIdentifier(node.expression.expression) &&
    node.expression.expression.text === "process"
  )
    walker.versions.dead = true;
  else if (ts.isCallExpression(node) && ts.isIdentifier(node.expression))
    walker.versions.dead ||= endsPath(walker, node.expression.text);
}

/** A function of this file that always throws: `const fail = () => { throw … }`, `function fail(): never`. */
function endsPath(walker: Walker, name: string): boolean {
  const values = walker.scope.find(name)?.values ?? [];
  return values.length === 1 && walker.neverReturning.has(values[0]!);
}

function ifStatement(walker: Walker, node: ts.IfStatement): void {
  const condition = expression(walker, node.expression);
  walker.tests.push(condition);
  const subjects = subjectsOf(walker, condition);
  const setting = isSetting(walker, condition);
  const base = walker.versions;
  let checked: readonly Key[] = [];
  walker.branches([
    () => {
      refine(walker, condition, true, subjects);
      if (setting && endsAtOnce(node.thenStatement))
        refineKeys(walker, condition, true, [...walker.frame.origins.keys()]);
      branch(walker, condition, true, () => readStatement(walker, node.thenStatement));
      if (walker.versions.dead && !node.elseStatement) walker.left.set(node, condition);
      if (setting) checked = checkedKeys(walker, base, walker.versions);
    },
    () => {
      refine(walker, condition, false, subjects);
      refineKeys(walker, condition, false, checked);
      const { elseStatement } = node;
      if (elseStatement) branch(walker, condition, false, () => readStatement(walker, elseStatement));
    },
  ]);
}

/** `return;`, alone or in a block. */
function endsAtOnce(node: ts.Statement): boolean {
  if (ts.isBlock(node)) return node.statements.length === 1 && endsAtOnce(node.statements[0]!);
  return node.kind === SyntaxKind.ReturnStatement && (node as ts.ReturnStatement).expression === undefined;
}

function switchStatement(walker: Walker, node: ts.SwitchStatement): void {
  const subject = expression(walker, node.expression);
  walker.within(node.caseBlock, () => {
    const clauses = node.caseBlock.clauses;
    for (const clause of clauses) for (const statement of clause.statements) hoist(walker, statement);
    const base = walker.versions;
    const ends: Versions[] = [];
    const target: Target = { label: undefined, loop: false, breaks: ends };
    walker.frame.targets.push(target);
    let fallen: Versions | undefined;
    let conditions: number[] = [];
    let plain = true;
    // Labels of groups that are over: none of them matched where control comes to `default`.
    let missed = -1;
    for (const clause of clauses) {
      if (ts.isCaseClause(clause)) {
        const label = expression(walker, clause.expression);
        conditions.push(walker.add(Op.Compare, clause.expression, [subject, label], "==="));
      } else plain = false;
      if (clause.statements.length === 0) continue;
      walker.versions = new Versions(base);
      const matched = conditions.length > 0 ? anyOf(walker, clause, conditions) : -1;
      if (plain) refine(walker, matched, true);
      else if (missed >= 0) refine(walker, missed, false);
      if (fallen) {
        const start = walker.versions;
        walker.versions = new Versions(base);
        join(walker.versions, [start, fallen], walker.choose);
      }
      const start = branchStart(walker);
      for (const statement of clause.statements) readStatement(walker, statement);
      // What the clause before falls into is read for its labels, too.
      if (!fallen && plain) note(walker, matched, true, start);
      else if (!fallen && missed >= 0) note(walker, missed, false, start);
      fallen = walker.versions.dead ? undefined : walker.versions;
      if (matched >= 0) missed = missed < 0 ? matched : walker.add(Op.Or, clause, [missed, matched]);
      conditions = [];
      plain = true;
    }
    if (fallen) ends.push(fallen);
    walker.frame.targets.pop();
    walker.versions = base;
    if (!clauses.some(ts.isDefaultClause)) {
      walker.versions = new Versions(base);
      if (missed >= 0) refine(walker, missed, false);
      ends.push(walker.versions);
      walker.versions = base;
    }
    join(base, ends, walker.choose);
  });
}

function anyOf(walker: Walker, at: ts.Node, conditions: readonly number[]): number {
  return conditions.slice(1).reduce((left, right) => walker.add(Op.Or, at, [left, right]), conditions[0]!);
}

function tryStatement(walker: Walker, node: ts.TryStatement): void {
  const base = walker.versions;
  const attempt = new Versions(base);
  walker.versions = attempt;
  const first = walker.graph.size;
  readStatement(walker, node.tryBlock);
  const after = walker.graph.size;
  const results = [attempt];
  if (node.catchClause) {
    // The block may have stopped anywhere: a variable is what it was before or what the block made it.
    const handler = new Versions(base);
    const reached = attempt.copy();
    for (const key of [...(reached.own?.keys() ?? [])]) if (isMember(key)) reached.own!.delete(key);
    join(handler, [new Versions(base), reached], walker.choose);
    walker.versions = handler;
    refineByFailure(walker, node.tryBlock, first, after);
    const { catchClause } = node;
    walker.within(catchClause, () => {
      if (catchClause.variableDeclaration)
        bind(walker, catchClause.variableDeclaration.name, walker.unknown(catchClause.variableDeclaration));
      readStatement(walker, catchClause.block);
    });
    results.push(handler);
  }
  walker.versions = base;
  join(base, results, walker.choose);
  if (node.finallyBlock) {
    const dead = base.dead;
    base.dead = false;
    readStatement(walker, node.finallyBlock);
    base.dead ||= dead;
  }
}

/** A namespace is an object of what it exports. */
function namespaceDeclaration(walker: Walker, node: ts.ModuleDeclaration): void {
  const { body } = node;
  if (!body || !ts.isModuleBlock(body)) return;
  const [exported, locals] = [walker.exports.length, walker.exportedLocals.length];
  walker.within(body, () => statements(walker, body.statements));
  const members = [
    ...walker.exports.splice(exported),
    ...walker.exportedLocals
      .splice(locals)
      .map(({ name, variable }) => ({ name, node: walker.exportedValue(variable) })),
  ];
  const parts = members.map((member) => walker.add(Op.Prop, node.name, [member.node], member.name));
  const value = walker.add(Op.Object, node, parts);
  const variable = walker.scope.find(node.name.text);
  if (variable) walker.assign(variable, value);
  exportLocal(walker, node, node.name.text, value);
}

function enumDeclaration(walker: Walker, node: ts.EnumDeclaration): void {
  const variable = walker.scope.find(node.name.text);
  const parts = node.members.map((member) =>
    walker.add(
      Op.Prop,
      member,
      [member.initializer ? expression(walker, member.initializer) : walker.add(Op.Number, member, [], "0")],
      ts.isIdentifier(member.name) || ts.isStringLiteral(member.name) ? member.name.text : "[]",
    ),
  );
  const value = walker.add(Op.Object, node, parts);
  if (variable) walker.assign(variable, value);
  exportLocal(walker, node, node.name.text, value);
}
