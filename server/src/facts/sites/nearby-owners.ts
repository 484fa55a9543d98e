/** The user or tenant that is known where something is done, by an id that no request claims. */
import { ts } from "ts-morph";
import { ownerSite, type OwnerSite } from "./owners.js";
import type { Span } from "./positions.js";
import { descendants, functionAround, nodeSpanning, parse } from "./tree.js";

const ID = /^(?:user|tenant|org|organi[sz]ation|account|customer|workspace|team|owner|member)_?id$/i;
const HELD = /\.(?:user|tenant|account|org|organization|workspace)\.id$|\.(?:user|tenant|account|org)Id$/;
/** What a stranger decides about a request. */
const CLAIMED = /\b(?:body|query|params|searchParams|input|args|data|payload|json|formData)\b/;

/** The nearest function first; undefined where none of those around knows one. */
export function nearbyOwner(file: string, text: string, use: Span): OwnerSite | undefined {
  const tree = parse(file, text);
  for (let at = functionAround(nodeSpanning(tree, use)); at; at = functionAround(at)) {
    for (const node of descendants(at)) {
      if (!isOwner(tree, node)) continue;
      const found = ownerSite(file, text, { start: node.getStart(tree), end: node.end }, use);
      if (found) return found;
    }
  }
  return undefined;
}

function isOwner(tree: ts.SourceFile, node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) {
    const written = node.getText(tree);
    return HELD.test(written) && !CLAIMED.test(written);
  }
  if (!ts.isIdentifier(node) || !ID.test(node.text)) return false;
  const { parent } = node;
  if (ts.isParameter(parent)) return true;
  if (ts.isVariableDeclaration(parent))
    return parent.name === node && !CLAIMED.test(parent.initializer?.getText(tree) ?? "");
  if (!ts.isBindingElement(parent) || parent.name !== node) return false;
  const declaration = parent.parent.parent;
  return ts.isVariableDeclaration(declaration) && !CLAIMED.test(declaration.initializer?.getText(tree) ?? "");
}
