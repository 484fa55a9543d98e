/** Expressions to value nodes. */
import * as ts from "./syntax.js";
import { BOUNDS } from "./bounds.js";
import { branch } from "./branches.js";
import { call, dynamicImport, newExpression, taggedTemplate } from "./calls.js";
import { Op } from "./facts.js";
import { isMember } from "./flow-state.js";
import { readClass, readFunction } from "./functions.js";
import { refine, subjectsOf } from "./guards.js";
import { jsx } from "./jsx.js";
import { assignTo } from "./patterns.js";
import { flagSecrets, formatSecret, nameSecret } from "./secrets.js";
import { typeNode } from "./types.js";
import type { Walker } from "./walker.js";

const { SyntaxKind } = ts;

/** The value node of an expression. */
export function expression(walker: Walker, node: ts.Expression): number {
  if (!walker.enter()) return walker.unknown(node);
  const value = READERS[node.kind]!(walker, node as never);
  walker.leave();
  return value;
}

/** What a call calls. A member that is only called is not kept as a value. */
export function callee(walker: Walker, node: ts.Expression): number {
  if (!ts.isPropertyAccessExpression(node)) return expression(walker, node);
  if (!walker.enter()) return walker.unknown(node);
  const value = property(walker, node, true);
  walker.leave();
  return value;
}

