/** What `threatline` promises to scripts: options, exit statuses, output, and nothing where nothing is due. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import { folderWith, KEY, LEAKY, scanJson, shell, threatline } from "./helpers.js";

const CLEAN = `export const sum = (a: number, b: number) => a + b;\n`;
const leaky = () => folderWith({ "src/a.ts": LEAKY, "src/b.ts": CLEAN });

describe("exit status", () => {
  it("0 without findings, 1 with an error", () => {
    expect(threatline(folderWith({ "a.ts": CLEAN }), ["scan"]).status).toBe(0);
    expect(threatline(folderWith({}), ["scan"]).status).toBe(0);
    expect(threatline(leaky(), ["scan"]).status).toBe(1);
  });

  it("--fail-on decides, and wins over the configuration", () => {
    const folder = leaky();
    expect(threatline(folder, ["scan", "--fail-on", "never"]).status).toBe(0);
    for (const severity of ["error", "warning", "info"]) {
      expect(threatline(folder, ["scan", "--fail-on", severity]).status).toBe(1);
    }
    writeFileSync(join(folder, "threatline.json"), `{ "failOn": "never" }`);
    expect(threatline(folder, ["scan"]).status).toBe(0);
    expect(threatline(folder, ["scan", "--fail-on", "error"]).status).toBe(1);
  });

  it.each([
    [["scan", "missing"], 'There is no file or folder "missing".'],
    [["scan", "src", "src/a.ts/b"], '"src/a.ts/b" cannot be read: a part of the path is not a folder.'],
    [["scan", "--config", "missing.json"], 'The configuration "missing.json" cannot be read'],
    [["scan", "--format", "xml"], "Allowed choices are text, json."],
    [["scan", "--fail-on", "fatal"], "Allowed choices are error, warning, info, never."],
    [["scan", "--min-confidence", "some"], "Allowed choices are high, medium, low."],
    [["scan", "--frmat", "json"], "Did you mean --format?"],
    [["scan", "--output"], "argument missing"],
    [["scna"], "Did you mean scan?"],
    [[], "Usage: threatline"],
  ])("2 for %j, with a line that says why", (args, message) => {
    const { status, stdout, stderr } = threatline(leaky(), args);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
  });

  it("0 for help and version", () => {
    expect(threatline(leaky(), ["--version"])).toEqual({
      status: 0,
      stdout: `${manifest.version}\n`,
      stderr: "",
    });
    for (const args of [["--help"], ["help"], ["help", "scan"], ["scan", "--help"]]) {
      const { status, stdout, stderr } = threatline(leaky(), args);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(stdout).toContain("Examples:");
      expect(stdout.split("\n").filter((line) => line.length > 100)).toEqual([]);
    }
  });

  it("the help names every option, the exit statuses and the configuration", () => {
    const { stdout } = threatline(leaky(), ["scan", "--help"]);
    const options =
      "format fail-on min-confidence no-cache no-ignore output config color no-color quiet help";
    for (const option of options.split(" ")) expect(stdout).toContain(`--${option}`);
    for (const text of ["Exit status:", "  0  ", "  1  ", "  2  ", "threatline.json"])
      expect(stdout).toContain(text);
  });
});

describe("json", () => {
  it("keeps the published schema", () => {
    const schema = JSON.parse(readFileSync("schemas/scan-result.schema.json", "utf8"));
    const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);
    const folder = leaky();
    writeFileSync(join(folder, "src/bad.ts"), Uint8Array.of(0, 1, 2));
    const { result } = scanJson(folder);
    expect(result.findings).toHaveLength(1);
    expect(result.problems).toHaveLength(1);
    expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...result, version: 2 })).toBe(false);
  });

  it("is the same bytes every time, without times, on a terminal's width or not", () => {
    const folder = leaky();
    const first = threatline(folder, ["scan", "--format", "json"]);
    const second = threatline(folder, ["scan", "-f", "json", "--color", "--no-cache"], {
      env: { COLUMNS: "40" },
    });
    expect(first.stdout).toBe(second.stdout);
    expect(first.stdout).toMatch(/^\{\n {2}"version": 1,\n {2}"root": /);
    expect(first.stdout).not.toContain("durationMs");
    expect(first.stderr).toBe("");
  });

  it("places the finding where the code is", () => {
    const folder = leaky();
    const { result } = scanJson(folder);
    expect(result.root).toBe(folder);
    const [finding] = result.findings;
    expect(finding).toMatchObject({
      threat: "hardcoded-credential",
      severity: "error",
      file: "src/a.ts",
      status: "open",
    });
    expect(finding!.range.start).toEqual({ line: 3, column: LEAKY.split("\n")[2]!.indexOf('"') + 1 });
  });

  it("--min-confidence hides, and the count follows", () => {
    const { result } = scanJson(leaky(), ["--min-confidence", "high"]);
    expect(result.findings.every((finding) => finding.confidence === "high")).toBe(true);
    expect(result.stats.findings).toBe(result.findings.length);
  });
});

describe("text", () => {
  it("shows the place, the message, the code with its caret, and a summary", () => {
    const { stdout, stderr } = threatline(leaky(), ["scan"]);
    const lines = stdout.split("\n");
    expect(lines[0]).toMatch(/^✖ error {2}hardcoded-credential {2}src\/a\.ts:3:\d+ {2}high confidence$/);
    const code = lines.findIndex((line) => line.includes("▸ 3 │ export const client"));
    expect(code).toBeGreaterThan(0);
    expect(lines[code + 1]!.indexOf("^")).toBe(lines[code]!.indexOf('"sk-'));
    expect(stdout).not.toContain(KEY);
    expect(stdout).toMatch(/✖ 1 error in 1 file\n {2}Scanned 2 files/);
    expect(stderr).toBe("");
  });

  it("has no colors in a pipe, unless asked for; NO_COLOR and --no-color win over what the terminal can do", () => {
    const folder = leaky();
    const colored = (args: string[], env?: NodeJS.ProcessEnv) =>
      threatline(folder, ["scan", ...args], env && { env }).stdout.includes("\x1b[");
    expect(colored([])).toBe(false);
    expect(colored(["--color"])).toBe(true);
    expect(colored([], { FORCE_COLOR: "1" })).toBe(true);
    expect(colored([], { FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(false);
    expect(colored(["--no-color"], { FORCE_COLOR: "1" })).toBe(false);
    expect(colored(["--color"], { NO_COLOR: "1" })).toBe(true);
  });

  it("keeps to the width", () => {
    for (const columns of ["40", "64", "120"]) {
      const { stdout } = threatline(leaky(), ["scan"], { env: { COLUMNS: columns } });
      const prose = stdout.split("\n").filter((line) => !line.startsWith("✖"));
      expect(Math.max(...prose.map((line) => [...line].length))).toBeLessThanOrEqual(Number(columns));
    }
  });

  it("--quiet is one line per finding, and nothing when there is none", () => {
    expect(threatline(leaky(), ["scan", "--quiet"]).stdout).toMatch(
      /^src\/a\.ts:3:\d+: error hardcoded-credential: .+\n$/,
    );
    expect(threatline(folderWith({ "a.ts": CLEAN }), ["scan", "-q"]).stdout).toBe("");
  });

  it("says when there was nothing to scan", () => {
    expect(threatline(folderWith({ "a.py": "" }), ["scan"]).stdout).toContain("No JavaScript or TypeScript");
  });
});

describe("where the report goes", () => {
  it("--output writes the file, without colors, and prints nothing", () => {
    const folder = leaky();
    const run = threatline(folder, ["scan", "-f", "json", "-o", "out.json"], { env: { FORCE_COLOR: "" } });
    expect(run).toEqual({ status: 1, stdout: "", stderr: "" });
    expect(JSON.parse(readFileSync(join(folder, "out.json"), "utf8")).findings).toHaveLength(1);
    threatline(folder, ["scan", "-o", "out.json"]);
    expect(readFileSync(join(folder, "out.json"), "utf8")).toMatch(/^✖ error/);
    expect(readdirSync(folder).sort()).toEqual(["out.json", "src"]);
  });

  it("a folder that does not exist, or a folder in place of a file", () => {
    const folder = leaky();
    const missing = threatline(folder, ["scan", "-o", "no/out.txt"]);
    expect(missing.status).toBe(2);
    expect(missing.stderr).toBe(
      'threatline: "no/out.txt" could not be written: there is no such file or folder.\n',
    );
    const place = threatline(folder, ["scan", "-o", "src"]);
    expect(place.status).toBe(2);
    expect(place.stderr).toContain("it is a folder");
    expect(existsSync(join(folder, "no"))).toBe(false);
  });

  it("a full disk, as a file and as standard output", async () => {
    const folder = leaky();
    const file = threatline(folder, ["scan", "--output", "/dev/full"]);
    expect(file.status).toBe(2);
    expect(file.stderr).toBe(
      'threatline: "/dev/full" could not be written: no space is left on the device.\n',
    );
    const stream = await shell(folder, "$CLI scan > /dev/full");
    expect(stream.status).toBe(2);
    expect(stream.stderr).toBe(
      "threatline: The report could not be printed: no space is left on the device.\n",
    );
  });

  it("a reader that goes away", async () => {
    const folder = folderWith(
      Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`src/a${index}.ts`, LEAKY.repeat(3)])),
    );
    const { stdout, stderr } = await shell(folder, "$CLI scan -f json | true; echo status ${PIPESTATUS[0]}");
    expect(stdout).toBe("status 2\n");
    expect(stderr).toBe("threatline: The report could not be printed: the reader closed the pipe.\n");
  });

  it("a large result arrives whole", async () => {
    const folder = folderWith(
      Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`src/a${index}.ts`, LEAKY])),
    );
    const { stdout } = await shell(folder, "$CLI scan -f json | cat");
    expect(JSON.parse(stdout).findings).toHaveLength(1_000);
  });
});

describe("configurations of tool servers", () => {
  it("are read wherever editors keep them", () => {
    const config = `{ "mcpServers": { "search": { "command": "npx", "args": ["-y", "acme-mcp"] } } }`;
    const names = ["mcp.json", ".mcp.json", ".vscode/mcp.json", ".cursor/mcp.json"];
    const files = Object.fromEntries(names.map((name) => [name, config]));
    const { findings } = scanJson(
      folderWith({ ...files, "package.json": "{}", "settings.json": config }),
    ).result;
    expect(findings.map(({ file, threat }) => `${file} ${threat}`).sort()).toEqual(
      names.map((name) => `${name} untrusted-tool-server`).sort(),
    );
  });

  it("a broken one is said, and costs itself only", () => {
    const { findings, problems } = scanJson(
      folderWith({ ".mcp.json": `{ "mcpServers": {`, "a.ts": LEAKY }),
    ).result;
    expect(findings.map(({ threat }) => threat)).toEqual(["hardcoded-credential"]);
    expect(problems).toMatchObject([{ code: "syntax-error", file: ".mcp.json" }]);
  });
});
