/** A call that hands a command line to a shell: what it runs, what it interpolates, and where its names come from. */
import { ts } from "ts-morph";
import { importsOf, type ImportBinding } from "./modules.js";
import type { Span } from "./positions.js";
import { isKnownText } from "./text-types.js";
import { descendants, nodeSpanning, parse, statementAround } from "./tree.js";

/** Something interpolated into a command. */
export interface CommandHole {
  /** Source text of the expression. */
  source: string;
  /** `array.join(" ")`: the source text of the array; several words. */
  joined: string | undefined;
  /** `JSON.stringify(x)`: the source text of x, which the shell would have unquoted. */
  stringified: string | undefined;
  /** The code around says that it is a string. */
  isText: boolean;
  /** One value rather than an option that may be empty, a list or a piece of shell. */
  isValue: boolean;
}

export type CommandPart = { text: string } | { hole: number };

export interface CommandSite {
  /** `exec` and `execSync` of node:child_process. */
  runs: "exec" | "execSync";
  parts: CommandPart[];
  holes: CommandHole[];
  /** The argument that is the command. */
  command: Span;
  /** The name to exchange in the call: `exec` in `exec(…)` and in `cp.exec(…)`. */
  callee: Span;
  binding: CommandBinding;
  /** A constant that only holds the command for this call; the whole statement with its line. */
  declaration: Span | undefined;
}

export type CommandBinding =
  /** `cp.exec`: another member of the same object does. */
  | { kind: "member" }
  /** An import or a require of that name. */
  | { kind: "import"; local: string }
  /** `const run = promisify(exec)`; `inner` is what stands in the parentheses. */
  | {
      kind: "promisified";
      local: string;
      name: Span;
      statement: Span;
      inner: Span;
      innerBinding: CommandBinding;
      exported: boolean;
    };

const MODULE = /^(node:)?child_process$/;

/** The shell call whose command holds `span`; undefined when there is none, or its options ask for a certain shell. */
export function commandSite(file: string, text: string, span: Span): CommandSite | undefined {
  const tree = parse(file, text);
  for (let at: ts.Node = nodeSpanning(tree, span); !ts.isSourceFile(at); at = at.parent) {
    const call = at.parent;
    if (!ts.isCallExpression(call) || call.arguments[0] !== at) continue;
    const target = calleeOf(tree, call.expression);
    if (!target) continue;
    if (!ordinaryOptions(tree, call)) return undefined;
    const reader = new CommandReader(tree);
    const held = heldCommand(tree, call.arguments[0], call);
    reader.read(held?.initializer ?? call.arguments[0]);
    return {
      ...target,
      parts: reader.parts,
      holes: reader.holes,
      command: { start: at.getStart(tree), end: at.end },
      declaration: held?.removable,
    };
  }
  return undefined;
}

type Target = Pick<CommandSite, "runs" | "callee" | "binding">;

function calleeOf(tree: ts.SourceFile, callee: ts.Expression): Target | undefined {
  const spanOf = (node: ts.Node): Span => ({ start: node.getStart(tree), end: node.end });
  if (ts.isPropertyAccessExpression(callee)) {
    const runs = callee.name.text;
    if (runs !== "exec" && runs !== "execSync") return undefined;
    if (!isModuleObject(tree, callee.expression)) return undefined;
    return { runs, callee: spanOf(callee.name), binding: { kind: "member" } };
  }
  if (!ts.isIdentifier(callee)) return undefined;
  const imported = importsOf(tree).find(({ local, module }) => local === callee.text && MODULE.test(module));
  const declared = declarationsOf(tree, callee.text);
  if (imported && declared.length === 0) {
    const runs = imported.imported;
    if (runs !== "exec" && runs !== "execSync") return undefined;
    return { runs, callee: spanOf(callee), binding: { kind: "import", local: callee.text } };
  }
  const [declaration] = declared;
  if (imported || !declaration || declared.length > 1 || !ts.isVariableDeclaration(declaration))
    return undefined;
  return promisified(tree, callee, declaration);
}

