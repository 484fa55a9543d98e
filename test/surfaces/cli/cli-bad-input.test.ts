/** One bad file, folder or setting costs itself only: whatever stands beside it, the other files' findings stay. */
import { chmodSync, copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { cliBundle, folderWith, KEY, LEAKY, scanJson, threatline } from "./helpers.js";

const FOUND = ["src/good.ts:3"];
const beside = (files: Record<string, string | Uint8Array>) => folderWith({ "src/good.ts": LEAKY, ...files });

/** Minified code as bundlers write it, of about this many characters. */
function minified(length: number): string {
  const unit = "function a(b,c){var d=b.e(c);if(!d)return;for(let f=0;f<d.length;f++){g[f]=d[f].h(c)}}";
  return unit.repeat(Math.ceil(length / unit.length));
}

describe("a file that is not what its name says", () => {
  it("broken syntax keeps the other findings, and those before the break", () => {
    const folder = beside({ "src/broken.ts": `${LEAKY}\nexport function ( {{{ \`\${\n` });
    const { status, found } = scanJson(folder);
    expect(status).toBe(1);
    expect(found).toEqual(expect.arrayContaining([...FOUND, "src/broken.ts:3"]));
  });

  it("a bundle of 5 MB is too large, one of 1 MB is known to be generated", () => {
    const folder = beside({ "src/huge.js": minified(5_000_000), "src/big.js": minified(1_000_000) });
    const { status, found, problems } = scanJson(folder);
    expect(status).toBe(1);
    expect(found).toEqual(FOUND);
    expect(problems).toEqual(["src/big.js generated-file", "src/huge.js file-too-large"]);
  });

  it("a large file written by people is scanned", () => {
    const functions = Array.from({ length: 13_000 }, (_, index) => `export const value${index} = ${index};`);
    const folder = folderWith({ "server.ts": `${LEAKY}${functions.join("\n")}` });
    const { found, problems } = scanJson(folder);
    expect(found).toEqual(["server.ts:3"]);
    expect(problems).toEqual([]);
  });

  it("a long string in a short file does not make it generated", () => {
    const folder = folderWith({
      "logo.ts": `${LEAKY}export const logo = "${"iVBORw0KGgo".repeat(2_000)}";\n`,
    });
    expect(scanJson(folder)).toMatchObject({ found: ["logo.ts:3"], problems: [] });
  });

  it("binary bytes named .ts are binary", () => {
    const bytes = Uint8Array.from({ length: 4_096 }, (_, index) => (index * 167 + (index >> 3)) % 256);
    const { status, found, problems } = scanJson(beside({ "src/video.ts": bytes }));
    expect(status).toBe(1);
    expect(found).toEqual(FOUND);
    expect(problems).toEqual(["src/video.ts binary-file"]);
  });

  it("invalid UTF-8 is said with its line, and scanned all the same", () => {
    const latin = Buffer.from(`const a = "ok";\nconst place = "caf\xe9";\n${LEAKY}`, "latin1");
    const { status, found, problems, result } = scanJson(beside({ "src/latin.ts": latin }));
    expect(status).toBe(1);
    expect(found).toEqual([...FOUND, "src/latin.ts:5"]);
    expect(problems).toEqual(["src/latin.ts invalid-encoding"]);
    expect(result.problems[0]!.range!.start).toEqual({ line: 2, column: 19 });
  });

  it.each([
    ["UTF-8 with a byte-order mark", Buffer.from(`\uFEFF${LEAKY}`, "utf8")],
    ["UTF-16 little-endian", Buffer.from(`\uFEFF${LEAKY}`, "utf16le")],
    ["UTF-16 big-endian", Buffer.from(`\uFEFF${LEAKY}`, "utf16le").swap16()],
  ])("%s is read", (_, bytes) => {
    const { result, problems } = scanJson(folderWith({ "a.ts": bytes }));
    expect(result.findings.map((finding) => finding.range.start)).toEqual([
      { line: 3, column: LEAKY.split("\n")[2]!.indexOf('"') + 1 },
    ]);
    expect(problems).toEqual([]);
  });

  it("an empty file, a Qt translation and a pipe named .ts", () => {
    const folder = beside({
      "src/empty.ts": "",
      "src/qt.ts": `<?xml version="1.0"?>\n<!DOCTYPE TS>\n<TS></TS>\n`,
    });
    spawnSync("mkfifo", [join(folder, "src/pipe.ts")]);
    const { found, problems } = scanJson(folder);
    expect(found).toEqual(FOUND);
    expect(problems).toEqual(["src/pipe.ts unreadable", "src/qt.ts generated-file"]);
  });
});

describe("a folder that is not a tree", () => {
  it("files that import each other in a circle", () => {
    const folder = beside({
      "src/a.ts": `import { b } from "./b";\nexport const a = () => b();\nexport * from "./b";\n`,
      "src/b.ts": `import { a } from "./a";\nexport const b = () => a();\nexport * from "./a";\n`,
      "src/self.ts": `import * as self from "./self";\nexport * from "./self";\nexport const one = self;\n`,
    });
    expect(scanJson(folder)).toMatchObject({ status: 1, found: FOUND });
  });

  it("symbolic links that go around in circles are said and not followed", () => {
    const folder = beside({});
    symlinkSync("..", join(folder, "src/parent"));
    symlinkSync("self", join(folder, "src/self"));
    symlinkSync("two", join(folder, "src/one"));
    symlinkSync("one", join(folder, "src/two"));
    const { status, found, problems } = scanJson(folder);
    expect(status).toBe(1);
    expect(found).toEqual(FOUND);
    expect(problems).toEqual(["one", "parent", "self", "two"].map((name) => `src/${name} link-loop`));
  });

  it("a link into the folder gives no second finding; one out of it is not followed, and said", () => {
    const outside = folderWith({ "secret.ts": LEAKY });
    const folder = beside({});
    symlinkSync("good.ts", join(folder, "src/alias.ts"));
    symlinkSync(outside, join(folder, "src/outside"));
    symlinkSync("missing.ts", join(folder, "src/dangling.ts"));
    const { found, problems } = scanJson(folder);
    expect(found).toEqual(FOUND);
    expect(problems).toEqual(["src/dangling.ts unreadable", "src/outside unreadable"]);
  });

  it("a folder and a file without permission", () => {
    const folder = beside({ "locked/a.ts": LEAKY, "src/locked.ts": LEAKY, "cli.js": "" });
    // Permissions do not bind the superuser, so another user scans, with a program that this user can read.
    copyFileSync(cliBundle(), join(folder, "cli.js"));
    chmodSync(folder, 0o755);
    chmodSync(join(folder, "locked"), 0o000);
    chmodSync(join(folder, "src/locked.ts"), 0o000);
    const root = process.getuid?.() === 0;
    const { status, found, problems } = scanJson(folder, ["src", "locked"], {
      program: join(folder, "cli.js"),
      ...(root && { prefix: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] }),
    });
    expect(status).toBe(1);
    expect(found).toEqual(FOUND);
    expect(problems).toEqual(["locked unreadable", "src/locked.ts unreadable"]);
  });
});

