/**
 * Installs the packages that examples import into `.vscode-test/packages/`, for the tests that compile what controls write.
 * They are kept out of package.json because nothing else needs them. Does nothing when the right versions are there.
 *
 *   node scripts/install-packages.mjs
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, vscodeTest } from "./lib/paths.mjs";
import { plainEnvironment, run, say, script, timed } from "./lib/run.mjs";

const manifest = join(root, "test", "surfaces", "packages", "package.json");
const folder = join(vscodeTest, "packages");
const stampFile = join(folder, "installed");

/**
 * @returns {Promise<string>} the folder whose `node_modules` holds the packages
 * @throws {Failure} when they cannot be installed
 */
export async function installPackages() {
  const wanted = readFileSync(manifest, "utf8");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === wanted) {
    say("packages of the examples: up to date");
    return folder;
  }
  rmSync(stampFile, { force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), wanted);
  // Most are only read for their types: no scripts, no binaries, and two that name different majors of a third get along.
  const options = ["--ignore-scripts", "--omit=optional", "--legacy-peer-deps", "--no-package-lock"];
  await timed("packages of the examples: npm install", () =>
    run("npm", ["install", ...options, "--no-fund", "--no-audit", "--no-update-notifier"], {
      cwd: folder,
      env: plainEnvironment(),
      quiet: true,
      failure: "packages of the examples: npm install",
    }),
  );
  writeFileSync(stampFile, wanted);
  return folder;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  await script(async () => void (await installPackages()));
