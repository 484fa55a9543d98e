import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadProjects } from "../../../server/src/workspace/projects.js";

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** The projects of a workspace with these files, by folder; JSON contents may be given as objects. */
async function projects(files: Record<string, string | object>) {
  const root = mkdtempSync(join(tmpdir(), "threatline-projects-"));
  made.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  const sources = Object.keys(files).filter((file) => /\.[jt]sx?$/.test(file));
  const manifests = Object.keys(files).filter((file) => file.endsWith(".json"));
  const found = await loadProjects(root, { files: sources });
  // Looking for manifests and being told of them must come to the same.
  expect(await loadProjects(root, { files: sources, manifests })).toEqual(found);
  return new Map(found.map((project) => [project.folder, project]));
}

describe("path aliases", () => {
  it("of a tsconfig, relative to it or to its baseUrl", async () => {
    const found = await projects({
      "tsconfig.json": `{ // comment
        "compilerOptions": { "paths": { "@app/*": ["./src/*", "../outside/*"], "config": ["./src/config.ts"] }, } }`,
      "src/a.ts": "",
      "web/tsconfig.json": {
        compilerOptions: { baseUrl: "./code", paths: { "@/*": ["*"], "~shared": ["../../shared"] } },
      },
      "web/code/a.ts": "",
    });
    expect(found.get("")!.paths).toMatchObject({ "@app/*": ["src/*"], config: ["src/config.ts"] });
    expect(found.get("web")!.paths).toMatchObject({
      "@/*": ["web/code/*"],
      "~shared": ["shared"],
      "*": ["web/code/*"],
    });
    expect(found.get("web")!.paths).not.toHaveProperty("config");
  });

  it("through extends: a file, a list, a package of the workspace, and one that is not installed", async () => {
    const found = await projects({
      "packages/config/package.json": { name: "@acme/config" },
      "packages/config/next.json": { extends: "./base", compilerOptions: { paths: { "next/*": ["./n/*"] } } },
      "packages/config/base.json": { compilerOptions: { baseUrl: "." } },
      "packages/config/a.ts": "",
      "app/tsconfig.json": { extends: ["@tsconfig/node20/tsconfig.json", "@acme/config/next.json"] },
      "app/a.ts": "",
      "tool/tsconfig.json": {
        extends: "../app/tsconfig.json",
        compilerOptions: { paths: { "own/*": ["${configDir}/lib/*"] } },
      },
      "tool/a.ts": "",
    });
    expect(found.get("app")!.paths).toMatchObject({
      "next/*": ["packages/config/n/*"],
      "*": ["packages/config/*"],
    });
    expect(found.get("tool")!.paths).toHaveProperty("own/*");
    expect(found.get("tool")!.paths).not.toHaveProperty("next/*");
  });

  it("of the projects that a solution file lists", async () => {
    const found = await projects({
      "tsconfig.json": {
        files: [],
        references: [{ path: "./tsconfig.app.json" }, { path: "./tsconfig.node.json" }],
      },
      "tsconfig.app.json": { compilerOptions: { paths: { "#ui/*": ["./src/ui/*"] } } },
      "tsconfig.node.json": { compilerOptions: { paths: { "#tools/*": ["./tools/*"] } } },
      "src/a.ts": "",
    });
    expect(found.get("")!.paths).toMatchObject({ "#ui/*": ["src/ui/*"], "#tools/*": ["tools/*"] });
  });

  it("of package.json imports, and those that frameworks bring along", async () => {
    const found = await projects({
      "package.json": {
        imports: { "#lib/*": { types: "./types/*.d.ts", default: "./src/lib/*.js" }, "#dep": "other" },
      },
      "src/a.ts": "",
    });
    const { paths } = found.get("")!;
    expect(paths!["#lib/*"]).toEqual(["types/*.d.ts", "src/lib/*.js"]);
    expect(paths).not.toHaveProperty("#dep");
    expect(paths!["@/*"]).toEqual(["src/*", "*", "app/*"]);
  });

  it("of a Deno project's import map", async () => {
    const found = await projects({
      "deno.json": { imports: { "@lib/": "./src/lib/", run: "./src/run.ts", zod: "npm:zod", up: "../x.ts" } },
      "edge/import_map.json": { imports: { "shared/": "../src/shared/" } },
      "src/a.ts": "",
      "edge/b.ts": "",
    });
    const { paths } = found.get("")!;
    expect(paths!["@lib/*"]).toEqual(["src/lib/*"]);
    expect(paths!.run).toEqual(["src/run.ts"]);
    expect(paths).not.toHaveProperty("zod");
    expect(paths).not.toHaveProperty("up");
    expect(found.get("edge")!.paths!["shared/*"]).toEqual(["src/shared/*"]);
  });

  it("go on in folders without a tsconfig of their own", async () => {
    const found = await projects({
      "tsconfig.json": { compilerOptions: { paths: { "@app/*": ["./src/*"] } } },
      "pkg/package.json": { name: "pkg" },
      "pkg/src/a.ts": "",
    });
    expect(found.get("pkg")!.paths).toMatchObject({ "@app/*": ["src/*"] });
    expect(found.has("pkg/src")).toBe(false);
  });

  it("survive a circle and nonsense", async () => {
    const found = await projects({
      "tsconfig.json": {
        extends: ["./tsconfig.json", "./other.json", 3, ""],
        references: [null, { path: 3 }, { path: "." }],
      },
      "other.json": {
        extends: "./tsconfig.json",
        compilerOptions: { paths: { a: "b", c: [3], d: ["./d"] } },
      },
      "package.json": `{ "name": ["x"], "exports": [null, 3], "main": {}, "imports": [], "dependencies": null }`,
      "a.ts": "",
    });
    expect(found.get("")!.paths).toMatchObject({ d: ["d"] });
    expect(found.get("")!.packageName).toBeUndefined();
  });
});

