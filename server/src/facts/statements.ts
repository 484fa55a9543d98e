/** Statements: control flow, and what each branch knows. */
import * as ts from "./syntax.js";
import { expression, typed } from "./expressions.js";
import { Op } from "./facts.js";
import { isMember, join, Versions, type Key } from "./flow-state.js";
import { declareClass, declareFunction, exit, modified, readBody, readMembers } from "./functions.js";
import {
  checkedKeys,
  isSetting,
  refine,
  refineByEach,
  refineByFailure,
  refineByReturn,
  refineKeys,
  subjectsOf,
} from "./guards.js";
import { exportDeclaration, exportLocal, importDeclaration } from "./modules.js";
import { assignTo, bind } from "./patterns.js";
import { startOf } from "./position.js";
import type { Target, Walker } from "./walker.js";

const { SyntaxKind } = ts;

/** Reads a list of statements in order; functions and classes first, as the language hoists them. */
export function statements(walker: Walker, list: readonly ts.Statement[]): void {
  for (const statement of list) if (ts.isImportDeclaration(statement)) importDeclaration(walker, statement);
  for (const statement of list) hoist(walker, statement);
  for (const statement of list) readStatement(walker, statement);
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

function declarations(
  walker: Walker,
  list: ts.VariableDeclarationList,
  statement?: ts.VariableStatement,
): void {
  for (const declaration of list.declarations) {
    let value = declaration.initializer
      ? expression(walker, declaration.initializer)
      : walker.add(Op.Nullish, declaration);
    value = typed(walker, declaration, value, declaration.type);
    bind(walker, declaration.name, value);
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
      readStatement(walker, node.thenStatement);
      if (setting) checked = checkedKeys(walker, base, walker.versions);
    },
    () => {
      refine(walker, condition, false, subjects);
      refineKeys(walker, condition, false, checked);
      if (node.elseStatement) readStatement(walker, node.elseStatement);
    },
  ]);
}

/** `return;`, alone or in a block. */
function endsAtOnce(node: ts.Statement): boolean {
  if (ts.isBlock(node)) return node.statements.length === 1 && endsAtOnce(node.statements[0]!);
  return node.kind === SyntaxKind.ReturnStatement && (node as ts.ReturnStatement).expression === undefined;
}

function jump(walker: Walker, node: ts.BreakOrContinueStatement): void {
  const label = node.label?.text;
  const { targets } = walker.frame;
  for (let at = targets.length - 1; at >= 0; at--) {
    const target = targets[at]!;
    if (label ? target.label !== label : node.kind === SyntaxKind.ContinueStatement && !target.loop) continue;
    target.left = true;
    if (target.header) collect(walker, target.header);
    else target.breaks?.push(walker.versions.copy());
    break;
  }
  walker.versions.dead = true;
}

/** Adds the current versions to a loop header's choices. */
function collect(walker: Walker, header: ReadonlyMap<number, number>): void {
  for (const [id, choice] of header) {
    const version = walker.versions.get(id);
    const known = walker.graph.args(choice);
    if (version !== undefined && version !== choice && !known.includes(version))
      walker.graph.setArgs(choice, [...known, version]);
  }
}

/** Whether a loop ends by itself: it goes through a list, compares something that changes, or counts and leaves. */
function isBounded(node: ts.IterationStatement): boolean {
  const { statement } = node;
  if (ts.isBlock(statement) && statement.statements.some(leavesOnComparison)) return true;
  if (ts.isForOfStatement(node)) return node.awaitModifier === undefined;
  if (ts.isForInStatement(node)) return true;
  if (ts.isForStatement(node)) return node.condition !== undefined && compares(node.condition);
  return (ts.isWhileStatement(node) || ts.isDoStatement(node)) && compares(node.expression);
}

/** `if (++rounds > 20) throw …` */
function leavesOnComparison(statement: ts.Statement): boolean {
  if (statement.kind !== SyntaxKind.IfStatement) return false;
  const { expression, thenStatement } = statement as ts.IfStatement;
  const last = ts.isBlock(thenStatement) ? thenStatement.statements.at(-1) : thenStatement;
  return last !== undefined && LEAVES.has(last.kind) && compares(expression);
}

