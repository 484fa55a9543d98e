/** What a literal in code is for: the name it gets, who receives it, and whether `undefined` may stand there. */
import { ts } from "ts-morph";
import { declarationOf, isConst } from "./fixed.js";
import { importsOf } from "./modules.js";
import type { Span } from "./positions.js";
import { descendants, expressionAt, isTypeScript, nodeSpanning, parse } from "./tree.js";

export interface LiteralSite {
  /** The text of the literal. */
  value: string;
  /** What to replace: the literal, or the whole of `process.env.NAME || "…"` and `"…" as const`. */
  replace: Span;
  /** A variable of the environment that is read already, with the literal only as its fallback. */
  environment: string | undefined;
  /** The variable, property or parameter that gets it. */
  name: string | undefined;
  /** What receives it: the called function or class, and the module that is imported from. */
  receiver: { name: string; module: string | undefined } | undefined;
  /** The statement only sets `process.env.NAME` to it; all of its line. */
  setsEnvironment: { name: string; line: Span } | undefined;
  /** Why the place asks for a text, if it does: then `undefined` would not compile. */
  needsText: boolean;
  /** An operator or member access binds tighter than `??`. */
  needsParentheses: boolean;
}

/** The string literal that stands at a span, or that the constant named there was made with; undefined when it is anything else. */
export function constantSite(
  file: string,
  text: string,
  span: Span,
): { value: string; span: Span } | undefined {
  const tree = parse(file, text);
  let node = withoutConst(expressionAt(tree, span));
  for (let steps = 0; node && ts.isIdentifier(node) && steps < 3; steps++) {
    const declaration = declarationOf(tree, node);
    if (!declaration || !ts.isVariableDeclaration(declaration) || !isConst(declaration)) return undefined;
    if (!ts.isIdentifier(declaration.name)) return undefined;
    node = withoutConst(declaration.initializer);
  }
  if (!node || !(ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node))) return undefined;
  return { value: node.text, span: { start: node.getStart(tree), end: node.end } };
}

/** `"text"` of `"text" as const`. */
function withoutConst(node: ts.Expression | undefined): ts.Expression | undefined {
  return node && ts.isAsExpression(node) && node.type.getText() === "const" ? node.expression : node;
}

/** SDKs whose clients read a missing key from the environment or refuse it with a message of their own. */
const LENIENT =
  /^(openai|@anthropic-ai\/.+|@ai-sdk\/.+|@langchain\/.+|langchain.*|groq-sdk|@google\/genai|@mistralai\/mistralai|together-ai|@openrouter\/.+|@azure\/openai)$/;
const KEY_OPTION =
  /^(apiKey|api_key|token|auth|accessToken|authToken|(openAI|azureOpenAI|anthropic|google|groq|mistral)ApiKey)$/;

/** The string literal at a span, or undefined when the code there is none, or a place that only a literal can take. */
export function literalSite(file: string, text: string, span: Span): LiteralSite | undefined {
  const tree = parse(file, text);
  const literal = nodeSpanning(tree, span);
  if (!ts.isStringLiteral(literal) && !ts.isNoSubstitutionTemplateLiteral(literal)) return undefined;
  if (!ts.isExpression(literal) || !takesExpression(literal)) return undefined;

  let node: ts.Expression = literal;
  if (ts.isAsExpression(node.parent) && withoutConst(node.parent) === node) node = node.parent;
  let environment: string | undefined;
  const { parent } = node;
  if (isFallback(parent) && parent.right === node) {
    environment = environmentName(parent.left);
    if (environment !== undefined) node = parent;
  }
  const setting = settingOf(tree, node);
  const place = placeOf(tree, node);
  return {
    value: literal.text,
    replace: { start: node.getStart(tree), end: node.end },
    environment,
    name: place.name,
    receiver: place.receiver,
    setsEnvironment: setting,
    needsText: isTypeScript(file) && !place.lenient,
    needsParentheses: needsParentheses(node),
  };
}

