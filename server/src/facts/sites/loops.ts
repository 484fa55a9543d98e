/** Loops: where something goes that stands before one, and at the start of each round. */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";
import { find, indentAt, nodeSpanning, parse } from "./tree.js";

export interface LoopSite {
  before: { at: number; indent: string };
  begin: { at: number; indent: string };
}

/** The loop at `span`; undefined when it stands on a line with others or its body is not a block on lines of its own. */
export function loopSite(file: string, text: string, span: Span): LoopSite | undefined {
  const tree = parse(file, text);
  const loop = find(nodeSpanning(tree, span), (at): at is ts.IterationStatement =>
    ts.isIterationStatement(at, false),
  );
  if (!loop || loop.getStart(tree) !== span.start || loop.end !== span.end) return undefined;
  const { parent, statement } = loop;
  if (!ts.isBlock(parent) && !ts.isSourceFile(parent) && !ts.isCaseOrDefaultClause(parent)) return undefined;
  const [first] = ts.isBlock(statement) ? statement.statements : [];
  if (!first) return undefined;
  const before = indentAt(text, span.start);
  const begin = indentAt(text, first.getStart(tree));
  return before.first && begin.first
    ? {
        before: { at: span.start, indent: before.indent },
        begin: { at: first.getStart(tree), indent: begin.indent },
      }
    : undefined;
}
