/** What the place that an expression is put into asks of it. */
import { ts } from "ts-morph";
import { TAKES_ANYTHING } from "./members.js";
import { functionNamed } from "./references.js";
import { unionOf, type Field, type Shape } from "./shape.js";
import { descendants, find, functionAround } from "./tree.js";
import type { TypeReader, WrittenType } from "./type-shapes.js";

/**
 * `typed`: the place has a type; its shape is undefined when that says nothing. `free`: whatever comes is taken, and
 * its type goes on from there. `returned`: what the function returns, which has no written type. `unknown`: a place
 * whose type is not seen.
 */
export type Context =
  { is: "typed"; shape: Shape | undefined } | { is: "free" } | { is: "returned" } | { is: "unknown" };

export class Contexts {
  constructor(
    readonly tree: ts.SourceFile,
    readonly types: TypeReader,
  ) {}

  of(node: ts.Expression): Context {
    const { parent } = node;
    const typed = (type: ts.TypeNode): Context => this.#typed({ node: type, tree: this.tree });
    if (
      ts.isParenthesizedExpression(parent) ||
      ts.isNonNullExpression(parent) ||
      ts.isAwaitExpression(parent)
    )
      return this.of(parent);
    if (ts.isConditionalExpression(parent) || (ts.isBinaryExpression(parent) && isDefaulting(parent)))
      return this.of(parent);
    if (ts.isAsExpression(parent) || ts.isTypeAssertionExpression(parent) || ts.isSatisfiesExpression(parent))
      return typed(parent.type);
    if (ts.isVariableDeclaration(parent)) return parent.type ? typed(parent.type) : { is: "free" };
    if (ts.isPropertyDeclaration(parent)) return parent.type ? typed(parent.type) : { is: "unknown" };
    if (ts.isReturnStatement(parent) || ts.isArrowFunction(parent)) {
      const around = ts.isArrowFunction(parent) ? parent : functionAround(parent);
      return around?.type ? typed(around.type) : { is: "returned" };
    }
    if (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent)) {
      return memberOf(this.of(parent.parent), parent.name.getText(this.tree).replace(/^["']|["']$/g, ""));
    }
    if (ts.isArrayLiteralExpression(parent)) return elementOf(this.of(parent));
    if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return this.#argument(parent, node);
    if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken)
      return this.#assigned(parent.left);
    return { is: "unknown" };
  }

  #typed(type: WrittenType): Context {
    if (type.node.kind === ts.SyntaxKind.AnyKeyword || type.node.kind === ts.SyntaxKind.UnknownKeyword)
      return { is: "free" };
    return { is: "typed", shape: this.types.named(type) };
  }

  #argument(call: ts.CallExpression | ts.NewExpression, argument: ts.Expression): Context {
    if (TAKES_ANYTHING.test(call.expression.getText(this.tree))) return { is: "free" };
    if (!ts.isIdentifier(call.expression)) return { is: "unknown" };
    const index = call.arguments?.indexOf(argument) ?? -1;
    const name = call.expression.text;
    const state = this.#stateSetter(name);
    if (state) return this.#typed(state);
    const own = functionNamed(this.tree, name);
    const target = own ? { node: own, tree: this.tree } : this.types.importedFunction(name);
    const parameter = target?.node.parameters[index];
    if (!target || !parameter?.type || parameter.dotDotDotToken || target.node.typeParameters)
      return { is: "unknown" };
    return this.#typed({ node: parameter.type, tree: target.tree });
  }

  /** `setX` of `const [x, setX] = useState<T>(…)`. */
  #stateSetter(name: string): WrittenType | undefined {
    for (const node of descendants(this.tree)) {
      if (
        !ts.isBindingElement(node) ||
        !ts.isIdentifier(node.name) ||
        node.name.text !== name ||
        !ts.isArrayBindingPattern(node.parent)
      )
        continue;
      const { parent } = node.parent;
      const state = ts.isVariableDeclaration(parent) ? parent.initializer : undefined;
      const type =
        state && ts.isCallExpression(state) && /\buseState$/.test(state.expression.getText(this.tree))
          ? state.typeArguments?.[0]
          : undefined;
      if (type) return { node: type, tree: this.tree };
    }
    return undefined;
  }

  #assigned(target: ts.Expression): Context {
    if (ts.isPropertyAccessExpression(target) && target.expression.kind === ts.SyntaxKind.ThisKeyword) {
      const owner = find(target, ts.isClassLike);
      const member = owner?.members.find((at) => at.name?.getText(this.tree) === target.name.text);
      return member && ts.isPropertyDeclaration(member) && member.type
        ? this.#typed({ node: member.type, tree: this.tree })
        : { is: "unknown" };
    }
    if (!ts.isIdentifier(target)) return { is: "unknown" };
    const declared = [...descendants(this.tree)].filter(
      (node): node is ts.VariableDeclaration =>
        ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.name.text === target.text,
    );
    const [declaration] = declared;
    if (declared.length !== 1 || !declaration) return { is: "unknown" };
    return declaration.type ? this.#typed({ node: declaration.type, tree: this.tree }) : { is: "free" };
  }
}

/** `a ?? b` and `a || b`: the whole goes where its parts go. */
export function isDefaulting(node: ts.BinaryExpression): boolean {
  return (
    node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken ||
    node.operatorToken.kind === ts.SyntaxKind.BarBarToken
  );
}

/** A type that any part of the object may be missing from: what is spread into an object of that type. */
export function partialOf(context: Context): Context {
  if (context.is !== "typed" || context.shape?.kind !== "object")
    return context.is === "typed" ? { is: "unknown" } : context;
  const fields = context.shape.fields.map((field): Field => {
    const isNull = field.presence === "nullable" || field.presence === "nullish";
    return { ...field, presence: isNull ? "nullish" : "optional" };
  });
  return { is: "typed", shape: { ...context.shape, fields } };
}

function memberOf(owner: Context, name: string): Context {
  if (owner.is === "returned") return { is: "free" };
  if (owner.is !== "typed" || !owner.shape) return owner;
  if (owner.shape.kind === "record") return { is: "typed", shape: owner.shape.value };
  const field = owner.shape.kind === "object" ? owner.shape.fields.find((at) => at.name === name) : undefined;
  if (!field) return { is: "unknown" };
  const missing: Shape[] =
    field.presence === "required"
      ? []
      : field.presence === "nullable"
        ? [{ kind: "null" }]
        : [{ kind: "undefined" }];
  if (field.presence === "nullish") missing.push({ kind: "null" });
  return { is: "typed", shape: unionOf([field.shape, ...missing]) };
}

function elementOf(owner: Context): Context {
  if (owner.is === "returned") return { is: "free" };
  if (owner.is !== "typed" || !owner.shape) return owner;
  return owner.shape.kind === "array" ? { is: "typed", shape: owner.shape.element } : { is: "unknown" };
}