function takesExpression(literal: ts.Node): boolean {
  const { parent } = literal;
  if (ts.isJsxAttribute(parent) || ts.isCaseClause(parent) || ts.isEnumMember(parent)) return false;
  if (ts.isLiteralTypeNode(parent) || ts.isTaggedTemplateExpression(parent)) return false;
  if (
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    ts.isExternalModuleReference(parent)
  )
    return false;
  if (ts.isExpressionStatement(parent)) return false;
  return !("name" in parent && parent.name === literal);
}

function isFallback(node: ts.Node): node is ts.BinaryExpression {
  return (
    ts.isBinaryExpression(node) &&
    (node.operatorToken.kind === ts.SyntaxKind.BarBarToken ||
      node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
  );
}

/** `process.env.NAME` or `process.env["NAME"]`. */
function environmentName(node: ts.Expression): string | undefined {
  const isEnvironment = (at: ts.Expression) => /^process\s*\.\s*env$/.test(at.getText());
  if (ts.isPropertyAccessExpression(node) && isEnvironment(node.expression)) return node.name.text;
  if (ts.isElementAccessExpression(node) && isEnvironment(node.expression)) {
    return ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : undefined;
  }
  return undefined;
}

function settingOf(tree: ts.SourceFile, node: ts.Expression): LiteralSite["setsEnvironment"] {
  const assignment = node.parent;
  if (!ts.isBinaryExpression(assignment) || assignment.right !== node) return undefined;
  const sets = [
    ts.SyntaxKind.EqualsToken,
    ts.SyntaxKind.BarBarEqualsToken,
    ts.SyntaxKind.QuestionQuestionEqualsToken,
  ];
  const name = environmentName(assignment.left);
  if (name === undefined || !sets.includes(assignment.operatorToken.kind)) return undefined;
  if (!ts.isExpressionStatement(assignment.parent)) return undefined;
  const { text } = tree;
  let start = assignment.parent.getStart(tree);
  while (start > 0 && /[ \t]/.test(text[start - 1]!)) start--;
  const after = /^[ \t]*(\r\n|\n|\r)?/.exec(text.slice(assignment.parent.end))![0];
  const alone =
    (start === 0 || /[\r\n]/.test(text[start - 1]!)) &&
    (/[\r\n]/.test(after) || assignment.parent.end + after.length === text.length);
  return alone ? { name, line: { start, end: assignment.parent.end + after.length } } : undefined;
}

interface Place {
  name: string | undefined;
  receiver: LiteralSite["receiver"];
  /** `undefined` may stand here. */
  lenient: boolean;
}

function placeOf(tree: ts.SourceFile, node: ts.Expression): Place {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) {
    const name =
      ts.isIdentifier(parent.name) || ts.isStringLiteral(parent.name) ? parent.name.text : undefined;
    const receiver = receiverOf(tree, parent.parent);
    return { name, receiver, lenient: isLenientOption(name, receiver) };
  }
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) {
    const uses = usesOf(tree, parent);
    const receiver = uses.map((use) => optionOf(tree, use)?.receiver).find((found) => found !== undefined);
    const lenient =
      parent.type === undefined &&
      !isExported(parent) &&
      uses.length > 0 &&
      uses.every((use) => isLenientUse(tree, use));
    return { name: parent.name.text, receiver, lenient };
  }
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
    return { name: undefined, receiver: receiverOf(tree, node), lenient: false };
  }
  const named =
    ts.isPropertyDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent)
      ? parent.name
      : assigned(parent);
  const name = named && ts.isIdentifier(named) ? named.text : undefined;
  return { name, receiver: undefined, lenient: joinsText(node) };
}

function assigned(node: ts.Node): ts.Node | undefined {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  return ts.isPropertyAccessExpression(node.left) ? node.left.name : node.left;
}

