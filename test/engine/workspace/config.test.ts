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
