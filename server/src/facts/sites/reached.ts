/** Whether a call of a function gets to a place in it, and what it has to be given for that besides the value in question. */
import { ts } from "ts-morph";
import { originsOf, type Origin } from "./origins.js";
import type { Span } from "./positions.js";
import { descendants, expressionAt, find, nodeSpanning, parse, upwards } from "./tree.js";

/** A text that something has to be so that the place is reached: the case of a switch, the other side of a comparison. */
export interface Needed extends Origin {
  value: string;
}

/** Tests of a text that no made-up text passes. */
const SHAPES = /\b(?:startsWith|endsWith|includes|indexOf|match|test|exec)\s*\(/;

/**
 * Undefined where what decides is not known: a condition on something else than `values`, or on how a value begins or looks.
 * @param values what of the parameters, or of the source, the call is made for
 */
export function neededFor(
  owner: ts.FunctionLikeDeclaration,
  place: ts.Node,
  values: readonly Origin[],
  source?: ts.Node,
): Needed[] | undefined {
  const needed: Needed[] = [];
  if (mayEndBefore(owner, place, values, source)) return undefined;
  const isValue = (origin: Origin) => values.some((value) => within(origin, value) || within(value, origin));
  for (const { test, value, must } of conditionsOf(owner, place)) {
    if (test === owner) return undefined;
    const others = originsOf(owner, test, source).filter((origin) => !isValue(origin));
    if (others.length === 0) {
      if (SHAPES.test(test.getText()) && originsOf(owner, test, source).length > 0) return undefined;
      continue;
    }
    const [only] = others;
    if (value === undefined || !must || others.length !== 1) return undefined;
    needed.push({ ...only!, value });
  }
  return needed;
}

/** Names of functions that refuse what is made up. */
const REFUSES = /^(?:assert|check|ensure|parse|require|validate|verify)/i;

/** Whether something before the place may fail, or wait for what a test does not have. */
function mayEndBefore(
  owner: ts.FunctionLikeDeclaration,
  place: ts.Node,
  values: readonly Origin[],
  source: ts.Node | undefined,
): boolean {
  const own = calleeAround(place);
  const isKnown = (node: ts.Node) => {
    const origins = originsOf(owner, node, source);
    return origins.length > 0 && origins.every((origin) => values.some((value) => within(value, origin)));
  };
  for (const at of upwards(place)) {
    if (at === owner) return false;
    for (const before of statementsBefore(at))
      for (const node of [before, ...descendants(before)]) {
        if (!ts.isCallExpression(node) || node === source) continue;
        const name = node.expression.getText();
        if (ts.isAwaitExpression(node.parent) && name !== own && !isKnown(node)) return true;
        if (REFUSES.test(name.slice(name.lastIndexOf(".") + 1)) && !isKnown(node)) return true;
      }
  }
  return false;
}

/** What is called with a value. */
function calleeAround(place: ts.Node): string | undefined {
  for (const at of upwards(place)) {
    if (ts.isCallExpression(at) && at.expression !== place) return at.expression.getText();
    if (ts.isFunctionLike(at)) return undefined;
  }
  return undefined;
}

function statementsBefore(at: ts.Node): ts.Statement[] {
  const { parent } = at;
  const all =
    parent && (ts.isBlock(parent) || ts.isCaseOrDefaultClause(parent)) ? [...parent.statements] : [];
  return all.slice(0, Math.max(0, all.indexOf(at as ts.Statement)));
}

function within(inner: Origin, outer: Origin): boolean {
  return inner.parameter === outer.parameter && outer.members.every((name, at) => inner.members[at] === name);
}

/** What is there when a test runs is not known. */
const EXISTS = /exists|access|stat\b/i;

interface Condition {
  /** What is looked at: without the text that it is compared with; the function itself where the answer cannot be known. */
  test: ts.Node;
  value?: string | undefined;
  /** It has to be that text. */
  must: boolean;
}

/** What is asked on the way to a place: around it, and before it where the function may end. */
function* conditionsOf(owner: ts.FunctionLikeDeclaration, place: ts.Node): Iterable<Condition> {
  for (const at of upwards(place)) {
    if (at === owner) return;
    const { parent } = at;
    if (ts.isIfStatement(parent) && at !== parent.expression && EXISTS.test(parent.expression.getText()))
      yield { test: owner, must: false };
    else if (ts.isIfStatement(parent) && at !== parent.expression)
      yield conditionOf(parent.expression, at === parent.thenStatement);
    if (ts.isConditionalExpression(parent) && at !== parent.condition)
      yield conditionOf(parent.condition, at === parent.whenTrue);
    if (ts.isCaseClause(parent) && at !== parent.expression)
      yield {
        test: parent.parent.parent.expression,
        value: ts.isStringLiteralLike(parent.expression) ? parent.expression.text : undefined,
        must: true,
      };
    // A list that is made up is empty.
    if (ts.isForOfStatement(parent) && at === parent.statement)
      yield { test: parent.expression, must: false };
    if (
      ts.isFunctionLike(at) &&
      ts.isCallExpression(parent) &&
      ts.isPropertyAccessExpression(parent.expression)
    )
      yield { test: parent.expression.expression, must: false };
    for (const before of statementsBefore(at))
      if (ts.isIfStatement(before) && ends(before.thenStatement)) yield conditionOf(before.expression, false);
  }
}

/** @param holds whether the place is reached when the condition is true */
function conditionOf(test: ts.Expression, holds: boolean): Condition {
  if (ts.isBinaryExpression(test) && /^[!=]==?$/.test(test.operatorToken.getText())) {
    const isSame = test.operatorToken.getText().startsWith("=");
    for (const [one, other] of [
      [test.left, test.right],
      [test.right, test.left],
    ] as const)
      if (ts.isStringLiteralLike(other)) return { test: one, value: other.text, must: isSame === holds };
  }
  return { test, must: false };
}

function ends(statement: ts.Statement): boolean {
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
  return last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last));
}

/**
 * Whether a function whose parameter is at `entered` gets with it to a place in it whatever else it is given, and calls there nothing
 * that it was given.
 */
export function goesStraight(file: string, text: string, entered: Span, place: Span): boolean {
  const tree = parse(file, text);
  const parameter = find(nodeSpanning(tree, entered), ts.isParameter);
  const owner = parameter?.parent;
  if (!owner || !("body" in owner)) return false;
  const value = expressionAt(tree, place) ?? nodeSpanning(tree, place);
  if (!(value.pos >= owner.pos && value.end <= owner.end)) return false;
  const callee = owner as ts.FunctionLikeDeclaration;
  const index = callee.parameters.indexOf(parameter);
  const values = [{ parameter: index, members: [] }];
  return neededFor(callee, value, values)?.length === 0 && !callsGiven(callee, value, values);
}

/** Whether a value is handed to something that the function was given, besides the value itself. */
export function callsGiven(
  owner: ts.FunctionLikeDeclaration,
  value: ts.Node,
  values: readonly Origin[],
): boolean {
  for (const at of upwards(value)) {
    if (at === owner) return false;
    if (!ts.isCallExpression(at)) continue;
    const given = originsOf(owner, at.expression);
    if (given.some((origin) => !values.some((each) => within(origin, each)))) return true;
  }
  return false;
}
