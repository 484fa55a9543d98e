/** What a regular expression that a value matched rules out. */
import { kinds, NONE, type KindSet } from "./kinds.js";

/** Characters that make a value dangerous for a kind of sink. */
const DANGEROUS: readonly [KindSet, string][] = [
  [kinds("command", "program"), ";&|`$()<>\n\"'\\ *?{}!#~^%"],
  [kinds("code"), "();`'\"=[]{}\n"],
  [kinds("query"), "'\";() \n"],
  [kinds("html"), "<>\"'&"],
  [kinds("path"), "/\\"],
  [kinds("request", "navigation"), "/:@?#\\"],
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
  if (!source.startsWith("^") || !source.endsWith("$") || source.endsWith("\\$")) return NONE;
  const body = source.slice(1, -1);
  // A top-level alternative could escape the anchors.
  if (/\|/.test(body) && !/^\((?:\?:)?[^()]*\)$/.test(body)) return NONE;
  const tokens = tokensOf(body);
  return tokens ? allowed(tokens, flags, tokens[0] ?? "") : NONE;
}

/** What replacing every match of a negated class by a fixed text rules out. */
export function strippedKinds(literal: string, replacement: string): KindSet {
  const match = /^\/\[\^((?:[^\]\\]|\\.)+)\]\+?\/(\w*)$/.exec(literal);
  if (!match || !match[2]!.includes("g")) return NONE;
  const left = match[1]! + replacement.replace(/[\\\]^-]/g, "\\$&");
  return regexKinds(`/[^${left}]/${match[2]!}`, false);
}

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
    else if (character === "{") at = Math.max(at, body.indexOf("}", at));
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
