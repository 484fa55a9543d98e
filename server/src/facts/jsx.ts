/** JSX elements: a component and its properties; children are the property `children`. */
import * as ts from "./syntax.js";
import { expression } from "./expressions.js";
import { Op } from "./facts.js";
import type { Walker } from "./walker.js";

export function jsx(walker: Walker, node: ts.JsxElement | ts.JsxSelfClosingElement | ts.JsxFragment): number {
  if (ts.isJsxFragment(node)) return walker.add(Op.Jsx, node, [-1, ...children(walker, node.children)], "");
  const opening = ts.isJsxElement(node) ? node.openingElement : node;
  const tag = opening.tagName.getText(walker.source);
  const component =
    /^[a-z]/.test(tag) && !tag.includes(".") ? -1 : expression(walker, opening.tagName as ts.Expression);
  const props: number[] = [];
  for (const attribute of opening.attributes.properties) {
    if (ts.isJsxSpreadAttribute(attribute)) {
      props.push(walker.add(Op.Spread, attribute, [expression(walker, attribute.expression)]));
      continue;
    }
    const value = attribute.initializer;
    let result: number;
    if (!value) result = walker.add(Op.Boolean, attribute, [], "true");
    else if (ts.isJsxExpression(value))
      result = value.expression ? expression(walker, value.expression) : walker.unknown(value);
    else result = expression(walker, value);
    props.push(walker.add(Op.Prop, attribute, [result], attribute.name.getText(walker.source)));
  }
  if (ts.isJsxElement(node)) props.push(...children(walker, node.children));
  return walker.add(Op.Jsx, node, [component, ...props], tag);
}

function children(walker: Walker, list: ts.NodeArray<ts.JsxChild>): number[] {
  const props: number[] = [];
  for (const child of list) {
    if (ts.isJsxText(child)) continue;
    const value = ts.isJsxExpression(child)
      ? child.expression
        ? expression(walker, child.expression)
        : -1
      : expression(walker, child);
    if (value >= 0) props.push(walker.add(Op.Prop, child, [value], "children"));
  }
  return props;
}
