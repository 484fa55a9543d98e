/** Makes another export of an imported module available: instead of a name that is no longer used, or beside it. */
import { ts } from "ts-morph";
import { importsOf, type ImportBinding } from "./modules.js";
import { descendants, indentAt, parse } from "./tree.js";
import { fileStyle, freeName, usedNames } from "./style.js";

export interface TextEdit {
  start: number;
  end: number;
  newText: string;
}

export interface Rebinding {
  /** The name of the wanted export in this file. */
  name: string;
  edits: TextEdit[];
}

export interface Rebind {
  /** The imported name that is used now. */
  local: string;
  /** The export of the same module that is needed. */
  wanted: string;
  /** How many uses of `local` the caller takes away. */
  dropped: number;
  /** Names the caller is about to introduce. */
  taken?: readonly string[];
}

/** Undefined when the import is of a shape that is not understood. */
export function rebind(
  file: string,
  text: string,
  { local, wanted, dropped, taken = [] }: Rebind,
): Rebinding | undefined {
  const tree = parse(file, text);
  const bindings = importsOf(tree);
  const binding = bindings.find((at) => at.local === local);
  if (!binding) return undefined;
  const unused = referencesTo(file, text, local) <= dropped;
  const same = (module: string) => module.replace(/^node:/, "") === binding.module.replace(/^node:/, "");
  const present = bindings.find((at) => at.imported === wanted && same(at.module) && !at.typeOnly);
  if (present) return { name: present.local, edits: unused ? removal(tree, binding) : [] };

  const alias =
    binding.local !== binding.imported ? [derivedName(binding.local, binding.imported, wanted)] : [];
  const name = freeName(new Set([...usedNames(file, text), ...taken]), ...alias, wanted, `${wanted}Directly`);
  const edits = insteadOf(tree, binding, wanted, name, unused, fileStyle(file, text).eol);
  return edits && { name, edits };
}

/** `execAsync` with `exec` exchanged for `execFile`: `execFileAsync`. */
export function derivedName(local: string, from: string, to: string): string {
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  if (local.includes(from)) return local.replace(from, to);
  if (local.includes(capital(from))) return local.replace(capital(from), capital(to));
  return `${local}${capital(to)}`;
}

/** How often a name is used as a value, property names and its own declarations aside. */
export function referencesTo(file: string, text: string, name: string): number {
  let count = 0;
  for (const node of descendants(parse(file, text))) {
    if (!ts.isIdentifier(node) || node.text !== name) continue;
    const { parent } = node;
    if (ts.isPropertyAccessExpression(parent) && parent.name === node) continue;
    if (ts.isQualifiedName(parent) && parent.right === node) continue;
    const declares =
      "name" in parent &&
      parent.name === node &&
      !ts.isShorthandPropertyAssignment(parent) &&
      !ts.isExportSpecifier(parent);
    if (
      declares ||
      ((ts.isImportSpecifier(parent) || ts.isBindingElement(parent)) && parent.propertyName === node)
    )
      continue;
    count++;
  }
  return count;
}

function insteadOf(
  tree: ts.SourceFile,
  { node, imported, local }: ImportBinding,
  wanted: string,
  name: string,
  unused: boolean,
  eol: string,
): TextEdit[] | undefined {
  const start = node.getStart(tree);
  if (ts.isImportSpecifier(node) || ts.isBindingElement(node)) {
    const renamed = ts.isImportSpecifier(node) ? `${wanted} as ${name}` : `${wanted}: ${name}`;
    const written = name === wanted ? wanted : renamed;
    if (unused) return [{ start, end: node.end, newText: written }];
    const { indent, first } = indentAt(tree.text, start);
    return [
      { start: node.end, end: node.end, newText: first ? `,${eol}${indent}${written}` : `, ${written}` },
    ];
  }
  // const exec = require("child_process").exec
  if (
    !ts.isVariableDeclaration(node) ||
    imported === "*" ||
    !node.initializer ||
    !ts.isPropertyAccessExpression(node.initializer)
  )
    return undefined;
  const member = node.initializer.name;
  const list = node.parent;
  if (unused) {
    return [
      { start, end: node.name.end, newText: name },
      { start: member.getStart(tree), end: member.end, newText: wanted },
    ];
  }
  if (!ts.isVariableDeclarationList(list) || list.declarations.length > 1) return undefined;
  const statement = list.parent;
  const written = statement
    .getText(tree)
    .replace(new RegExp(`\\b${local}\\b`), name)
    .replace(/\.\w+(;?)$/, `.${wanted}$1`);
  return [{ start: statement.end, end: statement.end, newText: eol + written }];
}

/** Takes one name out of its list, with its comma. */
function removal(tree: ts.SourceFile, { node }: ImportBinding): TextEdit[] {
  if (!ts.isImportSpecifier(node) && !ts.isBindingElement(node)) return [];
  const list: readonly ts.Node[] = node.parent.elements;
  const index = list.indexOf(node);
  const next = list[index + 1];
  const previous = list[index - 1];
  if (next) return [{ start: node.getStart(tree), end: next.getStart(tree), newText: "" }];
  return previous ? [{ start: previous.end, end: node.end, newText: "" }] : [];
}
