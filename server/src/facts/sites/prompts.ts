/** Text in the instructions of a model, and where a message beside them goes. Plain data per kind of SDK. */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";
import { isKnownText } from "./text-types.js";
import { textSite, type TextSite } from "./texts.js";
import { expressionAt, indentAt, nodeSpanning, parse, upwards } from "./tree.js";

/** Where a user message can be put so that the model reads it after its instructions. */
export type MessagePlace =
  /** Behind an element of a list of messages; `form` is how that list writes its messages. */
  | { kind: "after"; at: number; separator: string; form: "object" | "class"; message: Span }
  /** In front of what the call sends: a list, or one text. `property` is the one that holds it. */
  | {
      kind: "before";
      property: "messages" | "prompt" | "input" | "contents";
      whole: Span;
      value: Span;
      list: boolean;
      first: number;
    };

export interface PromptSite {
  text: TextSite;
  place: MessagePlace;
}

/** The text put together at `span` in instructions; undefined when it is no such text, or no place for a message is seen. */
export function promptSite(file: string, text: string, span: Span): PromptSite | undefined {
  const tree = parse(file, text);
  const value = expressionAt(tree, span);
  const written = value && textSite(file, text, span);
  if (!written || written.form === "literal") return undefined;
  const place = placeBeside(tree, value);
  return place && { text: written, place };
}

function placeBeside(tree: ts.SourceFile, value: ts.Expression): MessagePlace | undefined {
  const { parent } = value;
  if (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent)) {
    const object = parent.parent;
    const name = parent.name.getText(tree);
    if (name === "content") {
      if (!isSystemRole(tree, object)) return undefined;
      return behind(tree, object, "object");
    }
    if (/^(system|instructions)$/.test(name)) return inFront(tree, object);
    // Google: the call's configuration holds the instructions, its contents stand beside that.
    if (name !== "systemInstruction") return undefined;
    const outer = object.parent;
    return ts.isPropertyAssignment(outer) && outer.name.getText(tree) === "config"
      ? inFront(tree, outer.parent)
      : undefined;
  }
  if (ts.isNewExpression(parent) && /^(\w+\.)?SystemMessage$/.test(parent.expression.getText(tree)))
    return behind(tree, parent, "class");
  return undefined;
}

function isSystemRole(tree: ts.SourceFile, object: ts.ObjectLiteralExpression): boolean {
  return object.properties.some(
    (at) => ts.isPropertyAssignment(at) && /^role: *["'`](system|developer)["'`]/.test(at.getText(tree)),
  );
}

/** Behind a message that is an element of a list literal. */
function behind(
  tree: ts.SourceFile,
  message: ts.Expression,
  form: "object" | "class",
): MessagePlace | undefined {
  let element: ts.Expression = message;
  while (ts.isAsExpression(element.parent) || ts.isSatisfiesExpression(element.parent))
    element = element.parent;
  if (!ts.isArrayLiteralExpression(element.parent)) return undefined;
  const span = { start: message.getStart(tree), end: message.end };
  return { kind: "after", at: element.end, separator: separatorAt(tree, element), form, message: span };
}

/** A comma, and a line of its own where the neighbours have theirs. */
function separatorAt(tree: ts.SourceFile, element: ts.Node): string {
  const { indent, first } = indentAt(tree.text, element.getStart(tree));
  return first ? `,\n${indent}` : ", ";
}

/** In front of the messages that a call sends beside its instructions. */
function inFront(tree: ts.SourceFile, object: ts.Node): MessagePlace | undefined {
  if (!ts.isObjectLiteralExpression(object)) return undefined;
  for (const property of object.properties) {
    const isAssignment = ts.isPropertyAssignment(property);
    if (!isAssignment && !ts.isShorthandPropertyAssignment(property)) continue;
    const name = property.name.getText(tree);
    if (name !== "messages" && name !== "prompt" && name !== "input" && name !== "contents") continue;
    const value = isAssignment ? property.initializer : property.name;
    const list = ts.isArrayLiteralExpression(value);
    if (!list && name !== "messages" && !isKnownText(tree, value)) return undefined;
    return {
      kind: "before",
      property: name,
      whole: { start: property.getStart(tree), end: property.end },
      value: { start: value.getStart(tree), end: value.end },
      list,
      first: list ? (value.elements[0]?.getStart(tree) ?? value.end - 1) : -1,
    };
  }
  return undefined;
}

/** The expression that is a list of messages made elsewhere, and handed to a model: all of them, or spread among others. */
export function listSite(file: string, text: string, span: Span): Span | undefined {
  const tree = parse(file, text);
  const found = expressionAt(tree, span);
  const value = found && ts.isSpreadElement(found) ? found.expression : found;
  if (!value || ts.isArrayLiteralExpression(value)) return undefined;
  const { parent } = value;
  const named = ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent);
  if (named && parent.name.getText(tree) === "messages") return spanOf(tree, value);
  return ts.isSpreadElement(parent) && ts.isArrayLiteralExpression(parent.parent)
    ? spanOf(tree, value)
    : undefined;
}

/** Whether what stands at `span` is, or is a part of, a message whose role the code writes. */
export function standsInMessage(file: string, text: string, span: Span): boolean {
  const tree = parse(file, text);
  for (const at of upwards(nodeSpanning(tree, span))) {
    if (ts.isFunctionLike(at) || ts.isStatement(at)) return false;
    const role =
      ts.isObjectLiteralExpression(at) &&
      at.properties.find((each) => ts.isPropertyAssignment(each) && each.name.getText(tree) === "role");
    if (role && ts.isPropertyAssignment(role) && isText(role.initializer)) return true;
  }
  return false;
}

function isText(value: ts.Expression): boolean {
  return ts.isStringLiteralLike(ts.isAsExpression(value) ? value.expression : value);
}

function spanOf(tree: ts.SourceFile, node: ts.Node): Span {
  return { start: node.getStart(tree), end: node.end };
}
