/** The package stays small, and holds everything that its manifest points to and nothing that it does not need. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { dist, root, vsix } from "../../scripts/lib/paths.mjs";
import { zipEntries } from "./driver/zip.js";

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_FILES = 20;

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as unknown;

/** Every string of the manifest that is a path inside the package. */
function paths(value: unknown): string[] {
  if (typeof value === "string")
    return /^(\.\/|media\/|dist\/|syntaxes\/|schemas\/)\S+\.\w+$/.test(value) ? [value] : [];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, part]) =>
    ["bin", "scripts"].includes(key) ? [] : paths(part),
  );
}

test("the package is under 4 MB and has no more than 20 files", () => {
  expect(statSync(vsix).size).toBeLessThan(MAX_BYTES);
  expect(zipEntries(vsix).length).toBeLessThanOrEqual(MAX_FILES);
});

test("everything that the manifest names is in the package", () => {
  const entries = zipEntries(vsix);
  const named = paths(manifest).map((path) => `extension/${path.replace(/^\.\//, "")}`);
  expect(named).toContain("extension/dist/extension.js");
  expect(named.filter((path) => !entries.includes(path))).toEqual([]);
});

test("what the build makes for the editor is in the package", () => {
  const entries = zipEntries(vsix);
  const built = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((path) => !/^dist\/(cli\.js|test\/|test-.*\.json|.*\.vsix)/.test(path));
  expect(built).toContain("dist/server.js");
  expect(built.filter((path) => !entries.includes(`extension/${path}`))).toEqual([]);
});

test("the server leaves the engine, and the compiler in it, to its analysis thread", () => {
  const holdsCompiler = (name: string) => readFileSync(join(dist, name), "utf8").includes("createSourceFile");
  expect(holdsCompiler("analysis-worker.js")).toBe(true);
  expect(holdsCompiler("server.js")).toBe(false);
});

test("a licence, a read-me and a change log are in the package; sources, tests and the command line are not", () => {
  const entries = zipEntries(vsix).map((entry) => entry.toLowerCase());
  for (const wanted of ["license", "readme.md", "changelog.md"]) {
    expect(
      entries.some((entry) => entry.startsWith(`extension/${wanted}`)),
      wanted,
    ).toBe(true);
  }
  expect(
    entries.filter((entry) => /\.tsx?$|\.map$|\/(test|server|client|scripts)\/|cli\.js$/.test(entry)),
  ).toEqual([]);
});
