/**
 * Installs a VS Code that runs in the browser into `.vscode-test/`, for machines that have no desktop VS Code or
 * cannot download one. It is code-server's build of VS Code and the Node it was built for, both from npm, kept out of
 * package.json because they are large (about 800 MB on disk). Does nothing when the right versions are there.
 *
 *   node scripts/install-vscode.mjs
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { vscodeTest } from "./lib/paths.mjs";
import { Failure, plainEnvironment, run, say, script, timed } from "./lib/run.mjs";

const CODE_SERVER = "4.139.1";
const NODE = "24";
/** Raise the last number when this script installs something differently. */
const STAMP = `code-server ${CODE_SERVER}, node ${NODE}, layout 2\n`;

const stampFile = join(vscodeTest, "installed");
const web = join(vscodeTest, "web");
const nodeHome = join(vscodeTest, "node");
const vscode = join(web, "node_modules", "code-server", "lib", "vscode");
const nodePackage = join(nodeHome, "node_modules", "node");

/** What is needed to start the served VS Code: its own Node, and the script that this Node runs. */
export const servedVscode = {
  node: join(nodePackage, "bin", process.platform === "win32" ? "node.exe" : "node"),
  main: join(vscode, "out", "server-main.js"),
};

/** @returns {boolean} whether the served VS Code is installed in the wanted versions */
export function vscodeInstalled() {
  return (
    existsSync(stampFile) &&
    readFileSync(stampFile, "utf8") === STAMP &&
    existsSync(servedVscode.node) &&
    existsSync(servedVscode.main)
  );
}

/**
 * Installs the served VS Code unless it is there.
 * @throws {Failure} naming the step that failed
 */
export async function installVscode() {
  if (vscodeInstalled()) return say("served VS Code: up to date");
  if (process.platform === "win32") {
    throw new Failure(
      "the served VS Code runs on Linux and macOS; install desktop VS Code and put `code` on the PATH",
    );
  }
  rmSync(stampFile, { force: true });
  for (const folder of [web, nodeHome]) {
    mkdirSync(folder, { recursive: true });
    // Without a package.json of its own, npm would walk up and install into this repository.
    writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  }
  await timed(`served VS Code: code-server ${CODE_SERVER} and Node ${NODE} from npm`, () =>
    Promise.all([npm(web, ["install", `code-server@${CODE_SERVER}`]), installNode()]),
  );
  await timed("served VS Code: its own packages", () =>
    Promise.all([
      npm(vscode, ["install", "--omit=dev"]),
      npm(join(vscode, "extensions"), ["install", "--omit=dev"]),
    ]),
  );
  writeFileSync(stampFile, STAMP);
}

/**
 * npm packages are installed without running their scripts: what has to run is run by name. VS Code's logger and watchdog are
 * native and would take a minute to compile; it runs without them.
 * @param {string} cwd @param {string[]} args
 */
function npm(cwd, args) {
  return run("npm", [...args, "--ignore-scripts", "--no-fund", "--no-audit", "--no-update-notifier"], {
    cwd,
    env: plainEnvironment(),
    quiet: true,
    failure: `served VS Code: npm ${args.join(" ")}`,
  });
}

/** npm's `node` package fetches the binary for this machine in its install script. */
async function installNode() {
  await npm(nodeHome, ["install", `node@${NODE}`]);
  if (existsSync(servedVscode.node)) return;
  await run(process.execPath, ["installArchSpecificPackage.js"], {
    cwd: nodePackage,
    env: plainEnvironment(),
    quiet: true,
    failure: `served VS Code: the Node ${NODE} binary for ${process.platform} ${process.arch}`,
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await script(installVscode);
