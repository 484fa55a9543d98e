/** Where a syntax node's own text begins. */
import type * as ts from "./syntax.js";

const TAB = 9;
const RETURN = 13;
const SPACE = 32;
const SLASH = 47;
const ASCII = 128;
/** A line that starts with these may be a conflict marker or a `#!` line, which the compiler skips like a comment. */
const MARKERS = new Set([..."#<=>|"].map((character) => character.charCodeAt(0)));

/** `node.getStart(source)`, by a shorter way where only white space stands before the node. */
export function startOf(source: ts.SourceFile, node: ts.Node): number {
  const { text } = source;
  const { end } = node;
  for (let at = node.pos; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === SPACE || (code >= TAB && code <= RETURN)) continue;
    if (code === SLASH || code >= ASCII || MARKERS.has(code)) break;
    return at;
  }
  return node.getStart(source);
}

/** Offsets of the lines of a text; by a shorter way where only line feeds end them. */
export function lineStartsOf(source: ts.SourceFile): Int32Array {
  const { text } = source;
  if (/[\r\u2028\u2029]/.test(text)) return new Int32Array(source.getLineStarts());
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return new Int32Array(starts);
}
