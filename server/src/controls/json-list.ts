/** Puts a text into a list of a JSON file; comments, commas and everything else stay as they are. */
import { findNodeAtLocation, parseTree } from "jsonc-parser";
import type { OffsetEdit } from "./control.js";

/**
 * @param path the keys that lead to the list
 * @param at where in the list: before the first text that is greater, or at its end
 * @returns undefined where there is no such list, or it holds the text
 */
export function insertedInList(
  text: string,
  path: readonly string[],
  value: string,
  at: "sorted" | "end",
): OffsetEdit | undefined {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const list = tree && findNodeAtLocation(tree, [...path]);
  if (list?.type !== "array") return undefined;
  const items = list.children ?? [];
  if (items.some((item) => item.value === value)) return undefined;
  const written = JSON.stringify(value);
  const next =
    at === "sorted" ? items.find((item) => typeof item.value === "string" && item.value > value) : undefined;
  const last = items.at(-1);
  if (next)
    return { start: next.offset, end: next.offset, newText: `${written},${gapAt(text, next.offset)}` };
  if (last) {
    const end = last.offset + last.length;
    return { start: end, end, newText: `,${gapAt(text, last.offset)}${written}` };
  }
  return { start: list.offset + 1, end: list.offset + 1, newText: written };
}

/** What stands before an item of a list: the line end and indentation of one on a line of its own, else a space. */
function gapAt(text: string, offset: number): string {
  return /(?:\r\n|\n|\r)[ \t]*$/.exec(text.slice(0, offset))?.[0] ?? " ";
}
