/** What it says of a value that its members are read, its methods called, its elements gone through. */
import { ts } from "ts-morph";
import { isGuarded } from "./guarded.js";
import * as members from "./members.js";
import { functionNamed, usesOf } from "./references.js";
import type { Evidence } from "./shape.js";
import type { UseReader } from "./uses.js";

export class MemberUses {
  constructor(readonly reader: UseReader) {}

  /** `value.name`, `value.method()` */
  member(access: ts.PropertyAccessExpression, value: Evidence, soft: boolean): void {
    const name = access.name.text;
    const call =
      ts.isCallExpression(access.parent) && access.parent.expression === access ? access.parent : undefined;
    if (access.questionDotToken) value.foreseen.add("both");
    else this.reader.need(access.expression, value, soft);
    if (call && members.ANY_METHODS.has(name))
      return void (name === "hasOwnProperty" ? (value.keyed = true) : (value.printed = true));
    if (call && members.NUMBER_METHODS.has(name)) return void value.scalars.add("number");
    if (call && members.STRING_METHODS.has(name)) {
      value.scalars.add("string");
      if (members.MAYBE_RESULTS.has(name)) this.#maybe(call, undefined);
      return;
    }
    if (members.SEQUENCE_MEMBERS.has(name) && (call || name === "length")) {
      value.sequence = true;
      if (call && name !== "at" && members.SAME_ARRAY.has(name)) this.reader.observe(call, value);
      if (call && name === "at") this.#maybe(call, value.element);
      return;
    }
    if (call && members.ARRAY_METHODS.has(name)) return this.#arrayCall(call, name, value);
    const written = isWritten(access);
    if (written) this.reader.needsAny = true;
    const field = value.field(name);
    if (!written) this.reader.observe(access, field);
    else field.foreseen.add("both");
  }

  /** `value["name"]`, `value[index]`, or `other[value]` where `node` is the key */
  element(access: ts.ElementAccessExpression, node: ts.Expression, value: Evidence, soft: boolean): void {
    if (access.argumentExpression === node) return void value.scalars.add("string");
    if (access.questionDotToken) value.foreseen.add("both");
    else this.reader.need(node, value, soft);
    const key = access.argumentExpression;
    const written = isWritten(access);
    if (written) this.reader.needsAny = true;
    if (ts.isStringLiteralLike(key)) {
      const field = value.field(key.text);
      if (!written) this.reader.observe(access, field);
    } else if (ts.isNumericLiteral(key) || isCounter(key)) this.reader.observe(access, value.item());
    else {
      if (value.fields.size > 0) this.reader.needsAny = true;
      this.reader.observe(access, value.value());
    }
  }

  #arrayCall(call: ts.CallExpression, name: string, value: Evidence): void {
    const item = value.item();
    const [callback, initial] = call.arguments;
    if (members.WRITING_METHODS.has(name) && call.arguments.length > (name === "splice" ? 2 : 0))
      this.reader.needsAny = true;
    if (name === "join") item.printed = true;
    if (name === "reduce" || name === "reduceRight") {
      const open = initial && (ts.isObjectLiteralExpression(initial) || ts.isArrayLiteralExpression(initial));
      if (
        open &&
        !call.typeArguments &&
        !(callback && ts.isFunctionLike(callback) && callback.parameters[0]?.type)
      )
        this.reader.needsAny = true;
    }
    for (const index of members.ELEMENT_PARAMETERS.get(name) ?? []) this.#parameter(callback, index, item);
    if (members.SAME_ARRAY.has(name)) this.reader.observe(call, value);
    else if (members.ONE_ELEMENT.has(name)) this.#maybe(call, item);
  }

  /** Element `index` of what a function is given. */
  #parameter(callback: ts.Expression | undefined, index: number, item: Evidence): void {
    if (!callback) return;
    const target = ts.isIdentifier(callback) ? functionNamed(this.reader.tree, callback.text) : callback;
    if (!target || !ts.isFunctionLike(target)) {
      if (!/^(Boolean|String|Number)$/.test(callback.getText(this.reader.tree))) this.reader.escape(item);
      return;
    }
    const parameter = target.parameters[index];
    if (parameter) this.reader.takes(parameter, item);
  }

  /** A result that may be missing: without a type nobody had to say what happens then. */
  #maybe(call: ts.CallExpression, item: Evidence | undefined): void {
    const { parent } = call;
    const direct =
      (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) &&
      !parent.questionDotToken;
    const uses = ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? usesOf(parent.name) : [];
    const bare = uses.some((use) => {
      const access = use.parent;
      const reads =
        (ts.isPropertyAccessExpression(access) || ts.isElementAccessExpression(access)) &&
        access.expression === use;
      return reads && !access.questionDotToken && !isGuarded(this.reader.tree, use);
    });
    if (direct || bare || (ts.isVariableDeclaration(parent) && !ts.isIdentifier(parent.name)))
      this.reader.needsAny = true;
    if (item) this.reader.observe(call, item, true);
  }
}

function isWritten(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isDeleteExpression(parent)) return true;
  if (!ts.isBinaryExpression(parent) || parent.left !== node) return false;
  return (
    parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  );
}

/** The index of a counting loop. */
function isCounter(node: ts.Expression): boolean {
  return (
    (ts.isIdentifier(node) && /^([ijkn]|idx|index|.*Index)$/.test(node.text)) ||
    (ts.isBinaryExpression(node) && /length|[+-]\s*\d/.test(node.getText()))
  );
}
