/** Child processes for the development scripts: plain Node, so that they work before anything is installed. */
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "./paths.mjs";

/** An expected failure whose message is one line a developer can act on; shown without a stack. */
export class Failure extends Error {}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] the repository root when left out
 * @property {NodeJS.ProcessEnv} [env] the whole environment of the child
 * @property {boolean} [quiet] collect the output instead of showing it
 * @property {number[]} [accept] exit codes that are not a failure; [0] when left out
 * @property {string} [failure] what the failure line says before the exit code
 */

/**
 * The environment without what `npm run` adds for its own script: npm called in another folder must not believe
 * that it is still in this package.
 */
export function plainEnvironment() {
  const own = /^npm_(package_|lifecycle_|config_local_prefix$|command$|execpath$|node_execpath$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} `output` is stdout and stderr when quiet, else ""
 * @throws {Failure} when the program is missing or its exit code is not accepted
 */
export function run(command, args, options = {}) {
  const { cwd = root, env = process.env, quiet = false, accept = [0] } = options;
  const failure = options.failure ?? `${command} ${args.join(" ")}`;
  return new Promise((resolve, reject) => {
    // npm is a .cmd file on Windows, which only a shell can start; the arguments are all our own.
    const shell = process.platform === "win32" && command === "npm";
    const child = spawn(command, args, {
      cwd,
      env,
      shell,
      stdio: ["ignore", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
    });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => reject(new Failure(`${failure}: ${error.message}`)));
    child.on("close", (code, signal) => {
      if (code !== null && accept.includes(code)) resolve({ code, output });
      else
        reject(
          new Failure(
            `${failure} failed (${signal ?? `exit code ${code}`})${quiet ? `\n${tail(output)}` : ""}`,
          ),
        );
    });
  });
}

/**
 * @param {string} output
 * @returns {string} the last lines, indented, which is where tools say what went wrong
 */
function tail(output) {
  return output
    .trimEnd()
    .split("\n")
    .slice(-15)
    .map((line) => `  ${line}`)
    .join("\n");
}

/** Runs one of our own scripts with this Node. @param {string} script @param {string[]} args @param {RunOptions} [options] */
export function runNode(script, args = [], options = {}) {
  return run(process.execPath, [script, ...args], options);
}

/**
 * @param {string} program
 * @returns {string | undefined} the absolute path of a program on the PATH
 */
export function onPath(program) {
  const extensions = process.platform === "win32" ? [".cmd", ".exe", ".bat"] : [""];
  for (const folder of (process.env.PATH ?? "").split(delimiter).filter(Boolean)) {
    for (const extension of extensions) {
      const file = join(folder, program + extension);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not here: the next folder.
      }
    }
  }
  return undefined;
}

/**
 * Runs a script's main function: a Failure becomes one line and exit code 1, anything else keeps its stack.
 * @param {() => Promise<number | void>} main returns the exit code; nothing means 0
 */
export async function script(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof Failure ? `threatline: ${error.message}` : error);
    process.exitCode = 1;
  }
}

/** A progress line. @param {string} text */
export function say(text) {
  console.log(`• ${text}`);
}

/**
 * Says what starts and, when it ends, how long it took.
 * @template T
 * @param {string} text
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function timed(text, work) {
  say(`${text} …`);
  const start = performance.now();
  const result = await work();
  say(`${text}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}
