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
  for (const origin of new Tracer(owner, source).of(expression)) found.set(JSON.stringify(origin), origin);
  return [...found.values()];
}

/** Methods of texts and lists that give the same text, or a part of it. */
const TEXTUAL =
  /^(?:trim\w*|to(?:Lower|Upper)Case|toString|normalize|replace(?:All)?|slice|substring|substr|split|join|concat|at|pop|shift|filter|flat|padStart|padEnd|valueOf|map)$/;

class Tracer {
  readonly #owner: ts.FunctionLikeDeclaration;
  readonly #active = new Set<ts.Node>();

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
    const sources: ts.Node[] = [];
    let found: Origin[] = [];
    for (const node of descendants(this.#owner)) {
      if (ts.isVariableDeclaration(node) && node.initializer) {
        const members = membersOf(node.name, name.text);
        if (!members || this.#active.has(node)) continue;
        this.#active.add(node);
        found = found.concat(
          this.of(node.initializer).map((origin) => ({
            ...origin,
            members: [...origin.members, ...members],
          })),
        );
        this.#active.delete(node);
      } else if (changes(node, name.text)) sources.push(node);
    }
    for (const source of sources) {
      if (this.#active.has(source)) continue;
      this.#active.add(source);
      const values = ts.isBinaryExpression(source)
        ? [source.right]
        : [...(source as ts.CallExpression).arguments];
      found.push(...values.flatMap((value) => this.of(value)));
      this.#active.delete(source);
    }
    return found;
  }
}

/** `name = …`, `name += …`, `name.push(…)`. */
function changes(node: ts.Node, name: string): boolean {
  const is = (at: ts.Expression) => ts.isIdentifier(at) && at.text === name;
  if (ts.isBinaryExpression(node))
    return /^(?:\?\?|\|\||\+)?=$/.test(node.operatorToken.getText()) && is(node.left);
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    /^(?:push|unshift)$/.test(node.expression.name.text) &&
    is(node.expression.expression)
  );
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
