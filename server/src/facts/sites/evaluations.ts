/** Code that is run only to read data: an expression in parentheses, or a function that returns it and nothing else. */
import { ts } from "ts-morph";
import type { Span } from "./positions.js";
import { isKnownText } from "./text-types.js";
import { textSite } from "./texts.js";
import { expressionAt, parse } from "./tree.js";

export interface EvaluationSite {
  /** What yields the data: the call, with the call of the function that it makes. */
  whole: Span;
  /** Source text of what is read. */
  source: string;
  /** The code around says that it is text. */
  isText: boolean;
}

/** The evaluation whose code is the text at `span`; undefined when the text may be anything but data. */
export function evaluationSite(file: string, text: string, span: Span): EvaluationSite | undefined {
  const tree = parse(file, text);
  const code = expressionAt(tree, span);
  const call = code?.parent;
  if (!call || !(ts.isCallExpression(call) || ts.isNewExpression(call)) || call.arguments?.length !== 1)
    return undefined;
  const callee = call.expression.getText(tree);
  const returns = callee === "Function";
  if (!returns && !(callee === "eval" && ts.isCallExpression(call))) return undefined;
  const whole = returns ? call.parent : call;
  if (returns && !(ts.isCallExpression(whole) && whole.expression === call && whole.arguments.length === 0))
    return undefined;
  const parts = textSite(file, text, span)?.parts ?? [];
  const holes = parts.flatMap((part) => ("hole" in part ? [part.hole] : []));
  const frame = parts.map((part) => ("hole" in part ? "\u0000" : part.text)).join("");
  const isData = returns ? /^\s*return\s*(\(\0\)|\0)\s*;?\s*$/ : /^\s*\(\0\)\s*;?\s*$/;
  const [hole] = holes;
  const value = hole && expressionAt(tree, hole.span);
  if (!hole || !value || !isData.test(frame)) return undefined;
  return {
    whole: { start: whole.getStart(tree), end: whole.end },
    source: hole.source,
    isText: isKnownText(tree, value),
  };
}
