import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Config } from "../../../server/src/config.js";
import { parseConfig } from "../../../server/src/workspace/config.js";

const messages = (text: string) =>
  parseConfig(text, "threatline.json").problems.map(
    ({ message, range }) => `${range?.start.line}:${range?.start.column} ${message}`,
  );

describe("a configuration", () => {
  it("may be empty, have comments and trailing commas, and start with a byte-order mark", () => {
    for (const text of ["", "  \n", "{}", "// nothing yet", `\uFEFF{ "failOn": "never", /* x */ }`])
      expect(messages(text)).toEqual([]);
  });

  it("keeps what stands before and after a syntax error", () => {
    const { config, problems } = parseConfig(
      `{\n  "failOn": "never"\n  "exclude": ["a", "b"\n}`,
      "threatline.json",
    );
    expect(config).toEqual({ failOn: "never", exclude: ["a", "b"] });
    expect(problems.map((problem) => problem.range!.start.line)).toEqual([3, 4]);
    for (const { message } of problems)
      expect(message).toMatch(/^The configuration is not valid JSON: .+\.$/);
  });

  it("points at the value, or at the key when the key is wrong", () => {
    expect(messages(`{\n  "minConfidence": "sure",\n  "Exclude": []\n}`)).toEqual([
      '2:20 "minConfidence" must be "high", "medium" or "low", not "sure".',
      '3:3 "Exclude" is not a setting Threatline knows. Did you mean "exclude"?',
    ]);
    expect(messages(`[\n]`)).toEqual([
      "1:1 The configuration must be an object in braces, not a list in brackets.",
    ]);
    expect(messages(`{ "catalog": [{ "rows": [] }] }`)).toEqual(['1:15 "catalog[0].package" is missing.']);
    expect(messages(`{ "completelyOther": 1 }`)).toEqual([
      '1:3 "completelyOther" is not a setting Threatline knows. It was ignored.',
    ]);
  });

  it("knows the threats there are, and those that annotations bring", () => {
    const text = `{ "threats": {\n "prompt-injektion": "off",\n "annotation-stale": "off",\n "made-up": "info" } }`;
    expect(parseConfig(text, "threatline.json").config).toEqual({ threats: { "annotation-stale": "off" } });
    expect(messages(text)).toEqual([
      '2:2 There is no threat "prompt-injektion". Did you mean "prompt-injection"?',
      '4:2 There is no threat "made-up". It was ignored.',
    ]);
  });

  it("knows access paths that do not parse", () => {
    const text = JSON.stringify({
      catalog: [
        {
          package: "own",
          rows: [
            { kind: "sink", path: "run(0", sink: "command" },
            {
              kind: "sink",
              path: "run(0)",
              sink: "command",
              when: [{ at: "(1).x", is: ["not a path(", "y"] }],
            },
            { kind: "model", path: "ask()", inputs: [{ at: "(0) .x", slot: "message" }] },
            { kind: "model", path: "ask()", inputs: [], output: ["text", "a b"] },
          ],
        },
      ],
    });
    const { config, problems } = parseConfig(text, "threatline.json");
    expect(problems.map((problem) => problem.message)).toEqual([
      '"run(0" in the path "run(0" is not a segment.',
      '"(0) " in the path "(0) .x" is not a segment.',
      '"a b" in the path "a b" is not a segment.',
    ]);
    expect(config.catalog![0]!.rows.map((row) => row.kind)).toEqual(["sink"]);
  });

  it("loses only the catalogue row that is wrong", () => {
    const good = { kind: "sink", path: "run(0)", sink: "command" };
    const { config, problems } = parseConfig(
      JSON.stringify({
        catalog: [
          { package: "a", rows: [good, { ...good, sink: "x" }, good] },
          { package: 3, rows: [] },
        ],
      }),
      "threatline.json",
    );
    expect(config.catalog).toEqual([{ package: "a", rows: [good, good] }]);
    expect(problems.map((problem) => problem.code)).toEqual(["invalid-catalog", "invalid-catalog"]);
  });

  it("takes the last of a repeated key, as the parser does", () => {
    expect(messages(`{\n"failOn": "never",\n"failOn": 3\n}`)).toEqual([
      '3:11 "failOn" must be "error", "warning", "info" or "never", not a number.',
    ]);
  });

  it("never fails, and never passes on what is not valid", () => {
    const key = fc.constantFrom(
      "exclude",
      "threats",
      "minConfidence",
      "failOn",
      "catalog",
      "package",
      "rows",
      "kind",
      "__proto__",
      "x",
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(null, true, 3, "off", "high", "error", "sink"),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(key, tie("value"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(value, fc.nat(), (content, end) => {
        const text = JSON.stringify(content, null, 1);
        for (const piece of [text, text.slice(0, end % (text.length + 1))]) {
          const { config } = parseConfig(piece, "threatline.json");
          expect(Config.safeParse(config).success).toBe(true);
        }
      }),
    );
  });
});
