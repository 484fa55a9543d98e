/** Imports and exports. */
import * as ts from "./syntax.js";
import { importNode } from "./calls.js";
import { Op } from "./facts.js";
import { modified } from "./functions.js";
import { typeDeclaration } from "./types.js";
import type { Walker } from "./walker.js";

/** Functions of frameworks that always throw: what follows them is not reached. */
const THROWS: Readonly<Record<string, ReadonlySet<string>>> = {
  "next/navigation": new Set(["notFound", "redirect", "permanentRedirect", "forbidden", "unauthorized"]),
  "@sveltejs/kit": new Set(["error", "redirect"]),
};

export function importDeclaration(walker: Walker, node: ts.ImportDeclaration): void {
  if (!ts.isStringLiteral(node.moduleSpecifier)) return;
  const specifier = node.moduleSpecifier.text;
  const clause = node.importClause;
  const bindName = (name: ts.Identifier, imported: string): void => {
    const value = importNode(walker, name, specifier, imported);
    walker.importedNames.set(value, imported);
    if (THROWS[specifier]?.has(imported)) walker.neverReturning.add(value);
    walker.assign(walker.scope.find(name.text)!, value);
  };
  if (clause?.name) bindName(clause.name, "default");
  const bindings = clause?.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings)) bindName(bindings.name, "*");
  else if (bindings)
    for (const item of bindings.elements) bindName(item.name, (item.propertyName ?? item.name).text);
}

/** `export function f`, `export default class`. */
export function exportLocal(walker: Walker, node: ts.Node, name: string | undefined, value: number): void {
  if (!modified(node, ts.SyntaxKind.ExportKeyword)) return;
  if (modified(node, ts.SyntaxKind.DefaultKeyword)) walker.exports.push({ name: "default", node: value });
  else if (name) walker.exports.push({ name, node: value });
}

export function exportDeclaration(walker: Walker, node: ts.ExportDeclaration): void {
  const specifier =
    node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : "";
  const clause = node.exportClause;
  if (!clause) {
    if (specifier) walker.reExports.push({ specifier, name: "*", imported: "*" });
    return;
  }
  if (ts.isNamespaceExport(clause)) {
    walker.reExports.push({ specifier, name: clause.name.text, imported: "*" });
    return;
  }
  for (const item of clause.elements) {
    const local = (item.propertyName ?? item.name).text;
    if (specifier) {
      walker.reExports.push({ specifier, name: item.name.text, imported: local });
      continue;
    }
    const variable = walker.scope.find(local);
    if (variable) walker.exportedLocals.push({ name: item.name.text, variable });
    else {
      const type = walker.scope.findType(local);
      const value = type ? typeDeclaration(walker, type) : -1;
      if (value >= 0) walker.exports.push({ name: item.name.text, node: value });
    }
  }
}

/** Exported interfaces and type aliases, so that an import of the type finds its members. */
export function exportTypes(walker: Walker, source: ts.SourceFile): void {
  for (const statement of source.statements) {
    if (!ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement)) continue;
    if (!modified(statement, ts.SyntaxKind.ExportKeyword)) continue;
    const type = walker.scopes.module.ownType(statement.name.text);
    const value = type ? typeDeclaration(walker, type) : -1;
    if (value < 0) continue;
    const name = modified(statement, ts.SyntaxKind.DefaultKeyword) ? "default" : statement.name.text;
    walker.exports.push({ name, node: value });
  }
}

/** What an exported variable is in the end: its last value, or all of them. */
export function exportVariables(walker: Walker): void {
  for (const { name, variable } of walker.exportedLocals)
    walker.exports.push({ name, node: walker.exportedValue(variable) });
  for (const item of walker.exports) if (item.node < 0) item.node = walker.graph.add(Op.Unknown, 0, 0);
}
