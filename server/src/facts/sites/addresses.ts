/** An address that code puts together around a value. */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";
import { isKnownText } from "./text-types.js";
import { find, parse, valueAt, withReads } from "./tree.js";

export interface AddressSite {
  /** The expression that is the whole address. */
  whole: Span;
  /** `new URL(path, base)`: a URL object, which must stay one. */
  object: boolean;
  /** It is given to an attribute while a page is drawn: there is nobody to catch an error. */
  drawn: boolean;
  /** It may be missing, as far as this file tells: a setting of an object that says nothing of it. */
  isOptional: boolean;
  /** The attribute's name. */
  attribute: string | undefined;
}

/** The address that the value at `span` becomes a part of; undefined when it is only a host, or holds the address among others, or no expression stands there. */
export function addressSite(file: string, text: string, span: Span): AddressSite | undefined {
  const tree = parse(file, text);
  const value = valueAt(tree, span);
  if (!value) return undefined;
  let whole = withReads(value);
  for (let up = outwards(whole); up; up = outwards(whole)) whole = up;
  const { parent } = whole;
  // `settings.url?.trim()`: nobody knows what an address that is missing stands for.
  if (ts.isPropertyAccessExpression(parent) && parent.questionDotToken) return undefined;
  if (
    (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent)) &&
    // All headers of an answer may hold the address that it leads to: they are none.
    /^["']?(host(name)?|headers)["']?$/.test(parent.name.getText(tree))
  )
    return undefined;
  // An answer, or its headers, made of another.
  if (ts.isNewExpression(parent) && /^(?:\w*Response|Headers)$/.test(parent.expression.getText(tree)))
    return undefined;
  // A connection takes a port and a host, a look-up a name: neither is an address.
  if (
    ts.isCallExpression(parent) &&
    /(^|\.)(createConnection|connect|lookup|resolve\w*)$/.test(parent.expression.getText(tree))
  )
    return undefined;
  const object = ts.isNewExpression(whole);
  const attribute = find(parent, (at): at is ts.JsxAttribute => ts.isJsxAttribute(at));
  const between = attribute && find(parent, (at): at is ts.SignatureDeclaration => ts.isFunctionLike(at));
  return {
    whole: { start: whole.getStart(tree), end: whole.end },
    object,
    isOptional:
      (ts.isPropertyAccessExpression(whole) || ts.isIdentifier(whole)) &&
      (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent)) &&
      !isKnownText(tree, whole),
    attribute: attribute?.name.getText(tree),
    drawn: attribute !== undefined && !(between && between.pos > attribute.pos),
  };
}

function outwards(node: ts.Expression): ts.Expression | undefined {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return parent;
  if (ts.isTemplateSpan(parent) && !ts.isTaggedTemplateExpression(parent.parent.parent)) return parent.parent;
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.PlusToken) return parent;
  // `new URL(address)` parses what is checked before; with a base it makes the address.
  const makes =
    ts.isNewExpression(parent) && parent.expression.getText() === "URL" && parent.arguments?.length === 2;
  return makes ? (parent as ts.NewExpression) : undefined;
}
