/** A path that code puts together around a value: all of it, and the folder it starts in. */
import { ts } from "ts-morph";
import { declarationOf, isConst, isFixed } from "./fixed.js";
import type { Span } from "./positions.js";
import { isOtherThanText } from "./text-types.js";
import { parse, valueAt, withReads } from "./tree.js";

export interface PathSite {
  /** The expression that is the whole path. */
  whole: Span;
  /** Source text of the folder that the code puts before the value and decides itself; undefined when there is none. */
  folder: string | undefined;
}

/** The path that the value at `span` (or the only one in a list there) becomes a part of; undefined when there is none, or several. */
export function pathSite(file: string, text: string, span: Span): PathSite | undefined {
  const tree = parse(file, text);
  const value = valueAt(tree, span);
  const list = value && ts.isArrayLiteralExpression(value) ? value.elements : undefined;
  const only = list ? (list.length === 1 ? list[0] : undefined) : value;
  return only && pathAround(tree, withReads(only));
}

function pathAround(tree: ts.SourceFile, value: ts.Expression): PathSite | undefined {
  if (ts.isSpreadElement(value)) return undefined;
  let whole: ts.Expression = value;
  let folder = folderIn(tree, value, undefined);
  for (let up = outwards(tree, whole); up; up = outwards(tree, whole)) {
    folder = folderIn(tree, up, whole) ?? folder;
    whole = up;
  }
  if (isOtherThanText(tree, whole)) return undefined;
  folder ??= folderIn(tree, initializerOf(tree, whole), undefined);
  return { whole: { start: whole.getStart(tree), end: whole.end }, folder };
}

/** What a constant was given, else the expression itself. */
function initializerOf(tree: ts.SourceFile, node: ts.Expression): ts.Expression {
  const declaration = ts.isIdentifier(node) ? declarationOf(tree, node) : undefined;
  return declaration &&
    ts.isVariableDeclaration(declaration) &&
    isConst(declaration) &&
    declaration.initializer
    ? declaration.initializer
    : node;
}

/** The expression around that is still a path made of this one. */
function outwards(tree: ts.SourceFile, node: ts.Expression): ts.Expression | undefined {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return parent;
  if (ts.isTemplateSpan(parent))
    return ts.isTaggedTemplateExpression(parent.parent.parent) ? undefined : parent.parent;
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.PlusToken) return parent;
  if (ts.isCallExpression(parent) && parent.arguments.includes(node) && joins(tree, parent)) return parent;
  return undefined;
}

/** `path.join(…)`, `path.resolve(…)`, and the same imported by name. */
function joins(tree: ts.SourceFile, call: ts.CallExpression): boolean {
  return /^(?:path\.(?:posix\.|win32\.)?|\w*[pP]ath\.)?(?:join|resolve|normalize)$/.test(
    call.expression.getText(tree),
  );
}

/** The folder that stands before `value` in a path, or at its start when that is the whole path. */
function folderIn(
  tree: ts.SourceFile,
  whole: ts.Expression,
  value: ts.Expression | undefined,
): string | undefined {
  if (ts.isCallExpression(whole) && joins(tree, whole)) {
    // Where none of the parts is seen to come from elsewhere, it is the last.
    const end = value ? whole.arguments.indexOf(value) : whole.arguments.length - 1;
    const free = whole.arguments.findIndex((at) => ts.isSpreadElement(at) || !isFixed(tree, at));
    const before = whole.arguments.slice(0, free < 0 ? end : Math.min(free, end));
    const [first] = before;
    if (!first) return undefined;
    if (before.length === 1) return first.getText(tree);
    return `${whole.expression.getText(tree)}(${before.map((argument) => argument.getText(tree)).join(", ")})`;
  }
  const head = headOf(tree, whole);
  return head && isFixed(tree, head) ? head.getText(tree) : undefined;
}

/** `root` of `${root}/…` and of `root + "/" + …`. */
function headOf(tree: ts.SourceFile, node: ts.Expression): ts.Expression | undefined {
  if (ts.isTemplateExpression(node)) {
    const [first] = node.templateSpans;
    return node.head.text === "" && first && /^[/\\]/.test(first.literal.text) ? first.expression : undefined;
  }
  if (!ts.isBinaryExpression(node)) return undefined;
  let left: ts.Expression = node;
  let second: ts.Expression = node;
  while (ts.isBinaryExpression(left)) {
    second = left.right;
    left = left.left;
  }
  return /^["'`][/\\]|^(?:path\.)?sep$/.test(second.getText(tree)) ? left : undefined;
}
