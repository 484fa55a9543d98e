/** Tests are not reported, unless somebody asks for them by name. */
import { expect, it } from "vitest";
import { Engine } from "../../server/src/engine.js";
import { isTestFile } from "../../server/src/facts/shipped.js";

const LEAKY = 'export const key = "glft-Zq3vT9bXw2Lk8Rj5Hn1Y";\n';
const FILES = ["src/a.ts", "src/a.test.ts", "test/fixtures/app/b.ts", "test/fixtures/app/b.test.ts"];

function found(named?: string[]): string[] {
  const engine = new Engine();
  engine.configure(named ? { named } : {});
  for (const file of FILES) engine.update(file, LEAKY);
  return engine.analyse()!.findings.map(({ file }) => file);
}

it("tests and what they use are left out", () => {
  expect(found()).toEqual(["src/a.ts"]);
});

it("a folder that is named is none, what is called a test in it is one", () => {
  expect(found(["test/fixtures"])).toEqual(["src/a.ts", "test/fixtures/app/b.ts"]);
  expect(found(["src", "test/fixtures/app"])).toEqual(["src/a.ts", "test/fixtures/app/b.ts"]);
});

it("a file that is named is none", () => {
  expect(found(["test/fixtures/app/b.test.ts"])).toEqual(["src/a.ts", "test/fixtures/app/b.test.ts"]);
});

it("a name is no prefix", () => {
  expect(isTestFile("tests/a.ts", ["test"])).toBe(true);
  expect(isTestFile("test/a.ts", ["test"])).toBe(false);
  expect(isTestFile("test/unit/tests/a.ts", ["test/unit"])).toBe(true);
});

it("what a framework serves is no test, whatever its address is", () => {
  expect(isTestFile("web/src/app/api/settings/test/route.ts")).toBe(false);
  expect(isTestFile("app/e2e/page.tsx")).toBe(false);
  expect(isTestFile("src/pages/api/test/connection.ts")).toBe(false);
  expect(isTestFile("app/api/test/helpers.ts")).toBe(true);
  expect(isTestFile("app/api/settings/route.test.ts")).toBe(true);
  expect(isTestFile("test/fixtures/app/api/route.ts")).toBe(true);
});
