/** Loops, and what leaves them: what is known behind a loop is what every way out of it knows. */
import * as ts from "./syntax.js";
import { expression } from "./expressions.js";
import { Op } from "./facts.js";
import type { Versions } from "./flow-state.js";
import { refine, refineByEach } from "./guards.js";
import { assignTo, bind } from "./patterns.js";
import { startOf } from "./position.js";
import { declarations, readStatement } from "./statements.js";
import type { Target, Walker } from "./walker.js";

const { SyntaxKind } = ts;

/** `break` and `continue`. */
export function jump(walker: Walker, node: ts.BreakOrContinueStatement): void {
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

export function loop(walker: Walker, node: ts.IterationStatement, label: string | undefined): void {
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
