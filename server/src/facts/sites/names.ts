/** Which names a file declares, and where on a path one is used. */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";
import { descendants, functionAround, isStatement, nodeSpanning, parse, upwards } from "./tree.js";

/** Whether the text declares a function, class, method, variable or property of this name. */
export function declares(file: string, text: string, name: string): boolean {
  if (!text.includes(name)) return false;
  for (const node of descendants(parse(file, text))) {
    const declared =
      (ts.isVariableDeclaration(node) ||
        ts.isFunctionDeclaration(node) ||
        ts.isFunctionExpression(node) ||
        ts.isClassDeclaration(node) ||
        ts.isMethodDeclaration(node) ||
        ts.isPropertyDeclaration(node) ||
        ts.isPropertyAssignment(node) ||
        ts.isShorthandPropertyAssignment(node)) &&
      node.name !== undefined &&
      (ts.isIdentifier(node.name) || ts.isPrivateIdentifier(node.name)) &&
      node.name.text === name;
    if (declared) return true;
  }
  return false;
}

/** Whether the text imports this name from a package, so that its declaration lies outside the workspace. */
export function importsName(file: string, text: string, name: string): boolean {
  if (!text.includes(name)) return false;
  return parse(file, text).statements.some((statement) => {
    const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
    if (!clause) return false;
    if (clause.name?.text === name) return true;
    const bindings = clause.namedBindings;
    if (!bindings) return false;
    if (ts.isNamespaceImport(bindings)) return bindings.name.text === name;
    return bindings.elements.some((element) => element.name.text === name);
  });
}

/**
 * Whether `name` acts on a path through this file: it is used in the statement of a step, a step lies inside the function
 * of that name, or a statement before a step, in the same function, calls it on something that the step mentions.
 */
export function actsOnPath(file: string, text: string, name: string, steps: readonly Span[]): boolean {
  if (!text.includes(name)) return false;
  const tree = parse(file, text);
  return steps.some((span) => {
    const node = nodeSpanning(tree, span);
    for (const at of upwards(node)) if (ts.isFunctionLike(at) && nameOf(at) === name) return true;
    const mentioned = identifiers(node);
    const top = functionAround(node);
    let inner = true;
    for (const at of upwards(node)) {
      if (at === top || ts.isSourceFile(at)) break;
      if (!isStatement(at)) continue;
      if (inner && [...identifiers(at)].includes(name)) return true;
      inner = false;
      if (siblingsBefore(at).some((before) => callsOn(before, name, mentioned))) return true;
    }
    return false;
  });
}

function nameOf(node: ts.SignatureDeclaration): string | undefined {
  const own = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
  return own && ts.isIdentifier(own) ? own.text : undefined;
}

function identifiers(node: ts.Node): Set<string> {
  const names = new Set<string>();
  if (ts.isIdentifier(node)) names.add(node.text);
  for (const at of descendants(node)) if (ts.isIdentifier(at)) names.add(at.text);
  return names;
}

function siblingsBefore(statement: ts.Statement): ts.Statement[] {
  const { parent } = statement;
  if (!ts.isBlock(parent) && !ts.isSourceFile(parent) && !ts.isCaseOrDefaultClause(parent)) return [];
  const list: readonly ts.Statement[] = parent.statements;
  return list.slice(0, Math.max(0, list.indexOf(statement)));
}

function callsOn(statement: ts.Node, name: string, mentioned: ReadonlySet<string>): boolean {
  for (const node of descendants(statement)) {
    if (!ts.isCallExpression(node)) continue;
    const callee = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
    if (!ts.isIdentifier(callee) || callee.text !== name) continue;
    if (node.arguments.some((argument) => [...identifiers(argument)].some((used) => mentioned.has(used))))
      return true;
  }
  return false;
}
