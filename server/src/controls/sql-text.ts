/** The text of a query with a place for every value that stood in it. */
import { quoted, type FileStyle, type TextSite } from "../facts/sites/index.js";

export interface BoundQuery {
  /** Source text of the query with its places. */
  text: string;
  /** Source texts of the values, in the order of their places. */
  values: string[];
  /** The query as it would stand in a template: text, and values at their places. */
  pieces: ({ text: string } | { value: string })[];
}

/** What a value may follow: a comparison, a limit, a list of values. Names of tables and columns follow none of these. */
const VALUE_BEFORE =
  /(?:[=<>]|\b(?:i?like|limit|offset|between|glob|regexp)|\bbetween\s+\S+\s+and|\bvalues\s*\((?:[^()]*,)?)\s*$/i;

/** Marks in the flat text: a value that comes in, and one that the code itself decides. */
const FREE = 0xe000;
const FIXED = 0xe800;
const MARKS = /[\ue000-\uefff]/g;

/**
 * Undefined when something is put into the query that is not one whole value: a name, a condition, a list.
 * @param placeholder what stands for value number `index`, from 1
 */
export function boundQuery(
  query: TextSite,
  placeholder: (index: number) => string,
  style: Pick<FileStyle, "quote">,
): BoundQuery | undefined {
  const { parts, form } = query;
  const flat = parts
    .map((part, index) =>
      "text" in part ? part.text : String.fromCharCode((part.hole.fixed ? FIXED : FREE) + index),
    )
    .join("");
  const sourceOf = (mark: string): string => {
    const part = parts[mark.charCodeAt(0) & 0x7ff]!;
    return "hole" in part ? part.hole.source : "";
  };
  // Literal text gets into a template, where it is not in one already.
  const inTemplate = (text: string) => (form === "template" ? text : text.replace(/[`\\]|\$\{/g, "\\$&"));
  const template = (text: string) =>
    text
      .split(/([\ue000-\uefff])/)
      .map((piece) => (/^[\ue000-\uefff]$/.test(piece) ? `\${${sourceOf(piece)}}` : inTemplate(piece)))
      .join("");

  const values: string[] = [];
  const pieces: BoundQuery["pieces"] = [];
  let text = "";
  let at = 0;
  for (const found of flat.matchAll(/'([^']*)'|[\ue000-\ue7ff]/g)) {
    const [whole, inner] = found;
    if (inner !== undefined && !/[\ue000-\ue7ff]/.test(inner)) continue;
    const before = flat.slice(0, found.index);
    const after = flat.slice(found.index + whole.length);
    if (
      inner === undefined &&
      (!VALUE_BEFORE.test(before.replace(MARKS, "?")) || /^[\w.'"[(\ue000-\uefff]/.test(after))
    )
      return undefined;
    const bare = inner ?? whole;
    const value = bare.length === 1 ? sourceOf(bare) : `\`${template(bare)}\``;
    values.push(value);
    const lead = flat.slice(at, found.index);
    text += lead + placeholder(values.length);
    pieces.push({ text: template(lead) }, { value });
    at = found.index + whole.length;
  }
  const rest = flat.slice(at);
  text += rest;
  pieces.push({ text: template(rest) });
  const isTemplate = /[\ue800-\uefff]/.test(text) || (form === "template" && /[\n\\"']/.test(text));
  return { text: isTemplate ? `\`${template(text)}\`` : quoted(text, style), values, pieces };
}