function promisified(
  tree: ts.SourceFile,
  callee: ts.Identifier,
  declaration: ts.VariableDeclaration,
): Target | undefined {
  const call = declaration.initializer;
  const list = declaration.parent;
  if (!call || !ts.isCallExpression(call) || call.arguments.length !== 1 || declaration.type)
    return undefined;
  const wrapper = ts.isPropertyAccessExpression(call.expression) ? call.expression.name : call.expression;
  if (!ts.isIdentifier(wrapper) || !/promisify/i.test(wrapper.text)) return undefined;
  if (
    !ts.isVariableDeclarationList(list) ||
    list.declarations.length !== 1 ||
    !ts.isVariableStatement(list.parent)
  )
    return undefined;
  const inner = calleeOf(tree, call.arguments[0]!);
  if (!inner || inner.runs !== "exec" || inner.binding.kind === "promisified") return undefined;
  const statement = list.parent;
  return {
    runs: "exec",
    callee: { start: callee.getStart(tree), end: callee.end },
    binding: {
      kind: "promisified",
      local: callee.text,
      name: { start: declaration.name.getStart(tree), end: declaration.name.end },
      statement: { start: statement.getStart(tree), end: statement.end },
      inner: inner.callee,
      innerBinding: inner.binding,
      exported: statement.modifiers?.some((at) => at.kind === ts.SyntaxKind.ExportKeyword) ?? false,
    },
  };
}

/** `cp` of `import * as cp`, `import cp` or `const cp = require(…)`, or `require(…)` itself. */
function isModuleObject(tree: ts.SourceFile, node: ts.Expression): boolean {
  if (ts.isCallExpression(node)) {
    const [module] = node.arguments;
    return (
      node.expression.getText(tree) === "require" &&
      !!module &&
      ts.isStringLiteralLike(module) &&
      MODULE.test(module.text)
    );
  }
  if (!ts.isIdentifier(node)) return false;
  const whole = ({ local, imported, module }: ImportBinding) =>
    local === node.text && MODULE.test(module) && (imported === "*" || imported === "default");
  if (importsOf(tree).some(whole)) return true;
  const [declaration, ...others] = declarationsOf(tree, node.text);
  return (
    others.length === 0 &&
    !!declaration &&
    ts.isVariableDeclaration(declaration) &&
    !!declaration.initializer &&
    isModuleObject(tree, declaration.initializer) &&
    ts.isCallExpression(declaration.initializer)
  );
}

/** Every variable, parameter or function of this name, imports aside. */
function declarationsOf(tree: ts.SourceFile, name: string): ts.Node[] {
  const imported = new Set(importsOf(tree).map(({ node }) => node));
  const found: ts.Node[] = [];
  for (const node of descendants(tree)) {
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isClassDeclaration(node);
    if (declares && !imported.has(node) && node.name && ts.isIdentifier(node.name) && node.name.text === name)
      found.push(node);
  }
  return found;
}

/** No `shell` option, nor options whose content is not seen, nor a callback typed for `exec` alone. */
function ordinaryOptions(tree: ts.SourceFile, call: ts.CallExpression): boolean {
  return call.arguments.slice(1).every((argument) => {
    if (ts.isFunctionLike(argument))
      return !argument.parameters.some(({ type }) => type && /\bExecException\b/.test(type.getText(tree)));
    if (ts.isObjectLiteralExpression(argument)) return hasNoShell(tree, argument);
    if (!ts.isIdentifier(argument)) return false;
    const [declaration, ...others] = declarationsOf(tree, argument.text);
    if (!declaration || others.length > 0) return false;
    if (ts.isFunctionDeclaration(declaration)) return true;
    const value =
      ts.isVariableDeclaration(declaration) && !declaration.type ? declaration.initializer : undefined;
    return (
      !!value &&
      (ts.isFunctionLike(value) || (ts.isObjectLiteralExpression(value) && hasNoShell(tree, value)))
    );
  });
}

function hasNoShell(tree: ts.SourceFile, options: ts.ObjectLiteralExpression): boolean {
  return options.properties.every(
    (property) =>
      property.name !== undefined &&
      !ts.isComputedPropertyName(property.name) &&
      property.name.getText(tree) !== "shell",
  );
}

/** The command when it is put together in a constant just before the call, in the same block. */
function heldCommand(
  tree: ts.SourceFile,
  argument: ts.Expression | undefined,
  call: ts.CallExpression,
): { initializer: ts.Expression; removable: Span | undefined } | undefined {
  if (!argument || !ts.isIdentifier(argument)) return undefined;
  const [declaration, ...others] = declarationsOf(tree, argument.text);
  if (others.length > 0 || !declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer)
    return undefined;
  const list = declaration.parent;
  if (
    !ts.isVariableDeclarationList(list) ||
    !(list.flags & ts.NodeFlags.Const) ||
    !ts.isVariableStatement(list.parent)
  )
    return undefined;
  const block = list.parent.parent;
  let user: ts.Node | undefined = statementAround(call);
  while (user && user.parent !== block) user = user.parent;
  if (!user || !ts.isBlock(block)) return undefined;
  const between = block.statements.slice(
    block.statements.indexOf(list.parent) + 1,
    block.statements.indexOf(user as ts.Statement),
  );
  const names = new Set(
    [...descendants(declaration.initializer), declaration.initializer]
      .filter(ts.isIdentifier)
      .map(({ text }) => text),
  );
  if (between.some((statement) => assignsTo(statement, names))) return undefined;
  const uses = [...descendants(tree)].filter(
    (node) => ts.isIdentifier(node) && node.text === argument.text,
  ).length;
  const alone = uses === 2 && list.declarations.length === 1;
  return {
    initializer: declaration.initializer,
    removable: alone ? wholeLine(tree, list.parent) : undefined,
  };
}

