/** Whether the code around an expression says that it is a string. Syntax only: what is not written is not known. */
import { ts } from "ts-morph";
import { declarationOf } from "./fixed.js";
import { descendants } from "./tree.js";

const TEXT_METHODS = new Set(
  "trim trimStart trimEnd toLowerCase toUpperCase toString replace replaceAll padStart padEnd repeat substring substr toFixed join charAt normalize toISOString".split(
    " ",
  ),
);

/** True when the expression can only be a string, as far as this file tells. */
export function isKnownText(tree: ts.SourceFile, node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node)) return isKnownText(tree, node.expression);
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return true;
  if (ts.isAsExpression(node)) return node.type.kind === ts.SyntaxKind.StringKeyword;
  if (ts.isCallExpression(node)) {
    if (ts.isPropertyAccessExpression(node.expression)) {
      if (node.expression.questionDotToken) return false;
      const owner = node.expression.expression.getText(tree);
      return (
        TEXT_METHODS.has(node.expression.name.text) ||
        owner === "path" ||
        node.getText(tree).startsWith("JSON.stringify(")
      );
    }
    return ts.isIdentifier(node.expression) && /^(String|encodeURIComponent)$/.test(node.expression.text);
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return isKnownText(tree, node.left) || isKnownText(tree, node.right);
  }
  return ts.isIdentifier(node) && isTextName(tree, node);
}

/** True when the name is declared, right where it comes from, with a type that is not text alone, or that is not seen. */
export function isOtherThanText(tree: ts.SourceFile, node: ts.Expression): boolean {
  const declaration = ts.isIdentifier(node) ? declarationOf(tree, node) : undefined;
  if (!declaration || !(ts.isParameter(declaration) || ts.isVariableDeclaration(declaration))) return false;
  const { name, type } = declaration;
  if (type) return ts.isIdentifier(name) && !/^(string|any)$/.test(type.getText(tree));
  if (ts.isParameter(declaration)) return isTypedAround(declaration.parent);
  return declaration.initializer !== undefined && isObject(tree, declaration.initializer);
}

/** An object that is written out or constructed, or an address of an editor or of the platform. */
function isObject(tree: ts.SourceFile, value: ts.Expression): boolean {
  if (ts.isObjectLiteralExpression(value) || ts.isNewExpression(value)) return true;
  return (
    ts.isCallExpression(value) && /(?:^|\.)(?:Uri\.\w+|pathToFileURL)$/.test(value.expression.getText(tree))
  );
}

/** A method of an object whose declared type says what the method is given: `const files: Files = { read: (path) => … }`. */
function isTypedAround(method: ts.Node): boolean {
  let at: ts.Node = method;
  while (ts.isPropertyAssignment(at.parent) || ts.isObjectLiteralExpression(at.parent)) at = at.parent;
  const { parent } = at;
  return at !== method && ts.isVariableDeclaration(parent) && parent.type !== undefined;
}

/** Every declaration of the name in the file says string; a name with none is not known. */
function isTextName(tree: ts.SourceFile, name: ts.Identifier): boolean {
  let seen = false;
  for (const node of descendants(tree)) {
    if (ts.isImportSpecifier(node) && node.name.text === name.text) return false;
    if (!ts.isVariableDeclaration(node) && !ts.isParameter(node) && !ts.isBindingElement(node)) continue;
    if (!ts.isIdentifier(node.name) || node.name.text !== name.text) continue;
    if (!declaresText(tree, node)) return false;
    seen = true;
  }
  return seen;
}

function declaresText(
  tree: ts.SourceFile,
  node: ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement,
): boolean {
  if (ts.isBindingElement(node)) return bindsText(tree, node);
  if (node.type)
    return node.type.kind === ts.SyntaxKind.StringKeyword && !(ts.isParameter(node) && node.questionToken);
  return !!node.initializer && isKnownText(tree, node.initializer);
}

/** `{ path }: { path: string }`, and `{ path }` of a handler beside `path: z.string()` in the same call. */
function bindsText(tree: ts.SourceFile, element: ts.BindingElement): boolean {
  if (element.dotDotDotToken || !ts.isObjectBindingPattern(element.parent)) return false;
  const key = (element.propertyName ?? element.name).getText(tree);
  const owner = element.parent.parent;
  if (ts.isBindingElement(owner)) return false;
  const type = owner.type;
  if (type && ts.isTypeLiteralNode(type)) {
    const member = type.members.find((at) => at.name?.getText(tree) === key);
    const isText =
      !!member && ts.isPropertySignature(member) && member.type?.kind === ts.SyntaxKind.StringKeyword;
    return isText && (!member.questionToken || !!element.initializer);
  }
  if (type || !ts.isParameter(owner)) return false;
  for (let at: ts.Node = owner.parent; !ts.isStatement(at) && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isCallExpression(at)) return hasTextSchema(tree, at, key);
  }
  return false;
}

function hasTextSchema(tree: ts.SourceFile, call: ts.CallExpression, key: string): boolean {
  for (const node of descendants(call)) {
    if (!ts.isPropertyAssignment(node) || node.name.getText(tree) !== key) continue;
    const schema = node.initializer.getText(tree);
    if (/^\w+(\.coerce)?\.string\(/.test(schema))
      return !/\.(optional|nullable|nullish|transform|pipe|array)\(/.test(schema);
  }
  return false;
}
