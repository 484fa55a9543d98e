/** How a file is written, so that what is inserted looks like it was always there. */
import { ts } from "ts-morph";
import { descendants, indentAt, isTypeScript, parse } from "./tree.js";

export interface FileStyle {
  eol: "\n" | "\r\n" | "\r";
  /** One level of indentation. */
  indent: string;
  quote: '"' | "'";
  semicolons: boolean;
  /** Multi-line lists end with a comma. */
  trailingCommas: boolean;
  typescript: boolean;
}

export function fileStyle(file: string, text: string): FileStyle {
  const tree = parse(file, text);
  let double = 0;
  let single = 0;
  let semicolons = 0;
  let bare = 0;
  let commas = 0;
  let noCommas = 0;
  const units = new Map<string, number>();
  for (const node of descendants(tree)) {
    if (ts.isStringLiteral(node) && !ts.isJsxAttribute(node.parent)) {
      if (text[node.getStart(tree)] === "'") single++;
      else if (!node.text.includes("'")) double++;
    } else if (endsWithSemicolon(node)) {
      if (text[node.end - 1] === ";") semicolons++;
      else bare++;
    } else if (ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node)) {
      const list = ts.isObjectLiteralExpression(node) ? node.properties : node.elements;
      const last = list.at(-1);
      if (last && /[\r\n]/.test(text.slice(last.end, node.end))) {
        if (list.hasTrailingComma) commas++;
        else noCommas++;
      }
    } else if (ts.isBlock(node)) {
      const unit = unitOf(text, tree, node);
      if (unit) units.set(unit, (units.get(unit) ?? 0) + 1);
    }
  }
  const unit = [...units].sort((a, b) => b[1] - a[1])[0]?.[0];
  return {
    eol: (/\r\n|\n|\r/.exec(text)?.[0] as FileStyle["eol"] | undefined) ?? "\n",
    indent: unit ?? /^(\t| {2,8})\S/m.exec(text)?.[1] ?? "  ",
    quote: single > double ? "'" : '"',
    semicolons: semicolons >= bare,
    trailingCommas: commas >= noCommas,
    typescript: isTypeScript(file),
  };
}

function endsWithSemicolon(node: ts.Node): boolean {
  return (
    ts.isVariableStatement(node) ||
    ts.isExpressionStatement(node) ||
    ts.isReturnStatement(node) ||
    ts.isImportDeclaration(node) ||
    ts.isThrowStatement(node)
  );
}

function unitOf(text: string, tree: ts.SourceFile, block: ts.Block): string | undefined {
  const inner = block.statements[0];
  if (!inner) return undefined;
  const start = indentAt(text, inner.getStart(tree));
  const close = indentAt(text, block.end - 1);
  if (!start.first || !close.first || !start.indent.startsWith(close.indent)) return undefined;
  return start.indent.slice(close.indent.length) || undefined;
}

/** A string literal in the file's quotes. */
export function quoted(text: string, { quote }: Pick<FileStyle, "quote">): string {
  const body = JSON.stringify(text).slice(1, -1);
  return quote === '"' ? `"${body}"` : `'${body.replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
}

/** Every identifier in the text, declared or used, property names included: a name outside it is free everywhere. */
export function usedNames(file: string, text: string): Set<string> {
  const names = new Set<string>();
  for (const node of descendants(parse(file, text))) {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) names.add(node.text);
  }
  return names;
}

/** The first of the wishes that is free, else the last with a number. */
export function freeName(used: ReadonlySet<string>, ...wishes: string[]): string {
  const free = wishes.find((wish) => !used.has(wish));
  if (free !== undefined) return free;
  const last = wishes.at(-1)!;
  for (let number = 2; ; number++) if (!used.has(`${last}${number}`)) return `${last}${number}`;
}
