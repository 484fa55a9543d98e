import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  builtinCatalog,
  CatalogPackage,
  endsProvided,
  parsePath,
  PathError,
  relativePlaces,
  type Row,
} from "../../server/src/catalog/index.js";
import { parseCases } from "./cases/parse.js";

const cases = join(import.meta.dirname, "cases");
const folder = join(import.meta.dirname, "../../server/src/catalog/packages");

/** What the literate cases import. */
function importsOfCases(): string[] {
  const files = readdirSync(cases).filter((name) => name.endsWith(".md") && name !== "README.md");
  const texts = files.flatMap((name) =>
    parseCases(readFileSync(join(cases, name), "utf8")).flatMap((each) => each.files),
  );
  return texts.flatMap(({ text }) =>
    [...text.matchAll(/(?:from|import|require\(|import\()\s*["']([^"']+)["']/g)].map((match) => match[1]!),
  );
}

/** Files of the catalogue for what is there without a package. */
const NO_PACKAGE = new Set(["convention", "endpoint", "global"]);
const OF_MODELS = new Set<Row["kind"]>([
  "model",
  "agent",
  "tool",
  "provider",
  "prompt",
  "tool-server",
  "store",
]);

function isOfModels(row: Row): boolean {
  return OF_MODELS.has(row.kind) || (row.kind === "source" && ["retrieval", "memory"].includes(row.origin));
}

describe("the built-in catalogue", () => {
  it("holds every file of its folder", () => {
    const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
    expect(builtinCatalog.length).toBe(files.length);
    expect(files.length).toBeGreaterThan(200);
  });

  it("names every package once, also among the other names", () => {
    const names = builtinCatalog.flatMap((each) => [each.package, ...(each.also ?? [])]);
    const repeated = names.filter((name, index) => names.indexOf(name) !== index);
    expect(repeated).toEqual([]);
  });

  it.each(builtinCatalog.map((each) => [each.package, each] as const))(
    "%s keeps to the schema and the grammar",
    (_name, each) => {
      expect(CatalogPackage.safeParse(each).error?.issues ?? []).toEqual([]);
      expect(each.rows.length).toBeGreaterThan(0);
      for (const row of each.rows) {
        if ("path" in row) expect(parsePath(row.path).length).toBeGreaterThan(0);
        for (const { path } of relativePlaces(row)) expect(parsePath(path).length).toBeGreaterThan(0);
      }
    },
  );

  it("names every model SDK, agent framework, tool library and store for retrieval in a literate case", () => {
    const imported = importsOfCases();
    const forgotten = builtinCatalog
      .filter((each) => !NO_PACKAGE.has(each.package) && each.rows.some(isOfModels))
      .map((each) => each.package)
      .filter((name) => !imported.some((each) => each === name || each.startsWith(`${name}/`)));
    expect(forgotten).toEqual([]);
  });

  it("ends the rows that have relative paths at a call, an instance or what the code provides", () => {
    const kinds = new Set(["model", "provider", "agent", "tool", "validator", "flow", "alias"]);
    const wrong = builtinCatalog.flatMap((each) =>
      each.rows
        .filter((row) => kinds.has(row.kind) && "path" in row && !/(\(\)|\bnew|\bsub)$/.test(row.path))
        .filter((row) => row.kind !== "tool" || !endsProvided(parsePath(row.path)[0]!))
        .map((row) => `${each.package}: ${"path" in row ? row.path : ""}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe("the path grammar", () => {
  it("reads members, calls, arguments and elements", () => {
    expect(parsePath("default.new.chat.create()")).toEqual([
      [
        { kind: "member", names: ["default"] },
        { kind: "new" },
        { kind: "member", names: ["chat"] },
        { kind: "member", names: ["create"] },
        { kind: "call", provided: false },
      ],
    ]);
    expect(parsePath("(0).messages[].content")).toEqual([
      [
        { kind: "argument", index: 0 },
        { kind: "member", names: ["messages"] },
        { kind: "element" },
        { kind: "member", names: ["content"] },
      ],
    ]);
  });

  it("knows who provides a function: arguments of arguments are parameters, and theirs are the SDK's again", () => {
    expect(parsePath("get(*)(1).send(0)")[0]!.map((segment) => segment.kind)).toEqual([
      "member",
      "argument",
      "parameter",
      "member",
      "argument",
    ]);
    expect(parsePath("Tool.sub._call(0)")[0]!.map((segment) => segment.kind)).toEqual([
      "member",
      "sub",
      "member",
      "parameter",
    ]);
  });

  it("expands optional segments", () => {
    expect(parsePath("beta?.messages.create()")).toHaveLength(2);
    expect(parsePath("default.create()?.get(0)").map((path) => path.length)).toEqual([5, 3]);
  });

  it.each(["", "a..b", "a(", "{a", "a.(b)", "a b"])("rejects %j", (text) => {
    expect(() => parsePath(text)).toThrow(PathError);
  });
});
