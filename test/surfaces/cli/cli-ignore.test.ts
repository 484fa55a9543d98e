/** What is scanned: git's rules, the configuration's, and what was named on the command line. */
import { spawnSync } from "node:child_process";
import { mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, LEAKY, scanJson, threatline } from "./helpers.js";

const files = (run: { found: string[] }) => run.found.map((place) => place.replace(/:\d+$/, ""));

describe("tests", () => {
  it("are reported when they are named", () => {
    const folder = folderWith({
      "a.ts": LEAKY,
      "test/fixtures/b.ts": LEAKY,
      "test/fixtures/b.test.ts": LEAKY,
    });
    expect(files(scanJson(folder))).toEqual(["a.ts"]);
    expect(files(scanJson(folder, ["test/fixtures"]))).toEqual(["test/fixtures/b.ts"]);
    expect(files(scanJson(folder, ["test/fixtures/b.test.ts"]))).toEqual(["test/fixtures/b.test.ts"]);
  });
});

describe("git's rules", () => {
  const repository = () => {
    const folder = folderWith({
      ".gitignore": "dist\n*.gen.ts\n!keep.gen.ts\n/only-root.ts\n\\#odd.ts\n",
      "a.ts": LEAKY,
      "only-root.ts": LEAKY,
      "#odd.ts": LEAKY,
      "x.gen.ts": LEAKY,
      "keep.gen.ts": LEAKY,
      "local.ts": LEAKY,
      "dist/a.js": LEAKY,
      "pkg/.gitignore": "build/\n!dist\nlogs/*.ts\n/own.ts\n",
      "pkg/only-root.ts": LEAKY,
      "pkg/own.ts": LEAKY,
      "pkg/deep/own.ts": LEAKY,
      "pkg/deep/build/a.ts": LEAKY,
      "pkg/dist/a.ts": LEAKY,
      "pkg/dist/b.gen.ts": LEAKY,
      "pkg/logs/a.ts": LEAKY,
      "pkg/deep/logs/a.ts": LEAKY,
      "[odd] name/.gitignore": "*.js\n",
      "[odd] name/a.js": LEAKY,
      "[odd] name/a.ts": LEAKY,
      "o/a.js": LEAKY,
      "node_modules/x/index.js": LEAKY,
      "types.d.ts": LEAKY,
      "types.d.mts": LEAKY,
      "readme.md": LEAKY,
    });
    spawnSync("git", ["init", "-q", folder]);
    return folder;
  };

  it("are the ones git itself applies, at every level", () => {
    const folder = repository();
    spawnSync("bash", ["-c", "echo local.ts >> .git/info/exclude"], { cwd: folder });
    const listed = spawnSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], {
      cwd: folder,
      encoding: "utf8",
    });
    const expected = listed.stdout
      .split("\0")
      .filter((name) => /\.[tj]s$/.test(name) && !name.endsWith(".d.ts") && !name.includes("node_modules"))
      .sort();
    expect(expected).toContain("pkg/dist/a.ts");
    expect(files(scanJson(folder))).toEqual(expected);
  });

  it("hold from above when only a part of the repository is scanned", () => {
    const folder = repository();
    const run = scanJson(join(folder, "pkg"));
    expect(run.result.root).toBe(join(folder, "pkg"));
    expect(files(run)).toEqual(["deep/logs/a.ts", "deep/own.ts", "dist/a.ts", "only-root.ts"]);
  });

  it("--no-ignore scans everything but node_modules", () => {
    const found = files(scanJson(repository(), ["--no-ignore"]));
    expect(found).toEqual(expect.arrayContaining(["dist/a.js", "x.gen.ts", "pkg/deep/build/a.ts"]));
    expect(found.filter((file) => file.includes("node_modules") || file.includes(".d."))).toEqual([]);
  });

  it("do not hide what was named", () => {
    const folder = repository();
    expect(files(scanJson(folder, ["dist", "x.gen.ts"]))).toEqual(["dist/a.js", "x.gen.ts"]);
    expect(files(scanJson(folder, ["node_modules/x"]))).toEqual(["node_modules/x/index.js"]);
  });

  it("are found through the .git file of a linked work tree", () => {
    const folder = folderWith({ "main/a.ts": LEAKY });
    const git = (cwd: string, ...args: string[]) =>
      spawnSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd });
    git(join(folder, "main"), "init", "-q");
    git(join(folder, "main"), "add", ".");
    git(join(folder, "main"), "commit", "-qm", "one");
    git(join(folder, "main"), "worktree", "add", "-q", "../linked");
    spawnSync("bash", ["-c", "echo a.ts >> main/.git/info/exclude; cp linked/a.ts linked/b.ts"], {
      cwd: folder,
    });
    expect(files(scanJson(join(folder, "linked")))).toEqual(["b.ts"]);
  });
});

