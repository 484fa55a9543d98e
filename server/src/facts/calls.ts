/** Calls, constructors, tagged templates and module loading. */
import * as ts from "./syntax.js";
import { callee, expression } from "./expressions.js";
import { CHANGES_CASE, Op } from "./facts.js";
import { afterCall } from "./guards.js";
import { here, update } from "./patterns.js";
import { MUTATORS } from "./scope.js";
import { typeNode } from "./types.js";
import type { Walker } from "./walker.js";

export function call(walker: Walker, node: ts.CallExpression): number {
  const required = requireCall(walker, node);
  if (required >= 0) return required;
  const operands = [callee(walker, node.expression)];
  for (const argument of node.arguments) operands.push(passed(walker, argument));
  const result = walker.add(Op.Call, node, operands, "", node.questionDotToken ? 1 : 0);
  mutation(walker, node, operands);
  if (changesCase(walker, result)) walker.succeed(walker.graph.args(operands[0]!)[0]!, result);
  afterCall(walker, node, result);
  return proxied(walker, node, result);
}

/** `proxyActivities<typeof activities>(…)`: what a call gives that says by `typeof` what that is like, calls that. */
function proxied(walker: Walker, node: ts.CallExpression, result: number): number {
  const [type, ...more] = node.typeArguments ?? [];
  if (!type || more.length > 0 || !ts.isTypeQueryNode(type)) return result;
  return walker.add(Op.Typed, node, [result, typeNode(walker, type)]);
}

/** `text.toLowerCase()`: what is said of a text afterwards, is said of this one, too. */
function changesCase({ graph }: Walker, node: number): boolean {
  const callee = graph.args(node)[0]!;
  return graph.op(callee) === Op.Member && CHANGES_CASE.test(graph.name(callee));
}

function passed(walker: Walker, argument: ts.Expression): number {
  return here(walker, argument, expression(walker, argument));
}

export function newExpression(walker: Walker, node: ts.NewExpression): number {
  const callee = expression(walker, node.expression);
  const args = (node.arguments ?? []).map((argument) => passed(walker, argument));
  const result = walker.add(Op.New, node, [callee, ...args]);
  const element = typeNode(walker, node.typeArguments?.[node.typeArguments.length - 1]);
  // `new Map<string, Client>()` says what its elements are.
  return element >= 0 &&
    ts.isIdentifier(node.expression) &&
    /^(?:Map|Set|Array|WeakMap)$/.test(node.expression.text)
    ? walker.add(Op.Typed, node, [result, walker.add(Op.ArrayType, node, [element])])
    : result;
}

export function taggedTemplate(walker: Walker, node: ts.TaggedTemplateExpression): number {
  const tag = expression(walker, node.tag);
  const text = expression(walker, node.template);
  return walker.add(Op.Tagged, node, [tag, text, ...valuesIn(walker, node.template, text)]);
}

/** What was put into a template, among the parts of the text that it makes. */
function valuesIn(walker: Walker, template: ts.TemplateLiteral, text: number): number[] {
  if (!ts.isTemplateExpression(template)) return [];
  const parts = walker.graph.args(text);
  let at = template.head.text === "" ? 0 : 1;
  return template.templateSpans.map(({ literal }) => {
    const value = parts[at]!;
    at += literal.text === "" ? 1 : 2;
    return value;
  });
}

export function dynamicImport(walker: Walker, node: ts.CallExpression): number {
  const specifier = node.arguments[0];
  if (specifier && ts.isStringLiteralLike(specifier)) return importNode(walker, node, specifier.text, "*");
  const callee = walker.add(Op.Global, node.expression, [], "import");
  return walker.add(Op.Call, node, [callee, ...node.arguments.map((argument) => passed(walker, argument))]);
}

export function importNode(walker: Walker, at: ts.Node, specifier: string, imported: string): number {
  return walker.add(Op.Import, at, [], specifier, walker.graph.string(imported));
}

/** `require("x")`, also when `require` was made by `createRequire` or is `await import`-like sugar of a bundler. */
function requireCall(walker: Walker, node: ts.CallExpression): number {
  const callee = node.expression;
  const specifier = node.arguments[0];
  if (
    !ts.isIdentifier(callee) ||
    node.arguments.length !== 1 ||
    !specifier ||
    !ts.isStringLiteralLike(specifier)
  )
    return -1;
  const variable = walker.scope.find(callee.text);
  if (variable ? !madeByCreateRequire(walker, variable.values) : callee.text !== "require") return -1;
  return importNode(walker, node, specifier.text, "*");
}

function madeByCreateRequire(walker: Walker, values: readonly number[]): boolean {
  return values.some((value) => {
    if (walker.graph.op(value) !== Op.Call) return false;
    const callee = walker.graph.args(value)[0]!;
    const made =
      walker.graph.op(callee) === Op.Member ? walker.graph.name(callee) : importedName(walker, callee);
    return made === "createRequire";
  });
}

function importedName(walker: Walker, node: number): string {
  return walker.graph.op(node) === Op.Import ? (walker.importedNames.get(node) ?? "") : "";
}

/** `list.push(x)`, `map.set(k, v)`, `Object.assign(target, more)` make a new version of the object. */
function mutation(walker: Walker, node: ts.CallExpression, operands: readonly number[]): void {
  const callee = node.expression;
  if (!ts.isPropertyAccessExpression(callee) || operands.length === 1) return;
  const method = callee.name.text;
  const args = operands.slice(1);
  if (method === "assign" && ts.isIdentifier(callee.expression) && callee.expression.text === "Object") {
    const target = node.arguments[0]!;
    for (const value of args.slice(1)) write(walker, target, "", value, node);
  } else if (MUTATORS.has(method)) {
    const added = method === "set" ? args.slice(-1) : method === "splice" ? args.slice(2) : args;
    for (const value of added) write(walker, callee.expression, "[]", value, node);
  }
}

function write(walker: Walker, target: ts.Expression, property: string, value: number, at: ts.Node): void {
  const path: string[] = property === "" ? [] : [property];
  let root = target;
  while (ts.isPropertyAccessExpression(root) || ts.isNonNullExpression(root)) {
    if (ts.isPropertyAccessExpression(root)) path.unshift(root.name.text);
    root = root.expression;
  }
  if (ts.isIdentifier(root) && walker.scope.find(root.text)) update(walker, root, path, value, true, at);
  else walker.add(Op.Store, at, [expression(walker, target), value], property === "" ? "*" : property);
}
