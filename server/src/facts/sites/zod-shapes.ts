/** Reads a schema of zod that is written out in a file as the shape of what it takes. */
import { ts } from "ts-morph";
import { ANY, unionOf, type Field, type Shape } from "./shape.js";

/** @param schema an expression, or the name of a constant at module level; undefined where it is no schema that can be read */
export function shapeOfSchema(tree: ts.SourceFile, schema: ts.Expression | string): Shape | undefined {
  const field = read(tree, typeof schema === "string" ? constant(tree, schema) : schema);
  return field?.shape;
}

interface Read {
  shape: Shape;
  optional: boolean;
}

const SCALARS: Readonly<Record<string, Shape>> = {
  string: { kind: "string" },
  number: { kind: "number" },
  int: { kind: "number" },
  boolean: { kind: "boolean" },
};

/** Steps that say what is taken, and not what it is. */
const STEPS =
  /^(?:describe|min|max|length|trim|nonempty|int|positive|nonnegative|strict|readonly|meta|finite|toLowerCase|toUpperCase)$/;

function read(tree: ts.SourceFile, node: ts.Expression | undefined): Read | undefined {
  if (!node) return undefined;
  if (ts.isIdentifier(node)) return read(tree, constant(tree, node.text));
  // MCP takes the fields of an object without the object.
  if (ts.isObjectLiteralExpression(node)) return objectOf(tree, node);
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { name, expression: on } = node.expression;
  const [first] = node.arguments;
  if (ts.isIdentifier(on)) return made(tree, name.text, first);
  const inner = read(tree, on);
  if (!inner) return undefined;
  if (/^(?:optional|default|nullish)$/.test(name.text)) return { ...inner, optional: true };
  // What a step of another name lets through is not known.
  return STEPS.test(name.text) ? inner : { ...inner, shape: ANY };
}

function made(tree: ts.SourceFile, name: string, first: ts.Expression | undefined): Read | undefined {
  const scalar = SCALARS[name];
  if (scalar) return { shape: scalar, optional: false };
  if (/^(?:object|strictObject|looseObject)$/.test(name))
    return first && ts.isObjectLiteralExpression(first) ? objectOf(tree, first) : undefined;
  if (name === "array") {
    const element = read(tree, first);
    return { shape: { kind: "array", element: element?.shape ?? ANY }, optional: false };
  }
  if (name === "literal" && first && ts.isStringLiteralLike(first))
    return { shape: { kind: "literal", value: first.text }, optional: false };
  if (name === "enum" && first && ts.isArrayLiteralExpression(first)) {
    const options = first.elements.flatMap((at): Shape[] =>
      ts.isStringLiteralLike(at) ? [{ kind: "literal", value: at.text }] : [],
    );
    return options.length > 0 ? { shape: unionOf(options), optional: false } : undefined;
  }
  return { shape: ANY, optional: false };
}

function objectOf(tree: ts.SourceFile, object: ts.ObjectLiteralExpression): Read | undefined {
  const fields: Field[] = [];
  for (const property of object.properties) {
    if (!ts.isPropertyAssignment(property) || !ts.isIdentifier(property.name)) return undefined;
    const value = read(tree, property.initializer);
    const presence = value?.optional ? "optional" : "required";
    fields.push({ name: property.name.text, shape: value?.shape ?? ANY, presence });
  }
  return { shape: { kind: "object", fields, open: false }, optional: false };
}

function constant(tree: ts.SourceFile, name: string): ts.Expression | undefined {
  for (const statement of tree.statements)
    if (ts.isVariableStatement(statement))
      for (const declaration of statement.declarationList.declarations)
        if (ts.isIdentifier(declaration.name) && declaration.name.text === name)
          return declaration.initializer;
  return undefined;
}
