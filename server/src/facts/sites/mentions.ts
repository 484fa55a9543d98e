/** Where a value that was read somewhere is put into something on its way. */
import { ts } from "ts-morph";
import { isPlain, siteOf, type ShownSite } from "./disclosures.js";
import type { Span } from "./positions.js";
import { usesOf } from "./references.js";
import { descendants, expressionAt, nodeSpanning, parse, upwards } from "./tree.js";

/**
 * The expressions that put the value read at `source` into the last of `places` that holds it; where it is read is one when it has no
 * name of its own. What else of the same object is put in beside it belongs to it: `user.phone` beside `user.email`, but not
 * `user.id`. Undefined where none can be told.
 * @param label what the value is called for a reader, with its name at the end
 */
export function mentionSites(
  file: string,
  text: string,
  source: Span,
  places: readonly Span[],
  label: string,
): ShownSite[] | undefined {
  const tree = parse(file, text);
  const node = nodeSpanning(tree, source);
  const read = expressionAt(tree, source);
  const names = namesFor(node, read, label);
  if (names.length === 0) {
    if (!read || !ts.isExpression(read)) return undefined;
    const whole = textAround(read);
    const object = ts.isPropertyAccessExpression(read) ? read.expression.getText(tree) : undefined;
    const beside = [...descendants(whole)].filter(
      (at): at is ts.PropertyAccessExpression =>
        ts.isPropertyAccessExpression(at) &&
        at.expression.getText(tree) === object &&
        !/^process\.env$/.test(object) &&
        !isCalled(at) &&
        !isPlain(at.getText(tree)),
    );
    return sitesOf(tree, [read, ...beside]);
  }
  for (const place of [...places].reverse()) {
    const within = nodeSpanning(tree, place);
    const uses = names
      .flatMap((name) => usesOf(name))
      .filter(
        (use) =>
          use.pos >= within.pos && use.end <= within.end && !ts.isShorthandPropertyAssignment(use.parent),
      );
    if (uses.length > 0) return sitesOf(tree, uses);
  }
  return undefined;
}

/** The variables that hold the value alone. */
function namesFor(node: ts.Node, read: ts.Expression | undefined, label: string): ts.Identifier[] {
  for (const at of upwards(read ?? node)) {
    if (ts.isBindingElement(at)) return ts.isIdentifier(at.name) ? [at.name] : [];
    if (ts.isVariableDeclaration(at)) return ts.isIdentifier(at.name) ? [at.name] : [];
    if (ts.isParameter(at))
      return [at.name, ...descendants(at.name)].filter(
        (name): name is ts.Identifier => ts.isIdentifier(name) && label.endsWith(` ${name.text}`),
      );
    const { parent } = at;
    const isSame =
      at === node ||
      ts.isAwaitExpression(at) ||
      ts.isNonNullExpression(at) ||
      ts.isAsExpression(at) ||
      ts.isParenthesizedExpression(at) ||
      // What stands in where it is missing.
      (ts.isBinaryExpression(at) && /^(?:\?\?|\|\|)$/.test(at.operatorToken.getText()));
    if (!isSame && at !== read) return [];
    if (!parent) return [];
  }
  return [];
}

/** The text or object that the expression is put into. */
function textAround(node: ts.Expression): ts.Node {
  let whole: ts.Node = node;
  for (const at of upwards(node.parent)) {
    if (ts.isTemplateExpression(at) || ts.isBinaryExpression(at) || ts.isObjectLiteralExpression(at))
      whole = at;
    else if (
      !ts.isTemplateSpan(at) &&
      !ts.isPropertyAssignment(at) &&
      !ts.isPropertyAccessExpression(at) &&
      !ts.isCallExpression(at)
    )
      break;
    if (ts.isObjectLiteralExpression(at)) break;
  }
  return whole;
}

function isCalled(node: ts.Expression): boolean {
  return ts.isCallExpression(node.parent) && node.parent.expression === node;
}

function sitesOf(tree: ts.SourceFile, uses: readonly ts.Expression[]): ShownSite[] {
  return [...new Set(uses.map(readFrom))].sort((a, b) => a.pos - b.pos).map((value) => siteOf(tree, value));
}

/** `token.value.trim()` of the use of `token`. */
function readFrom(use: ts.Expression): ts.Expression {
  let at = use;
  for (;;) {
    const { parent } = at;
    const reads =
      ((ts.isPropertyAccessExpression(parent) || ts.isCallExpression(parent)) && parent.expression === at) ||
      ts.isNonNullExpression(parent);
    if (!reads) return at;
    at = parent;
  }
}
