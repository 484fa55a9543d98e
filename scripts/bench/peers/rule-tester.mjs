/** The code strings of ESLint's RuleTester: `run(name, rule, { valid: [...], invalid: [...] })`, each a file of its own. */
import { basename, dirname } from "node:path";
import ts from "typescript";
import { constantsOf, parse, stringOf } from "./syntax.mjs";

/** Lists may go through a helper of the test file: the list is its first argument. @param {ts.Expression} node */
function listOf(node) {
  while (ts.isCallExpression(node) && node.arguments[0]) node = node.arguments[0];
  return ts.isArrayLiteralExpression(node) ? node.elements : [];
}

/** @param {ts.ObjectLiteralExpression} object @param {string} name */
function propertyOf(object, name) {
  for (const property of object.properties)
    if (ts.isPropertyAssignment(property) && property.name.getText() === name) return property.initializer;
  return undefined;
}

/** @param {ts.Expression} item @returns {{ code: ts.Expression | undefined, name: ts.Expression | undefined }} */
function partsOf(item) {
  if (!ts.isObjectLiteralExpression(item)) return { code: item, name: undefined };
  return { code: propertyOf(item, "code"), name: propertyOf(item, "name") };
}

/**
 * Some test files put the import of the SDK in front of every string by a helper of this name; the same is done here.
 * @param {ts.SourceFile} file
 * @param {ReadonlyMap<string, string>} constants
 */
function prefixOf(file, constants) {
  /** @type {string | undefined} */
  let prefix;
  /** @param {ts.Node} node */
  const visit = (node) => {
    const arrow = ts.isVariableDeclaration(node) && node.initializer;
    if (arrow && ts.isArrowFunction(arrow) && arrow.parameters.length === 1 && !ts.isBlock(arrow.body)) {
      const parameter = arrow.parameters[0]?.name.getText() ?? "";
      const mark = "\u0000";
      const text = stringOf(arrow.body, new Map([...constants, [parameter, mark]]));
      if (text?.endsWith(mark) && text.length > 1) prefix ??= text.slice(0, -1);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return prefix ?? "";
}

/**
 * @param {string} path of the test file; its folder has the rule's name
 * @param {string} text
 * @returns {{ examples: import("./labels.mjs").Example[], texts: Map<string, string>, unread: number }}
 */
export function testerExamples(path, text) {
  const file = parse(path, text);
  const constants = constantsOf(file);
  const prefix = prefixOf(file, constants);
  const rule = basename(dirname(path));
  /** @type {ReturnType<typeof testerExamples>} */
  const read = { examples: [], texts: new Map(), unread: 0 };
  const count = { vulnerable: 0, safe: 0 };

  /** @param {ts.Expression} list @param {"vulnerable" | "safe"} label */
  const add = (list, label) => {
    const front = ts.isCallExpression(list) ? prefix : "";
    for (const item of listOf(list)) {
      const { code, name } = partsOf(item);
      const content = code && stringOf(code, constants);
      const nth = ++count[label];
      if (content === undefined) {
        read.unread++;
        continue;
      }
      const title = name && stringOf(name, constants);
      const id = `${basename(path)} ${label === "safe" ? "valid" : "invalid"} ${nth}${title ? `: ${title}` : ""}`;
      const key = `${path}/${label}-${nth}.${/<\/?\w+[^>]*>/.test(content) ? "tsx" : "ts"}`;
      read.texts.set(key, front + content);
      read.examples.push({ id, rule, label, file: key, lines: undefined });
    }
  };

  /** @param {ts.Node} node */
  const visit = (node) => {
    const tests = ts.isCallExpression(node) && node.arguments[2];
    if (tests && ts.isObjectLiteralExpression(tests)) {
      const valid = propertyOf(tests, "valid");
      const invalid = propertyOf(tests, "invalid");
      if (valid) add(valid, "safe");
      if (invalid) add(invalid, "vulnerable");
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return read;
}
