/** Processes timed from outside, and numbers for people. */
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { dist, root } from "../../lib/paths.mjs";
import { Failure } from "../../lib/run.mjs";

export const cli = join(dist, "cli.js");
const here = join(root, "scripts", "bench", "speed");

/**
 * Runs Node to its end or its limit.
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, limit?: number }} [options] limit in milliseconds
 * @returns {Promise<{ wall: number, stdout: string, stderr: string, code: number | null }>} code is null at the limit
 */
export function node(args, { cwd = root, env = {}, limit = 600_000 } = {}) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env } });
    const timer = setTimeout(() => child.kill("SIGKILL"), limit);
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ wall: performance.now() - start, stdout, stderr, code });
    });
  });
}

/** Runs one of the scripts beside this one and reads the JSON it prints. @param {string} name @param {string[]} args */
export async function printed(name, ...args) {
  const { stdout, stderr, code } = await node(["--max-old-space-size=6000", join(here, name), ...args]);
  if (code !== 0) throw new Failure(`${name} failed\n${stderr}`);
  return JSON.parse(stdout);
}

/** The floor of a folder, the best of some fresh processes. @param {string} folder @param {number} rounds */
export async function floorOf(folder, rounds, module = "") {
  /** @type {Record<string, number>[]} */
  const runs = [];
  for (let round = 0; round < rounds; round++)
    runs.push(await printed("parse.mjs", folder, ...(module ? [module] : [])));
  const best = (/** @type {string} */ key) => Math.min(...runs.map((run) => run[key] ?? Infinity));
  return {
    lines: best("lines"),
    cold: best("cold"),
    coldCpu: best("coldCpu"),
    warm: best("warm"),
    warmCpu: best("warmCpu"),
  };
}

/** Bundles the reader of facts the way the programs hold it. @returns {Promise<string>} the module */
export async function factsModule() {
  const folder = join(root, "node_modules", ".threatline", "bench");
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, "facts.cjs");
  await build({
    entryPoints: [join(root, "server/src/facts/extract.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    mainFields: ["module", "main"],
    minify: true,
    logLevel: "error",
  });
  return outfile;
}

/**
 * The best wall time of a scan, start-up included, in milliseconds.
 * @param {string} folder
 * @param {{ args?: string[], rounds?: number, env?: NodeJS.ProcessEnv, limit?: number }} [options]
 */
export async function scanTime(folder, { args = [], rounds = 1, env = {}, limit } = {}) {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const run = await node([cli, "scan", "--quiet", "--fail-on", "never", ...args], {
      cwd: folder,
      env,
      ...(limit !== undefined && { limit }),
    });
    if (run.code !== 0) return Infinity;
    best = Math.min(best, run.wall);
  }
  return best;
}

/** @param {number} value */
export const times = (value) =>
  Number.isFinite(value) ? `${value.toFixed(value < 10 ? 2 : 1)} ×` : "not finished";
/** @param {number} value milliseconds */
export const seconds = (value) =>
  Number.isFinite(value) ? `${(value / 1000).toFixed(1)} s` : "not finished";
