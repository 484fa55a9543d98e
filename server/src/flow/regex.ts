/** What a regular expression that a value matched rules out. */
import { ALL, kinds, NONE, type KindSet } from "./kinds.js";

/** Characters that make a value dangerous for a kind of sink. */
const DANGEROUS: readonly [KindSet, string][] = [
  [kinds("command", "program"), ";&|`$()<>\n\"'\\ *?{}!#^%"],
  [kinds("code"), "();`'\"=[]{}\n"],
  [kinds("query"), "'\";() \n"],
  [kinds("html"), "<>\"'&"],
  [kinds("path"), "/\\"],
  [kinds("request", "navigation", "model-endpoint"), "/:@?#\\"],
  [kinds("parse", "prompt"), " \n"],
];

/**
 * @param literal the expression as written, `/…/flags`
 * @param matched whether the value matched it
 */
export function regexKinds(literal: string, matched: boolean): KindSet {
  const end = literal.lastIndexOf("/");
  const source = literal.slice(1, end);
  const flags = literal.slice(end + 1);
  if (flags.includes("m")) return NONE;
  if (!matched) {
    // `/[^a-z0-9]/.test(x)` was false: only those characters occur.
    const negated = /^\[\^((?:[^\]\\]|\\.)+)\]\+?$/.exec(source);
    return negated ? allowed([`[${negated[1]}]`], flags, negated[1]!) : NONE;
  }
  // Each of several expressions has anchors of its own: `^[a-z]{15}$|^[a-z]{18}$`, not `^a|b$`.
  const alternatives = alternativesOf(source);
  if (alternatives.length > 1)
    return alternatives.reduce((set, each) => set & regexKinds(`/${each}/${flags}`, true), ALL);
  if (!source.startsWith("^") || !source.endsWith("$") || source.endsWith("\\$")) return NONE;
  const tokens = tokensOf(source.slice(1, -1));
  return tokens ? allowed(tokens, flags, tokens[0] ?? "") : NONE;
}

/** The expressions that one is made of, outside of all groups: two of `a|b`, one of `(a|b)c`. */
function alternativesOf(source: string): string[] {
  const alternatives: string[] = [];
  let [start, depth] = [0, 0];
  for (let at = 0; at < source.length; at++) {
    const character = source[at];
    if (character === "\\") at++;
    else if (character === "[")
      while (at < source.length && source[at] !== "]") at += source[at] === "\\" ? 2 : 1;
    else if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (character === "|" && depth === 0) {
      alternatives.push(source.slice(start, at));
      start = at + 1;
    }
  }
  return [...alternatives, source.slice(start)];
}

/** What may stand in place of a match, or undefined when that is not known. */
export type Replaced = (match: string) => readonly string[] | undefined;

/** A character of an expression, or a class of them. */
const ONE = String.raw`(?:\[(?:[^\]\\]|\\.)+\]|\\?[^\\\]^$.|?*+()[])`;
const EACH_CHARACTER = new RegExp(String.raw`^/(\(?)(${ONE}(?:\|${ONE})*)(\)?)(\+?)/(\w*)$`);

/** Characters that are tried: those that mean something to a sink, and the wide forms that are taken for them. */
const TRIED: readonly string[] = [
  ...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)),
  ...Array.from({ length: 94 }, (_, at) => String.fromCharCode(0xff01 + at)),
];

/**
 * What replacing every character of a class rules out: all but the class's characters where it is negated, else those it
 * lists. What stands in their place counts with what is left.
 */
export function strippedKinds(literal: string, replaced: Replaced): KindSet {
  const match = EACH_CHARACTER.exec(literal);
  if (!match || !match[5]!.includes("g") || (match[1] === "") !== (match[3] === "")) return NONE;
  const [, , listed = "", , repeated = "", flags = ""] = match;
  let pattern: RegExp;
  try {
    pattern = new RegExp(`^(?:${listed})$`, flags.replace(/[gy]/g, ""));
  } catch {
    return NONE;
  }
  const put = new Set<string>();
  for (const character of TRIED) {
    if (!pattern.test(character)) continue;
    const texts = [character, ...(repeated ? [character + character] : [])].map(replaced);
    if (texts.includes(undefined)) return NONE;
    for (const text of texts.flat()) for (const each of text!) put.add(each);
  }
  let set = NONE;
  const negated = /^\[\^((?:[^\]\\]|\\.)+)\]$/.exec(listed);
  if (negated) {
    const left = negated[1]! + [...put].join("").replace(/[\\\]^-]/g, "\\$&");
    set |= regexKinds(`/[^${left}]/${flags}`, false);
  }
  const gone = (character: string): boolean => pattern.test(character) && !put.has(character);
  // A name without separators stays in its folder.
  if (gone("/") && gone("\\")) set |= kinds("path");
  // No element begins.
  if (gone("<")) set |= kinds("html");
  return set;
}

