/** Follows a value through the code that uses it, and gathers what that code expects of it. */
import { ts } from "ts-morph";
import {
  compared,
  comparedType,
  comparedWithCases,
  isEquality,
  isOrdering,
  sameKind,
} from "./comparisons.js";
import { Contexts, isDefaulting, partialOf } from "./contexts.js";
import { exits, isGuarded } from "./guarded.js";
import { MemberUses } from "./member-uses.js";
import * as members from "./members.js";
import { functionNamed, usesOf } from "./references.js";
import { Evidence } from "./shape.js";
import { descendants, find, functionAround } from "./tree.js";
import type { TypeReader } from "./type-shapes.js";
import { isExported } from "./visibility.js";

export class UseReader {
  /**
   * The code compiled only because the value had no type: it is passed to something whose parameters are not seen, or
   * what is done with it needs no type at all. The value must then keep having none.
   */
  needsAny = false;
  readonly #contexts: Contexts;
  readonly #members = new MemberUses(this);
  readonly #seen = new Set<ts.Node>();
  readonly #escaped: Evidence[] = [];

  constructor(
    readonly tree: ts.SourceFile,
    types: TypeReader,
  ) {
    this.#contexts = new Contexts(tree, types);
  }

  /** Everything that is seen done with the value of `node`. */
  read(node: ts.Expression, root: Evidence): void {
    this.observe(node, root);
    this.#settle(root);
  }

  /** The same for what a name or pattern takes: a parameter's. */
  readName(name: ts.BindingName, root: Evidence): void {
    this.bind(name, root);
    this.#settle(root);
  }

  #settle(root: Evidence): void {
    if (this.#escaped.some((at) => at === root || at.fields.size > 0 || at.element || at.values))
      this.needsAny = true;
  }

