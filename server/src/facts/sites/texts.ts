/** A text that code puts together: its constant pieces and what stands between them. */
import { ts } from "ts-morph";
import { declarationOf, isConst, isFixed } from "./fixed.js";
import type { Span } from "./positions.js";
import { usesOf } from "./references.js";
import { expressionAt, parse } from "./tree.js";

export interface TextHole {
  /** The expression. */
  span: Span;
  source: string;
  /** `${…}` with its braces, or the operand of a `+`. */
  whole: Span;
  /** The code itself decides it. */
  fixed: boolean;
  /** Where the value is one of several texts (`given ? \`Follow ${given}\` : ""`): what comes into those; empty otherwise. */
  nested: NestedHole[];
}

export interface NestedHole {
  /** What stands for it: `${…}` with its braces in a template, else the expression. */
  whole: Span;
  source: string;
  isInTemplate: boolean;
}

export type TextPart = { text: string; span: Span } | { hole: TextHole };

export interface TextSite {
  /** The expression that makes the text. */
  span: Span;
  /** How it is written. */
  form: "template" | "concatenation" | "literal";
  parts: TextPart[];
}

/**
 * The text that the expression at `span` is: itself, or what the constant of that name was given when nothing else uses it.
 * `text` of a part is as written in a template, and as meant in a literal.
 */
export function textSite(file: string, text: string, span: Span): TextSite | undefined {
  const tree = parse(file, text);
  const node = expressionAt(tree, span);
  return node && textOf(tree, onlyUse(tree, node));
}

/** The initialiser of a constant that only this use reads. */
function onlyUse(tree: ts.SourceFile, node: ts.Expression): ts.Expression {
  const declaration = ts.isIdentifier(node) ? declarationOf(tree, node) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !isConst(declaration)) return node;
  const { name, initializer } = declaration;
  return initializer && ts.isIdentifier(name) && usesOf(name).length === 1 ? initializer : node;
}

function textOf(tree: ts.SourceFile, node: ts.Expression): TextSite | undefined {
  const span = { start: node.getStart(tree), end: node.end };
  if (ts.isStringLiteralLike(node)) return { span, form: "literal", parts: [literalPart(tree, node)] };
  if (ts.isTemplateExpression(node)) return { span, form: "template", parts: templateParts(tree, node) };
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const parts = operands(node).map((operand): TextPart => {
    if (ts.isStringLiteralLike(operand)) return literalPart(tree, operand);
    const at = { start: operand.getStart(tree), end: operand.end };
    const inner = ts.isParenthesizedExpression(operand) ? operand.expression : operand;
    return { hole: holeOf(tree, inner, at, at) };
  });
  return parts.some((part) => "text" in part) ? { span, form: "concatenation", parts } : undefined;
}

function holeOf(tree: ts.SourceFile, value: ts.Expression, span: Span, whole: Span): TextHole {
  const choice = [...choices(tree, value)];
  const isChoice = choice.some(({ isInTemplate }) => isInTemplate) && !ts.isTemplateExpression(value);
  const nested = isChoice ? choice : [];
  return { span, source: value.getText(tree), whole, fixed: isFixed(tree, value), nested };
}

/** What comes into the texts of which the value is one. */
function* choices(tree: ts.SourceFile, value: ts.Expression): Iterable<NestedHole> {
  if (ts.isParenthesizedExpression(value)) yield* choices(tree, value.expression);
  else if (ts.isConditionalExpression(value)) {
    yield* choices(tree, value.whenTrue);
    yield* choices(tree, value.whenFalse);
  } else if (
    ts.isBinaryExpression(value) &&
    value.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken
  )
    yield* choices(tree, value.right);
  else if (ts.isTemplateExpression(value)) {
    for (const part of templateParts(tree, value)) {
      if ("text" in part || part.hole.fixed) continue;
      const { nested, whole, source } = part.hole;
      if (nested.length > 0) yield* nested;
      else yield { whole, source, isInTemplate: true };
    }
  } else if (!isFixed(tree, value))
    yield {
      whole: { start: value.getStart(tree), end: value.end },
      source: value.getText(tree),
      isInTemplate: false,
    };
}

function operands(node: ts.Expression): ts.Expression[] {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken
    ? [...operands(node.left), node.right]
    : [node];
}

function literalPart(tree: ts.SourceFile, node: ts.StringLiteralLike): TextPart {
  return { text: node.text, span: { start: node.getStart(tree) + 1, end: node.end - 1 } };
}

function templateParts(tree: ts.SourceFile, node: ts.TemplateExpression): TextPart[] {
  const piece = (at: ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail): TextPart => {
    const tail = ts.isTemplateTail(at) ? 1 : 2;
    const span = { start: at.getStart(tree) + 1, end: at.end - tail };
    return { text: tree.text.slice(span.start, span.end), span };
  };
  let from = node.head.end - 2;
  const parts = [piece(node.head)];
  for (const { expression, literal } of node.templateSpans) {
    const whole = { start: from, end: literal.getStart(tree) + 1 };
    const span = { start: expression.getStart(tree), end: expression.end };
    parts.push({ hole: holeOf(tree, expression, span, whole) });
    parts.push(piece(literal));
    from = literal.end - 2;
  }
  return parts;
}
