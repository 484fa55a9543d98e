/** Whether the code itself decides a value: nothing that a call brings in. Syntax only. */
import { ts } from "ts-morph";
import { isUse } from "./references.js";
import { descendants, upwards } from "./tree.js";

/** True when the code itself decides what the expression is. */
export function isFixed(tree: ts.SourceFile, node: ts.Node, seen = new Set<ts.Node>()): boolean {
  return [node, ...descendants(node)].every(
    (at) => !ts.isIdentifier(at) || !isUse(at) || isFixedName(tree, at, seen),
  );
}

function isFixedName(tree: ts.SourceFile, name: ts.Identifier, seen: Set<ts.Node>): boolean {
  const declaration = declarationOf(tree, name);
  if (!declaration) return true;
  if (seen.has(declaration)) return true;
  seen.add(declaration);
  const inside = [...upwards(name)].includes(declaration);
  // The function's own parameter inside an expression is judged with the expression.
  if (ts.isParameter(declaration)) return inside;
  if (!ts.isVariableDeclaration(declaration)) return true;
  const { initializer, name: declared } = declaration;
  if (!initializer || !ts.isIdentifier(declared)) return false;
  return isConst(declaration) && isFixed(tree, initializer, seen);
}

export function isConst(declaration: ts.VariableDeclaration): boolean {
  return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
}

/** The parameter, variable or function that a name means, or undefined for imports and globals. */
export function declarationOf(tree: ts.SourceFile, name: ts.Identifier): Declaration | undefined {
  return declarationNamed(tree, name.parent, name.text);
}

/** The same, for a name that may stand at `place`. */
export function declarationNamed(tree: ts.SourceFile, place: ts.Node, name: string): Declaration | undefined {
  for (const scope of upwards(place)) {
    const found = declarationsIn(scope).find((at) => namesOf(at).includes(name));
    if (found) return found;
    if (scope === tree) break;
  }
  return undefined;
}

export type Declaration =
  ts.ParameterDeclaration | ts.VariableDeclaration | ts.FunctionDeclaration | ts.ClassDeclaration;

function declarationsIn(scope: ts.Node): Declaration[] {
  if (ts.isFunctionLike(scope)) return [...scope.parameters];
  if (ts.isForStatement(scope) || ts.isForOfStatement(scope) || ts.isForInStatement(scope)) {
    const { initializer } = scope;
    return initializer && ts.isVariableDeclarationList(initializer) ? [...initializer.declarations] : [];
  }
  if (ts.isCatchClause(scope)) return scope.variableDeclaration ? [scope.variableDeclaration] : [];
  if (
    !ts.isBlock(scope) &&
    !ts.isSourceFile(scope) &&
    !ts.isModuleBlock(scope) &&
    !ts.isCaseOrDefaultClause(scope)
  )
    return [];
  return scope.statements.flatMap((statement): Declaration[] =>
    ts.isVariableStatement(statement)
      ? [...statement.declarationList.declarations]
      : ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)
        ? [statement]
        : [],
  );
}

function namesOf({ name }: Declaration): string[] {
  if (!name) return [];
  if (ts.isIdentifier(name)) return [name.text];
  return [...descendants(name)].flatMap((at) =>
    ts.isBindingElement(at) && ts.isIdentifier(at.name) ? [at.name.text] : [],
  );
}
