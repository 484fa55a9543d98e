/** For whom code works: the user or tenant that it knows of, as an expression that can stand at another place. */
import { ts } from "ts-morph";
import { declarationNamed, declarationOf } from "./fixed.js";
import type { Span } from "./positions.js";
import { descendants, expressionAt, find, functionAround, nodeSpanning, parse } from "./tree.js";

export interface OwnerSite {
  /** `tenantId`, `session.user.id` */
  source: string;
  /** What a field of that meaning is called: `tenantId`, `userId`. */
  name: string;
}

/**
 * The owner named at `span`, when the same expression means it at `use` too; undefined where it may be missing, is an object
 * of which nobody says what its id is, or was chosen by a model.
 */
export function ownerSite(file: string, text: string, span: Span, use: Span): OwnerSite | undefined {
  const tree = parse(file, text);
  const expression = ownerExpression(tree, span);
  if (!expression || expression.getText(tree).includes("?.")) return undefined;
  const source = expression.getText(tree);
  const name = nameOf(source);
  if (name === undefined) return undefined;
  const root = rootOf(expression);
  if (!root) return undefined;
  const there = nodeSpanning(tree, use);
  const declaration = declarationNamed(tree, there, root.text);
  if (!declaration || declaration !== (declarationNamed(tree, expression, root.text) ?? declaration))
    return undefined;
  // What is declared further down is not known yet.
  if (declaration.getStart(tree) > use.start || isChosenByModel(declaration)) return undefined;
  return { source, name };
}

/** Names of what says for whom code works. */
const OWNER = /^(?:user|tenant|org|organi[sz]ation|account|customer|workspace|team|company)_?id$/i;

/**
 * The owner that the functions around the expression at `span` know of, when the same name means it at `use` too: a parameter or
 * constant of theirs, or one that they read already. One that may be missing counts only where it was looked at before.
 */
export function ownerAround(file: string, text: string, span: Span, use: Span): OwnerSite | undefined {
  const tree = parse(file, text);
  const place = nodeSpanning(tree, span);
  for (let fn = functionAround(place); fn; fn = functionAround(fn)) {
    const before = text.slice(fn.getStart(tree), span.start);
    const nodes = [...descendants(fn)].filter((node) => node.getStart(tree) < span.start);
    for (const node of nodes) {
      if (!ts.isIdentifier(node) || !OWNER.test(node.text)) continue;
      const declaration = declarationNamed(tree, place, node.text);
      if (!declaration || !isOf(declaration, fn) || isChosenByModel(declaration)) continue;
      if (declaration !== declarationNamed(tree, nodeSpanning(tree, use), node.text)) continue;
      if (isSure(declaration, node.text) || new RegExp(`!${node.text}\\b`).test(before))
        return { source: node.text, name: node.text };
    }
    for (const node of nodes) {
      if (!ts.isPropertyAccessExpression(node) || functionAround(node) !== fn) continue;
      const owner = ownerSite(file, text, { start: node.getStart(tree), end: node.end }, use);
      if (owner && (/\.user\.id$/.test(owner.source) || OWNER.test(owner.name))) return owner;
    }
  }
  return undefined;
}

function isOf(declaration: ts.Node, fn: ts.Node): boolean {
  return (ts.isParameter(declaration) ? declaration.parent : functionAround(declaration)) === fn;
}

/** Its type, or how it is made, says that it is there. */
function isSure(declaration: ts.Node, name: string): boolean {
  if (ts.isParameter(declaration)) {
    if (ts.isIdentifier(declaration.name)) return !declaration.questionToken && !declaration.dotDotDotToken;
    return new RegExp(`\\b${name}\\s*:\\s*(?:string|number)\\b`).test(declaration.type?.getText() ?? "");
  }
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return false;
  const { initializer: value } = declaration;
  return value !== undefined && ts.isPropertyAccessExpression(value) && !value.getText().includes("?.");
}

/** A name where it is bound, or a chain of properties. */
function ownerExpression(tree: ts.SourceFile, span: Span): ts.Expression | undefined {
  const node = nodeSpanning(tree, span);
  const binding = find(
    node,
    (at): at is ts.BindingElement | ts.ParameterDeclaration => ts.isBindingElement(at) || ts.isParameter(at),
  );
  const isBound =
    binding &&
    ts.isIdentifier(binding.name) &&
    binding.getStart(tree) <= span.start &&
    span.end <= binding.end;
  if (isBound && (!binding.initializer || span.end <= binding.initializer.pos)) {
    const type = ts.isParameter(binding) ? binding : undefined;
    return type?.questionToken || binding.dotDotDotToken ? undefined : binding.name;
  }
  let value = expressionAt(tree, span);
  // `session.user` is the person, `session.user.id` says which.
  if (value && ts.isPropertyAccessExpression(value.parent) && value.parent.name.text === "id")
    value = value.parent;
  return value && (ts.isIdentifier(value) || ts.isPropertyAccessExpression(value)) ? value : undefined;
}

function rootOf(node: ts.Expression): ts.Identifier | undefined {
  let at = node;
  while (ts.isPropertyAccessExpression(at) || ts.isNonNullExpression(at)) at = at.expression;
  return ts.isIdentifier(at) ? at : undefined;
}

/** `tenantId`; `userId` for `user.id`; undefined for what is no id. */
function nameOf(source: string): string | undefined {
  const [last = "", holder] = source.split(".").reverse();
  if (/^id$/i.test(last)) return holder && /^\w+$/.test(holder) ? `${holder}Id` : undefined;
  return /(?:Id|ID|_id)$/.test(last) || /^(?:tenant|userEmail)$/.test(last) ? last : undefined;
}

/** The first parameter of a tool's handler is what the model sends. */
function isChosenByModel(declaration: ts.Node): boolean {
  if (!ts.isParameter(declaration)) return false;
  const handler = declaration.parent;
  if (!ts.isFunctionLike(handler) || handler.parameters[0] !== declaration) return false;
  const isHandler =
    (ts.isMethodDeclaration(handler) || ts.isPropertyAssignment(handler.parent)) &&
    /^(?:execute|handler|func|run|_call)$/.test(
      (ts.isMethodDeclaration(handler)
        ? handler.name
        : (handler.parent as ts.PropertyAssignment).name
      ).getText(),
    );
  const isArgument =
    ts.isCallExpression(handler.parent) &&
    /(?:^|\.)(?:tool|registerTool|addTool|createTool|setRequestHandler)$/.test(
      handler.parent.expression.getText(),
    );
  return isHandler || isArgument;
}

/**
 * The call of `name` that makes what a method is called on at `span`: in the same expression, or where the constant of that
 * name was made in the same function.
 */
export function makingCall(file: string, text: string, span: Span, name: string): Span | undefined {
  const tree = parse(file, text);
  const call = expressionAt(tree, span);
  if (!call || !ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression))
    return undefined;
  const receiver = call.expression.expression;
  const declaration = ts.isIdentifier(receiver) ? declarationOf(tree, receiver) : undefined;
  const inside = declaration && functionAround(declaration) === functionAround(call);
  const made =
    declaration && ts.isVariableDeclaration(declaration) && inside ? declaration.initializer : receiver;
  for (const at of made ? [made, ...(ts.isAwaitExpression(made) ? [made.expression] : [])] : [])
    if (
      ts.isCallExpression(at) &&
      ts.isPropertyAccessExpression(at.expression) &&
      at.expression.name.text === name
    )
      return { start: at.getStart(tree), end: at.end };
  return undefined;
}