/** How many parameters of a callback hold the whole match: the first, and a group around the expression. */
export function wholeGroups(literal: string): number {
  return literal.startsWith("/(") && EACH_CHARACTER.test(literal) ? 2 : 1;
}

/** What the text of one group of a matched expression can hold: as little as the group's own pattern lets through. */
export function groupKinds(literal: string, group: number): KindSet {
  const source = literal.slice(1, literal.lastIndexOf("/"));
  const flags = literal.slice(literal.lastIndexOf("/") + 1).replace("m", "");
  /** Where the groups around a place begin; undefined for those that have no number. */
  const open: (number | undefined)[] = [];
  let count = 0;
  for (let at = 0; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === "[")
      while (at < source.length && source[at] !== "]") at += source[at] === "\\" ? 2 : 1;
    else if (source[at] === "(") {
      const head = /^\((?:\?<\w+>)?(?!\?)/.exec(source.slice(at))?.[0];
      open.push(head !== undefined && ++count === group ? at + head.length : undefined);
    } else if (source[at] === ")") {
      const start = open.pop();
      if (start === undefined) continue;
      const isRepeated = /^[*+{]/.test(source.slice(at + 1));
      return isRepeated ? NONE : regexKinds(`/^(${source.slice(start, at)})$/${flags}`, true);
    }
  }
  return NONE;
}

/** `{2,5}`. Any other brace stands for itself. */
const QUANTIFIER = /^\{\d+(?:,\d*)?\}/;

/** Classes and literal characters of an expression, or undefined when it holds a wildcard. */
function tokensOf(body: string): string[] | undefined {
  const tokens: string[] = [];
  for (let at = 0; at < body.length; at++) {
    const character = body[at]!;
    if (character === "[") {
      let end = at + 1;
      while (end < body.length && body[end] !== "]") end += body[end] === "\\" ? 2 : 1;
      const token = body.slice(at, end + 1);
      if (token.startsWith("[^") || /\\[SWD]/.test(token)) return undefined;
      tokens.push(token);
      at = end;
    } else if (character === "\\") {
      const escaped = body[++at] ?? "";
      if (/[SWDp]/.test(escaped)) return undefined;
      if (!/[bB]/.test(escaped)) tokens.push(`\\${escaped}`);
    } else if (character === ".") return undefined;
    else if (QUANTIFIER.test(body.slice(at))) at = body.indexOf("}", at);
    else if (!/[()?:*+|!=<]/.test(character)) tokens.push(character.replace(/[\\^$]/g, "\\$&"));
  }
  return tokens;
}

function allowed(tokens: readonly string[], flags: string, first: string): KindSet {
  let set = NONE;
  const patterns: RegExp[] = [];
  try {
    for (const token of tokens) patterns.push(new RegExp(`^${token}$`, flags.replace(/[gy]/g, "")));
  } catch {
    return NONE;
  }
  for (const [closed, characters] of DANGEROUS)
    if (![...characters].some((character) => patterns.some((pattern) => pattern.test(character))))
      set |= closed;
  // Arithmetic: nothing can be named, quoted or indexed without these.
  if (![..."azAZ_$'\"`[]{}\\"].some((character) => patterns.some((pattern) => pattern.test(character))))
    set |= kinds("code");
  let leadingDash = true;
  try {
    leadingDash = new RegExp(
      `^${first.startsWith("[") || first.startsWith("\\") ? first : `[${first}]`}$`,
    ).test("-");
  } catch {
    // An odd first token: assume the worst.
  }
  if (!leadingDash && (set & kinds("command")) !== 0) set |= kinds("argument");
  return set;
}
