import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  builtinCatalog,
  CatalogPackage,
  endsProvided,
  parsePath,
  PathError,
  type Row,
} from "../../server/src/catalog/index.js";

const folder = join(import.meta.dirname, "../../server/src/catalog/packages");

/** Every relative path of a row, and whether it starts at something that the code provides. */
function relativePaths(row: Row): string[] {
  const paths: (string | undefined)[] = [];
  if ("when" in row && Array.isArray(row.when)) paths.push(...row.when.map((condition) => condition.at));
  if ("inputs" in row) paths.push(...(row.inputs ?? []).map((input) => input.at));
  if (row.kind === "model")
    paths.push(...(row.output ?? []).filter((path) => path !== "none"), row.structured);
  if (row.kind === "model" || row.kind === "agent") paths.push(row.tools, row.model);
  if (row.kind === "model" && row.agent !== "this") paths.push(row.agent);
  if (row.kind === "tool")
    paths.push(
      row.handler,
      row.input,
      row.name,
      row.description,
      ...[row.schema ?? []].flat(),
      row.hints,
      row.result,
      ...(row.approval ?? []),
    );
  if (row.kind === "provider") paths.push(row.credential, row.browserFlag);
  if (row.kind === "sink") paths.push(row.shell, row.command);
  if (row.kind === "validator") paths.push(row.input);
  if (row.kind === "flow") paths.push(...row.flows.flatMap(({ from, to }) => [from, to]));
  if (row.kind === "alias") paths.push(row.is);
  return paths.filter((path) => path !== undefined);
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
        for (const path of relativePaths(row)) expect(parsePath(path).length).toBeGreaterThan(0);
      }
    },
  );

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
