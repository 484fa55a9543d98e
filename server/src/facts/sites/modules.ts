/** What a file imports under which names, and where an import or a module-level declaration goes. */
import { ts } from "ts-morph";
import { parse } from "./tree.js";

export interface ImportedName {
  /** The name in this file. */
  local: string;
  /** The name in the module: an export, `default`, or `*` for all of it. */
  imported: string;
  module: string;
  /** Only for types: gone at run time. */
  typeOnly: boolean;
  /** `require` rather than `import`. */
  required: boolean;
}

/** Names bound at module level by import declarations and by `require`. */
export function importedNames(file: string, text: string): ImportedName[] {
  return importsOf(parse(file, text)).map(({ local, imported, module, typeOnly, required }) => ({
    local,
    imported,
    module,
    typeOnly,
    required,
  }));
}

export interface ImportBinding extends ImportedName {
  /** The specifier, clause or declaration that binds it. */
  node: ts.Node;
  statement: ts.Statement;
}

export function importsOf(tree: ts.SourceFile): ImportBinding[] {
  const found: ImportBinding[] = [];
  for (const statement of tree.statements) {
    if (ts.isImportDeclaration(statement)) fromImport(statement, found);
    else if (ts.isVariableStatement(statement)) fromRequire(statement, found);
    else if (ts.isImportEqualsDeclaration(statement)) {
      const { moduleReference: from, name } = statement;
      if (ts.isExternalModuleReference(from) && ts.isStringLiteral(from.expression)) {
        found.push({
          local: name.text,
          imported: "*",
          module: from.expression.text,
          typeOnly: statement.isTypeOnly,
          required: true,
          node: statement,
          statement,
        });
      }
    }
  }
  return found;
}

function fromImport(statement: ts.ImportDeclaration, found: ImportBinding[]): void {
  const clause = statement.importClause;
  if (!clause || !ts.isStringLiteral(statement.moduleSpecifier)) return;
  const module = statement.moduleSpecifier.text;
  const whole = clause.isTypeOnly;
  const add = (local: string, imported: string, node: ts.Node, typeOnly = whole) =>
    found.push({ local, imported, module, typeOnly, required: false, node, statement });
  if (clause.name) add(clause.name.text, "default", clause);
  const bindings = clause.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings)) add(bindings.name.text, "*", bindings);
  else if (bindings) {
    for (const element of bindings.elements) {
      add(
        element.name.text,
        (element.propertyName ?? element.name).text,
        element,
        whole || element.isTypeOnly,
      );
    }
  }
}

function fromRequire(statement: ts.VariableStatement, found: ImportBinding[]): void {
  for (const declaration of statement.declarationList.declarations) {
    const required = requiredModule(declaration.initializer);
    if (!required) continue;
    const add = (local: string, imported: string, node: ts.Node) =>
      found.push({
        local,
        imported,
        module: required.module,
        typeOnly: false,
        required: true,
        node,
        statement,
      });
    if (ts.isIdentifier(declaration.name)) add(declaration.name.text, required.member ?? "*", declaration);
    else if (ts.isObjectBindingPattern(declaration.name) && !required.member) {
      for (const element of declaration.name.elements) {
        const imported = element.propertyName ?? element.name;
        if (ts.isIdentifier(element.name) && ts.isIdentifier(imported))
          add(element.name.text, imported.text, element);
      }
    }
  }
}

/** `require("m")` or `require("m").member`. */
function requiredModule(node: ts.Expression | undefined): { module: string; member?: string } | undefined {
  if (!node) return undefined;
  if (ts.isPropertyAccessExpression(node)) {
    const inner = requiredModule(node.expression);
    return inner && !inner.member ? { ...inner, member: node.name.text } : undefined;
  }
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== "require") {
    return undefined;
  }
  const [module] = node.arguments;
  return module && ts.isStringLiteralLike(module) ? { module: module.text } : undefined;
}

/** Whether the file is loaded by `require`: it uses it, or sets `module.exports`, and has no import or export. */
export function isCommonJs(file: string, text: string): boolean {
  const tree = parse(file, text);
  if (/\.(mjs|mts)$/i.test(file)) return false;
  if (
    tree.statements.some(
      (at) =>
        ts.isImportDeclaration(at) ||
        ts.isExportDeclaration(at) ||
        ts.isExportAssignment(at) ||
        isExported(at),
    )
  ) {
    return false;
  }
  if (/\.cjs$/i.test(file)) return true;
  return /\brequire\s*\(|\bmodule\.exports\b|\bexports\.\w/.test(text);
}

function isExported(node: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node)?.some((at) => at.kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}

/** Where the file's head ends: after its last import or require, else after directives; else its start. */
export interface HeadEnd {
  offset: number;
  /** `imports`: after an import; `directives`: after directives such as "use server"; `start`: before everything. */
  after: "imports" | "directives" | "start";
}

export function headEnd(file: string, text: string): HeadEnd {
  const tree = parse(file, text);
  const imports = new Set<ts.Statement>(importsOf(tree).map(({ statement }) => statement));
  let last: ts.Statement | undefined;
  let directive: ts.Statement | undefined;
  for (const statement of tree.statements) {
    const isDirective = ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
    if (isDirective && !last) directive = statement;
    // A require far below the head is not where a reader looks for imports.
    else if (ts.isImportDeclaration(statement) || imports.has(statement)) last = statement;
    else if (last && !ts.isImportDeclaration(statement)) break;
  }
  if (last) return { offset: lineRest(text, last.end), after: "imports" };
  if (directive) return { offset: lineRest(text, directive.end), after: "directives" };
  return { offset: ts.getShebang(text)?.length ?? 0, after: "start" };
}

/** Past a comment that shares the line. */
function lineRest(text: string, end: number): number {
  const rest = /^[ \t]*(\/\/[^\r\n]*|\/\*[^\r\n]*\*\/[ \t]*(?=[\r\n]|$))?/.exec(text.slice(end))![0];
  return /^\s*$/.test(rest) ? end : end + rest.length;
}