function assignsTo(statement: ts.Node, names: ReadonlySet<string>): boolean {
  for (const node of descendants(statement)) {
    const target =
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      node.operatorToken.kind <= ts.SyntaxKind.LastAssignment
        ? node.left
        : ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)
          ? node.operand
          : undefined;
    if (target && [target, ...descendants(target)].some((at) => ts.isIdentifier(at) && names.has(at.text)))
      return true;
  }
  return false;
}

/** A statement with its indentation and line end when it has its lines for itself. */
function wholeLine(tree: ts.SourceFile, statement: ts.Statement): Span | undefined {
  const { text } = tree;
  let start = statement.getStart(tree);
  while (start > 0 && /[ \t]/.test(text[start - 1]!)) start--;
  const rest = /^[ \t]*(\r\n|\n|\r)/.exec(text.slice(statement.end));
  return rest && (start === 0 || /[\r\n]/.test(text[start - 1]!))
    ? { start, end: statement.end + rest[0].length }
    : undefined;
}

class CommandReader {
  readonly parts: CommandPart[] = [];
  readonly holes: CommandHole[] = [];

  constructor(readonly tree: ts.SourceFile) {}

  read(node: ts.Expression): void {
    if (ts.isStringLiteralLike(node)) this.parts.push({ text: node.text });
    else if (ts.isParenthesizedExpression(node)) this.read(node.expression);
    else if (ts.isTemplateExpression(node)) {
      this.parts.push({ text: node.head.text });
      for (const { expression, literal } of node.templateSpans) {
        this.hole(expression);
        this.parts.push({ text: literal.text });
      }
    } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
      this.read(node.left);
      this.read(node.right);
    } else if (this.isJoin(node) && ts.isArrayLiteralExpression(node.expression.expression)) {
      node.expression.expression.elements.forEach((element, index) => {
        if (index > 0) this.parts.push({ text: " " });
        if (ts.isStringLiteralLike(element)) this.parts.push({ text: element.text });
        else this.hole(element);
      });
    } else this.hole(node);
  }

  private hole(node: ts.Expression): void {
    const source = (at: ts.Node) => at.getText(this.tree);
    const array = this.isJoin(node) ? node.expression.expression : undefined;
    const call = ts.isCallExpression(node) ? node : undefined;
    const stringified =
      call && source(call.expression) === "JSON.stringify" && call.arguments.length === 1
        ? call.arguments[0]
        : undefined;
    this.parts.push({ hole: this.holes.length });
    this.holes.push({
      source: source(node),
      joined: array && source(array),
      stringified: stringified && source(stringified),
      isText: isKnownText(this.tree, stringified ?? node),
      isValue: isValue(stringified ?? node),
    });
  }

  private isJoin(
    node: ts.Expression,
  ): node is ts.CallExpression & { expression: ts.PropertyAccessExpression } {
    const [separator] = ts.isCallExpression(node) ? node.arguments : [];
    return (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      node.expression.name.text === "join" &&
      !!separator &&
      ts.isStringLiteralLike(separator) &&
      separator.text === " "
    );
  }
}

/** Names of things that hold several words or a piece of shell. */
const SEVERAL =
  /(args|argv|arguments|flags?|options?|opts|params|extras?|switches|command|cmd|pipe(line)?|redirect|suffix|prefix|rest)$/i;

function isValue(node: ts.Expression): boolean {
  if (ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node) || ts.isAsExpression(node))
    return isValue(node.expression);
  if (ts.isIdentifier(node)) return !SEVERAL.test(node.text);
  if (ts.isPropertyAccessExpression(node)) return !SEVERAL.test(node.name.text);
  if (ts.isElementAccessExpression(node)) return true;
  if (ts.isCallExpression(node)) {
    const name = ts.isPropertyAccessExpression(node.expression)
      ? node.expression.name.text
      : ts.isIdentifier(node.expression)
        ? node.expression.text
        : "";
    return name !== "" && !SEVERAL.test(name) && !/escape|quote|join|concat|build/i.test(name);
  }
  return (
    ts.isNumericLiteral(node) ||
    ts.isStringLiteralLike(node) ||
    (ts.isAwaitExpression(node) && isValue(node.expression))
  );
}
