/** Runs the bundled command line as a user would, on folders made for one test. */
import { spawn, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { afterAll } from "vitest";
import { ScanResult } from "../../../server/src/report/contract.js";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const bundle = join(repository, "dist", "cli.js");

/** Built up from parts, so that no scanner of this repository takes it for a real one. */
export const KEY = ["sk", "proj", "Zq8vT2mLx4Rb7NcWf1KpYd6Hs9GaUe3JoQi5"].join("-");
/** A file with exactly one finding, an error: the key on line 3. */
export const LEAKY = `import OpenAI from "openai";

export const client = new OpenAI({ apiKey: "${KEY}" });
`;

/** The path of an up-to-date command line; bundles it when a source is newer. */
export function cliBundle(): string {
  const built = statSync(bundle, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built > newest(join(repository, "server", "src"))) return bundle;
  const draft = `${bundle}.${process.pid}`;
  buildSync({
    entryPoints: [join(repository, "server/src/cli/main.ts")],
    outfile: draft,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    mainFields: ["module", "main"],
    logLevel: "error",
  });
  renameSync(draft, bundle);
  return bundle;
}

function newest(folder: string): number {
  return Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );
}

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) {
    // A test may have taken the permission to look inside.
    spawnSync("chmod", ["-R", "u+rwX", folder]);
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A new folder with these files: path to content. */
export function folderWith(files: Record<string, string | Uint8Array>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "threatline-cli-")));
  made.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

export interface Run {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  /** Program and arguments to run Node with, such as another user. */
  prefix?: string[];
  program?: string;
}

/** Runs `threatline …args` in a folder. No terminal is attached. */
export function threatline(cwd: string, args: string[], options: RunOptions = {}): Run {
  const [command, ...rest] = [
    ...(options.prefix ?? []),
    process.execPath,
    options.program ?? cliBundle(),
    ...args,
  ];
  const env = {
    ...process.env,
    NO_COLOR: undefined,
    FORCE_COLOR: undefined,
    COLUMNS: undefined,
    ...options.env,
  };
  const { status, stdout, stderr, error } = spawnSync(command!, rest, {
    cwd,
    env,
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  if (error) throw error;
  return { status, stdout, stderr };
}

/** Runs `threatline scan --format json …args` and checks the answer against the contract. */
export function scanJson(cwd: string, args: string[] = [], options: RunOptions = {}) {
  const run = threatline(cwd, ["scan", "--format", "json", ...args], options);
  if (run.stdout === "") throw new Error(`Nothing was printed (status ${run.status}): ${run.stderr}`);
  const result = ScanResult.parse(JSON.parse(run.stdout));
  return {
    ...run,
    result,
    /** Each finding as "file:line". */
    found: result.findings.map((finding) => `${finding.file}:${finding.range.start.line}`),
    /** Each problem as "file code". */
    problems: result.problems.map((problem) => `${problem.file} ${problem.code}`),
  };
}

/** Runs a shell line in which `$CLI` is the command line. */
export function shell(cwd: string, line: string): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-c", line], {
      cwd,
      env: { ...process.env, CLI: `${process.execPath} ${cliBundle()}` },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout, stderr }));
  });
}
