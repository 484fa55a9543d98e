/** A second, independent client: Neovim gets from the language server what the command line reports. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dist } from "../../scripts/lib/paths.mjs";
import { fixture, removeFolder, temporaryFolder } from "./driver/session.js";
import type { ScanResult } from "../../server/src/report/contract.js";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Neovim's diagnostic severities, which are the protocol's. */
const SEVERITY = { error: 1, warning: 2, info: 3 } as const;
let folder: string;

beforeAll(() => {
  folder = temporaryFolder(fixture("desk"));
});
afterAll(() => removeFolder(folder));

interface Row {
  line: number;
  column: number;
  severity: number;
  code: string;
}
const order = (a: Row, b: Row) => a.line - b.line || a.column - b.column || a.code.localeCompare(b.code);

function fromNeovim(file: string): Row[] {
  const out = join(folder, "diagnostics.json");
  const child = spawnSync(
    "nvim",
    ["--headless", "-u", "NONE", "-i", "NONE", "-S", here("./neovim/diagnostics.lua"), "-c", "cquit"],
    {
      env: {
        ...process.env,
        THREATLINE_SERVER: join(dist, "server.js"),
        THREATLINE_FILE: join(folder, file),
        THREATLINE_ROOT: folder,
        THREATLINE_OUT: out,
      },
      encoding: "utf8",
      timeout: 90_000,
    },
  );
  expect(child.status, child.stderr).toBe(0);
  const { rows } = JSON.parse(readFileSync(out, "utf8")) as { rows: (Row & { source: string })[] };
  expect(rows.every((row) => row.source === "Threatline")).toBe(true);
  return rows.map(({ line, column, severity, code }) => ({ line, column, severity, code })).sort(order);
}

function fromCommandLine(file: string): Row[] {
  const child = spawnSync(process.execPath, [join(dist, "cli.js"), "scan", folder, "--format", "json"], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const { findings } = JSON.parse(child.stdout) as ScanResult;
  return findings
    .filter((finding) => finding.file === file && finding.status === "open")
    .map(({ range, severity, threat }) => ({
      line: range.start.line - 1,
      column: range.start.column - 1,
      severity: SEVERITY[severity],
      code: threat,
    }))
    .sort(order);
}

test("Neovim shows the findings that the command line reports, in the same places", () => {
  const expected = fromCommandLine("src/report.ts");
  expect(expected.map((row) => row.code)).toContain("hardcoded-credential");
  expect(fromNeovim("src/report.ts")).toEqual(expected);
});