/** The text of a property's name; computed names that are not constant give "[]". */
export function propertyName(name: ts.PropertyName | ts.BindingName): string {
  if (ts.isComputedPropertyName(name))
    return ts.isStringLiteralLike(name.expression) ? name.expression.text : "[]";
  if (ts.isPrivateIdentifier(name) || ts.isIdentifier(name)) return name.text;
  if (ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  return "[]";
}

function identifier(walker: Walker, node: ts.Identifier): number {
  if (node.text === "undefined") return walker.add(Op.Nullish, node);
  const variable = walker.scope.find(node.text);
  if (!variable) return walker.add(Op.Global, node, [], node.text);
  return walker.read(variable);
}

function self(walker: Walker, node: ts.Node): number {
  const { class: owner, object } = walker.frame.self;
  const name = node.kind === SyntaxKind.SuperKeyword ? "super" : "";
  return walker.add(Op.This, node, object >= 0 ? [object] : [], name, owner);
}

function text(walker: Walker, node: ts.Node, value: string): number {
  const result = walker.add(Op.String, node, [], value.slice(0, BOUNDS.literal));
  formatSecret(walker, result, value);
  return result;
}

export function typed(walker: Walker, at: ts.Node, value: number, type: ts.TypeNode | undefined): number {
  const node = typeNode(walker, type);
  return node < 0 ? value : walker.add(Op.Typed, at, [value, node]);
}

function template(walker: Walker, node: ts.TemplateExpression): number {
  const parts: number[] = [];
  const quasi = (part: ts.TemplateLiteralLikeNode): void => {
    if (part.text !== "") parts.push(walker.add(Op.String, part, [], part.text.slice(0, BOUNDS.literal)));
  };
  quasi(node.head);
  for (const span of node.templateSpans) {
    parts.push(expression(walker, span.expression));
    quasi(span.literal);
  }
  return walker.add(Op.Concat, node, parts);
}

function property(walker: Walker, node: ts.PropertyAccessExpression, called = false): number {
  const place = walker.keyOf(node);
  const object = expression(walker, node.expression);
  if (place && isMember(place.key)) {
    const known = walker.versions.get(place.key);
    if (known !== undefined) return known;
  }
  const member = walker.add(Op.Member, node, [object], node.name.text);
  // Kept so that a check of `args.path` holds for the next `args.path`.
  if (!called && place && isMember(place.key) && !place.variable?.shared)
    walker.versions.set(place.key, member);
  return member;
}

function element(walker: Walker, node: ts.ElementAccessExpression): number {
  const object = expression(walker, node.expression);
  const key = node.argumentExpression;
  if (ts.isStringLiteralLike(key) || ts.isNumericLiteral(key))
    return walker.add(Op.Member, node, [object], key.text);
  return walker.add(Op.Index, node, [object, expression(walker, key)]);
}

function object(walker: Walker, node: ts.ObjectLiteralExpression): number {
  const result = walker.add(Op.Object, node);
  const parts: number[] = [];
  for (const item of node.properties) {
    if (ts.isSpreadAssignment(item)) {
      parts.push(walker.add(Op.Spread, item, [expression(walker, item.expression)]));
      continue;
    }
    let value: number;
    if (ts.isPropertyAssignment(item)) value = expression(walker, item.initializer);
    else if (ts.isShorthandPropertyAssignment(item)) value = identifier(walker, item.name);
    else value = readFunction(walker, item, { self: { class: -1, object: result } });
    if (ts.isComputedPropertyName(item.name) && !ts.isStringLiteralLike(item.name.expression)) {
      parts.push(walker.add(Op.ComputedProp, item, [expression(walker, item.name.expression), value]));
      continue;
    }
    const name = propertyName(item.name);
    nameSecret(walker, name, value);
    parts.push(walker.add(Op.Prop, item, [value], name));
  }
  walker.graph.setArgs(result, parts);
  return result;
}

function conditional(walker: Walker, node: ts.ConditionalExpression): number {
  const condition = expression(walker, node.condition);
  const subjects = subjectsOf(walker, condition);
  const values = [-1, -1];
  walker.branches([
    () => {
      refine(walker, condition, true, subjects);
      branch(walker, condition, true, () => (values[0] = expression(walker, node.whenTrue)));
    },
    () => {
      refine(walker, condition, false, subjects);
      branch(walker, condition, false, () => (values[1] = expression(walker, node.whenFalse)));
    },
  ]);
  return walker.add(Op.Ternary, node, [condition, values[0]!, values[1]!]);
}

function binary(walker: Walker, node: ts.BinaryExpression): number {
  const operator = node.operatorToken.kind;
  if (operator === SyntaxKind.PlusToken) return concatenation(walker, node);
  if (operator >= SyntaxKind.FirstAssignment && operator <= SyntaxKind.LastAssignment)
    return assignment(walker, node);
  if (operator === SyntaxKind.CommaToken) {
    expression(walker, node.left);
    return expression(walker, node.right);
  }
  const left = expression(walker, node.left);
  if (
    operator === SyntaxKind.AmpersandAmpersandToken ||
    operator === SyntaxKind.BarBarToken ||
    operator === SyntaxKind.QuestionQuestionToken
  ) {
    const op =
      operator === SyntaxKind.AmpersandAmpersandToken
        ? Op.And
        : operator === SyntaxKind.BarBarToken
          ? Op.Or
          : Op.Coalesce;
    let right = -1;
    walker.branches([
      () => {
        if (op !== Op.Coalesce) refine(walker, left, op === Op.And);
        right = expression(walker, node.right);
      },
      () => {},
    ]);
    return walker.add(op, node, [left, right]);
  }
  const right = expression(walker, node.right);
  return COMPARISONS.has(operator)
    ? walker.add(Op.Compare, node, [left, right], ts.tokenToString(operator))
    : walker.add(Op.Arithmetic, node, [left, right]);
}

const COMPARISONS = new Set([
  SyntaxKind.EqualsEqualsToken,
  SyntaxKind.EqualsEqualsEqualsToken,
  SyntaxKind.ExclamationEqualsToken,
  SyntaxKind.ExclamationEqualsEqualsToken,
  SyntaxKind.LessThanToken,
  SyntaxKind.LessThanEqualsToken,
  SyntaxKind.GreaterThanToken,
  SyntaxKind.GreaterThanEqualsToken,
  SyntaxKind.InstanceOfKeyword,
  SyntaxKind.InKeyword,
]);

/** `a + b + c` is one text of three parts. Read without recursion: chains of thousands occur in generated code. */
function concatenation(walker: Walker, node: ts.BinaryExpression): number {
  const operands: ts.Expression[] = [];
  let at: ts.Expression = node;
  while (ts.isBinaryExpression(at) && at.operatorToken.kind === SyntaxKind.PlusToken) {
    operands.push(at.right);
    at = at.left;
  }
  operands.push(at);
  const parts: number[] = [];
  for (const operand of operands.reverse()) parts.push(expression(walker, operand));
  return walker.add(Op.Concat, node, parts);
}

function assignment(walker: Walker, node: ts.BinaryExpression): number {
  const operator = node.operatorToken.kind;
  if (operator === SyntaxKind.EqualsToken) {
    const value = expression(walker, node.right);
    assignTo(walker, node.left, value, node);
    return value;
  }
  const before = expression(walker, node.left);
  const right = expression(walker, node.right);
  const op =
    operator === SyntaxKind.PlusEqualsToken
      ? Op.Concat
      : operator === SyntaxKind.BarBarEqualsToken
        ? Op.Or
        : operator === SyntaxKind.QuestionQuestionEqualsToken
          ? Op.Coalesce
          : operator === SyntaxKind.AmpersandAmpersandEqualsToken
            ? Op.And
            : Op.Arithmetic;
  const value = walker.add(op, node, [before, right]);
  assignTo(walker, node.left, value, node);
  return value;
}

/** How expressions of a kind are read. A table: a `switch` would compare the kind with one after another. */
const READERS: ((walker: Walker, node: never) => number)[] = new Array(SyntaxKind.Count).fill(
  (walker: Walker, node: ts.Expression) => walker.unknown(node),
);

function on<T extends ts.Expression>(
  kinds: readonly ts.SyntaxKind[],
  reader: (walker: Walker, node: T) => number,
): void {
  for (const kind of kinds) READERS[kind] = reader;
}

on([SyntaxKind.Identifier], identifier);
on(
  [SyntaxKind.StringLiteral, SyntaxKind.NoSubstitutionTemplateLiteral],
  (walker, node: ts.StringLiteralLike) => text(walker, node, node.text),
);
on([SyntaxKind.NumericLiteral, SyntaxKind.BigIntLiteral], (walker, node: ts.NumericLiteral) =>
  walker.add(Op.Number, node, [], node.text),
);
on([SyntaxKind.TrueKeyword], (walker, node) => walker.add(Op.Boolean, node, [], "true"));
on([SyntaxKind.FalseKeyword], (walker, node) => walker.add(Op.Boolean, node, [], "false"));
on([SyntaxKind.NullKeyword, SyntaxKind.OmittedExpression], (walker, node) => walker.add(Op.Nullish, node));
on([SyntaxKind.RegularExpressionLiteral], (walker, node: ts.RegularExpressionLiteral) =>
  walker.add(Op.Regex, node, [], node.text.slice(0, BOUNDS.literal)),
);
on([SyntaxKind.ThisKeyword, SyntaxKind.SuperKeyword], self);
on(
  [
    SyntaxKind.ParenthesizedExpression,
    SyntaxKind.NonNullExpression,
    SyntaxKind.PartiallyEmittedExpression,
    SyntaxKind.ExpressionWithTypeArguments,
  ],
  (walker, node: ts.ParenthesizedExpression) => expression(walker, node.expression),
);
on(
  [SyntaxKind.AsExpression, SyntaxKind.SatisfiesExpression, SyntaxKind.TypeAssertionExpression],
  (walker, node: ts.AsExpression) => typed(walker, node, expression(walker, node.expression), node.type),
);
on([SyntaxKind.TemplateExpression], template);
on([SyntaxKind.PropertyAccessExpression], (walker, node: ts.PropertyAccessExpression) =>
  property(walker, node),
);
on([SyntaxKind.ElementAccessExpression], element);
on([SyntaxKind.CallExpression], (walker, node: ts.CallExpression) =>
  node.expression.kind === SyntaxKind.ImportKeyword ? dynamicImport(walker, node) : call(walker, node),
);
on([SyntaxKind.NewExpression], (walker, node: ts.NewExpression) => newExpression(walker, node));
on([SyntaxKind.TaggedTemplateExpression], (walker, node: ts.TaggedTemplateExpression) =>
  taggedTemplate(walker, node),
);
on([SyntaxKind.AwaitExpression], (walker, node: ts.AwaitExpression) =>
  walker.add(Op.Await, node, [expression(walker, node.expression)]),
);
on([SyntaxKind.YieldExpression], (walker, node: ts.YieldExpression) => {
  const result = node.expression ? expression(walker, node.expression) : walker.add(Op.Nullish, node);
  if (walker.frame.id >= 0) walker.functions[walker.frame.id]!.yields.push(result);
  return walker.add(Op.Yield, node, [result]);
});
on([SyntaxKind.SpreadElement], (walker, node: ts.SpreadElement) =>
  walker.add(Op.Spread, node, [expression(walker, node.expression)]),
);
on([SyntaxKind.ObjectLiteralExpression], object);
on([SyntaxKind.ArrayLiteralExpression], (walker, node: ts.ArrayLiteralExpression) => {
  const items = node.elements.map((item) => expression(walker, item));
  flagSecrets(walker, items);
  return walker.add(Op.Array, node, items);
});
on([SyntaxKind.ArrowFunction, SyntaxKind.FunctionExpression], (walker, node: ts.ArrowFunction) =>
  readFunction(walker, node),
);
on([SyntaxKind.ClassExpression], (walker, node: ts.ClassExpression) => readClass(walker, node));
on([SyntaxKind.ConditionalExpression], conditional);
on([SyntaxKind.BinaryExpression], binary);
on([SyntaxKind.PrefixUnaryExpression], (walker, node: ts.PrefixUnaryExpression) => {
  const value = expression(walker, node.operand);
  return walker.add(node.operator === SyntaxKind.ExclamationToken ? Op.Not : Op.Arithmetic, node, [value]);
});
on([SyntaxKind.PostfixUnaryExpression], (walker, node: ts.PostfixUnaryExpression) =>
  walker.add(Op.Arithmetic, node, [expression(walker, node.operand)]),
);
on([SyntaxKind.TypeOfExpression], (walker, node: ts.TypeOfExpression) =>
  walker.add(Op.TypeOf, node, [expression(walker, node.expression)]),
);
on([SyntaxKind.VoidExpression, SyntaxKind.DeleteExpression], (walker, node: ts.VoidExpression) => {
  expression(walker, node.expression);
  return walker.add(Op.Nullish, node);
});
on(
  [SyntaxKind.JsxElement, SyntaxKind.JsxSelfClosingElement, SyntaxKind.JsxFragment],
  (walker, node: ts.JsxElement) => jsx(walker, node),
);
