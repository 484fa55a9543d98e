/** Reading sources out of a git directory without a work tree: snapshots may lack large blobs, which a checkout needs. */
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failure } from "../lib/run.mjs";

/**
 * @typedef {{ path: string, object: string }} Entry
 * @typedef {{ written: number, missing: string[] }} Extracted
 */

/** What an analysis reads: code, and the files that say how code finds other code. */
const WANTED =
  /\.(?:ts|tsx|mts|cts|js|jsx|mjs|cjs|json|jsonc)$|(?:^|\/)\.gitignore$|(?:^|\/)pnpm-workspace\.yaml$/;

/**
 * @param {string} gitDir
 * @param {string[]} args
 * @param {string} [input]
 * @returns {Promise<Buffer>} standard output
 */
function git(gitDir, args, input = "") {
  return new Promise((resolve, reject) => {
    const child = spawn("git", [`--git-dir=${gitDir}`, ...args], {
      // A partial clone says that a blob is missing instead of asking its server for each.
      env: { ...process.env, GIT_NO_LAZY_FETCH: "1" },
      stdio: "pipe",
    });
    /** @type {Buffer[]} */
    const out = [];
    let errors = "";
    child.stdout.on("data", (chunk) => out.push(chunk));
    child.stderr.on("data", (chunk) => (errors += chunk));
    child.on("error", (error) => reject(new Failure(`git: ${error.message}`)));
    child.on("close", (code) =>
      code === 0
        ? resolve(Buffer.concat(out))
        : reject(new Failure(`git ${args[0]}: ${errors.trim().split("\n")[0] || `exit code ${code}`}`)),
    );
    child.stdin.on("error", () => {}); // git ended early; its exit code says so
    child.stdin.end(input);
  });
}

/** @param {string} gitDir @param {string} ref @returns {Promise<string>} the full id of the commit */
export async function commitOf(gitDir, ref) {
  try {
    return String(await git(gitDir, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`])).trim();
  } catch {
    throw new Failure(`the clone has no revision ${ref}`);
  }
}

/**
 * The entries of `git ls-tree -r -z` that are regular files an analysis reads.
 * @param {string} listing
 * @param {readonly string[]} folders only below these, and the files beside them at the top; all when empty
 * @returns {Entry[]}
 */
export function wantedEntries(listing, folders) {
  const entries = [];
  for (const line of listing.split("\0")) {
    const match = /^100(?:644|755) blob ([0-9a-f]+)\t(.+)$/s.exec(line);
    if (!match) continue;
    const path = /** @type {string} */ (match[2]);
    const inside =
      folders.length === 0 || !path.includes("/") || folders.some((folder) => path.startsWith(`${folder}/`));
    if (inside && WANTED.test(path)) entries.push({ path, object: /** @type {string} */ (match[1]) });
  }
  return entries;
}

/**
 * Splits the answer of `git cat-file --batch`.
 * @param {Buffer} answer
 * @returns {(Buffer | undefined)[]} one for each object asked for; undefined when it is missing
 */
export function splitBatch(answer) {
  const blobs = [];
  for (let at = 0; at < answer.length;) {
    const end = answer.indexOf(10, at);
    const header = answer.toString("latin1", at, end);
    at = end + 1;
    const size = / blob (\d+)$/.exec(header)?.[1];
    if (size === undefined) {
      blobs.push(undefined);
      continue;
    }
    blobs.push(answer.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return blobs;
}

/**
 * Writes the sources of a revision into a folder.
 * @param {string} gitDir
 * @param {string} ref
 * @param {string} folder
 * @param {readonly string[]} only folders of the repository; all when empty
 * @returns {Promise<Extracted>}
 */
export async function extract(gitDir, ref, folder, only = []) {
  const commit = await commitOf(gitDir, ref);
  const entries = wantedEntries(String(await git(gitDir, ["ls-tree", "-r", "-z", commit])), only);
  const asked = entries.map(({ object }) => `${object}\n`).join("");
  const blobs = splitBatch(await git(gitDir, ["cat-file", "--batch"], asked));
  /** @type {string[]} */
  const missing = [];
  let written = 0;
  for (const [index, { path }] of entries.entries()) {
    const blob = blobs[index];
    if (!blob) {
      missing.push(path);
      continue;
    }
    const file = join(folder, ...path.split("/"));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, blob);
    written++;
  }
  return { written, missing };
}
