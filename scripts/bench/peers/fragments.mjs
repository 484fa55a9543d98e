/**
 * Examples of linters are often fragments: they call `generateText` or `server.tool` and leave out where it comes from, because the
 * linter goes by the name. A list says which import or declaration each such name stands for; nothing else is added.
 */
import ts from "typescript";
import { parse } from "./syntax.mjs";

/** @param {ts.SourceFile} file @returns {{ used: Set<string>, declared: Set<string> }} */
function namesOf(file) {
  const used = new Set();
  const declared = new Set();
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isName = "name" in parent && parent.name === node;
      if (isName && !ts.isPropertyAccessExpression(parent) && !ts.isPropertyAssignment(parent))
        declared.add(node.text);
      else if (!isName && !(ts.isBindingElement(parent) && parent.propertyName === node)) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { used, declared };
}

/**
 * @param {string} text
 * @param {Readonly<Record<string, string>>} names what to write in front for a name that is used and not declared
 * @returns {string} with line numbers as they were
 */
export function completed(text, names) {
  if (Object.keys(names).length === 0) return text;
  const { used, declared } = namesOf(parse("a.tsx", text));
  const lacking = Object.keys(names).filter((name) => used.has(name) && !declared.has(name));
  const added = new Set(lacking.map((name) => names[name]));
  return [...added, text].join(" ");
}
