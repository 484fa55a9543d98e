/** Reads a written type as a shape: interfaces, aliases, generics and imports from other files, as far as texts tell. */
import { ts } from "ts-morph";
import { ANY, fieldOf, saysNothing, unionOf, type Field, type Shape } from "./shape.js";
import { importsOf } from "./modules.js";
import { functionNamed } from "./references.js";
import { descendants, parse } from "./tree.js";

/** Text of a root-relative file, or undefined. */
export type TextOf = (file: string) => string | undefined;

interface Scope {
  tree: ts.SourceFile;
  /** Arguments of the generic type that is being read. */
  types: ReadonlyMap<string, { node: ts.TypeNode; scope: Scope }>;
}

/** A type and the file it is written in. */
export interface WrittenType {
  node: ts.TypeNode;
  tree: ts.SourceFile;
}

/** How deep types are followed; deeper parts are taken as they are named. */
const DEPTH = 12;

export class TypeReader {
  readonly #textOf: TextOf;
  readonly #home: ts.SourceFile;
  readonly #active = new Set<ts.Node>();

  /** `home` is the file whose names a schema can use. */
  constructor(home: ts.SourceFile, textOf: TextOf) {
    this.#home = home;
    this.#textOf = textOf;
  }

  /** The shape of a type; undefined when it says nothing (`any`, `unknown`) or is not found. */
  read({ node, tree }: WrittenType): Shape | undefined {
    const shape = this.#shape(node, { tree, types: new Map() }, 0);
    return saysNothing(shape) ? undefined : shape;
  }

  /** Like `read`, but a type that is not seen through is taken by its name where a schema can name it. */
  named({ node, tree }: WrittenType): Shape | undefined {
    const shape = this.#shape(node, { tree, types: new Map() }, 0);
    return shape.kind === "any" || shape.kind === "unknown" ? undefined : shape;
  }

  /** The function that a name of the home file is imported as, with its file. */
  importedFunction(local: string): { node: ts.SignatureDeclaration; tree: ts.SourceFile } | undefined {
    const binding = importsOf(this.#home).find((at) => at.local === local);
    const tree = binding && this.#module(this.#home.fileName, binding.module);
    if (!tree || binding.imported === "*" || binding.imported === "default") return undefined;
    const node = functionNamed(tree, binding.imported);
    return node && { node, tree };
  }

  #shape(node: ts.TypeNode, scope: Scope, depth: number): Shape {
    if (depth > DEPTH) return this.#opaque(node, scope);
    const inner = (at: ts.TypeNode) => this.#shape(at, scope, depth + 1);
    if (ts.isParenthesizedTypeNode(node)) return inner(node.type);
    if (ts.isLiteralTypeNode(node)) return literalShape(node);
    if (ts.isArrayTypeNode(node)) return { kind: "array", element: inner(node.elementType) };
    if (ts.isTypeOperatorNode(node)) {
      return node.operator === ts.SyntaxKind.ReadonlyKeyword ? inner(node.type) : this.#opaque(node, scope);
    }
    if (ts.isUnionTypeNode(node)) return unionOf(node.types.map(inner));
    if (ts.isIntersectionTypeNode(node))
      return intersection(node.types.map(inner)) ?? this.#opaque(node, scope);
    if (ts.isTypeLiteralNode(node)) return this.#members(node.members, scope, depth);
    if (ts.isTupleTypeNode(node)) {
      const plain = node.elements.every(
        (at) => !ts.isRestTypeNode(at) && !ts.isOptionalTypeNode(at) && !ts.isNamedTupleMember(at),
      );
      return plain ? { kind: "tuple", elements: node.elements.map(inner) } : this.#opaque(node, scope);
    }
    if (ts.isTypeReferenceNode(node)) return this.#reference(node, scope, depth);
    switch (node.kind) {
      case ts.SyntaxKind.StringKeyword:
        return { kind: "string" };
      case ts.SyntaxKind.NumberKeyword:
        return { kind: "number" };
      case ts.SyntaxKind.BooleanKeyword:
        return { kind: "boolean" };
      case ts.SyntaxKind.UndefinedKeyword:
      case ts.SyntaxKind.VoidKeyword:
        return { kind: "undefined" };
      case ts.SyntaxKind.AnyKeyword:
        return ANY;
      case ts.SyntaxKind.UnknownKeyword:
        return { kind: "unknown" };
      default:
        return this.#opaque(node, scope);
    }
  }