describe("workspace packages", () => {
  it.each([
    [
      "exports to a build",
      { exports: { ".": { types: "./dist/index.d.ts", import: "./dist/index.mjs" } } },
      "src/index.ts",
    ],
    [
      "exports with a source condition",
      { exports: { ".": { source: "./lib/main.ts", default: "./dist/x.js" } } },
      "lib/main.ts",
    ],
    ["exports as a string", { exports: "./index.js" }, "index.js"],
    ["main without an extension", { main: "dist/cjs/server" }, "src/server.ts"],
    ["main that is a folder", { main: "./lib" }, "lib/index.ts"],
    ["only types", { types: "./build/api.d.ts" }, "src/api.tsx"],
    ["a program", { bin: { tool: "./dist/cli.js" } }, "src/cli.ts"],
    ["nothing at all", {}, "src/index.ts"],
  ])("start where the manifest says: %s", async (_, manifest, entry) => {
    const found = await projects({
      "pkg/package.json": { name: "@acme/pkg", ...manifest },
      [`pkg/${entry}`]: "",
    });
    expect(found.get("pkg")).toMatchObject({ packageName: "@acme/pkg", entries: [`pkg/${entry}`] });
  });

  it("are imported by the subpaths they export", async () => {
    const found = await projects({
      "packages/ui/package.json": {
        name: "@acme/ui",
        exports: {
          ".": "./dist/index.js",
          "./server": { types: "./dist/entry.d.ts", import: "./dist/entry.js" },
          "./parts/*": "./dist/parts/*.js",
          "./raw/*": "./src/raw/*.ts",
          "./package.json": "./package.json",
          "./missing": "./dist/missing.js",
          "./hidden/*": null,
        },
      },
      "packages/ui/src/entry.tsx": "",
      "app/a.ts": "",
    });
    expect(found.get("")!.paths).toMatchObject({
      "@acme/ui/server": ["packages/ui/src/entry.tsx"],
      "@acme/ui/parts/*": ["packages/ui/dist/parts/*.js", "packages/ui/src/parts/*", "packages/ui/parts/*"],
      "@acme/ui/raw/*": ["packages/ui/src/raw/*.ts", "packages/ui/src/raw/*"],
    });
    for (const absent of ["package.json", "missing", "hidden/*"]) {
      expect(Object.keys(found.get("")!.paths!)).not.toContain(`@acme/ui/${absent}`);
    }
  });

  it("know their dependencies, and those of the root around them", async () => {
    const found = await projects({
      "package.json": {
        dependencies: { openai: "^4.0.0", zod: "^3.0.0" },
        devDependencies: { vitest: "^4" },
      },
      "a.ts": "",
      "pkg/package.json": { peerDependencies: { openai: ">=3" }, dependencies: { openai: "^6.0.0" } },
      "pkg/a.ts": "",
    });
    expect(found.get("pkg")!.dependencies).toEqual({ openai: "^6.0.0", zod: "^3.0.0", vitest: "^4" });
    expect(found.get("")!.dependencies!.openai).toBe("^4.0.0");
  });

  it("know their scripts", async () => {
    const found = await projects({
      "package.json": { scripts: { test: "node --test", odd: 3 } },
      "pkg/package.json": {},
      "pkg/a.ts": "",
    });
    expect(found.get("")!.scripts).toEqual({ test: "node --test" });
    expect(found.get("pkg")!.scripts).toBeUndefined();
  });
});
