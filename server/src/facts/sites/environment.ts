/** Where a file runs, and where it names a variable of the environment. */
import { ts } from "ts-morph";
import { textNeeded } from "./literals.js";
import { importsOf } from "./modules.js";
import type { Span } from "./positions.js";
import { descendants, parse } from "./tree.js";

const SERVER_FILE =
  /(?:^|\/)(?:app\/(?:.*\/)?route|\+(?:server|page\.server|layout\.server)|middleware|proxy|[^/]+\.server)\.[cm]?[jt]sx?$|(?:^|\/)(?:pages\/api|server)\//;
const SERVER_MODULE =
  /^(?:node:.+|(?:fs|path|http|https|crypto|child_process|os|stream|net)(?:\/.+)?|server-only|next\/(?:server|headers|cache)|express|fastify|koa|hono|@hono\/.+|@hapi\/hapi|@nestjs\/.+|@modelcontextprotocol\/.*server.*)$/;
const BROWSER_FILE = /\.client\.[cm]?[jt]sx?$|\.(?:vue|svelte)$/;
const BROWSER_MODULE = /^(?:react-dom(?:\/.+)?|client-only|vue)$/;
const BROWSER_GLOBAL = /^(?:window|document|localStorage|sessionStorage|navigator)$/;
/** Hooks of React that a component on a server does not have. */
const HOOK = /^use(?:State|Effect|Ref|Reducer|LayoutEffect)$/;

/** What the file itself says of where it runs; undefined where it says nothing. */
export function runsIn(file: string, text: string): "browser" | "server" | undefined {
  const tree = parse(file, text);
  for (const statement of tree.statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isStringLiteral(statement.expression)) break;
    if (statement.expression.text === "use client") return "browser";
    if (statement.expression.text === "use server") return "server";
  }
  const imports = importsOf(tree).filter(({ typeOnly }) => !typeOnly);
  if (
    BROWSER_FILE.test(file) ||
    imports.some(({ module, imported }) => BROWSER_MODULE.test(module) || HOOK.test(imported))
  )
    return "browser";
  const bare = tree.statements.filter((at) => ts.isImportDeclaration(at) && !at.importClause);
  const modules = [
    ...imports.map(({ module }) => module),
    ...bare.map((at) => ((at as ts.ImportDeclaration).moduleSpecifier as ts.StringLiteral).text),
  ];
  if (SERVER_FILE.test(file) || modules.some((module) => SERVER_MODULE.test(module))) return "server";
  for (const node of descendants(tree))
    if (ts.isIdentifier(node) && BROWSER_GLOBAL.test(node.text) && !isMember(node)) return "browser";
  return undefined;
}

function isMember(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === node;
}

export interface VariableSite {
  /** Every place that says the name: in code, in texts, in comments. */
  names: Span[];
  /** The reads of it from `import.meta.env`. */
  bundled: BundledRead[];
  /** Choices between the variable and another of the environment, `process.env.A ?? process.env.B`: all of it, and the other side. */
  choices: (Span & { other: Span })[];
}

export interface BundledRead extends Span {
  /** `undefined`, which a variable of the process may be, does not compile there. */
  needsText: boolean;
  needsParentheses: boolean;
}

/**
 * Where a file names a variable of the environment; undefined where something of that name is none: a field of an object
 * that is checked elsewhere, or a name of the file's own.
 */
export function variableSite(file: string, text: string, variable: string): VariableSite | undefined {
  const tree = parse(file, text);
  const bundled: BundledRead[] = [];
  const choices: VariableSite["choices"] = [];
  for (const node of descendants(tree)) {
    const isNamed =
      (ts.isIdentifier(node) && node.text === variable) ||
      (ts.isStringLiteral(node) && node.text === variable && ts.isElementAccessExpression(node.parent));
    if (!isNamed) continue;
    const read = node.parent;
    if (!ts.isPropertyAccessExpression(read) && !ts.isElementAccessExpression(read)) return undefined;
    const held = read.expression.getText(tree).replace(/[\s!]/g, "");
    if (held === "import.meta.env")
      bundled.push({ start: read.getStart(tree), end: read.end, ...textNeeded(tree, read) });
    else if (held !== "process.env") return undefined;
    const { parent } = read;
    if (!ts.isBinaryExpression(parent) || !isChoice(parent)) continue;
    const other = parent.left === read ? parent.right : parent.left;
    if (!/^process\.env(?:\.\w+|\[["']\w+["']\])$/.test(other.getText(tree))) continue;
    choices.push({
      start: parent.getStart(tree),
      end: parent.end,
      other: { start: other.getStart(tree), end: other.end },
    });
  }
  const names = [...text.matchAll(new RegExp(`(?<![\\w$])${variable}(?![\\w$])`, "g"))];
  return {
    names: names.map(({ index }) => ({ start: index, end: index + variable.length })),
    bundled,
    choices,
  };
}

function isChoice({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken;
}
