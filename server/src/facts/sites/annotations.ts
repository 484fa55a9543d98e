/** Finds `@threat:` annotations in comments, and the syntax node each one is about. */
import { ts } from "ts-morph";
import { MARK, parseAnnotation, type Annotation, type AnnotationProblem } from "../../annotations/grammar.js";
import type { Range } from "../../report/contract.js";
import type { Subject } from "../declaration.js";
import { lineStarts, rangeOf, type Span } from "./positions.js";
import { indentAt, isStatement, lineStart, parse, tokenAt, upwards } from "./tree.js";

export interface Anchor extends Span {
  range: Range;
  /** It is about the whole file: a declaration above the imports, with an empty line below it. */
  module: boolean;
  /** What is declared there, where that is a type, a property, a parameter or a variable. */
  subject: Subject | undefined;
}

/** One annotation as it stands in a file. */
export interface AnnotationSite {
  file: string;
  annotation: Annotation | undefined;
  problems: AnnotationProblem[];
  /** The annotation's own text. */
  span: Span;
  range: Range;
  /** The annotation exactly as written. */
  text: string;
  /** The comment that holds it. */
  comment: Span & { kind: "line" | "block" };
  /** The node it is about; undefined when nothing follows it. */
  anchor: Anchor | undefined;
}

/**
 * Every annotation in the comments of a text, in order. Only a comment, or a line of a block comment, that starts with
 * `@threat:` is one: a sentence that mentions an annotation is not. Never throws.
 */
export function collectAnnotations(file: string, text: string): AnnotationSite[] {
  if (!text.includes(MARK)) return [];
  const tree = parse(file, text);
  const starts = lineStarts(text);
  const sites: AnnotationSite[] = [];
  for (let at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + 1)) {
    const found = commentAround(tree, at);
    if (!found || !startsItsLine(text, found.comment, at)) continue;
    const blockEnd = found.comment.kind === ts.SyntaxKind.MultiLineCommentTrivia ? 2 : 0;
    const content = text.slice(at, found.comment.end - blockEnd);
    const parsed = parseAnnotation(content, at);
    const length = /^[^\r\n\u2028\u2029]*/.exec(content)![0].trimEnd().length;
    const span = { start: at, end: at + length };
    const anchor = anchorOf(tree, found, isDeclaration(parsed.annotation));
    sites.push({
      file,
      annotation: parsed.annotation,
      problems: parsed.problems,
      span,
      range: rangeOf(starts, span),
      text: text.slice(span.start, span.end),
      comment: {
        start: found.comment.pos,
        end: found.comment.end,
        kind: blockEnd === 0 ? "line" : "block",
      },
      anchor: anchor && { ...anchor, range: rangeOf(starts, anchor) },
    });
  }
  return sites;
}

interface CommentPlace {
  comment: ts.CommentRange;
  /** The token that the comment precedes. */
  next: ts.Node;
}

function commentAround(tree: ts.SourceFile, offset: number): CommentPlace | undefined {
  const next = tokenAt(tree, offset);
  if (next.getStart(tree) <= offset && next !== tree.endOfFileToken) return undefined;
  const comments = [
    ...(ts.getTrailingCommentRanges(tree.text, next.pos) ?? []),
    ...(ts.getLeadingCommentRanges(tree.text, next.pos) ?? []),
  ];
  const comment = comments.find((range) => range.pos <= offset && offset < range.end);
  return comment && { comment, next };
}

/** Only slashes, stars and white space may stand between the comment's or the line's start and the annotation. */
function startsItsLine(text: string, comment: ts.CommentRange, offset: number): boolean {
  const from = Math.max(comment.pos, lineStart(text, offset));
  return /^\s*(\/\/+|\/?\*+)?\s*$/.test(text.slice(from, offset));
}

/** Verbs that may speak of a whole module. */
function isDeclaration(annotation: Annotation | undefined): boolean {
  return annotation?.verb === "boundary" || annotation?.verb === "owner" || annotation?.verb === "assume";
}

function anchorOf(
  tree: ts.SourceFile,
  { comment, next }: CommentPlace,
  declaration: boolean,
): Omit<Anchor, "range"> | undefined {
  const text = tree.text;
  const node = (at: ts.Node | undefined) =>
    at && { start: at.getStart(tree), end: at.end, module: false, subject: subjectOf(tree, at) };

  const inBraces = next.kind === ts.SyntaxKind.CloseBraceToken && ts.isJsxExpression(next.parent);
  if (inBraces && !(next.parent as ts.JsxExpression).expression) {
    return node(nextJsxChild(next.parent as ts.JsxExpression));
  }
  const nextStart = next.getStart(tree);
  if (!indentAt(text, comment.pos).first && /[\r\n]/.test(text.slice(comment.end, nextStart))) {
    return node(nodeOfLine(tree, comment.pos));
  }
  if (!indentAt(text, comment.pos).first && next.kind === ts.SyntaxKind.EndOfFileToken) {
    return node(nodeOfLine(tree, comment.pos));
  }
  if (declaration && tree.statements[0]?.getStart(tree) === nextStart) {
    const apart = /\r?\n[ \t]*\r?\n/.test(text.slice(comment.end, nextStart));
    if (apart || ts.isImportDeclaration(tree.statements[0])) {
      return { start: 0, end: text.length, module: true, subject: undefined };
    }
  }
  return node(startingAt(tree, next));
}

