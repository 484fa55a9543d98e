/** The published schemas are those of the code, and say the same as it does. */
import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { describe, expect, it } from "vitest";
import { outputs } from "../../../scripts/generate/schemas.mjs";
import { parseConfig } from "../../../server/src/workspace/config.js";
import { RESULT } from "./support-desk.js";

const stored = (file: string) => JSON.parse(readFileSync(file, "utf8"));
/** Compiled once: a schema takes longer to compile than everything takes that is checked with it. */
const checkers = new Map<string, ValidateFunction>();
function checker(file: string): ValidateFunction {
  const known = checkers.get(file) ?? new Ajv({ strict: false }).compile(stored(file));
  checkers.set(file, known);
  return known;
}

describe("schemas", () => {
  it("are fresh", async () => {
    for (const [file, text] of Object.entries(await outputs()))
      expect(stored(file)).toEqual(JSON.parse(text));
  });

  it("carry a version in their id", () => {
    expect(stored("schemas/config.schema.json").$id).toBe("urn:threatline:schema:config:1");
    expect(stored("schemas/scan-result.schema.json").$id).toBe("urn:threatline:schema:scan-result:1");
  });

  it("a result is valid, and one with an unknown severity is not", () => {
    const valid = checker("schemas/scan-result.schema.json");
    expect(valid(RESULT)).toBe(true);
    expect(valid({ ...RESULT, findings: [{ ...RESULT.findings[0], severity: "fatal" }] })).toBe(false);
  });

  it.each([
    ["{}", true],
    [
      `{ "$schema": "./x.json", "exclude": ["a"], "threats": { "prompt-injection": "off" }, "failOn": "never" }`,
      true,
    ],
    [
      `{ "catalog": [{ "package": "x", "rows": [{ "kind": "sink", "path": "run(0)", "sink": "command" }] }] }`,
      true,
    ],
    [
      `{ "catalog": [{ "package": "x", "rows": [{ "kind": "sink", "path": "run(0)", "sink": "wish" }] }] }`,
      false,
    ],
    [`{ "exlude": [] }`, false],
    [`{ "threats": { "prompt-injection": "high" } }`, false],
    [`{ "threats": { "prompt-injektion": "off" } }`, false],
    [`{ "threats": { "annotation-stale": "off", "hardcoded-credential": "info" } }`, true],
    [`{ "minConfidence": 3 }`, false],
    [`[]`, false],
  ])("an editor and the scan agree on %s", (text, valid) => {
    expect(checker("schemas/config.schema.json")(JSON.parse(text))).toBe(valid);
    expect(parseConfig(text, "threatline.json").problems.length === 0).toBe(valid);
  });
});
