/** Installs this repository's npm packages when they are missing or not the ones the lock file names. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.mjs";
import { Failure, plainEnvironment, run, say, timed } from "./run.mjs";

const OLDEST = { major: 20, minor: 19 };

/** @throws {Failure} when this Node is older than the tools need */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)) {
    throw new Failure(
      `Node ${OLDEST.major}.${OLDEST.minor} or later is needed; this is ${process.versions.node}`,
    );
  }
}

/**
 * @param {string} folder a repository root
 * @returns {boolean} whether node_modules holds every required package of package-lock.json in its exact version
 */
export function dependenciesCurrent(folder = root) {
  const wanted = packages(join(folder, "package-lock.json"));
  const installed = packages(join(folder, "node_modules", ".package-lock.json"));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(
    ([path, entry]) => path === "" || entry.optional || installed[path]?.version === entry.version,
  );
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined} undefined when it cannot be read
 */
function packages(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, "utf8")).packages;
  } catch {
    return undefined;
  }
}

/** `npm ci`, unless node_modules is already what the lock file says. */
export async function ensureDependencies() {
  if (dependenciesCurrent()) return say("npm packages: up to date");
  await timed("npm packages: npm ci", () =>
    run("npm", ["ci", "--no-fund", "--no-audit"], {
      env: plainEnvironment(),
      quiet: true,
      failure: "npm ci",
    }),
  );
}