  #members(members: ts.NodeArray<ts.TypeElement>, scope: Scope, depth: number): Shape {
    const fields: Field[] = [];
    let index: Shape | undefined;
    for (const member of members) {
      if (ts.isIndexSignatureDeclaration(member)) index = this.#shape(member.type, scope, depth + 1);
      if (!ts.isPropertySignature(member) || !member.type) continue;
      const name =
        ts.isIdentifier(member.name) || ts.isStringLiteral(member.name) ? member.name.text : undefined;
      if (name === undefined) continue;
      fields.push(
        fieldOf(name, this.#shape(member.type, scope, depth + 1), member.questionToken !== undefined),
      );
    }
    if (index && fields.length === 0) return { kind: "record", value: index };
    return { kind: "object", fields, open: index !== undefined };
  }

  #reference(node: ts.TypeReferenceNode, scope: Scope, depth: number): Shape {
    const name = node.typeName.getText(scope.tree);
    const [first, second] = node.typeArguments ?? [];
    const given = scope.types.get(name);
    if (given) return this.#shape(given.node, given.scope, depth + 1);
    const inner = (at: ts.TypeNode) => this.#shape(at, scope, depth + 1);
    if (first) {
      if (/^(Array|ReadonlyArray)$/.test(name)) return { kind: "array", element: inner(first) };
      if (/^(Promise|Readonly|NonNullable|Awaited)$/.test(name)) return inner(first);
      if (name === "Record" && second) return recordShape(inner(first), inner(second));
      if (/^(Partial|Required)$/.test(name))
        return withPresence(inner(first), name === "Partial") ?? this.#opaque(node, scope);
      if (/^(Pick|Omit)$/.test(name) && second)
        return picked(inner(first), inner(second), name === "Pick") ?? this.#opaque(node, scope);
    }
    const schema = inferredFrom(node, scope.tree);
    if (schema !== undefined)
      return scope.tree === this.#home ? { kind: "schema", name: schema } : this.#opaque(node, scope);
    const found = this.#declaration(name, scope.tree);
    if (!found || this.#active.has(found.node)) return this.#opaque(node, scope);
    this.#active.add(found.node);
    try {
      return (
        this.#declared(found, { name, arguments: node.typeArguments }, scope, depth) ??
        this.#opaque(node, scope)
      );
    } finally {
      this.#active.delete(found.node);
    }
  }