/** The call or construction whose argument this is. */
function receiverOf(tree: ts.SourceFile, argument: ts.Expression): LiteralSite["receiver"] {
  const call = argument.parent;
  if (!ts.isCallExpression(call) && !ts.isNewExpression(call)) return undefined;
  if (call.expression === argument) return undefined;
  let root: ts.Expression = call.expression;
  while (ts.isPropertyAccessExpression(root)) root = root.expression;
  const name = ts.isPropertyAccessExpression(call.expression)
    ? call.expression.name.text
    : call.expression.getText(tree);
  const local = root.getText(tree);
  const imported = importsOf(tree).find((binding) => binding.local === local);
  return {
    name:
      imported && imported.imported !== "default" && root === call.expression && imported.imported !== "*"
        ? imported.imported
        : name,
    module: imported?.module,
  };
}

function isLenientOption(name: string | undefined, receiver: LiteralSite["receiver"]): boolean {
  return (
    name !== undefined &&
    KEY_OPTION.test(name) &&
    receiver?.module !== undefined &&
    LENIENT.test(receiver.module)
  );
}

function usesOf(tree: ts.SourceFile, declaration: ts.VariableDeclaration): ts.Identifier[] {
  const name = (declaration.name as ts.Identifier).text;
  const found: ts.Identifier[] = [];
  for (const node of descendants(tree)) {
    if (!ts.isIdentifier(node) || node.text !== name || node === declaration.name) continue;
    if (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) continue;
    if (ts.isPropertyAssignment(node.parent) && node.parent.name === node) continue;
    found.push(node);
  }
  return found;
}

function optionOf(
  tree: ts.SourceFile,
  use: ts.Identifier,
): { name: string; receiver: LiteralSite["receiver"] } | undefined {
  const property = use.parent;
  if (!ts.isShorthandPropertyAssignment(property) && !ts.isPropertyAssignment(property)) return undefined;
  return { name: property.name.getText(tree), receiver: receiverOf(tree, property.parent) };
}

function isLenientUse(tree: ts.SourceFile, use: ts.Identifier): boolean {
  const option = optionOf(tree, use);
  return option ? isLenientOption(option.name, option.receiver) : joinsText(use);
}

/** Part of a longer text, where `undefined` compiles too. */
function joinsText(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isTemplateSpan(parent)) return true;
  if (!ts.isBinaryExpression(parent) || parent.operatorToken.kind !== ts.SyntaxKind.PlusToken) return false;
  const other = parent.left === node ? parent.right : parent.left;
  return ts.isStringLiteralLike(other) || ts.isTemplateExpression(other);
}

function isExported(declaration: ts.VariableDeclaration): boolean {
  const statement = declaration.parent.parent;
  return (
    ts.isVariableStatement(statement) &&
    (statement.modifiers?.some((at) => at.kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}

function needsParentheses(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent))
    return (
      parent.operatorToken.kind < ts.SyntaxKind.FirstAssignment ||
      parent.operatorToken.kind > ts.SyntaxKind.LastAssignment
    );
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent))
    return parent.expression === node;
  return (
    ts.isPrefixUnaryExpression(parent) ||
    ts.isNonNullExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isAwaitExpression(parent) ||
    ts.isTypeOfExpression(parent)
  );
}

/** What to mind where `undefined` may come in for a text at an expression: whether it compiles, and what `?? ""` has to stand in. */
export function textNeeded(
  tree: ts.SourceFile,
  node: ts.Expression,
): Pick<LiteralSite, "needsText" | "needsParentheses"> {
  const { parent } = node;
  const isSettled =
    ts.isNonNullExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isPrefixUnaryExpression(parent) ||
    (isFallback(parent) && parent.left === node);
  return {
    needsText: isTypeScript(tree.fileName) && !isSettled && !placeOf(tree, node).lenient,
    needsParentheses: needsParentheses(node),
  };
}

/** Whether the file says that it runs where `process.env` is not the way: a browser, Vite, Deno. */
export function hasOtherEnvironment(file: string, text: string): boolean {
  const tree = parse(file, text);
  const first = tree.statements[0];
  if (
    first &&
    ts.isExpressionStatement(first) &&
    ts.isStringLiteral(first.expression) &&
    first.expression.text === "use client"
  )
    return true;
  return /\bimport\.meta\.env\b|\bDeno\.|\bjsr:|\bcloudflare:/.test(text);
}
