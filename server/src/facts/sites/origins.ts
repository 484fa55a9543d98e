/** From which parameters of a function an expression in it is made, as far as its names tell. */
import { ts } from "ts-morph";
import { descendants } from "./tree.js";

/** What is read of a parameter: `["options", "name"]` of `input.options.name`; `["json()", "name"]` of a request's body. */
export interface Origin {
  parameter: number;
  members: string[];
}

/** What `originsOf` gives for what is read of the source that it was told of, in place of a parameter. */
export const SOURCE = -1;

/**
 * Each once, in the order of the text.
 * @param source an expression in the function that counts like a parameter
 */
export function originsOf(
  owner: ts.FunctionLikeDeclaration,
  expression: ts.Node,
  source?: ts.Node,
): Origin[] {
  const found = new Map<string, Origin>();
  for (const origin of tracerOf(owner, source).of(expression)) found.set(JSON.stringify(origin), origin);
  return [...found.values()];
}

/** Methods of texts and lists that give the same text, or a part of it. */
const TEXTUAL =
  /^(?:trim\w*|to(?:Lower|Upper)Case|toString|normalize|replace(?:All)?|slice|substring|substr|split|join|concat|at|pop|shift|filter|flat|padStart|padEnd|valueOf|map)$/;

/** The last one: one edit asks about one function many times. */
let last: { owner: ts.Node; source: ts.Node | undefined; tracer: Tracer } | undefined;

function tracerOf(owner: ts.FunctionLikeDeclaration, source: ts.Node | undefined): Tracer {
  if (last?.owner !== owner || last.source !== source)
    last = { owner, source, tracer: new Tracer(owner, source) };
  return last.tracer;
}

/** What a name in a function is given: by its declaration, with what is read of that, or later. */
interface Given {
  value: ts.Node;
  members: string[];
}

class Tracer {
  readonly #owner: ts.FunctionLikeDeclaration;
  readonly #known = new Map<string, Origin[]>();
  #given: Map<string, Given[]> | undefined;

  constructor(
    owner: ts.FunctionLikeDeclaration,
    readonly source: ts.Node | undefined,
  ) {
    this.#owner = owner;
  }

  of(node: ts.Node): Origin[] {
    if (node === this.source) return [{ parameter: SOURCE, members: [] }];
    if (ts.isIdentifier(node)) return this.#named(node);
    if (ts.isPropertyAccessExpression(node)) return this.#member(node.expression, node.name.text);
    if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
      return this.#member(node.expression, node.argumentExpression.text);
    if (ts.isCallExpression(node)) return this.#call(node);
    if (ts.isShorthandPropertyAssignment(node)) return this.#named(node.name);
    if (ts.isPropertyAssignment(node)) return this.of(node.initializer);
    if (ts.isFunctionLike(node) || ts.isTypeNode(node)) return [];
    return this.#parts(node);
  }

  #parts(node: ts.Node): Origin[] {
    const found: Origin[] = [];
    ts.forEachChild(node, (child) => void found.push(...this.of(child)));
    return found;
  }

  #member(of: ts.Expression, name: string): Origin[] {
    return this.of(of).map(({ parameter, members }) => ({ parameter, members: [...members, name] }));
  }

  /** What a text's method is called on counts, not its name; what another gives is read of it: `json()` of a request. */
  #call(call: ts.CallExpression): Origin[] {
    const { expression: callee } = call;
    const given = call.arguments.flatMap((argument) => this.of(argument));
    if (!ts.isPropertyAccessExpression(callee)) return given;
    const { text } = callee.name;
    const of = TEXTUAL.test(text) ? this.of(callee.expression) : this.#member(callee.expression, `${text}()`);
    return [...of, ...given];
  }

  #named(name: ts.Identifier): Origin[] {
    for (const [parameter, declared] of this.#owner.parameters.entries()) {
      const members = membersOf(declared.name, name.text);
      if (members) return [{ parameter, members }];
    }
    const known = this.#known.get(name.text);
    if (known) return known;
    // What is made of itself adds nothing.
    this.#known.set(name.text, []);
    this.#given ??= givenIn(this.#owner);
    const found = (this.#given.get(name.text) ?? []).flatMap(({ value, members }) =>
      this.of(value).map((origin) => ({ ...origin, members: [...origin.members, ...members] })),
    );
    const distinct = [...new Map(found.map((origin) => [JSON.stringify(origin), origin])).values()];
    this.#known.set(name.text, distinct);
    return distinct;
  }
}

function givenIn(owner: ts.FunctionLikeDeclaration): Map<string, Given[]> {
  const found = new Map<string, Given[]>();
  const add = (name: string, given: Given) => void found.set(name, [...(found.get(name) ?? []), given]);
  for (const node of descendants(owner)) {
    if (ts.isVariableDeclaration(node) && node.initializer) {
      for (const { name, members } of bound(node.name)) add(name, { value: node.initializer, members });
    } else if (ts.isBinaryExpression(node) && ts.isIdentifier(node.left)) {
      if (/^(?:\?\?|\|\||\+)?=$/.test(node.operatorToken.getText()))
        add(node.left.text, { value: node.right, members: [] });
    } else if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      /^(?:push|unshift)$/.test(node.expression.name.text) &&
      ts.isIdentifier(node.expression.expression)
    )
      for (const value of node.arguments) add(node.expression.expression.text, { value, members: [] });
  }
  return found;
}

/** Every name of a pattern, and how it gets at it. */
function bound(pattern: ts.BindingName): { name: string; members: string[] }[] {
  return [pattern, ...descendants(pattern)].flatMap((node) => {
    if (!ts.isIdentifier(node)) return [];
    const members = membersOf(pattern, node.text);
    return members ? [{ name: node.text, members }] : [];
  });
}

/** How a pattern gets at the name; undefined when it does not declare it. */
function membersOf(pattern: ts.BindingName, name: string): string[] | undefined {
  if (ts.isIdentifier(pattern)) return pattern.text === name ? [] : undefined;
  for (const element of pattern.elements) {
    const inner = ts.isBindingElement(element) ? membersOf(element.name, name) : undefined;
    if (!inner || ts.isOmittedExpression(element)) continue;
    // An element of a list is of its kind.
    if (ts.isArrayBindingPattern(pattern)) return inner;
    const key = element.propertyName ?? element.name;
    if (element.dotDotDotToken || !(ts.isIdentifier(key) || ts.isStringLiteralLike(key))) return inner;
    return [key.text, ...inner];
  }
  return undefined;
}