  #declared({ node, tree }: Declared, use: TypeUse, scope: Scope, depth: number): Shape | undefined {
    if (ts.isEnumDeclaration(node)) return this.#enum(node, use.name, scope);
    const types = new Map<string, { node: ts.TypeNode; scope: Scope }>();
    node.typeParameters?.forEach((parameter, index) => {
      const argument = use.arguments?.[index];
      if (argument) types.set(parameter.name.text, { node: argument, scope });
      else if (parameter.default)
        types.set(parameter.name.text, { node: parameter.default, scope: { tree, types: new Map() } });
    });
    const own: Scope = { tree, types };
    if (ts.isTypeAliasDeclaration(node)) return this.#shape(node.type, own, depth + 1);
    const parts = [this.#members(node.members, own, depth)];
    for (const base of node.heritageClauses?.flatMap((clause) => [...clause.types]) ?? []) {
      if (!ts.isIdentifier(base.expression)) return undefined;
      const found = this.#declaration(base.expression.text, tree);
      if (!found || this.#active.has(found.node) || ts.isEnumDeclaration(found.node)) return undefined;
      const again = { name: base.expression.text, arguments: base.typeArguments };
      const inherited = this.#declared(found, again, own, depth + 1);
      if (!inherited) return undefined;
      parts.unshift(inherited);
    }
    return intersection(parts);
  }

  #enum(node: ts.EnumDeclaration, name: string, scope: Scope): Shape {
    if (scope.tree !== this.#home || !isVisible(this.#home, name)) return enumShape(node);
    const binding = importsOf(this.#home).find(({ local }) => local === name);
    if (binding?.typeOnly) return { kind: "custom", type: name };
    return { kind: "enum", name, late: binding === undefined };
  }

  /** A declaration of a type name, in this file or where it is imported from. */
  #declaration(name: string, tree: ts.SourceFile, hops = 0): Declared | undefined {
    const own = declaredTypes(tree).get(name);
    if (own) return own.length === 1 ? { node: own[0]!, tree } : undefined;
    if (hops > 4) return undefined;
    const binding = importsOf(tree).find(({ local }) => local === name);
    if (binding && binding.imported !== "*" && binding.imported !== "default") {
      return this.#exported(binding.imported, tree.fileName, binding.module, hops + 1);
    }
    return undefined;
  }

  #exported(name: string, from: string, module: string, hops: number): Declared | undefined {
    const tree = this.#module(from, module);
    if (!tree || hops > 4) return undefined;
    const own = this.#declaration(name, tree, hops);
    if (own) return own;
    for (const statement of tree.statements) {
      if (
        !ts.isExportDeclaration(statement) ||
        !statement.moduleSpecifier ||
        !ts.isStringLiteral(statement.moduleSpecifier)
      )
        continue;
      const clause = statement.exportClause;
      let wanted: string | undefined = name;
      if (clause) {
        const element = ts.isNamedExports(clause)
          ? clause.elements.find((at) => at.name.text === name)
          : undefined;
        wanted = element && (element.propertyName ?? element.name).text;
      }
      const found = wanted && this.#exported(wanted, tree.fileName, statement.moduleSpecifier.text, hops + 1);
      if (found) return found;
    }
    return undefined;
  }