const LEAVES: ReadonlySet<ts.SyntaxKind> = new Set([
  SyntaxKind.ThrowStatement,
  SyntaxKind.ReturnStatement,
  SyntaxKind.BreakStatement,
]);

function compares(condition: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(condition)) return compares(condition.expression);
  if (!ts.isBinaryExpression(condition)) return false;
  switch (condition.operatorToken.kind) {
    case SyntaxKind.LessThanToken:
    case SyntaxKind.LessThanEqualsToken:
    case SyntaxKind.GreaterThanToken:
    case SyntaxKind.GreaterThanEqualsToken:
      return true;
    case SyntaxKind.AmpersandAmpersandToken:
      return compares(condition.left) || compares(condition.right);
    default:
      return false;
  }
}

function loop(walker: Walker, node: ts.IterationStatement, label: string | undefined): void {
  walker.loops.push({
    start: startOf(walker.source, node),
    end: node.end,
    bounded: isBounded(node),
    repeats: ts.isForOfStatement(node) || ts.isForInStatement(node) ? node.statement.pos : node.pos,
  });
  if (ts.isForStatement(node) && node.initializer) {
    if (ts.isVariableDeclarationList(node.initializer)) declarations(walker, node.initializer);
    else expression(walker, node.initializer);
  }
  const iterated =
    ts.isForOfStatement(node) || ts.isForInStatement(node) ? expression(walker, node.expression) : -1;
  const header = new Map<number, number>();
  for (const variable of writtenIn(walker, node)) {
    const version = walker.versions.get(variable.id);
    if (version === undefined || variable.shared || header.has(variable.id)) continue;
    const choice = walker.graph.add(Op.Choice, walker.graph.start(version), walker.graph.end(version), [
      version,
    ]);
    header.set(variable.id, choice);
    walker.versions.assign(variable.id, choice);
    if (walker.frame.home !== variable.home) variable.values.push(choice);
  }
  const target: Target = { label, loop: true, header };
  walker.frame.targets.push(target);
  let item = -1;
  let end: Versions | undefined;
  walker.branches([
    () => {
      if (ts.isForOfStatement(node) || ts.isForInStatement(node)) {
        item = walker.add(
          Op.Member,
          node.initializer,
          [iterated],
          ts.isForInStatement(node) ? "{key}" : "[]",
        );
        if (ts.isVariableDeclarationList(node.initializer))
          bind(walker, node.initializer.declarations[0]!.name, item);
        else assignTo(walker, node.initializer, item, node);
      } else if ((ts.isForStatement(node) && node.condition) || ts.isWhileStatement(node)) {
        const condition = expression(walker, ts.isForStatement(node) ? node.condition! : node.expression);
        walker.tests.push(condition);
        refine(walker, condition, true);
      }
      readStatement(walker, node.statement);
      if (ts.isForStatement(node) && node.incrementor) expression(walker, node.incrementor);
      if (ts.isDoStatement(node)) expression(walker, node.expression);
      if (!walker.versions.dead) {
        collect(walker, header);
        end = walker.versions;
      }
    },
    () => {},
  ]);
  walker.frame.targets.pop();
  // Whatever the body did, the header's choices stand for the variable after the loop.
  for (const [id, choice] of header) walker.versions.assign(id, choice);
  walker.versions.dead = false;
  // Every element went through the whole body.
  if (end && ts.isForOfStatement(node) && !target.left) refineByEach(walker, item, end);
}

function writtenIn(walker: Walker, node: ts.Node): Iterable<Walker["scopes"]["writes"][number]["variable"]> {
  const { writes } = walker.scopes;
  let low = 0;
  let high = writes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (writes[middle]!.at < node.pos) low = middle + 1;
    else high = middle;
  }
  const found = new Set<(typeof writes)[number]["variable"]>();
  for (let at = low; at < writes.length && writes[at]!.at <= node.end; at++) found.add(writes[at]!.variable);
  return found;
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
      for (const statement of clause.statements) readStatement(walker, statement);
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
