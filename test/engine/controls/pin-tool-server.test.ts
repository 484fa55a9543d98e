import { describe, expect, it } from "vitest";
import { packageName, pinToolServer } from "../../../server/src/controls/pin-tool-server.js";
import { apply } from "./apply.js";

const pin = (source: string, label: string, version?: string, file = ".mcp.json") =>
  apply(pinToolServer, source, {
    file,
    input: version === undefined ? {} : { version },
    finding: {
      sink: { file, line: 1, column: 1, endLine: 1, endColumn: 1, label, kind: "package" },
    },
  })?.after;

describe("a tool server is pinned to the version that is here", () => {
  it.each([
    ["a package without a version", `["-y", «"@acme/mcp"»]`, "@acme/mcp", `["-y", "@acme/mcp@2.4.1"]`],
    ["a tag", `["-y", «"acme@latest"»]`, "acme@latest", `["-y", "acme@2.4.1"]`],
    ["a range", `["-y", «"acme@^2"»]`, "acme@^2", `["-y", "acme@2.4.1"]`],
  ])("%s", (_, args, label, after) => {
    expect(pin(`{ "args": ${args} }`, label, "2.4.1")).toBe(`{ "args": ${after} }`);
  });

  it("inside a whole command line, in code", () => {
    expect(pin("start({ fullCommand: «'npx -y acme ./docs'» });\n", "acme", "2.4.1", "app.ts")).toBe(
      "start({ fullCommand: 'npx -y acme@2.4.1 ./docs' });\n",
    );
  });

  it("not without a version, and not where no package is named", () => {
    expect(pin(`{ "args": [«"acme"»] }`, "acme")).toBeUndefined();
    expect(pin(`{ "args": [«"acme"»] }`, "acme", "newest")).toBeUndefined();
    expect(
      pin(`{ "args": [«"git+https://example.com/a"»] }`, "git+https://example.com/a", "1.0.0"),
    ).toBeUndefined();
    expect(packageName("github:acme/mcp")).toBeUndefined();
  });
});
