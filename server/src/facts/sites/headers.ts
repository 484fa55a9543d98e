/** The header of a request that carries what a caller sent. */
import { ts } from "ts-morph";
import { declarationOf, isConst } from "./fixed.js";
import type { Span } from "./positions.js";
import { orphanSpans } from "./omissions.js";
import { usesOf } from "./references.js";
import { isStatement, nodeSpanning, parse, upwards } from "./tree.js";

export interface HeaderSite {
  /** In lower case. */
  name: string;
  /** The property with its name, and the object literal that it is in. */
  property: Span;
  object: Span;
  /** Its value, as it is written. */
  value: string;
  /** The other headers of the same object, in lower case. */
  others: string[];
  /** The call or construction that sends it. */
  call: Span;
  /** What nothing else uses without the value; to be deleted with it. */
  orphans: Span[];
}

const CARRIES = /^(?:authorization|proxy-authorization|cookie|x-(?:api-key|auth-token|access-token))$/;

/** The header whose value is at `span`, or of the object there that only this request uses; undefined when it is not one header alone. */
export function headerSite(file: string, text: string, span: Span): HeaderSite | undefined {
  const tree = parse(file, text);
  const start = nodeSpanning(tree, span);
  const around = headerAround(start);
  const property = around ?? headerIn(tree, start);
  const call = [...upwards(around ?? start)].find((at) => ts.isCallExpression(at) || ts.isNewExpression(at));
  const sends = call && sendingCall(call);
  if (!property || !sends) return undefined;
  const value = ts.isPropertyAssignment(property) ? property.initializer : property.name;
  const spanOf = (node: ts.Node): Span => ({ start: node.getStart(tree), end: node.end });
  const orphans = orphanSpans(file, text, spanOf(value));
  return (
    orphans && {
      name: nameOf(property)!,
      property: spanOf(property),
      object: spanOf(property.parent),
      value: value.getText(tree),
      others: property.parent.properties.flatMap((at) => (at === property ? [] : (nameOf(at) ?? []))),
      call: spanOf(sends),
      orphans,
    }
  );
}

type Header = (ts.PropertyAssignment | ts.ShorthandPropertyAssignment) & {
  parent: ts.ObjectLiteralExpression;
};

function nameOf(node: ts.ObjectLiteralElementLike): string | undefined {
  const { name } = node;
  return name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text.toLowerCase() : undefined;
}

function isHeader(node: ts.Node): node is Header {
  return (
    (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) &&
    ts.isObjectLiteralExpression(node.parent) &&
    CARRIES.test(nameOf(node) ?? "")
  );
}

function headerAround(node: ts.Node): Header | undefined {
  for (const at of upwards(node)) {
    if (isHeader(at)) return at;
    if (ts.isFunctionLike(at) || isStatement(at)) return undefined;
  }
  return undefined;
}

/** `headers` of `fetch(url, { headers })`, where that is an object literal, or a constant that is used nowhere else. */
function headerIn(tree: ts.SourceFile, node: ts.Node): Header | undefined {
  const place = [...upwards(node)].find(
    (at) => ts.isPropertyAssignment(at) || ts.isShorthandPropertyAssignment(at),
  );
  if (!place) return undefined;
  let value: ts.Expression | undefined = ts.isPropertyAssignment(place)
    ? place.initializer
    : ts.isShorthandPropertyAssignment(place)
      ? place.name
      : undefined;
  if (value && ts.isIdentifier(value)) {
    const declaration = declarationOf(tree, value);
    if (!declaration || !ts.isVariableDeclaration(declaration) || !isConst(declaration)) return undefined;
    if (!ts.isIdentifier(declaration.name) || usesOf(declaration.name).length !== 1) return undefined;
    value = declaration.initializer;
  }
  if (!value || !ts.isObjectLiteralExpression(value)) return undefined;
  const carrying = value.properties.filter(isHeader);
  return carrying.length === 1 ? carrying[0] : undefined;
}

/** `fetch(…)` around `new Headers({ … })`, else the call itself. */
function sendingCall(call: ts.Node): ts.Node {
  const isPart = ts.isNewExpression(call) && call.expression.getText() === "Headers";
  const outer =
    isPart && [...upwards(call.parent)].find((at) => ts.isCallExpression(at) || ts.isNewExpression(at));
  return outer || call;
}
