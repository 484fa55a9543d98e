/** A property that a response can do without: what is taken out of the file with it. */
import { ts } from "ts-morph";
import { declarationOf } from "./fixed.js";
import { importsOf } from "./modules.js";
import { itemSpan } from "./objects.js";
import type { Span } from "./positions.js";
import { isUse, usesOf } from "./references.js";
import { descendants, indentAt, nodeSpanning, parse, upwards } from "./tree.js";

/**
 * The spans to remove so that the property at `span`, or the one whose value is there, is no longer part of an object that
 * goes into a call such as `res.json({ … })`: itself, and what nothing else uses then. Undefined where no such property is
 * there, where a type may ask for it, or where something would be left over that is not used.
 */
export function omissionSpans(file: string, text: string, span: Span): Span[] | undefined {
  const tree = parse(file, text);
  const spanned = nodeSpanning(tree, span);
  const place = vectorIn(spanned) ?? spanned;
  const element = elementOf(place);
  const property = propertyAt(element ? (onlyUse(element) ?? place) : place);
  if (!property || !isGivenFreely(property.parent)) return undefined;
  const removal = new Removal(tree);
  return removal.take(property) ? removal.spans() : undefined;
}

/** What is deleted with the expression at `span` because nothing else uses it; undefined where something would be left over. */
export function orphanSpans(file: string, text: string, span: Span): Span[] | undefined {
  const tree = parse(file, text);
  const removal = new Removal(tree);
  return removal.uses(nodeSpanning(tree, span)) ? removal.spans() : undefined;
}

/** What SDKs call the vector of a text. */
const VECTOR = /^embeddings?$/;

/** `embedding` in the parameter `{ index, embedding }`: the one part of it that is a vector. */
function vectorIn(pattern: ts.Node): ts.Node | undefined {
  if (!ts.isObjectBindingPattern(pattern)) return undefined;
  return pattern.elements.find(({ name }) => ts.isIdentifier(name) && VECTOR.test(name.text));
}

/** `embedding` of `({ index, embedding }) => …` */
function elementOf(place: ts.Node): ts.BindingElement | undefined {
  const element = ts.isIdentifier(place) ? place.parent : place;
  return ts.isBindingElement(element) &&
    ts.isIdentifier(element.name) &&
    ts.isParameter(element.parent.parent)
    ? element
    : undefined;
}

function onlyUse({ name }: ts.BindingElement): ts.Identifier | undefined {
  const uses = usesOf(name as ts.Identifier);
  return uses.length === 1 ? uses[0] : undefined;
}

type Property = ts.PropertyAssignment | ts.ShorthandPropertyAssignment;

/** The innermost property whose value is the node, with what is read of it and casts around. */
function propertyAt(node: ts.Node): Property | undefined {
  for (const at of upwards(node)) {
    if (ts.isPropertyAssignment(at) || ts.isShorthandPropertyAssignment(at))
      return ts.isObjectLiteralExpression(at.parent) && !ts.isComputedPropertyName(at.name) ? at : undefined;
    const isPart =
      ts.isIdentifier(at) ||
      ts.isPropertyAccessExpression(at) ||
      ts.isElementAccessExpression(at) ||
      ts.isNonNullExpression(at) ||
      ts.isNumericLiteral(at) ||
      ts.isBinaryExpression(at) ||
      ts.isParenthesizedExpression(at);
    if (!isPart) return undefined;
  }
  return undefined;
}

/** Methods that make a response, and the one that makes its text. */
const GIVES = /^(?:json|send|end|write|status|jsonp|Response|NextResponse|stringify)$/;

/** Nothing says which properties the object has to have: it goes into a response as it is, alone or among others. */
function isGivenFreely(object: ts.ObjectLiteralExpression): boolean {
  for (let at: ts.Node = object; ;) {
    const { parent } = at;
    if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
      if (parent.typeArguments) return false;
      const callee = parent.expression;
      const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
      if (at !== callee && GIVES.test(name)) return true;
      // `items.map(…)` has the objects that its function makes.
      if (at !== callee && name !== "map") return false;
    } else if (ts.isArrowFunction(parent)) {
      if (parent.type) return false;
    } else if (
      !ts.isObjectLiteralExpression(parent) &&
      !ts.isPropertyAssignment(parent) &&
      !ts.isArrayLiteralExpression(parent) &&
      !ts.isParenthesizedExpression(parent)
    )
      return false;
    at = parent;
  }
}

/** Takes nodes out of a file, and the declarations that nothing needs any more. */
class Removal {
  readonly #removed: ts.Node[] = [];
  readonly #spans: Span[] = [];

  constructor(readonly tree: ts.SourceFile) {}

