/** The law of controls over the examples of every threat and the cases of every control. */
import { describe, expect, it } from "vitest";
import { broken, controlCases, edited, engineOf, fixes, offersOf, threatExamples, textsOf } from "./law.js";

const cases = controlCases();
const examples = [...threatExamples(), ...cases].map((example) => {
  const engine = engineOf(example);
  const found = engine.analyse()!.findings;
  return { example, engine, found, offers: offersOf(engine, undefined, example.input) };
});

describe.each(examples.map((each) => [each.example.title, each] as const))(
  "%s",
  (_title, { example, engine, found, offers }) => {
    it.each(
      offers.map((offer) => [`${offer.control.id} at ${offer.finding.range.start.line}`, offer] as const),
    )("%s", (_what, offer) => {
      expect(broken(engine, offer, offers), Object.values(offer.after).join("\n")).toEqual([]);
      expect(textsOf(engine)).toEqual(example.files);
    });

    it("has a finding to offer something for", () => {
      expect(found).not.toEqual([]);
    });

    it("has the same findings when all is undone", () => {
      expect(engine.analyse()!.findings).toEqual(found);
    });
  },
);

it.each(cases.map((each) => [`${each.control}: ${each.title}`, each] as const))("%s", (_title, example) => {
  const { offers } = examples.find((each) => each.example === example)!;
  const offer = offers.find(
    ({ control, finding: { threat } }) =>
      control.id === example.control && threat === (example.threat ?? threat),
  );
  const changed =
    offer &&
    Object.fromEntries(Object.entries(offer.after).filter(([file, text]) => example.files[file] !== text));
  expect(changed).toEqual(example.after);
});

describe("everywhere in a file", () => {
  const tool = (name: string, body: string) =>
    `export const ${name} = tool({ inputSchema: z.object({ a: z.string(), b: z.string() }), execute: async ({ a, b }) => { ${body} return a + b; } });\n`;

  it.each([
    ["contain-path", 'import { readFileSync } from "fs";', "readFileSync(a); readFileSync(b);"],
    ["allow-list-host", "", "await fetch(a); await fetch(b);"],
    [
      "bind-query-parameters",
      'import { Pool } from "pg";\nconst pool = new Pool();',
      "await pool.query(`select 1 where x = '${a}'`); await pool.query(`select 1 where y = ${b}`);",
    ],
    [
      "use-argument-vector",
      'import { exec, execSync } from "child_process";',
      "exec(`git log ${a}`); execSync(`git show ${b}`);",
    ],
    [
      "allow-list-argument",
      'import { execFile } from "child_process";',
      'execFile("git", ["log", a]); execFile("git", ["show", b]);',
    ],
  ])("%s", (id, head, body) => {
    const imports = `import { tool } from "ai";\nimport { z } from "zod";\n${head}\n`;
    const text = imports + tool("one", body) + tool("two", body);
    const engine = engineOf({ files: { "index.ts": text }, projects: [] });
    const control = fixes.find((each) => each.id === id)!;
    expect(offersOf(engine, [control])).toHaveLength(4);
    const edit = engine.editAll("index.ts", id)!;
    expect(engine.text("index.ts")).toBe(text);
    const after = edited({ "index.ts": text }, edit)["index.ts"]!;
    engine.update("index.ts", after);
    expect(offersOf(engine, [control]), after).toEqual([]);
    expect(after.match(/^import/gm)!.length).toBeLessThanOrEqual(4);
  });
});

it.each(fixes.map(({ id }) => id))("%s is shown by an example", (id) => {
  expect(examples.some(({ offers }) => offers.some(({ control }) => control.id === id))).toBe(true);
});
