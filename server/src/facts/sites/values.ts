/** A value that code uses as structured data without having checked it: what it must look like, and where to check. */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";
import { usesOf } from "./references.js";
import { Evidence, isExact, saysNothing, type Shape } from "./shape.js";
import {
  descendants,
  functionAround,
  indentAt,
  isStatement,
  isTypeScript,
  nodeSpanning,
  parse,
  upwards,
} from "./tree.js";
import { TypeReader, type TextOf } from "./type-shapes.js";
import { exits } from "./guarded.js";
import { isLoose, UseReader } from "./uses.js";

export interface ValueSite {
  /** The expression that yields the value, such as `JSON.parse(text)`. */
  value: Span;
  /** What to replace by the checked value: `value` with its casts. */
  whole: Span;
  shape: Shape;
  /** Where a check can stand before the value is used; undefined inside an expression that is not always evaluated. */
  before: { at: number; indent: string } | undefined;
  /** A type to write after the variable's name, since the cast that gave it goes away. */
  annotation: { at: number; type: string } | undefined;
  /** A type that the checked value must be cast to, so that what follows compiles as before. */
  cast: string | undefined;
  onFailure: Failure;
  /** Names to call the schema after, best first: of the type, the variable, the function. */
  names: { type: string | undefined; variable: string | undefined; function: string | undefined };
}

export type Failure =
  /** As the code around does when there is no answer. `text` is the statement's own text, a message replaced by `…`. */
  { is: "return"; value: string } | { is: "throw"; error: string };

/** Undefined when there is no such value, it is checked already, or nothing is known about its shape. */
export function valueSite(file: string, text: string, span: Span, textOf: TextOf): ValueSite | undefined {
  const tree = parse(file, text);
  const value = valueAt(tree, span);
  if (!value || isChecked(value)) return undefined;
  const types = new TypeReader(tree, textOf);
  const { whole, cast } = withoutCasts(value);
  const declaration = ts.isVariableDeclaration(whole.parent) ? whole.parent : undefined;
  const declared = cast ?? declaration?.type ?? returnType(whole) ?? assignedType(tree, whole);
  const named = declared && !isLoose(declared) ? declared : undefined;
  const variable = declaration && ts.isIdentifier(declaration.name) ? declaration.name : assignedName(whole);

  const known = named && types.read({ node: named, tree });
  const uses = new UseReader(tree, types);
  const evidence = new Evidence(variable?.text ?? "");
  uses.read(whole, evidence);
  const shape = known ?? evidence.typed ?? evidence.shape();
  if (!shape || (shape.kind !== "schema" && saysNothing(shape))) return undefined;

  const typescript = isTypeScript(file);
  const result = known
    ? keepsType(tree, known, cast, declaration)
    : {
        annotation: undefined,
        cast: typescript
          ? castFor(tree, named, cast, declaration?.type, uses.needsAny || isElseNull(whole))
          : undefined,
      };
  const around = functionAround(whole);
  return {
    value: { start: value.getStart(tree), end: value.end },
    whole: { start: whole.getStart(tree), end: whole.end },
    shape,
    before: checkPlace(tree, whole),
    ...result,
    onFailure: failureOf(tree, value),
    names: {
      type:
        named && ts.isTypeReferenceNode(named) ? named.typeName.getText(tree).split(".").pop() : undefined,
      variable: variable?.text,
      function: around ? nameOfFunction(around) : undefined,
    },
  };
}

/** `JSON.parse(…)` at or around the span, else the expression itself, back to where it comes from. */
function valueAt(tree: ts.SourceFile, span: Span): ts.Expression | undefined {
  const node = nodeSpanning(tree, span);
  for (const at of upwards(node)) {
    if (isStatement(at) || ts.isFunctionLike(at)) break;
    if (ts.isCallExpression(at) && /^JSON\s*\.\s*parse$/.test(at.expression.getText(tree))) return at;
  }
  if (!ts.isExpression(node)) return undefined;
  let value: ts.Expression = node;
  if (ts.isIdentifier(value)) {
    const origin = originOf(tree, value);
    if (origin) value = origin;
  }
  return ts.isAwaitExpression(value.parent) ? value.parent : value;
}

/** The initialiser of the constant that an identifier means. */
function originOf(tree: ts.SourceFile, use: ts.Identifier): ts.Expression | undefined {
  for (const node of descendants(tree)) {
    if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name) || node.name.text !== use.text)
      continue;
    if (
      node.initializer &&
      (ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const) !== 0 &&
      usesOf(node.name).includes(use)
    )
      return node.initializer;
  }
  return undefined;
}

