/**
 * A file that somebody types in gives the facts that its text gives, though only what was edited is parsed again.
 * `THREATLINE_RUNS=2000` makes many more edits than a test run does.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { extractFacts } from "../../server/src/facts/extract.js";
import { Reparser } from "../../server/src/facts/parse.js";

const root = join(import.meta.dirname, "..", "..");
const FILES = ["server/src/facts", "client", "examples/support-desk"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.[jt]sx?$/.test(name))
      .map((name) => `${folder}/${name}`),
  )
  .sort();
/** What opens, closes, splits or joins something, wherever it is typed. */
const TYPED = [
  ..."x0;{}()`\"'/<>=,?:[]@!.\\",
  "\n",
  "/*",
  "*/",
  "//",
  "=>",
  "${",
  "async ",
  "await ",
  "yield ",
  "export ",
  "return\n",
  "type ",
  " as ",
  "<div>",
  "</div>",
  "class A { ",
  'import a from "b";\n',
];
const RUNS = Number(process.env.THREATLINE_RUNS ?? 15);

const edit = fc.record({
  /** Of the text's length. */
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(200)),
  typed: fc.oneof(fc.constant(""), fc.constantFrom(...TYPED)),
});

it("facts after edits are those of the text", () => {
  fc.assert(
    fc.property(fc.nat(FILES.length - 1), fc.array(edit, { minLength: 1, maxLength: 12 }), (index, edits) => {
      const file = FILES[index]!;
      const { parse } = new Reparser();
      let text = readFileSync(join(root, file), "utf8");
      extractFacts(file, text, parse);
      for (const { at, removed, typed } of edits) {
        const start = Math.floor(at * text.length);
        text = text.slice(0, start) + typed + text.slice(start + removed);
        expect(extractFacts(file, text, parse)).toEqual(extractFacts(file, text));
      }
    }),
    { numRuns: RUNS },
  );
});

it("an edit of a whole text parses little of it", () => {
  const { parse } = new Reparser();
  const functions = Array.from({ length: 50 }, (_, at) => `function f${at}() { return ${at}; }\n`);
  const [first] = parse("a.ts", functions.join("")).statements;
  const after = parse("a.ts", functions.join("").replace("return 40", "return 400"));
  expect(after.statements[0]).toBe(first);
});
