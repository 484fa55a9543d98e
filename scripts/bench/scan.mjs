/** One scan by the built command line, in a process of its own with a time limit. */
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { Failure } from "../lib/run.mjs";

/**
 * @param {string} cli the built command line
 * @param {string} folder what is scanned; findings name files relative to it
 * @param {string} output where the result is kept
 * @param {number} seconds
 * @returns {Promise<{ findings: (import("./match.mjs").Finding & import("./judged.mjs").Finding)[],
 *   problems: { code: string, message: string }[], stats: { lines: number } }>}
 */
export function scan(cli, folder, output, seconds) {
  rmSync(output, { force: true });
  return new Promise((resolve, reject) => {
    const args = [cli, "scan", ".", "--format", "json", "--fail-on", "never", "--output", output];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    let errors = "";
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, seconds * 1000);
    child.stderr.on("data", (chunk) => (errors += chunk));
    child.on("error", (error) => reject(new Failure(`the scan did not start: ${error.message}`)));
    child.on("close", (code) => {
      clearTimeout(timer);
      if (late) reject(new Failure(`the scan took more than ${seconds} s`));
      else if (code !== 0)
        reject(new Failure(`the scan ended with ${code}: ${errors.trim().split("\n").at(-1) ?? ""}`));
      else resolve(JSON.parse(readFileSync(output, "utf8")));
    });
  });
}
