/** Names bound by declarations, parameters and destructuring assignments. */
import * as ts from "./syntax.js";
import { expression, propertyName } from "./expressions.js";
import { Op } from "./facts.js";
import type { Variable } from "./scope.js";
import { nameSecret } from "./secrets.js";
import type { Walker } from "./walker.js";

/** Declares and assigns every name of a pattern from one value. */
export function bind(walker: Walker, name: ts.BindingName, value: number): void {
  if (ts.isIdentifier(name)) {
    const variable = walker.scope.find(name.text);
    nameSecret(walker, name.text, value);
    named(walker, value, name.text);
    if (variable) walker.assign(variable, value);
    return;
  }
  name.elements.forEach((element, index) => {
    if (ts.isOmittedExpression(element)) return;
    let part: number;
    if (element.dotDotDotToken) part = value;
    else if (ts.isArrayBindingPattern(name)) part = walker.add(Op.Member, element, [value], String(index));
    else {
      const property = element.propertyName ?? element.name;
      part =
        ts.isComputedPropertyName(property) ||
        ts.isObjectBindingPattern(property) ||
        ts.isArrayBindingPattern(property)
          ? walker.add(Op.Member, element, [value], "[]")
          : walker.add(Op.Member, element, [value], propertyName(property));
    }
    bind(walker, element.name, withDefault(walker, element, part, element.initializer));
  });
}

/** What a name can say more of: what made it, or where it was taken from, does not say what it is. */
const NAMEABLE: ReadonlySet<Op> = new Set([Op.Call, Op.New, Op.Object, Op.Array, Op.Member, Op.Index]);

/** Remembers the first variable that holds a value; what is awaited is named like what it gives: `const user = await find(id)`. */
function named(walker: Walker, given: number, name: string): void {
  const { graph, variables } = walker;
  const value = graph.op(given) === Op.Await ? graph.args(given)[0]! : given;
  if (NAMEABLE.has(graph.op(value)) && !variables.has(value) && graph.name(value) !== name)
    variables.set(value, name);
}

export function withDefault(walker: Walker, at: ts.Node, value: number, initializer?: ts.Expression): number {
  return initializer ? walker.add(Op.Coalesce, at, [value, expression(walker, initializer)]) : value;
}

/** A value at the place where it is used; what was made elsewhere gets a node there, so that a finding can point at it. */
export function here(walker: Walker, at: ts.Expression, value: number): number {
  const made = walker.graph.end(value) === at.end && walker.graph.op(value) !== Op.Cell;
  return made || ts.isSpreadElement(at) ? value : walker.add(Op.Use, at, [value]);
}

/** Values that do not say what they are. */
const UNSAID: ReadonlySet<Op> = new Set([Op.Await, Op.Call, Op.Member, Op.Index, Op.Param]);

/** What is assigned is of the variable's declared type too, where it does not say itself what it is. */
function declared(walker: Walker, variable: Variable, value: number, at: ts.Node): number {
  return variable.type < 0 || !UNSAID.has(walker.graph.op(value))
    ? value
    : walker.add(Op.Typed, at, [value, variable.type]);
}
/** Assigns to an existing variable, property or pattern. */
export function assignTo(walker: Walker, target: ts.Expression, value: number, at: ts.Node): void {
  if (ts.isParenthesizedExpression(target) || ts.isNonNullExpression(target) || ts.isAsExpression(target))
    return assignTo(walker, target.expression, value, at);
  if (ts.isIdentifier(target)) {
    nameSecret(walker, target.text, value);
    named(walker, value, target.text);
    const variable = walker.scope.find(target.text);
    if (variable) walker.assign(variable, declared(walker, variable, value, at));
    return;
  }
  if (ts.isArrayLiteralExpression(target)) {
    target.elements.forEach((element, index) => {
      if (ts.isOmittedExpression(element)) return;
      if (ts.isSpreadElement(element)) assignTo(walker, element.expression, value, at);
      else assignTo(walker, element, walker.add(Op.Member, element, [value], String(index)), at);
    });
    return;
  }
  if (ts.isObjectLiteralExpression(target)) {
    for (const property of target.properties) {
      if (ts.isShorthandPropertyAssignment(property))
        assignTo(walker, property.name, walker.add(Op.Member, property, [value], property.name.text), at);
      else if (ts.isPropertyAssignment(property))
        assignTo(
          walker,
          property.initializer,
          walker.add(Op.Member, property, [value], propertyName(property.name)),
          at,
        );
      else if (ts.isSpreadAssignment(property)) assignTo(walker, property.expression, value, at);
    }
    return;
  }
  if (ts.isBinaryExpression(target)) return assignTo(walker, target.left, value, at);
  if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target))
    assignProperty(walker, target, value, at);
}

function assignProperty(
  walker: Walker,
  target: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  value: number,
  at: ts.Node,
): void {
  const path: string[] = [];
  let exact = true;
  let root: ts.Expression = target;
  for (;;) {
    if (ts.isPropertyAccessExpression(root)) {
      path.unshift(root.name.text);
      root = root.expression;
    } else if (ts.isElementAccessExpression(root)) {
      const key = root.argumentExpression;
      if (ts.isStringLiteralLike(key)) path.unshift(key.text);
      else {
        path.unshift("*");
        exact = false;
      }
      root = root.expression;
    } else if (ts.isNonNullExpression(root) || ts.isParenthesizedExpression(root) || ts.isAsExpression(root))
      root = root.expression;
    else break;
  }
  nameSecret(walker, path[path.length - 1]!, value);
  const object = expression(walker, target.expression);
  const written = ts.isBinaryExpression(at) ? here(walker, at.right, value) : value;
  walker.add(Op.PropertyWrite, at, [object, written], path[path.length - 1]!);
  if (ts.isIdentifier(root)) {
    if (root.text === "module" && path[0] === "exports" && !walker.scope.find("module")) {
      walker.exports.push({ name: path.length > 1 ? path[1]! : "=", node: value });
      return;
    }
    if (root.text === "exports" && !walker.scope.find("exports")) {
      walker.exports.push({ name: path[0]!, node: value });
      return;
    }
    const variable = walker.scope.find(root.text);
    if (variable) {
      update(walker, root, path, value, !exact, at);
      return;
    }
  }
  walker.add(Op.Store, at, [object, value], path[path.length - 1]!);
  const place = walker.keyOf(target);
  if (place) walker.versions.set(place.key, value);
}

/** A variable's object gets a property or an element: a new version of the variable. */
export function update(
  walker: Walker,
  root: ts.Identifier,
  path: readonly string[],
  value: number,
  weak: boolean,
  at: ts.Node,
): void {
  const variable = walker.scope.find(root.text);
  if (!variable) return;
  const before = walker.read(variable);
  const after = walker.add(Op.Update, at, [before, value], path.join("."), weak ? 1 : 0);
  const { members } = walker.versions;
  const key = path.reduce((of, name) => members.of(of, name), variable.id);
  walker.versions.forgetMembers(key);
  if (variable.shared) variable.values.push(after);
  else walker.versions.set(variable.id, after);
  if (!weak) walker.versions.set(key, value);
  else walker.versions.forgetMembers(variable.id);
  if (walker.frame.home !== variable.home && !variable.shared) variable.values.push(after);
}
