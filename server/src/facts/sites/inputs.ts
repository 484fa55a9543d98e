/** What a tool's handler reads of its input: the schema that its registration should have. */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";
import { functionNamed } from "./references.js";
import { Evidence, isExact, type Shape } from "./shape.js";
import { expressionAt, parse } from "./tree.js";
import { TypeReader, type TextOf } from "./type-shapes.js";
import { isLoose, UseReader } from "./uses.js";

export type InputShape = Extract<Shape, { kind: "object" }>;

export interface InputSite {
  /** The properties that the handler reads. */
  names: string[];
  /** The same with their kinds; undefined where one is not known, or the code compiles only because it has none. */
  shape: InputShape | undefined;
}

const HANDLER = /^(execute|handler|run|call|func|invoke|implementation)$/;

/**
 * The object that the handler registered at `span` takes. Undefined where it may read more than is seen: the input is passed on
 * whole, or its keys are listed.
 */
export function inputSite(file: string, text: string, span: Span, textOf: TextOf): InputSite | undefined {
  const tree = parse(file, text);
  const handler = handlerAt(tree, expressionAt(tree, span));
  if (!handler) return undefined;
  const [parameter] = handler.parameters;
  if (!parameter) return siteOf(NOTHING, false);
  if (parameter.dotDotDotToken) return undefined;
  const types = new TypeReader(tree, textOf);
  if (parameter.type && !isLoose(parameter.type)) {
    const declared = types.read({ node: parameter.type, tree });
    return declared?.kind === "object" ? siteOf({ ...declared, open: false }, false) : undefined;
  }
  const evidence = new Evidence("input");
  const uses = new UseReader(tree, types);
  uses.readName(parameter.name, evidence);
  if (evidence.open || evidence.keyed) return undefined;
  const shape = evidence.shape() ?? NOTHING;
  return shape.kind === "object" ? siteOf(shape, uses.needsAny) : undefined;
}

const NOTHING: InputShape = { kind: "object", fields: [], open: false };

function siteOf(shape: InputShape, needsAny: boolean): InputSite {
  return {
    names: shape.fields.map(({ name }) => name),
    shape: isExact(shape) && !needsAny ? shape : undefined,
  };
}

/** The function of a registration: an argument, a property of an object among the arguments, or of the object itself. */
function handlerAt(
  tree: ts.SourceFile,
  node: ts.Expression | undefined,
): ts.SignatureDeclaration | undefined {
  if (!node) return undefined;
  const parts = ts.isCallExpression(node) ? [...node.arguments].reverse() : [node];
  for (const part of parts) {
    const found = ts.isObjectLiteralExpression(part)
      ? part.properties.map((at) => propertyHandler(tree, at)).find((at) => at !== undefined)
      : functionOf(tree, part);
    if (found) return found;
  }
  return undefined;
}

function propertyHandler(
  tree: ts.SourceFile,
  property: ts.ObjectLiteralElementLike,
): ts.SignatureDeclaration | undefined {
  if (!property.name || !HANDLER.test(property.name.getText(tree))) return undefined;
  if (ts.isMethodDeclaration(property)) return property;
  if (ts.isShorthandPropertyAssignment(property)) return functionOf(tree, property.name);
  return ts.isPropertyAssignment(property) ? functionOf(tree, property.initializer) : undefined;
}

function functionOf(tree: ts.SourceFile, node: ts.Expression): ts.SignatureDeclaration | undefined {
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return node;
  return ts.isIdentifier(node) ? functionNamed(tree, node.text) : undefined;
}