function isChecked(value: ts.Expression): boolean {
  const { parent } = value;
  if (!ts.isCallExpression(parent) || parent.expression === value) return false;
  return (
    ts.isPropertyAccessExpression(parent.expression) &&
    /^(safeParse|parse|safeParseAsync|parseAsync|validate|validateSync|assert|check|decode)$/.test(
      parent.expression.name.text,
    )
  );
}

/** The value with its parentheses and casts, and the type that the casts give it. */
function withoutCasts(value: ts.Expression): { whole: ts.Expression; cast: ts.TypeNode | undefined } {
  let whole = value;
  let cast: ts.TypeNode | undefined;
  for (;;) {
    const { parent } = whole;
    if (ts.isAsExpression(parent) || ts.isTypeAssertionExpression(parent) || ts.isSatisfiesExpression(parent))
      cast = parent.type;
    else if (!ts.isParenthesizedExpression(parent) && !ts.isNonNullExpression(parent)) break;
    whole = parent;
  }
  // Parentheses around nothing but the value stay where they are.
  return cast ? { whole: outermostCast(value, whole), cast } : { whole: value, cast };
}

function outermostCast(value: ts.Expression, whole: ts.Expression): ts.Expression {
  let result: ts.Node = value;
  for (let at: ts.Node = value; at !== whole.parent; at = at.parent) {
    if (ts.isAsExpression(at) || ts.isTypeAssertionExpression(at) || ts.isSatisfiesExpression(at))
      result = at;
  }
  return result as ts.Expression;
}

function returnType(whole: ts.Expression): ts.TypeNode | undefined {
  const { parent } = whole;
  if (ts.isArrowFunction(parent) && parent.body === whole) return parent.type;
  return ts.isReturnStatement(parent) ? functionAround(whole)?.type : undefined;
}

function assignedName(whole: ts.Expression): ts.Identifier | undefined {
  const { parent } = whole;
  const assigns =
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    parent.right === whole;
  return assigns && ts.isIdentifier(parent.left) ? parent.left : undefined;
}

function assignedType(tree: ts.SourceFile, whole: ts.Expression): ts.TypeNode | undefined {
  const name = assignedName(whole);
  if (!name) return undefined;
  for (const node of descendants(tree)) {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && usesOf(node.name).includes(name))
      return node.type;
  }
  return undefined;
}

/** `text ? JSON.parse(text) : null`: as long as the one is `any`, both together are what anything is given. */
function isElseNull(whole: ts.Expression): boolean {
  const { parent } = whole;
  const other =
    ts.isConditionalExpression(parent) && parent.condition !== whole
      ? [parent.whenTrue, parent.whenFalse].find((branch) => branch !== whole)
      : ts.isBinaryExpression(parent) && decides(parent.operatorToken.kind) && parent.left === whole
        ? parent.right
        : undefined;
  return other?.kind === ts.SyntaxKind.NullKeyword;
}

/** The checked value has the shape of the written type, so the cast can go and the type stays where it was written. */
function keepsType(
  tree: ts.SourceFile,
  shape: Shape,
  cast: ts.TypeNode | undefined,
  declaration: ts.VariableDeclaration | undefined,
): Pick<ValueSite, "annotation" | "cast"> {
  const type = cast?.getText(tree);
  // A part that accepts anything makes its member optional in zod 3; the cast bridges that.
  if (!isExact(shape)) return { annotation: undefined, cast: type ?? declaration?.type?.getText(tree) };
  if (!cast || !declaration || declaration.type || !ts.isIdentifier(declaration.name))
    return { annotation: undefined, cast: undefined };
  return { annotation: { at: declaration.name.end, type: type! }, cast: undefined };
}

function castFor(
  tree: ts.SourceFile,
  named: ts.TypeNode | undefined,
  cast: ts.TypeNode | undefined,
  annotation: ts.TypeNode | undefined,
  needsAny: boolean,
): string | undefined {
  if (named) return `unknown as ${awaited(named).getText(tree)}`;
  if (annotation) return undefined;
  // `as any` keeps what follows free of types, and goes on doing so.
  return needsAny || cast?.kind === ts.SyntaxKind.AnyKeyword ? "any" : undefined;
}

function awaited(type: ts.TypeNode): ts.TypeNode {
  if (ts.isTypeReferenceNode(type) && type.typeName.getText() === "Promise" && type.typeArguments?.[0])
    return type.typeArguments[0];
  return type;
}

