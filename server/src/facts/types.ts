/** Type annotations as values: an annotation is followed only as far as it names a class, interface or package type. */
import * as ts from "./syntax.js";
import { Op } from "./facts.js";
import type { TypeName } from "./scope.js";
import { expression, propertyName } from "./expressions.js";
import type { Walker } from "./walker.js";

/** Wrappers whose first argument is what the value really is. */
const TRANSPARENT = new Set([
  "Promise",
  "Readonly",
  "Partial",
  "Required",
  "Awaited",
  "NonNullable",
  "PromiseLike",
  "Omit",
  "Pick",
  "Extract",
  "Exclude",
]);
/** Types of the language that say no more than "some function": a value of type `Function` is not the constructor. */
const ANYTHING = new Set(["Function", "CallableFunction", "NewableFunction", "Object"]);
const COLLECTIONS = new Set(["Array", "ReadonlyArray", "Set", "AsyncIterable", "Iterable", "AsyncGenerator"]);

/** The node of a type, or -1 when the type says nothing about where a value comes from. */
export function typeNode(walker: Walker, type: ts.TypeNode | undefined, depth = 0): number {
  if (!type || depth > 8) return -1;
  const inner = (node: ts.TypeNode | undefined): number => typeNode(walker, node, depth + 1);
  if (ts.isTypeReferenceNode(type)) {
    const name = ts.isIdentifier(type.typeName) ? type.typeName.text : "";
    if (TRANSPARENT.has(name)) return inner(type.typeArguments?.[0]);
    if (COLLECTIONS.has(name)) return wrap(walker, type, Op.ArrayType, inner(type.typeArguments?.[0]));
    if (name === "Record" || name === "Map")
      return wrap(walker, type, Op.ArrayType, inner(type.typeArguments?.[1]));
    if (name === "InstanceType") return inner(type.typeArguments?.[0]);
    if (name === "ReturnType") {
      const of = type.typeArguments?.[0];
      return of && ts.isTypeQueryNode(of) ? walker.add(Op.Call, type, [entity(walker, of.exprName)]) : -1;
    }
    return reference(walker, type, type.typeName);
  }
  if (ts.isExpressionWithTypeArguments(type))
    return walker.add(
      Op.TypeRef,
      type,
      [expression(walker, type.expression)],
      type.expression.getText(walker.source),
    );
  if (ts.isArrayTypeNode(type)) return wrap(walker, type, Op.ArrayType, inner(type.elementType));
  if (ts.isTypeOperatorNode(type) || ts.isParenthesizedTypeNode(type)) return inner(type.type);
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type)) {
    const parts = type.types.map(inner).filter((node) => node >= 0);
    return parts.length > 1 ? walker.add(Op.Choice, type, parts) : (parts[0] ?? -1);
  }
  if (ts.isIndexedAccessTypeNode(type)) return part(walker, type, inner(type.objectType));
  if (ts.isTypeLiteralNode(type)) return members(walker, type, type.members, "");
  if (ts.isTypeQueryNode(type)) return entity(walker, type.exprName);
  if (ts.isFunctionTypeNode(type)) return wrap(walker, type, Op.FunctionType, inner(type.type));
  return -1;
}

/** `Message["parts"]`, `Message["parts"][number]`: what is there in a value of the type. */
function part(walker: Walker, type: ts.IndexedAccessTypeNode, object: number): number {
  if (object < 0) return -1;
  const { indexType } = type;
  if (indexType.kind === ts.SyntaxKind.NumberKeyword) return walker.add(Op.Member, type, [object], "[]");
  const isNamed = ts.isLiteralTypeNode(indexType) && ts.isStringLiteral(indexType.literal);
  return isNamed ? walker.add(Op.Member, type, [object], indexType.literal.text) : -1;
}

function wrap(walker: Walker, at: ts.Node, op: Op, inner: number): number {
  return inner < 0 ? -1 : walker.add(op, at, [inner]);
}

function reference(walker: Walker, at: ts.TypeNode, name: ts.EntityName): number {
  if (ts.isIdentifier(name)) {
    const declared = walker.scope.findType(name.text);
    if (declared) return declaredType(walker, at, declared);
    if (ANYTHING.has(name.text) && !walker.scope.find(name.text)) return -1;
  }
  const value = entity(walker, name);
  return value < 0 ? -1 : walker.add(Op.TypeRef, at, [value], name.getText(walker.source));
}

function declaredType(walker: Walker, at: ts.Node, declared: TypeName): number {
  const declaration = declared.declarations[0]!;
  if (ts.isClassLike(declaration)) {
    const variable = walker.scope.find(declared.name);
    return variable ? walker.add(Op.TypeRef, at, [walker.read(variable)], declared.name) : -1;
  }
  return typeDeclaration(walker, declared);
}

/** The node of an interface or type alias, made once. */
export function typeDeclaration(walker: Walker, declared: TypeName): number {
  if (declared.node >= 0 || declared.node === -2) return declared.node === -2 ? -1 : declared.node;
  const declaration = declared.declarations[0]!;
  const owner = walker.graph.owner;
  walker.graph.owner = -1;
  if (ts.isInterfaceDeclaration(declaration)) {
    declared.node = walker.add(Op.ObjectType, declaration.name, [], declared.name);
    const parts: number[] = [];
    for (const each of declared.declarations)
      if (ts.isInterfaceDeclaration(each)) {
        parts.push(...memberProps(walker, each.members));
        for (const clause of each.heritageClauses ?? [])
          for (const base of clause.types) {
            const node = ts.isIdentifier(base.expression) ? reference(walker, base, base.expression) : -1;
            if (node >= 0) parts.push(walker.add(Op.Spread, base, [node]));
          }
      }
    walker.graph.setArgs(declared.node, parts);
  } else if (ts.isTypeAliasDeclaration(declaration)) {
    declared.node = -2;
    declared.node = ts.isTypeLiteralNode(declaration.type)
      ? members(walker, declaration.name, declaration.type.members, declared.name)
      : typeNode(walker, declaration.type);
  }
  walker.graph.owner = owner;
  return declared.node;
}

function members(walker: Walker, at: ts.Node, list: ts.NodeArray<ts.TypeElement>, name: string): number {
  const node = walker.add(Op.ObjectType, at, [], name);
  walker.graph.setArgs(node, memberProps(walker, list));
  return node;
}

function memberProps(walker: Walker, list: ts.NodeArray<ts.TypeElement>): number[] {
  const props: number[] = [];
  for (const member of list) {
    if (!member.name || ts.isComputedPropertyName(member.name)) continue;
    let node = -1;
    if (ts.isPropertySignature(member)) node = typeNode(walker, member.type, 1);
    else if (ts.isMethodSignature(member))
      node = wrap(walker, member, Op.FunctionType, typeNode(walker, member.type, 1));
    // A member with no known type still counts: it tells an interface from an empty one.
    props.push(walker.add(Op.Prop, member, node < 0 ? [] : [node], propertyName(member.name)));
  }
  return props;
}

function entity(walker: Walker, name: ts.EntityName): number {
  if (ts.isQualifiedName(name)) {
    const left = entity(walker, name.left);
    return left < 0 ? -1 : walker.add(Op.Member, name, [left], name.right.text);
  }
  const variable = walker.scope.find(name.text);
  if (variable) return walker.read(variable);
  return walker.add(Op.Global, name, [], name.text);
}