  spans(): Span[] {
    return [...this.#spans].sort((a, b) => a.start - b.start);
  }

  take(property: Property): boolean {
    const object = property.parent;
    this.#spans.push(itemSpan(this.tree, object, object.properties, property));
    this.#removed.push(property);
    return this.#orphans(property);
  }

  /** Takes what only the node uses, which itself is dealt with elsewhere. */
  uses(node: ts.Node): boolean {
    this.#removed.push(node);
    return this.#orphans(node);
  }

  /** Takes a name out of a pattern; false when what the others get would change. */
  element(element: ts.BindingElement): boolean {
    const { elements } = element.parent;
    if (ts.isArrayBindingPattern(element.parent) || ts.isBindingElement(element.parent.parent)) return false;
    if (elements.some((each) => ts.isOmittedExpression(each) || each.dotDotDotToken !== undefined))
      return false;
    // Of two neighbours each would take the comma between them.
    if (elements.some((each) => this.#removed.includes(each))) return false;
    this.#spans.push(itemSpan(this.tree, element.parent, elements, element));
    this.#removed.push(element);
    return true;
  }

  /** Removes what only the node used; false when that cannot be done. */
  #orphans(node: ts.Node): boolean {
    for (const at of [node, ...descendants(node)]) {
      if (!ts.isIdentifier(at) || !isUse(at)) continue;
      if (importsOf(this.tree).some(({ local }) => local === at.text)) {
        if (this.#isLeft(at.text)) continue;
        return false;
      }
      const declaration = declarationOf(this.tree, at);
      if (!declaration) continue;
      if (ts.isParameter(declaration)) {
        const part = bindingOf(declaration, at.text)?.parent;
        if (!part || !ts.isBindingElement(part) || this.#isRemoved(part)) continue;
        if (usesOf(part.name as ts.Identifier).some((use) => !this.#isRemoved(use))) continue;
        if (!this.element(part)) return false;
        continue;
      }
      if (!ts.isVariableDeclaration(declaration)) {
        if (this.#isLeft(at.text)) continue;
        return false;
      }
      const binding = bindingOf(declaration, at.text);
      if (!binding || this.#isRemoved(binding)) continue;
      if (usesOf(binding).some((use) => !this.#isRemoved(use))) continue;
      if (!this.#declaration(declaration, binding)) return false;
    }
    return true;
  }

  /** The name stands somewhere else too. */
  #isLeft(name: string): boolean {
    for (const at of descendants(this.tree))
      if (ts.isIdentifier(at) && at.text === name && isUse(at) && !this.#isRemoved(at)) return true;
    return false;
  }

  #isRemoved(node: ts.Node): boolean {
    return [...upwards(node)].some((at) => this.#removed.includes(at));
  }

  #declaration(declaration: ts.VariableDeclaration, binding: ts.Identifier): boolean {
    const { initializer, name, parent: list } = declaration;
    if (!initializer || ts.isCatchClause(list)) return false;
    const statement = list.parent;
    if (!ts.isVariableStatement(statement) || statement.modifiers) return false;
    if (list.declarations.length !== 1) return false;
    if (ts.isObjectBindingPattern(name) && name.elements.length > 1)
      return this.element(binding.parent as ts.BindingElement);
    if (ts.isArrayBindingPattern(name)) return false;
    if (isHarmless(initializer)) {
      this.#spans.push(this.#line(statement));
      this.#removed.push(statement);
      return this.#orphans(initializer);
    }
    // What is called may do more than give this value.
    if (!ts.isAwaitExpression(initializer) && !/^[A-Za-z_$]/.test(initializer.getText(this.tree)))
      return false;
    this.#spans.push({ start: statement.getStart(this.tree), end: initializer.getStart(this.tree) });
    this.#removed.push(name);
    return true;
  }

  /** The whole line of a statement that has one to itself. */
  #line(statement: ts.Statement): Span {
    const { text } = this.tree;
    const start = statement.getStart(this.tree);
    const { indent, first } = indentAt(text, start);
    const rest = /^[ \t]*(?:\r\n|\n|\r)/.exec(text.slice(statement.end))?.[0];
    return first && rest !== undefined
      ? { start: start - indent.length, end: statement.end + rest.length }
      : { start, end: statement.end };
  }
}

function bindingOf(
  { name }: ts.VariableDeclaration | ts.ParameterDeclaration,
  wanted: string,
): ts.Identifier | undefined {
  if (ts.isIdentifier(name)) return name.text === wanted ? name : undefined;
  for (const at of descendants(name))
    if (ts.isBindingElement(at) && ts.isIdentifier(at.name) && at.name.text === wanted) return at.name;
  return undefined;
}

/** Reading it does nothing. */
function isHarmless(node: ts.Expression): boolean {
  return [node, ...descendants(node)].every(
    (at) =>
      (!ts.isCallExpression(at) || isReading(at)) &&
      !ts.isNewExpression(at) &&
      !ts.isAwaitExpression(at) &&
      !ts.isTaggedTemplateExpression(at) &&
      !ts.isFunctionLike(at) &&
      !(ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.EqualsToken),
  );
}

/** `request.headers.get("authorization")` */
function isReading({ expression, arguments: given }: ts.CallExpression): boolean {
  return (
    ts.isPropertyAccessExpression(expression) &&
    /^(?:get|header)$/.test(expression.name.text) &&
    given.length === 1 &&
    ts.isStringLiteral(given[0]!)
  );
}