  /** `soft`: by now a missing value was replaced or excluded. */
  observe(node: ts.Expression, value: Evidence, soft = false): void {
    if (this.#seen.has(node)) return;
    this.#seen.add(node);
    const { parent } = node;
    const need = () => this.need(node, value, soft);
    if (
      ts.isParenthesizedExpression(parent) ||
      ts.isAwaitExpression(parent) ||
      ts.isNonNullExpression(parent)
    ) {
      return this.observe(parent, value, soft || ts.isNonNullExpression(parent));
    }
    if (
      ts.isAsExpression(parent) ||
      ts.isTypeAssertionExpression(parent) ||
      ts.isSatisfiesExpression(parent)
    ) {
      const context = this.#contexts.of(node);
      if (context.is === "free") return this.observe(parent, value, soft);
      return this.#place(node, value, soft);
    }
    if (ts.isPropertyAccessExpression(parent)) return this.#members.member(parent, value, soft);
    if (ts.isElementAccessExpression(parent)) return this.#members.element(parent, node, value, soft);
    if (ts.isCallExpression(parent) || ts.isNewExpression(parent))
      return this.#argument(parent, node, value, soft);
    if (ts.isTemplateSpan(parent)) return void (value.printed = true);
    if (ts.isBinaryExpression(parent)) return this.#binary(parent, node, value, soft);
    if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
      if (parent.operator === ts.SyntaxKind.ExclamationToken) value.tested = true;
      else if (parent.operator !== ts.SyntaxKind.PlusToken) value.scalars.add("number");
      return;
    }
    if (ts.isConditionalExpression(parent)) {
      if (parent.condition === node) value.tested = true;
      else this.observe(parent, value, soft || isGuarded(this.tree, node));
      return;
    }
    if (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent))
      return void (value.tested = true);
    if (ts.isVariableDeclaration(parent)) {
      if (parent.type && !isLoose(parent.type)) return this.#place(node, value, soft);
      return this.bind(parent.name, value, soft);
    }
    if (ts.isForOfStatement(parent)) {
      need();
      const { initializer } = parent;
      const target = ts.isVariableDeclarationList(initializer)
        ? initializer.declarations[0]?.name
        : undefined;
      const item = value.item();
      if (target) this.bind(target, item);
      return;
    }
    if (ts.isForInStatement(parent)) return void (value.keyed = true);
    if (ts.isSpreadElement(parent)) {
      need();
      value.item();
      return;
    }
    if (ts.isSpreadAssignment(parent)) {
      const context = partialOf(this.#contexts.of(parent.parent));
      if (context.is === "typed") value.typed ??= context.shape;
      value.open = value.keyed = true;
      return;
    }
    if (ts.isJsxExpression(parent)) {
      if (!ts.isJsxAttribute(parent.parent)) value.printed = true;
      else this.escape(value);
      return;
    }
    if (ts.isTypeOfExpression(parent)) return comparedType(parent, value);
    if (ts.isSwitchStatement(parent)) return comparedWithCases(parent, value);
    if (ts.isComputedPropertyName(parent)) return void value.scalars.add("string");
    if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node))
      return this.#returned(node, value, soft);
    if (ts.isExpressionStatement(parent) || ts.isVoidExpression(parent)) return;
    this.#place(node, value, soft);
  }

  /** A name or pattern that takes the value. */
  bind(name: ts.BindingName, value: Evidence, soft = false): void {
    if (ts.isIdentifier(name)) {
      for (const use of usesOf(name)) this.observe(use, value, soft);
      return;
    }
    if (ts.isArrayBindingPattern(name)) {
      const item = value.item();
      for (const element of name.elements)
        if (ts.isBindingElement(element)) this.bind(element.name, element.dotDotDotToken ? value : item);
      return;
    }
    for (const element of name.elements) {
      if (element.dotDotDotToken) {
        value.open = true;
        continue;
      }
      const key = element.propertyName ?? element.name;
      if (!ts.isIdentifier(key) && !ts.isStringLiteral(key)) continue;
      const field = value.field(key.text);
      if (element.initializer) {
        field.foreseen.add("undefined");
        sameKind(element.initializer, field);
      }
      if (!ts.isIdentifier(element.name) && !element.initializer) field.needed = true;
      this.bind(
        element.name,
        field,
        soft && element.initializer === undefined ? false : element.initializer !== undefined,
      );
    }
  }

  /** A parameter that takes the value: what its type says of it, or what is done with it there. */
  takes(parameter: ts.ParameterDeclaration, value: Evidence): void {
    const type = parameter.type;
    if (type && !isLoose(type)) {
      value.typed ??= this.#contexts.types.named({ node: type, tree: this.tree });
      if (!value.typed) this.needsAny = true;
      return;
    }
    this.bind(parameter.name, value, parameter.initializer !== undefined);
  }

  #argument(
    call: ts.CallExpression | ts.NewExpression,
    node: ts.Expression,
    value: Evidence,
    soft: boolean,
  ): void {
    if (call.expression === node) return;
    const callee = call.expression.getText(this.tree);
    if (members.TAKES_ANYTHING.test(callee)) {
      value.open = true;
      if (callee === "String" || callee.startsWith("console."))
        value.printed ||= value.fields.size === 0 && callee === "String";
      return;
    }
    if (callee === "Array.isArray") {
      value.branched = value.tested = true;
      return;
    }
    if (/^Object\.(keys|entries|values)$/.test(callee)) {
      value.keyed = true;
      this.need(node, value, soft);
      if (callee !== "Object.keys" && value.fields.size > 0) this.needsAny = true;
      return;
    }
    if (/^(Number|parseInt|parseFloat|Number\.\w+|isNaN|Date)$/.test(callee))
      return void (value.operand = true);
    const first = call.arguments?.[0] === node;
    const isText = ts.isNewExpression(call)
      ? members.CONSTRUCTED_FROM_TEXT.test(callee)
      : members.TAKES_TEXT.test(callee);
    if (isText && first) {
      this.need(node, value, soft);
      return void value.scalars.add("string");
    }
    if (ts.isNewExpression(call) && /^(Set|Map)$/.test(callee)) return void value.item();
    if (
      !ts.isNewExpression(call) &&
      members.TAKES_NUMBER.test(callee) &&
      (first || callee.startsWith("Math."))
    ) {
      return void value.scalars.add("number");
    }
    const target = ts.isIdentifier(call.expression)
      ? functionNamed(this.tree, call.expression.text)
      : undefined;
    const parameter = target?.parameters[call.arguments?.indexOf(node) ?? -1];
    if (parameter && !parameter.type && !parameter.dotDotDotToken) return this.takes(parameter, value);
    this.#place(node, value, soft);
  }

  #binary(parent: ts.BinaryExpression, node: ts.Expression, value: Evidence, soft: boolean): void {
    const kind = parent.operatorToken.kind;
    const other = parent.left === node ? parent.right : parent.left;
    if (kind === ts.SyntaxKind.EqualsToken) {
      if (parent.right !== node) return;
      if (ts.isIdentifier(other)) this.#assigned(other, node, value, soft);
      else if (ts.isObjectLiteralExpression(other) || ts.isArrayLiteralExpression(other))
        this.needsAny = true;
      else this.#place(node, value, soft);
      return;
    }
    if (isDefaulting(parent)) {
      if (parent.left === node) {
        if (kind === ts.SyntaxKind.QuestionQuestionToken) value.foreseen.add("both");
        else value.tested = true;
        sameKind(other, value);
      }
      return this.observe(parent, value, true);
    }
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken) {
      if (parent.left === node) value.tested = true;
      else this.observe(parent, value, soft || isGuarded(this.tree, node));
      return;
    }
    if (kind === ts.SyntaxKind.InKeyword) {
      if (parent.right !== node) return void value.scalars.add("string");
      if (ts.isStringLiteralLike(other)) this.#probed(value.field(other.text));
      else value.keyed = true;
      return;
    }
    if (isEquality(kind)) return compared(kind, other, value);
    if (kind === ts.SyntaxKind.PlusToken || kind === ts.SyntaxKind.PlusEqualsToken) {
      if (ts.isStringLiteralLike(other) || ts.isTemplateExpression(other)) value.printed = true;
      else if (ts.isNumericLiteral(other)) value.scalars.add("number");
      else value.operand = true;
      return;
    }
    if (isOrdering(kind) && !ts.isNumericLiteral(other)) {
      value.operand = true;
      return;
    }
    if (kind === ts.SyntaxKind.CommaToken || kind === ts.SyntaxKind.InstanceOfKeyword) return;
    this.need(node, value, soft);
    value.scalars.add("number");
  }

  /** There are values without it, which an `in` tells the reader but not the compiler. */
  #probed(field: Evidence): void {
    field.probed = true;
    this.needsAny = true;
  }

  #assigned(target: ts.Identifier, node: ts.Expression, value: Evidence, soft: boolean): void {
    const context = this.#contexts.of(node);
    if (context.is !== "free") return this.#place(node, value, soft);
    for (const declaration of descendants(this.tree)) {
      if (
        !ts.isVariableDeclaration(declaration) ||
        !ts.isIdentifier(declaration.name) ||
        declaration.name.text !== target.text
      )
        continue;
      // Assigned in a `try` that does not end the function, the variable may be without a value afterwards.
      const attempt = find(node, ts.isTryStatement);
      const declaredOutside = attempt && !(declaration.pos >= attempt.pos && declaration.end <= attempt.end);
      if (declaredOutside && !declaration.type && attempt.catchClause && !exits(attempt.catchClause.block))
        this.needsAny = true;
      for (const use of usesOf(declaration.name)) if (use !== target) this.observe(use, value, soft);
    }
  }

  #returned(node: ts.Expression, value: Evidence, soft: boolean): void {
    const around = ts.isArrowFunction(node.parent) ? node.parent : functionAround(node);
    if (!around || around.type) return this.#place(node, value, soft);
    const { parent } = around;
    if (ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression)) {
      const through = parent.expression.name.text;
      if (through === "then") return this.observe(parent, value, soft);
      if (through === "map") return this.#mapped(parent, value);
    }
    const name = around.name ?? (ts.isVariableDeclaration(parent) ? parent.name : undefined);
    if (!name || !ts.isIdentifier(name)) return this.escape(value);
    if (isExported(around)) this.escape(value);
    value.open = true;
    for (const call of descendants(this.tree)) {
      if (!ts.isCallExpression(call)) continue;
      const callee = ts.isPropertyAccessExpression(call.expression) ? call.expression.name : call.expression;
      if (ts.isIdentifier(callee) && callee.text === name.text) this.observe(call, value, soft);
    }
  }

  /** `texts.map((text) => JSON.parse(text))`: a list of such values. */
  #mapped(call: ts.CallExpression, value: Evidence): void {
    const list = new Evidence("");
    list.element = value;
    this.observe(call, list);
  }

  /** Somewhere that may have a type of its own. */
  #place(node: ts.Expression, value: Evidence, soft: boolean): void {
    const context = this.#contexts.of(node);
    if (context.is === "free" || context.is === "returned") return void (value.open = true);
    if (context.is === "unknown") return this.escape(value);
    const { shape } = context;
    if (!shape) return this.escape(value);
    const options = shape.kind === "union" ? shape.options : [shape];
    const takesNothing = options.some(({ kind }) => kind === "undefined" || kind === "null");
    const rest = options.filter(({ kind }) => kind !== "undefined" && kind !== "null");
    if (rest.length > 0) value.typed ??= rest.length === 1 ? rest[0]! : { kind: "union", options: rest };
    if (!takesNothing) return this.need(node, value, soft);
    for (const { kind } of options) if (kind === "undefined" || kind === "null") value.foreseen.add(kind);
  }

  /** The value goes where nothing is seen of it. */
  escape(value: Evidence): void {
    value.open = true;
    this.#escaped.push(value);
  }

  /** It has to be there: nothing asks before it is used here. */
  need(node: ts.Expression, value: Evidence, soft: boolean): void {
    if (!soft && !isGuarded(this.tree, node)) value.needed = true;
  }
}

/** A type that says nothing. */
export function isLoose(type: ts.TypeNode): boolean {
  return (
    type.kind === ts.SyntaxKind.AnyKeyword ||
    type.kind === ts.SyntaxKind.UnknownKeyword ||
    type.kind === ts.SyntaxKind.ObjectKeyword
  );
}
