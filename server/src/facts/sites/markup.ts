/** Text that becomes HTML: the expression that is the HTML, or the values put into a page. */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";
import { expressionAt, nodeSpanning, parse } from "./tree.js";
import { isKnownText } from "./text-types.js";
import { textSite } from "./texts.js";

export interface MarkupSite {
  span: Span;
  /** A string, as far as this file tells. */
  isText: boolean;
}

/** What has to be cleaned so that the HTML is clean; undefined when that is not sure. */
export function markupSite(file: string, text: string, span: Span): MarkupSite[] | undefined {
  const tree = parse(file, text);
  return spansToClean(tree, span)?.map((each) => {
    const value = expressionAt(tree, each);
    return { span: each, isText: value !== undefined && isKnownText(tree, value) };
  });
}

function spansToClean(tree: ts.SourceFile, span: Span): Span[] | undefined {
  const value = expressionAt(tree, span);
  if (!value) return undefined;
  const whole = wholeMarkup(tree, value);
  if (whole) return [{ start: whole.getStart(tree), end: whole.end }];
  const page = textSite(tree.fileName, tree.text, span);
  if (!page || page.form === "literal")
    return /["']?(href|src|srcDoc)/.test(attributeOf(tree, span)) ? undefined : [span];
  const spans: Span[] = [];
  let before = "";
  for (const part of page.parts) {
    if ("text" in part) {
      before += part.text;
      continue;
    }
    // Inside a tag or a script a value is no HTML: cleaning it as such does not help there.
    if (/<[^>]*$/.test(before) || /<(script|style)\b[^>]*>(?![\s\S]*<\/\1)/i.test(before)) return undefined;
    if (!part.hole.fixed) spans.push(part.hole.span);
  }
  return spans.length > 0 ? spans : undefined;
}

/** The value of `__html`, of an assignment to `innerHTML` and the like, that the value is a part of. */
function wholeMarkup(tree: ts.SourceFile, value: ts.Expression): ts.Expression | undefined {
  for (let at: ts.Node = value; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (!ts.isExpression(at)) continue;
    if (
      ts.isPropertyAssignment(parent) &&
      parent.initializer === at &&
      parent.name.getText(tree) === "__html"
    )
      return at;
    const assigns =
      ts.isBinaryExpression(parent) && parent.right === at && ts.isPropertyAccessExpression(parent.left);
    if (assigns && /^(innerHTML|outerHTML|srcdoc)$/.test(parent.left.name.text))
      return parent.operatorToken.kind === ts.SyntaxKind.EqualsToken ? at : value;
    if (ts.isJsxExpression(parent) && ts.isJsxAttribute(parent.parent))
      return /^(innerHTML|srcDoc|set:html)$/.test(parent.parent.name.getText(tree)) ? at : undefined;
  }
  return undefined;
}

function attributeOf(tree: ts.SourceFile, span: Span): string {
  for (let at: ts.Node = nodeSpanning(tree, span); !ts.isSourceFile(at); at = at.parent)
    if (ts.isJsxAttribute(at)) return at.name.getText(tree);
  return "";
}