function subjectOf(tree: ts.SourceFile, node: ts.Node): Subject | undefined {
  const named = (kind: Subject["kind"], name: ts.Node | undefined, values: Subject["values"] = []) =>
    name && { kind, name: ts.isStringLiteralLike(name) ? name.text : name.getText(tree), values };
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isClassDeclaration(node))
    return named("type", node.name);
  if (
    ts.isPropertySignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertyAssignment(node) ||
    ts.isShorthandPropertyAssignment(node)
  )
    return named("property", node.name);
  if (ts.isParameter(node)) return named("parameter", node.name);
  if (ts.isBindingElement(node)) return named("variable", node.name, partsOf(tree, node));
  const declarations = ts.isVariableStatement(node)
    ? node.declarationList.declarations
    : ts.isVariableDeclarationList(node)
      ? node.declarations
      : ts.isVariableDeclaration(node)
        ? [node]
        : [];
  return named(
    "variable",
    declarations[0]?.name,
    declarations.flatMap((each) => partsOf(tree, each)),
  );
}

/** The value of a variable, or each part that a pattern takes of it. */
function partsOf(tree: ts.SourceFile, node: ts.VariableDeclaration | ts.BindingElement): Span[] {
  const { name } = node;
  if (!ts.isIdentifier(name))
    return name.elements.flatMap((each) => (ts.isOmittedExpression(each) ? [] : partsOf(tree, each)));
  const value = ts.isBindingElement(node) ? node : node.initializer && withoutParentheses(node.initializer);
  return value ? [{ start: value.getStart(tree), end: value.end }] : [];
}

function withoutParentheses(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)
    ? withoutParentheses(node.expression)
    : node;
}

/** The outermost node that starts with this token; past a keyword that starts none (`else`). */
function startingAt(tree: ts.SourceFile, token: ts.Node): ts.Node | undefined {
  let best: ts.Node | undefined;
  const start = token.getStart(tree);
  for (const at of upwards(token.kind === ts.SyntaxKind.EndOfFileToken ? undefined : token)) {
    if (ts.isSourceFile(at) || at.getStart(tree) !== start) break;
    if (at.kind > ts.SyntaxKind.LastToken && at.kind !== ts.SyntaxKind.SyntaxList) best = at;
    else if (at.kind === ts.SyntaxKind.Identifier || ts.isLiteralExpression(at)) best = at;
  }
  if (best) return best;
  const isKeyword =
    token.kind >= ts.SyntaxKind.FirstReservedWord && token.kind <= ts.SyntaxKind.LastReservedWord;
  return isKeyword && token.end < tree.text.length ? startingAt(tree, tokenAt(tree, token.end)) : undefined;
}

function nextJsxChild(expression: ts.JsxExpression): ts.Node | undefined {
  const parent = expression.parent;
  if (!ts.isJsxElement(parent) && !ts.isJsxFragment(parent)) return undefined;
  return parent.children.find(
    (child) =>
      child.pos >= expression.end &&
      !(ts.isJsxText(child) && child.containsOnlyTriviaWhiteSpaces) &&
      !(ts.isJsxExpression(child) && !child.expression),
  );
}

/** What a comment at the end of a line is about: the outermost node that starts on the line, else the statement there. */
function nodeOfLine(tree: ts.SourceFile, comment: number): ts.Node | undefined {
  const text = tree.text;
  const start = lineStart(text, comment);
  const first = tokenAt(tree, start + indentAt(text, comment).indent.length);
  const closes =
    first.kind === ts.SyntaxKind.CloseBraceToken ||
    first.kind === ts.SyntaxKind.CloseParenToken ||
    first.kind === ts.SyntaxKind.CloseBracketToken ||
    first.kind === ts.SyntaxKind.Unknown;
  const starting = closes ? undefined : startingAt(tree, first);
  // `b, c); // …` and `b); // …` end a statement that began above; the words of the line are not what is meant.
  if (starting && (starting.end > comment || /^[,;\s]*$/.test(text.slice(starting.end, comment))))
    return starting;
  for (const at of upwards(starting ?? first)) if (isStatement(at)) return at;
  return starting;
}
