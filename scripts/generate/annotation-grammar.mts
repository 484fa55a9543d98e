/** `syntaxes/`: the TextMate grammar that lights up annotations inside comments, from the verbs that the parser knows. */
import { MARK, THREAT_ID } from "../../server/src/annotations/grammar.js";
import {
  VERBS,
  type ArgumentKind,
  type ValueKind,
  type VerbSpec,
} from "../../server/src/annotations/vocabulary.js";

export const folders = ["syntaxes"];

interface Rule {
  name?: string;
  match?: string;
  captures?: Record<string, Rule>;
  patterns?: Rule[];
  include?: string;
}

/** `keyword.control` → `keyword.control.threatline`: a scope that themes know, with the grammar's own name last. */
const scope = (name: string) => `${name}.threatline`;
const oneOf = (words: readonly string[]) => words.join("|");
const include = (name: string): Rule => ({ include: `#${name}` });
/** A span whose inside other patterns colour. They see nothing behind it, and so need not know where a comment ends. */
const inside = (...patterns: Rule[]): Rule => ({ patterns });

const ANNOTATION = scope("meta.threat-annotation");
const DATE = "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])";
/** Possessive, as the parser reads it: a backslash that escapes is never taken for a plain one. */
const QUOTED = '"(?:\\\\["\\\\]|[^"])*+"?';
const VALUE = `(${QUOTED}|[^\\s"]\\S*)?`;
const KEY = "[A-Za-z][A-Za-z0-9_-]*";
const DASHES = "(?:--|[—–])(?=\\s|$)";

const verbScopes: Record<VerbSpec["family"], string> = {
  treatment: scope("keyword.control.treatment"),
  fact: scope("keyword.other.fact"),
  question: scope("keyword.other.question"),
};

/** What a verb may be followed by to light up; anything else keeps the comment's colour. */
function argument(kind: ArgumentKind): { match: string; name: string } | undefined {
  switch (kind.is) {
    case "threat":
      return { match: THREAT_ID.source.slice(1, -1), name: scope("entity.name.type.threat") };
    case "one-of":
      return { match: oneOf(kind.values), name: scope("constant.language") };
    case "name":
      return { match: `(?!${KEY}=|${DASHES})\\S+`, name: scope("entity.name.type") };
    case "text":
    case "none":
      return undefined;
  }
}

function value(kind: ValueKind): Rule {
  switch (kind.is) {
    case "date":
      return inside(include("date-value"));
    case "one-of": {
      const [before, after] = kind.list ? ['(?<=[=",])', '(?=[",]|$)'] : ['(?<=[="])', '(?="?$)'];
      return inside(
        { name: scope("constant.language"), match: `${before}(?:${oneOf(kind.values)})${after}` },
        { name: scope("punctuation.separator"), match: "," },
        { name: scope("punctuation.definition.string"), match: '"' },
      );
    }
    case "text":
      return inside(include("text-value"));
  }
}

/** Keys of the same kind share a rule. */
function keyRules(keys: VerbSpec["keys"]): Rule[] {
  return groupBy(Object.entries(keys), ([, kind]) => JSON.stringify({ ...kind, what: "" })).map((group) => ({
    match: `(?<=\\s)(${oneOf(group.map(([key]) => key))})(=)${VALUE}`,
    captures: {
      1: { name: scope("variable.parameter") },
      2: { name: scope("keyword.operator.assignment") },
      3: value(group[0]![1]),
    },
  }));
}

function verbRule(verbs: readonly string[], spec: VerbSpec): Rule {
  const first = argument(spec.argument);
  const rest = first ? 5 : 4;
  return {
    match: `((@)${MARK.slice(1)})(${oneOf(verbs)})(?![^\\s=])${first ? `(?:\\s+(${first.match})(?=\\s|$))?` : ""}(.*)$`,
    captures: {
      1: { name: scope("storage.type.class") },
      2: { name: scope("punctuation.definition.block.tag") },
      3: { name: verbScopes[spec.family] },
      ...(first && { 4: { name: first.name } }),
      [rest]: inside(
        include("reason"),
        ...keyRules(spec.keys),
        // In a text, `word=` is a word like any other.
        ...(spec.argument.is === "text" ? [] : [include("unknown-key")]),
        include("word"),
      ),
    },
  };
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups.values()];
}

function verbRules(): Rule[] {
  const verbs = Object.entries<VerbSpec>(VERBS);
  const alike = ({ family, argument: first, keys }: VerbSpec) =>
    JSON.stringify([family, argument(first), first.is, keys]);
  return groupBy(verbs, ([, spec]) => alike(spec)).map((group) =>
    verbRule(
      group.map(([verb]) => verb),
      group[0]![1],
    ),
  );
}

export async function outputs(): Promise<Record<string, string>> {
  const grammar = {
    name: "Threat annotations in comments",
    scopeName: "threatline.annotation.injection",
    // Without the exceptions, an annotation in the first column would be looked for in itself for ever.
    injectionSelector: ["comment.line.double-slash", "comment.block"]
      .map((comment) => `L:${comment} - ${ANNOTATION}`)
      .join(", "),
    patterns: [include("line-comment"), include("block-comment")],
    repository: {
      // Only what starts its comment, or its line of a block comment, is an annotation: a sentence may mention one.
      "line-comment": {
        match: `(?<=//)\\G/*+\\s*+(${MARK}.*)$`,
        captures: { 1: { name: ANNOTATION, ...inside(include("annotation")) } },
      },
      "block-comment": {
        match: `(?:(?<=\\*)\\G|^\\s*+)\\**+\\s*+(${MARK}(?:(?!\\*/).)*+)`,
        captures: { 1: { name: ANNOTATION, ...inside(include("annotation")) } },
      },
      annotation: { patterns: [...verbRules(), include("unknown-verb")] },
      "unknown-verb": {
        match: `((@)${MARK.slice(1)})([^\\s=]*)(.*)$`,
        captures: {
          1: { name: scope("storage.type.class") },
          2: { name: scope("punctuation.definition.block.tag") },
          3: { name: scope("invalid.illegal.verb") },
        },
      },
      "unknown-key": {
        match: `(?<=\\s)(${KEY})=${VALUE}`,
        captures: { 1: { name: scope("invalid.illegal.key") } },
      },
      reason: {
        patterns: [
          {
            match: "(?<=\\s)(--)(?=\\s|$)\\s*(.*)$",
            captures: {
              1: { name: scope("keyword.operator.reason") },
              2: { name: scope("meta.reason") },
            },
          },
          {
            match: "(?<=\\s)([—–])(?=\\s|$)\\s*(.*)$",
            captures: {
              1: { name: scope("invalid.illegal.dash") },
              2: { name: scope("meta.reason") },
            },
          },
        ],
      },
      word: { match: "\\S+" },
      "date-value": inside(
        { name: scope("constant.numeric.date"), match: `(?<==|=")${DATE}(?="?$)` },
        { name: scope("punctuation.definition.string"), match: '"' },
      ),
      "text-value": {
        patterns: [
          {
            name: scope("string.quoted.double"),
            match: '(")((?:\\\\["\\\\]|[^"])*+)("?)',
            captures: {
              1: { name: scope("punctuation.definition.string.begin") },
              2: inside({ name: scope("constant.character.escape"), match: '\\\\["\\\\]' }),
              3: { name: scope("punctuation.definition.string.end") },
            },
          },
          { name: scope("string.unquoted"), match: '[^\\s"]\\S*' },
        ],
      },
    } satisfies Record<string, Rule>,
  };
  return { "syntaxes/threatline.injection.tmLanguage.json": JSON.stringify(grammar, null, 2) };
}
