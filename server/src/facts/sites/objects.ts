/** Object literals: the one around a place, what it holds, and where a property goes into it. */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";
import { expressionAt, indentAt, nodeSpanning, parse, upwards } from "./tree.js";

export interface PropertySite {
  name: string;
  /** The property with its name. */
  whole: Span;
  /** Its value; the name itself of a shorthand property, the function of a method. */
  value: Span;
  shorthand: boolean;
}

export interface ObjectSite {
  span: Span;
  properties: PropertySite[];
  /** Something is spread into it, so that it may hold more than is seen. */
  open: boolean;
}

/** The object literal that is exactly at `span`; with `around`, the innermost one that holds it. */
export function objectSite(
  file: string,
  text: string,
  span: Span,
  { around = false } = {},
): ObjectSite | undefined {
  const tree = parse(file, text);
  const exact = around ? nodeSpanning(tree, span) : expressionAt(tree, span);
  for (const at of upwards(exact)) {
    if (ts.isObjectLiteralExpression(at)) return siteOf(tree, at);
    if (!around) return undefined;
  }
  return undefined;
}

/** Plain data of an object literal. */
export function siteOf(tree: ts.SourceFile, object: ts.ObjectLiteralExpression): ObjectSite {
  const spanOf = (node: ts.Node): Span => ({ start: node.getStart(tree), end: node.end });
  const properties = object.properties.flatMap((property): PropertySite[] => {
    const { name } = property;
    if (!name || !(ts.isIdentifier(name) || ts.isStringLiteralLike(name))) return [];
    const value = ts.isPropertyAssignment(property)
      ? property.initializer
      : ts.isShorthandPropertyAssignment(property)
        ? property.name
        : property;
    return [
      {
        name: name.text,
        whole: spanOf(property),
        value: spanOf(value),
        shorthand: ts.isShorthandPropertyAssignment(property),
      },
    ];
  });
  return {
    span: spanOf(object),
    properties,
    open: object.properties.some((property) => ts.isSpreadAssignment(property)),
  };
}

/**
 * The insertion that puts `property` (source text, `name: value`) into an object literal: before the property `before`, else
 * at its end; on a line of its own where its neighbours have theirs.
 */
export function propertyInsertion(
  file: string,
  text: string,
  object: ObjectSite,
  property: string,
  { before, eol, indent }: { before?: string | undefined; eol: string; indent: string },
): { start: number; end: number; newText: string } {
  const tree = parse(file, text);
  const node = expressionAt(tree, object.span) as ts.ObjectLiteralExpression;
  const next = object.properties.find(({ name }) => name === before);
  if (next) {
    const own = indentAt(text, next.whole.start);
    const gap = own.first ? eol + own.indent : " ";
    return { start: next.whole.start, end: next.whole.start, newText: `${property},${gap}` };
  }
  const last = node.properties.at(-1);
  if (!last) return { start: node.getStart(tree) + 1, end: node.end - 1, newText: ` ${property} ` };
  const own = indentAt(text, last.getStart(tree));
  const comma = node.properties.hasTrailingComma;
  const at = comma ? text.indexOf(",", last.end) + 1 : last.end;
  const closing = indentAt(text, node.end - 1);
  // `}` on its own line: the neighbours have theirs, or begin one that this line continues.
  const gap = own.first ? eol + own.indent : closing.first ? eol + closing.indent + indent : " ";
  return { start: at, end: at, newText: `${comma ? "" : ","}${gap}${property}${comma ? "," : ""}` };
}

/** The span to delete so that an object literal no longer has a property. */
export function propertyRemoval(
  file: string,
  text: string,
  object: ObjectSite,
  property: PropertySite,
): Span | undefined {
  const tree = parse(file, text);
  const node = expressionAt(tree, object.span) as ts.ObjectLiteralExpression;
  const item = node.properties.find((at) => at.getStart(tree) === property.whole.start);
  return item && itemSpan(tree, node, node.properties, item);
}

/** An item of a list between brackets, with its comma. */
export function itemSpan(
  tree: ts.SourceFile,
  holder: ts.Node,
  list: ts.NodeArray<ts.Node>,
  item: ts.Node,
): Span {
  const { text } = tree;
  const index = list.indexOf(item);
  if (list.length === 1) return { start: holder.getStart(tree) + 1, end: holder.end - 1 };
  if (index < list.length - 1) {
    const comma = text.indexOf(",", item.end) + 1;
    return { start: item.getStart(tree), end: comma + /^\s*/.exec(text.slice(comma))![0].length };
  }
  const before = list[index - 1]!;
  const end = list.hasTrailingComma ? text.indexOf(",", item.end) + 1 : item.end;
  const comma = text.indexOf(",", before.end);
  return { start: list.hasTrailingComma ? comma + 1 : comma, end };
}
