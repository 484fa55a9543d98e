/** Where a value is shown to somebody: the expressions to exchange, the property to leave out. */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";
import { textSite } from "./texts.js";
import { expressionAt, nodeSpanning, parse, valueAt } from "./tree.js";

export interface ShownSite {
  span: Span;
  source: string;
  /** The last name of it, by which people would call it: `apiKey` of `config.apiKey`. */
  name: string | undefined;
  /** It stands in a text, as `${…}` with its braces; undefined elsewhere. */
  hole: Span | undefined;
  /** Something else than a comma or a brace stands beside it, so that a choice has to be put in parentheses. */
  tight: boolean;
}

/**
 * The values at `span` that somebody reads: the one there, with everything that is read from it, or, where a text stands
 * there, all that the code does not decide itself. Undefined where that cannot be exchanged for a text: something is
 * spread, an object stands there as a whole, or nothing does.
 */
export function shownSites(file: string, text: string, span: Span): ShownSite[] | undefined {
  const tree = parse(file, text);
  const value = outermost(valueAt(tree, span) ?? nodeSpanning(tree, span));
  if (!ts.isExpression(value) || ts.isSpreadElement(value) || ts.isSpreadElement(value.parent))
    return undefined;
  if (ts.isObjectLiteralExpression(value) || ts.isArrayLiteralExpression(value)) return undefined;
  if (ts.isFunctionLike(value)) return undefined;
  const own = { start: value.getStart(tree), end: value.end };
  const written = ts.isTemplateExpression(value) || isSum(value) ? textSite(file, text, own) : undefined;
  if (!written) return ts.isStringLiteralLike(value) ? undefined : [siteOf(tree, value)];
  const holes = written.parts.flatMap((part) =>
    "hole" in part && !isMeasure(part.hole.source) ? [part.hole] : [],
  );
  const sites = holes.map(({ span: at, whole }) => ({
    ...siteOf(tree, expressionAt(tree, at)!),
    hole: written.form === "template" ? whole : undefined,
  }));
  return sites.length > 0 ? sites : undefined;
}

/** A number, a time, an identifier: nothing that anybody said, unless it comes in with the rest of a request. */
export function isPlain(source: string): boolean {
  return isMeasure(source) || (IDENTIFIER.test(source) && !isRequest(source));
}

/** A number or a time. An identifier may be what was sent, and shows it then. */
function isMeasure(source: string): boolean {
  return MEASURE.test(source) && !isRequest(source);
}

function isRequest(source: string): boolean {
  return /^(?:req|request|body|params|query|input|args|ctx|context|c|event)\b/.test(source);
}

const MEASURE =
  /(?:^|\.)(?:length|size|status|statusCode|[a-z]\w*(?:Count|Tokens|_count|_tokens)|now\(\)|toFixed\(\d*\))$/;
const IDENTIFIER = /(?:^|\.)(?:id|[a-z]\w*(?:Id|_id))$/;

/** A template with the whole of it: what is read of a value, the calls of its methods, casts and brackets around. */
function outermost(node: ts.Node): ts.Node {
  let at = node;
  for (;;) {
    const { parent } = at;
    const reads =
      (ts.isPropertyAccessExpression(parent) ||
        ts.isElementAccessExpression(parent) ||
        ts.isNonNullExpression(parent) ||
        ts.isAsExpression(parent) ||
        ts.isCallExpression(parent)) &&
      parent.expression === at;
    const chooses =
      ts.isBinaryExpression(parent) &&
      [ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken].includes(parent.operatorToken.kind);
    const adds = isSum(parent);
    if (!reads && !chooses && !adds && !ts.isParenthesizedExpression(parent) && !ts.isTemplateSpan(parent))
      return at;
    at = ts.isTemplateSpan(parent) ? parent.parent : parent;
  }
}

function isSum(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}

export function siteOf(tree: ts.SourceFile, value: ts.Expression): ShownSite {
  return {
    span: { start: value.getStart(tree), end: value.end },
    source: value.getText(tree),
    name: /([A-Za-z_$][\w$]*)[^\w$]*$/.exec(value.getText(tree).replace(/\([^()]*\)/g, ""))?.[1],
    hole: undefined,
    tight: ts.isBinaryExpression(value.parent),
  };
}
