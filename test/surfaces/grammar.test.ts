/** Annotations light up inside comments, and nothing else does. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { parseGrammarTestCase, runGrammarTestCase } from "vscode-tmgrammar-test/dist/unit/index.js";
import { isDate, isThreatId, MARK, parseAnnotation } from "../../server/src/annotations/grammar.js";
import { VERBS, type ValueKind, type VerbSpec } from "../../server/src/annotations/vocabulary.js";
import { threats } from "../../server/src/threats/index.js";
import { lights, packagedGrammars, registryOf, tokensOf } from "./grammar/registry.js";

const fixtures = new URL("./grammar/fixtures/", import.meta.url);
const registry = registryOf(packagedGrammars());

it.each(readdirSync(fixtures))("%s is coloured as its assertions say", async (name) => {
  const testCase = parseGrammarTestCase(readFileSync(new URL(name, fixtures), "utf8"));
  expect(testCase.assertions).not.toEqual([]);
  const failures = await runGrammarTestCase(registry, testCase);
  expect(failures.map(({ line, ...failure }) => ({ line: line + 1, ...failure }))).toEqual([]);
});

const paint = async (text: string, language = "source.ts") =>
  lights(await tokensOf(registry, language, text));

it.each(Object.keys(VERBS))("%s is a verb in every kind of comment of every language", async (verb) => {
  const annotation = `${MARK}${verb}`;
  const lit = [`${MARK} ⟨storage.type.class⟩`, expect.stringMatching(`^${verb} ⟨keyword\\.`)];
  for (const language of ["source.js", "source.js.jsx", "source.ts", "source.tsx"]) {
    for (const text of [
      `// ${annotation}`,
      `//${annotation}`,
      `/* ${annotation} */`,
      `/*${annotation}*/`,
      `/** ${annotation} */`,
      `/**\n * ${annotation}\n */`,
      `/**\n * ${annotation}*/`,
      `/*\n${annotation}\n*/`,
      `foo(); // ${annotation}`,
      `foo(a /* ${annotation} */);`,
    ])
      expect(await paint(text, language), `${language}: ${text}`).toEqual(lit);
  }
  for (const language of ["source.js.jsx", "source.tsx"])
    expect(await paint(`const a = <p>{/* ${annotation} */}</p>;`, language)).toEqual(lit);
});

it("lights up the id of every threat and of every framework that one refers to", async () => {
  const ids = new Set(threats.flatMap((threat) => [threat.id, ...threat.references]));
  expect(ids.size).toBeGreaterThan(20);
  for (const id of ids)
    expect(await paint(`// ${MARK}avoid ${id} -- gone`)).toContain(`${id} ⟨entity.name.type.threat⟩`);
});

it("leaves the first line of a documentation comment of several lines to VS Code", async () => {
  // FIXME: VS Code's own injection takes that line whole, also from JSDoc's tags, and comes before all others.
  expect(await paint(`/** ${MARK}trust untrusted\n * And more.\n */`)).toEqual([]);
});

it("takes nothing for a key or a reason that hangs on a closing quote", async () => {
  const expected = [
    `${MARK} ⟨storage.type.class⟩`,
    "review ⟨keyword.other.question⟩",
    "by ⟨variable.parameter⟩",
    "= ⟨keyword.operator.assignment⟩",
    '"a" ⟨string.quoted.double⟩',
  ];
  expect(await paint(`// ${MARK}review by="a"--`)).toEqual(expected);
  expect(await paint(`// ${MARK}review by="a"until=2027-01-31`)).toEqual(expected);
});

it("is quick on long lines that only almost are annotations", async () => {
  const long = 20_000;
  const started = performance.now();
  for (const line of [
    `/*\n${" ".repeat(long)}x */`,
    `/*${"*".repeat(long)} x */`,
    `//${"/".repeat(long)} x`,
    `// ${MARK}accept ${"a-".repeat(long / 2)}`,
    `// ${MARK}accept x ticket="${'\\"'.repeat(long / 2)}`,
    `// ${MARK}data internal kind=${"pii,".repeat(long / 4)}x`,
    `// ${MARK}tool ${"a=b ".repeat(long / 4)}`,
  ])
    await paint(line);
  expect(performance.now() - started).toBeLessThan(5_000);
});

const FAMILIES: Record<VerbSpec["family"], string> = {
  treatment: "keyword.control.treatment",
  fact: "keyword.other.fact",
  question: "keyword.other.question",
};