/** Before the statement that always evaluates the value first; undefined when something decides whether it does. */
function checkPlace(tree: ts.SourceFile, whole: ts.Expression): ValueSite["before"] {
  for (let at: ts.Node = whole; ; at = at.parent) {
    const { parent } = at;
    if (isStatement(at)) {
      if (
        !ts.isBlock(parent) &&
        !ts.isSourceFile(parent) &&
        !ts.isCaseOrDefaultClause(parent) &&
        !ts.isModuleBlock(parent)
      )
        return undefined;
      const start = at.getStart(tree);
      const { indent, first } = indentAt(tree.text, start);
      return first ? { at: start, indent } : undefined;
    }
    if (ts.isFunctionLike(parent) || ts.isClassElement(parent) || ts.isCaseClause(parent)) return undefined;
    if (ts.isConditionalExpression(parent) && parent.condition !== at) return undefined;
    if (ts.isBinaryExpression(parent) && parent.right === at && decides(parent.operatorToken.kind))
      return undefined;
    if (ts.isCallExpression(parent) && parent.expression !== at && ts.isOptionalChain(parent))
      return undefined;
    if (ts.isForStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent))
      return undefined;
    if (
      ts.isVariableDeclaration(parent) &&
      ts.isVariableDeclarationList(parent.parent) &&
      parent.parent.declarations[0] !== parent
    )
      return undefined;
  }
}

function decides(kind: ts.SyntaxKind): boolean {
  return [
    ts.SyntaxKind.AmpersandAmpersandToken,
    ts.SyntaxKind.BarBarToken,
    ts.SyntaxKind.QuestionQuestionToken,
    ts.SyntaxKind.BarBarEqualsToken,
    ts.SyntaxKind.AmpersandAmpersandEqualsToken,
    ts.SyntaxKind.QuestionQuestionEqualsToken,
  ].includes(kind);
}

/** What the function does when there is no answer, if it says so on the way to the value; else it throws. */
function failureOf(tree: ts.SourceFile, value: ts.Expression): Failure {
  const inputs = new Set([...descendants(value)].filter(ts.isIdentifier).map(({ text }) => text));
  inputs.delete("JSON");
  inputs.delete("parse");
  for (let at: ts.Node = value; at.parent && !ts.isFunctionLike(at); at = at.parent) {
    // Whoever catches a text that is no JSON also catches an answer that has the wrong shape.
    if (ts.isTryStatement(at.parent) && at.parent.tryBlock === at && at.parent.catchClause) break;
    if (!isStatement(at) || !ts.isBlock(at.parent)) continue;
    const before = at.parent.statements.slice(0, at.parent.statements.indexOf(at)).reverse();
    for (const guard of before) {
      if (!ts.isIfStatement(guard) || !exits(guard.thenStatement)) continue;
      const asksFor = [...descendants(guard.expression), guard.expression].some(
        (node) => ts.isIdentifier(node) && inputs.has(node.text),
      );
      const found = asksFor ? failureIn(tree, guard.thenStatement) : undefined;
      if (found) return found;
    }
  }
  return { is: "throw", error: "Error" };
}

function failureIn(tree: ts.SourceFile, consequence: ts.Statement): Failure | undefined {
  const only = ts.isBlock(consequence)
    ? consequence.statements.length === 1
      ? consequence.statements[0]
      : undefined
    : consequence;
  if (
    only &&
    ts.isThrowStatement(only) &&
    ts.isNewExpression(only.expression) &&
    only.expression.arguments?.length === 1
  ) {
    const [message] = only.expression.arguments;
    const isText = message && (ts.isStringLiteralLike(message) || ts.isTemplateExpression(message));
    return isText ? { is: "throw", error: only.expression.expression.getText(tree) } : undefined;
  }
  if (!only || !ts.isReturnStatement(only)) return undefined;
  if (!only.expression) return { is: "return", value: "" };
  const text = only.expression.getText(tree);
  return /^(null|undefined|false|""|''|\[\]|\{\})$/.test(text) ? { is: "return", value: text } : undefined;
}

function nameOfFunction(node: ts.FunctionLikeDeclaration): string | undefined {
  for (let at: ts.Node | undefined = node; at; at = functionAround(at)) {
    const holder: ts.Node = at.parent;
    const name: ts.Node | undefined =
      (at as ts.FunctionLikeDeclaration).name ??
      (ts.isVariableDeclaration(holder) || ts.isPropertyAssignment(holder) ? holder.name : undefined);
    if (name && ts.isIdentifier(name)) return name.text;
  }
  return undefined;
}
