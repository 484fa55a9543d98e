/**
 * One parsed file on demand, and the few moves over its tree that sites need. Everything exported from the other
 * modules of this folder is plain data; nodes stay in here.
 */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";

const KEPT = 4;
const recent = new Map<string, ts.SourceFile>();

/** The tree of a text. The few last ones are kept, since one edit asks several questions about one text. */
export function parse(file: string, text: string): ts.SourceFile {
  const key = `${file}\0${text}`;
  const known = recent.get(key);
  if (known) {
    recent.delete(key);
    recent.set(key, known);
    return known;
  }
  const tree = ts.createSourceFile(
    file,
    text,
    {
      languageVersion: ts.ScriptTarget.Latest,
      // Documentation comments are comments here like any other.
      jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
    },
    true,
    scriptKind(file),
  );
  recent.set(key, tree);
  if (recent.size > KEPT) recent.delete(recent.keys().next().value!);
  return tree;
}

function scriptKind(file: string): ts.ScriptKind {
  if (/\.tsx$/i.test(file)) return ts.ScriptKind.TSX;
  if (/\.[mc]?ts$/i.test(file)) return ts.ScriptKind.TS;
  return /\.json$/i.test(file) ? ts.ScriptKind.JSON : ts.ScriptKind.JSX;
}

/** Whether types can be written in this file. */
export function isTypeScript(file: string): boolean {
  return /\.([mc]?ts|tsx)$/i.test(file);
}

/** The token whose text or leading trivia holds `offset`. */
export function tokenAt(tree: ts.SourceFile, offset: number): ts.Node {
  let node: ts.Node = tree;
  for (;;) {
    const next = node.getChildren(tree).find((child) => child.pos <= offset && offset < child.end);
    if (!next) return node === tree ? tree.endOfFileToken : node;
    if (next.getChildCount(tree) === 0) return next;
    node = next;
  }
}

/** The deepest node, tokens included, whose text spans all of `span`. */
export function nodeSpanning(tree: ts.SourceFile, span: Span): ts.Node {
  let node: ts.Node = tree;
  for (;;) {
    const next = ts.forEachChild(node, (child) =>
      child.getStart(tree) <= span.start && span.end <= child.end ? child : undefined,
    );
    if (!next) return node;
    node = next;
  }
}

/** The outermost expression whose text is exactly `span`, trivia aside, or the value of the property that is; else undefined. */
export function expressionAt(tree: ts.SourceFile, span: Span): ts.Expression | undefined {
  const exact = (node: ts.Node) => node.getStart(tree) === span.start && node.end === span.end;
  let node: ts.Node = nodeSpanning(tree, span);
  if (!exact(node)) return undefined;
  if (ts.isPropertyAssignment(node)) return node.initializer;
  while (node.parent && exact(node.parent) && ts.isExpression(node.parent)) node = node.parent;
  return ts.isExpression(node) ? node : undefined;
}

/**
 * The same for a value that goes somewhere. What is known of a value where a condition holds has the place of the condition: then the value
 * is the whole choice, `url.endsWith("/v1") ? url : url + "/v1"`.
 */
export function valueAt(tree: ts.SourceFile, span: Span): ts.Expression | undefined {
  const found = expressionAt(tree, span);
  const choice = found?.parent;
  return choice && ts.isConditionalExpression(choice) && choice.condition === found ? choice : found;
}

/** `node` and its ancestors, from the inside out. */
export function* upwards(node: ts.Node | undefined): Generator<ts.Node> {
  for (let at = node; at; at = at.parent) yield at;
}

export function find<T extends ts.Node>(
  node: ts.Node | undefined,
  test: (node: ts.Node) => node is T,
): T | undefined {
  for (const at of upwards(node)) if (test(at)) return at;
  return undefined;
}

/** The function, method, accessor or constructor around `node`, or undefined at module level. */
export function functionAround(node: ts.Node): ts.FunctionLikeDeclaration | undefined {
  return find(node.parent, (at): at is ts.FunctionLikeDeclaration => ts.isFunctionLike(at) && "body" in at);
}

/** The innermost statement around `node` that is not a block. */
export function statementAround(node: ts.Node): ts.Statement | undefined {
  return find(node, (at): at is ts.Statement => isStatement(at));
}

export function isStatement(node: ts.Node): node is ts.Statement {
  if (node.kind === ts.SyntaxKind.Block || ts.isSourceFile(node)) return false;
  return (
    (node.kind >= ts.SyntaxKind.FirstStatement && node.kind <= ts.SyntaxKind.LastStatement) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isImportEqualsDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isExportAssignment(node)
  );
}

/** Every node below `root`, in order, `root` excluded. */
export function* descendants(root: ts.Node): Generator<ts.Node> {
  const children: ts.Node[] = [];
  ts.forEachChild(root, (child) => void children.push(child));
  for (const child of children) {
    yield child;
    yield* descendants(child);
  }
}

/** Offset of the first character of the line that holds `offset`. */
export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && text[at - 1] !== "\n" && text[at - 1] !== "\r") at--;
  return at;
}

/** The white space that starts the line of `offset`, and whether nothing else precedes `offset` on it. */
export function indentAt(text: string, offset: number): { indent: string; first: boolean } {
  const start = lineStart(text, offset);
  const indent = /^[ \t]*/.exec(text.slice(start, offset))![0];
  return { indent, first: start + indent.length === offset };
}

/** A value with everything that is read of it: `message.source.url` of `message.source`. Calls of its methods are left out. */
export function withReads(value: ts.Expression): ts.Expression {
  let whole = value;
  for (;;) {
    const { parent } = whole;
    const isRead =
      (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) &&
      parent.expression === whole &&
      !(ts.isCallExpression(parent.parent) && parent.parent.expression === parent);
    if (!isRead) return whole;
    whole = parent as ts.Expression;
  }
}