describe("the configuration's exclude", () => {
  const folder = () =>
    folderWith({
      "threatline.json": `{ "exclude": ["test/", "*.gen.ts", "!keep.gen.ts"] }`,
      "a.ts": LEAKY,
      "a.gen.ts": LEAKY,
      "keep.gen.ts": LEAKY,
      "test/a.ts": LEAKY,
      "pkg/test/a.ts": LEAKY,
      "pkg/a.ts": LEAKY,
    });

  it("leaves out, also with --no-ignore and when named", () => {
    expect(files(scanJson(folder(), ["--no-ignore"]))).toEqual(["a.ts", "keep.gen.ts", "pkg/a.ts"]);
    expect(files(scanJson(folder(), ["a.gen.ts", "test", "a.ts"]))).toEqual(["a.ts"]);
  });

  it("is relative to the file it stands in, wherever the scan starts", () => {
    const root = folder();
    spawnSync("git", ["init", "-q", root]);
    expect(files(scanJson(join(root, "pkg")))).toEqual(["a.ts"]);
  });

  it("the nearest configuration holds, and --config replaces it", () => {
    const root = folderWith({
      "threatline.json": `{ "exclude": ["*"] }`,
      "other.json": `{ "exclude": ["b.ts"] }`,
      "app/threatline.json": `{ "exclude": ["/a.ts"] }`,
      "app/a.ts": LEAKY,
      "app/b.ts": LEAKY,
    });
    expect(files(scanJson(root, ["app"]))).toEqual(["app/b.ts"]);
    expect(files(scanJson(root, ["app", "--config", "other.json"]))).toEqual(["app/a.ts"]);
    expect(files(scanJson(root))).toEqual([]);
  });
});

describe("paths on the command line", () => {
  it("inside the current folder, which stays the root", () => {
    const folder = folderWith({ "a/x.ts": LEAKY, "b/x.ts": LEAKY, "c/x.ts": LEAKY });
    const run = scanJson(folder, ["b", "./a/x.ts", join(folder, "a"), "b/x.ts"]);
    expect(run.result.root).toBe(folder);
    expect(files(run)).toEqual(["a/x.ts", "b/x.ts"]);
  });

  it("outside of it: the repository they are in, or what they have in common", () => {
    const folder = folderWith({ "here/x.ts": LEAKY, "there/src/x.ts": LEAKY, "there/lib/x.ts": LEAKY });
    const run = scanJson(join(folder, "here"), ["../there/src", "../there/lib"]);
    expect(run.result.root).toBe(join(folder, "there"));
    expect(files(run)).toEqual(["lib/x.ts", "src/x.ts"]);
    spawnSync("git", ["init", "-q", join(folder, "there")]);
    expect(scanJson(join(folder, "here"), ["../there/src"]).result.root).toBe(join(folder, "there"));
    const text = threatline(join(folder, "here"), ["scan", "-q", "../there/src"]).stdout;
    expect(text).toMatch(/^\.\.\/there\/src\/x\.ts:3:\d+: error /);
  });

  it("a named link to a folder is entered", () => {
    const folder = folderWith({ "elsewhere/x.ts": LEAKY });
    mkdirSync(join(folder, "here"));
    symlinkSync("../elsewhere", join(folder, "here/link"));
    const run = scanJson(realpathSync(join(folder, "here")), ["link"]);
    expect(files(run)).toEqual(["link/x.ts"]);
  });

  it("a file of another language is said", () => {
    const run = scanJson(folderWith({ "a.py": "print(1)", "b.ts": LEAKY }), ["a.py", "b.ts"]);
    expect(run.problems).toEqual(["a.py unreadable"]);
    expect(files(run)).toEqual(["b.ts"]);
  });
});
