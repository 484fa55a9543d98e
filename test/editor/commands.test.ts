/** The two commands that a newcomer types: what they understand, what they print, and that their counts are true. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dependenciesCurrent } from "../../scripts/lib/dependencies.mjs";
import { root } from "../../scripts/lib/paths.mjs";
import { countTests } from "../../scripts/lib/results.mjs";
import { fixture, removeFolder, temporaryFolder } from "./driver/session.js";

let folder: string;
beforeAll(() => {
  folder = temporaryFolder({});
});
afterAll(() => removeFolder(folder));

const start = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, "scripts", "start.mjs"), ...args], {
    encoding: "utf8",
    cwd: folder,
  });

describe("npm start", () => {
  test.each([["--nonsense"], ["no-such-folder"], ["--port", "many"], [".", "."]])(
    "%s: usage, exit code 2",
    (...args) => {
      const { status, stderr } = start(...args);
      expect(status).toBe(2);
      expect(stderr).toMatch(/^threatline: .+/);
      expect(stderr).toContain("Usage: npm start");
    },
  );

  test("--help: usage, exit code 0", () => {
    expect(start("--help")).toMatchObject({ status: 0, stdout: expect.stringContaining("--no-editor") });
  });

  test("--no-editor: scans the folder, prints the findings, and findings are no failure", () => {
    // Nothing is reported in what lies among a repository's fixtures.
    const desk = join(folder, "desk");
    cpSync(fixture("desk"), desk, { recursive: true });
    const { status, stdout, stderr } = start("--no-editor", desk);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain("output-to-command");
    expect(stdout).toContain("src/report.ts");
    expect(stdout).not.toContain("http://127.0.0.1");
  });
});

describe("npm test", () => {
  const report = (value: unknown) => {
    const file = join(folder, "report.json");
    writeFileSync(file, JSON.stringify(value));
    return file;
  };
  const tests = (...statuses: string[]) => ({
    status: statuses.includes("failed") ? "failed" : "passed",
    assertionResults: statuses.map((status) => ({ status })),
  });

  test("counts passes, and everything else as failed", () => {
    const file = report({
      testResults: [tests("passed", "passed", "failed"), tests("passed", "pending", "todo")],
    });
    expect(countTests(file, 1)).toEqual({ passed: 3, failed: 3 });
  });

  test("a file that could not be loaded is a failure", () => {
    const broken = { status: "failed", assertionResults: [] };
    expect(countTests(report({ testResults: [tests("passed"), broken] }), 1)).toEqual({
      passed: 1,
      failed: 1,
    });
  });

  test("an error outside the tests, an empty run and a missing report are failures", () => {
    expect(countTests(report({ testResults: [tests("passed")] }), 1)).toEqual({ passed: 1, failed: 1 });
    expect(countTests(report({ testResults: [] }), 0)).toEqual({ passed: 0, failed: 1 });
    expect(countTests(join(folder, "none.json"), 0)).toEqual({ passed: 0, failed: 1 });
  });
});

describe("npm ci runs when it is needed", () => {
  const install = (locked: string, installed: string | undefined) => {
    const home = join(folder, `packages-${locked}-${installed}`);
    mkdirSync(join(home, "node_modules"), { recursive: true });
    const lock = (version: string) =>
      JSON.stringify({
        packages: {
          "": {},
          "node_modules/a": { version },
          "node_modules/b": { version: "1", optional: true },
        },
      });
    writeFileSync(join(home, "package-lock.json"), lock(locked));
    if (installed) {
      const packages = { "node_modules/a": { version: installed } };
      writeFileSync(join(home, "node_modules", ".package-lock.json"), JSON.stringify({ packages }));
    }
    return dependenciesCurrent(home);
  };

  test("not when every required package is there in its version", () =>
    expect(install("1.0.0", "1.0.0")).toBe(true));
  test("when a version differs", () => expect(install("2.0.0", "1.0.0")).toBe(false));
  test("when nothing is installed", () => expect(install("1.0.0", undefined)).toBe(false));
});