  #module(from: string, module: string): ts.SourceFile | undefined {
    const folder = from.split("/").slice(0, -1).join("/");
    const alias = /^[@~]\/(.+)$/.exec(module)?.[1];
    const bases = module.startsWith(".")
      ? [join(folder, module)]
      : alias
        ? [`src/${alias}`, alias, ...aliasRoots(folder, alias)]
        : [];
    for (const base of bases) {
      const stem = base.replace(/\.([mc]?)jsx?$/, "");
      for (const path of [
        base,
        `${stem}.ts`,
        `${stem}.tsx`,
        `${stem}.mts`,
        `${stem}.d.ts`,
        `${stem}/index.ts`,
      ]) {
        const text = /\.[cm]?[jt]sx?$/.test(path) ? this.#textOf(path) : undefined;
        if (text !== undefined) return parse(path, text);
      }
    }
    return undefined;
  }

  /** A type taken by its name where the schema can name it, else as anything. */
  #opaque(node: ts.TypeNode, scope: Scope): Shape {
    if (scope.tree !== this.#home) return ANY;
    const local = new Set([...descendants(node), node].filter(ts.isIdentifier).map(({ text }) => text));
    for (const name of local) if (scope.types.has(name) || !isVisible(this.#home, name)) return ANY;
    return { kind: "custom", type: node.getText(scope.tree) };
  }
}

interface Declared {
  node: TypeDeclaration;
  tree: ts.SourceFile;
}

interface TypeUse {
  name: string;
  arguments: ts.NodeArray<ts.TypeNode> | undefined;
}

type TypeDeclaration = ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.EnumDeclaration;

function declaredTypes(tree: ts.SourceFile): Map<string, TypeDeclaration[]> {
  const found = new Map<string, TypeDeclaration[]>();
  for (const node of descendants(tree)) {
    if (!ts.isInterfaceDeclaration(node) && !ts.isTypeAliasDeclaration(node) && !ts.isEnumDeclaration(node))
      continue;
    found.set(node.name.text, [...(found.get(node.name.text) ?? []), node]);
  }
  return found;
}

/** `z.infer<typeof Recipe>`: the schema's name. */
function inferredFrom(node: ts.TypeReferenceNode, tree: ts.SourceFile): string | undefined {
  const [argument] = node.typeArguments ?? [];
  if (!argument || !/\b(infer|output|Infer|InferOutput)$/.test(node.typeName.getText(tree))) return undefined;
  return ts.isTypeQueryNode(argument) && ts.isIdentifier(argument.exprName)
    ? argument.exprName.text
    : undefined;
}

function literalShape({ literal }: ts.LiteralTypeNode): Shape {
  if (ts.isStringLiteralLike(literal)) return { kind: "literal", value: literal.text };
  if (ts.isNumericLiteral(literal)) return { kind: "literal", value: Number(literal.text) };
  if (ts.isPrefixUnaryExpression(literal))
    return { kind: "literal", value: -Number(literal.operand.getText()) };
  if (literal.kind === ts.SyntaxKind.TrueKeyword) return { kind: "literal", value: true };
  if (literal.kind === ts.SyntaxKind.FalseKeyword) return { kind: "literal", value: false };
  return literal.kind === ts.SyntaxKind.NullKeyword ? { kind: "null" } : ANY;
}

function enumShape(node: ts.EnumDeclaration): Shape {
  const values = node.members.map(({ initializer }) =>
    initializer && ts.isStringLiteralLike(initializer) ? initializer.text : undefined,
  );
  if (values.length === 0 || values.some((value) => value === undefined)) return ANY;
  return unionOf(values.map((value) => ({ kind: "literal", value: value! })));
}

function recordShape(key: Shape, value: Shape): Shape {
  const keys = key.kind === "union" ? key.options : [key];
  const names = keys.map((option) => (option.kind === "literal" ? String(option.value) : undefined));
  if (names.every((name) => name !== undefined)) {
    return { kind: "object", open: false, fields: names.map((name) => fieldOf(name!, value, false)) };
  }
  return { kind: "record", value };
}

function withPresence(shape: Shape, optional: boolean): Shape | undefined {
  if (shape.kind !== "object") return undefined;
  const presence = (field: Field): Field["presence"] => {
    const isNull = field.presence === "nullable" || field.presence === "nullish";
    return optional ? (isNull ? "nullish" : "optional") : isNull ? "nullable" : "required";
  };
  return { ...shape, fields: shape.fields.map((field) => ({ ...field, presence: presence(field) })) };
}

function picked(shape: Shape, keys: Shape, keep: boolean): Shape | undefined {
  const options = keys.kind === "union" ? keys.options : [keys];
  if (shape.kind !== "object" || options.some(({ kind }) => kind !== "literal")) return undefined;
  const names = new Set(options.map((option) => (option.kind === "literal" ? String(option.value) : "")));
  return { ...shape, fields: shape.fields.filter(({ name }) => names.has(name) === keep) };
}

/** One object with the members of all; undefined when one of them is no object. */
function intersection(parts: readonly Shape[]): Shape | undefined {
  if (parts.length === 1) return parts[0];
  const fields = new Map<string, Field>();
  let open = false;
  for (const part of parts) {
    if (part.kind !== "object") return undefined;
    open ||= part.open;
    for (const field of part.fields) fields.set(field.name, field);
  }
  return { kind: "object", fields: [...fields.values()], open };
}

/** Whether a name means the same at module level: global, imported or declared there. */
function isVisible(tree: ts.SourceFile, name: string): boolean {
  const inner = [...descendants(tree)].some(
    (node) =>
      (ts.isTypeParameterDeclaration(node) && node.name.text === name) ||
      ((ts.isInterfaceDeclaration(node) ||
        ts.isTypeAliasDeclaration(node) ||
        ts.isClassDeclaration(node) ||
        ts.isEnumDeclaration(node)) &&
        node.name?.text === name &&
        node.parent !== tree),
  );
  return !inner;
}

function join(folder: string, module: string): string {
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of module.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/** `@/x` from `apps/web/src/a.ts` may mean `apps/web/src/x` or `apps/web/x`. */
function aliasRoots(folder: string, alias: string): string[] {
  const parts = folder.split("/");
  return parts.map((_, index) => `${parts.slice(0, parts.length - index).join("/")}/${alias}`);
}
