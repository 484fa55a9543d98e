/** Where a name chooses what is called: what it chooses from, and where a check of it can stand. */
import { ts } from "ts-morph";
import { declarationOf, isConst } from "./fixed.js";
import type { Span } from "./positions.js";
import { expressionAt, find, functionAround, indentAt, parse, statementAround } from "./tree.js";

export interface DispatchSite {
  /** Source text of the name. */
  key: string;
  /** A table that the file writes out, as source text. */
  table: string | undefined;
  /** Names of what a class offers to others. */
  methods: string[] | undefined;
  /** Before the statement that chooses. */
  before: { at: number; indent: string };
}

/** The choice at `span`; undefined when it is not known what there is, or no check can stand before it. */
export function dispatchSite(file: string, text: string, span: Span): DispatchSite | undefined {
  const tree = parse(file, text);
  const node = expressionAt(tree, span);
  const access = node && (ts.isElementAccessExpression(node) ? node : node.parent);
  if (!access || !ts.isElementAccessExpression(access)) return undefined;
  const { argumentExpression: key } = access;
  const object = bare(access.expression);
  const statement = statementAround(access);
  if (!isPlain(key) || !statement || functionAround(access) !== functionAround(statement)) return undefined;
  const { parent } = statement;
  if (!ts.isBlock(parent) && !ts.isSourceFile(parent) && !ts.isCaseOrDefaultClause(parent)) return undefined;
  const at = statement.getStart(tree);
  const { indent, first } = indentAt(text, at);
  if (!first) return undefined;
  const made = madeFrom(tree, object);
  const table = made && ts.isObjectLiteralExpression(made) ? object.getText(tree) : undefined;
  const declared = made && ts.isClassLike(made) ? made : undefined;
  const methods = declared && methodsOf(declared);
  return table || methods?.length
    ? { key: key.getText(tree), table, methods, before: { at, indent } }
    : undefined;
}

/** Without what only tells the compiler: `(table as any)`. */
function bare(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node)
    ? bare(node.expression)
    : node;
}

/** Says the same when it is read twice. */
function isPlain(node: ts.Expression): boolean {
  return ts.isIdentifier(node) || (ts.isPropertyAccessExpression(node) && isPlain(node.expression));
}

/** The object literal, or the class, that a constant or `this` is. */
function madeFrom(
  tree: ts.SourceFile,
  object: ts.Expression,
): ts.ObjectLiteralExpression | ts.ClassLikeDeclaration | undefined {
  if (object.kind === ts.SyntaxKind.ThisKeyword) return find(object, ts.isClassLike);
  if (!ts.isIdentifier(object)) return undefined;
  const declaration = declarationOf(tree, object);
  if (!declaration || !ts.isVariableDeclaration(declaration) || !isConst(declaration)) return undefined;
  const value = declaration.initializer && bare(declaration.initializer);
  if (!value || ts.isObjectLiteralExpression(value)) return value;
  if (!ts.isNewExpression(value) || !ts.isIdentifier(value.expression)) return undefined;
  const declared = declarationOf(tree, value.expression);
  // What a base class has is not listed here.
  return declared && ts.isClassDeclaration(declared) && !declared.heritageClauses ? declared : undefined;
}

function methodsOf(declared: ts.ClassLikeDeclaration): string[] {
  return declared.members.flatMap((member) => {
    if (!ts.isMethodDeclaration(member) || !ts.isIdentifier(member.name)) return [];
    const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected | ts.ModifierFlags.Static;
    return (ts.getCombinedModifierFlags(member) & hidden) === 0 ? [member.name.text] : [];
  });
}