describe("a configuration with mistakes", () => {
  it("not JSON at all: said with its line, findings stay, exit status 2", () => {
    const folder = beside({ "threatline.json": `{\n  "exclude": [\n` });
    const { status, found, result, stderr } = scanJson(folder);
    expect(status).toBe(2);
    expect(found).toEqual(FOUND);
    expect(result.problems.map((problem) => problem.code)).toContain("invalid-config");
    expect(result.problems[0]!.range!.start.line).toBe(3);
    expect(stderr).toContain("threatline.json has");
  });

  it("what is right in it still holds", () => {
    const folder = beside({
      "src/old/a.ts": LEAKY,
      "threatline.json": `{
  // Comments and trailing commas are fine.
  "exclude": ["src/old", 7],
  "exlude": [],
  "threats": { "prompt-injection": "high" },
  "minConfidence": "very",
  "catalog": [{ "package": "x", "rows": [{ "kind": "wish", "path": "a" }] }],
}`,
    });
    const { status, found, result } = scanJson(folder);
    expect(status).toBe(2);
    expect(found).toEqual(FOUND);
    expect(
      result.problems.map(({ code, range, message }) => `${range!.start.line} ${code} ${message}`),
    ).toEqual([
      '3 invalid-config "exclude[1]" must be a string, not a number.',
      '4 invalid-config "exlude" is not a setting Threatline knows. Did you mean "exclude"?',
      '5 invalid-config "threats.prompt-injection" must be "error", "warning", "info" or "off", not "high".',
      '6 invalid-config "minConfidence" must be "high", "medium" or "low", not "very".',
      expect.stringMatching(
        /^7 invalid-catalog "catalog\[0\]\.rows\[0\]\.kind" must be "model", .* not "wish"\.$/,
      ),
    ]);
  });

  it("a tsconfig and a package.json that are broken, circular or of the wrong type", () => {
    const folder = beside({
      "tsconfig.json": `{ "extends": "./tsconfig.json", "compilerOptions": { "paths": 3, "baseUrl": [] } `,
      "package.json": `{ "name": 3, "exports": { ".": null }, "dependencies": [], "workspaces": `,
      "src/package.json": "[]",
      "src/tsconfig.json": "null",
    });
    expect(scanJson(folder)).toMatchObject({ status: 1, found: FOUND });
  });

  it("an unreadable configuration", () => {
    const folder = beside({});
    mkdirSync(join(folder, "threatline.json"));
    const { status, found, problems } = scanJson(folder);
    expect(status).toBe(2);
    expect(found).toEqual(FOUND);
    expect(problems).toEqual(["threatline.json invalid-config"]);
  });
});

it("names and texts from the code cannot steer the terminal", () => {
  const escape = "\x1b[31m\x1b]0;title\x07";
  const folder = folderWith({
    [`src/${escape.replaceAll("/", "")}.ts`]: `const k = "${KEY}"; // ${escape}\u202e\n${LEAKY}`,
  });
  for (const args of [["scan"], ["scan", "-q"]]) {
    const { stdout } = threatline(folder, args);
    expect(stdout).toContain("hardcoded-credential");
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
  }
});