/** The words of an annotation as the parser understands them, each with the colour it ought to have. */
function understood(line: string): string[] {
  const { annotation } = parseAnnotation(line);
  const lit: [text: string, scope: string | undefined][] = [[MARK, "storage.type.class"]];
  if (annotation) {
    const spec: VerbSpec = VERBS[annotation.verb];
    lit.push([annotation.verb, FAMILIES[spec.family]], ...argument(annotation.arguments[0]?.text, spec));
    for (const { key, value } of annotation.keys) {
      const kind = spec.keys[key.text];
      if (kind) {
        lit.push([key.text, "variable.parameter"], ["=", "keyword.operator.assignment"]);
        lit.push(...coloured(line.slice(value.start, value.end), kind));
      } else lit.push([key.text, "invalid.illegal.key"]);
    }
    const dashes = annotation.reason && /\S+(?=\s*$)/.exec(line.slice(0, annotation.reason.start))![0];
    if (dashes) lit.push([dashes, dashes === "--" ? "keyword.operator.reason" : "invalid.illegal.dash"]);
  } else lit.push([/^[^\s=]*/.exec(line.slice(MARK.length))![0], "invalid.illegal.verb"]);
  return lit.filter(([text, scope]) => text && scope).map(([text, scope]) => `${text} ⟨${scope}⟩`);
}

function argument(text: string | undefined, { argument: kind }: VerbSpec): [string, string][] {
  if (text === undefined) return [];
  if (kind.is === "threat") return isThreatId(text) ? [[text, "entity.name.type.threat"]] : [];
  if (kind.is === "one-of") return kind.values.includes(text) ? [[text, "constant.language"]] : [];
  return kind.is === "name" ? [[text, "entity.name.type"]] : [];
}

function coloured(raw: string, kind: ValueKind): [string, string][] {
  const plain = raw.replace(/^"(.*)"$/, "$1");
  if (kind.is === "text") return [[raw, raw.startsWith('"') ? "string.quoted.double" : "string.unquoted"]];
  if (kind.is === "date") return isDate(plain) ? [[plain, "constant.numeric.date"]] : [];
  const items = kind.list ? plain.split(",") : [plain];
  return items.filter((item) => kind.values.includes(item)).map((item) => [item, "constant.language"]);
}

const specs: VerbSpec[] = Object.values(VERBS);
const values = [
  "2027-01-31",
  "2027-13-01",
  "1-1-1",
  "@ana",
  "a.b",
  "low",
  "always",
  "pii",
  "pii,phi",
  "x,pay",
  "-",
];
const quoted = [
  "",
  "2027-01-31",
  "low",
  "pii,phi",
  "a b",
  String.raw`\"`,
  String.raw`a\\`,
  "by=@x -- y",
  String.raw`\n`,
];
const firsts = [
  "LLM10:2026",
  "AML.T0051.001",
  "Not_An_Id",
  "x--y",
  "=",
  "=a",
  "internal",
  "untrusted",
  "url",
  "—x",
];
const noise = fc.stringMatching(/^[A-Za-z0-9:.,@=\\—-]{1,9}$/);
const keys = fc.oneof(
  fc.constantFrom(...specs.flatMap((spec) => Object.keys(spec.keys))),
  fc.constant("Key-9"),
);
const pair = fc
  .tuple(
    keys,
    fc.oneof(
      fc.constantFrom(...values),
      fc.constantFrom(...quoted).map((text) => `"${text}"`),
    ),
  )
  .map(([key, value]) => `${key}=${value}`);
const word = fc.oneof(fc.constantFrom(...firsts), noise);
const dashes = fc.constantFrom("--", "—", "–", "---");
const annotations = fc
  .tuple(
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...Object.keys(VERBS)) },
      { weight: 1, arbitrary: noise },
    ),
    fc.array(fc.tuple(fc.constantFrom(" ", "  ", "\t"), fc.oneof(word, pair, pair, dashes)), {
      maxLength: 7,
    }),
  )
  .map(([verb, rest]) => MARK + verb + rest.map(([space, text]) => space + text).join(""));

it("colours whatever follows the mark as the parser reads it", async () => {
  await fc.assert(
    fc.asyncProperty(annotations, async (line) => {
      const expected = understood(line);
      expect(await paint(`// ${line}`)).toEqual(expected);
      expect(await paint(`/*\n${line} */`, "source.tsx")).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
});
