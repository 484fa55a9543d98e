/** `npm start`: from a fresh clone to findings in the terminal and in an editor. Plain Node, so that it can install. */
import { existsSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { installVscode } from "./install-vscode.mjs";
import { ensureDependencies, requireNode } from "./lib/dependencies.mjs";
import { root, sampleApp, vscodeTest, vsix } from "./lib/paths.mjs";
import { onPath, run, runNode, say, script, timed } from "./lib/run.mjs";
import { installExtension, serve } from "./lib/served-vscode.mjs";

const USAGE = `Usage: npm start -- [options] [folder]

Installs, builds, scans the folder (the sample app when none is given), prints its findings and map,
and opens it in VS Code with Threatline running. Stop a served VS Code with Ctrl+C.

Options:
  --no-editor   stop after the scan
  --served      serve VS Code on 127.0.0.1 even when \`code\` is on the PATH
  --port <n>    port of the served VS Code (default 8765, or a free one)
  -h, --help    this text`;

const DEFAULT_PORT = 8765;

/** @returns {{ folder: string, editor: boolean, served: boolean, port: number } | string} or what is wrong, or "" for help */
function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        "no-editor": { type: "boolean", default: false },
        served: { type: "boolean", default: false },
        port: { type: "string", default: String(DEFAULT_PORT) },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) return "";
    if (positionals.length > 1) return "one folder, please";
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) return `not a port: ${values.port}`;
    // npm changes into the package's root; the path was typed somewhere else.
    const folder = positionals[0]
      ? resolve(process.env.INIT_CWD ?? process.cwd(), positionals[0])
      : sampleApp;
    if (!existsSync(folder) || !statSync(folder).isDirectory())
      return `not a folder: ${positionals[0] ?? folder}`;
    return { folder, editor: !values["no-editor"], served: values.served, port };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Desktop VS Code with this repository as the extension under development: nothing is installed into the user's own
 * VS Code, and nothing is left behind.
 * @param {string} code @param {string} folder @returns {Promise<boolean>} whether it opened
 */
async function openDesktop(code, folder) {
  try {
    await run(code, ["--new-window", `--extensionDevelopmentPath=${root}`, folder], {
      failure: "desktop VS Code",
    });
    say(`opened ${folder} in desktop VS Code`);
    return true;
  } catch (error) {
    say(`${error instanceof Error ? error.message : error}; serving VS Code instead`);
    return false;
  }
}

/** @param {string} folder @param {number} port */
async function openServed(folder, port) {
  await installVscode();
  const dataDir = join(vscodeTest, "start");
  await timed("package and install the extension", async () => {
    await runNode(join(root, "scripts", "package.mjs"), [], {
      quiet: true,
      failure: "packaging the extension",
    });
    await installExtension(dataDir, vsix);
  });
  // The sample's packages are not installed: TypeScript's complaints about them would hide what there is to see.
  const settings =
    folder === sampleApp ? { "typescript.validate.enable": false, "js/ts.validate.enabled": false } : {};
  const server = await serve({ dataDir, settings, port });
  const stop = () => void server.stop();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  process.once("SIGHUP", stop);
  console.log(`\nVS Code with Threatline: ${server.address(folder)}\nStop it with Ctrl+C.`);
  await server.ended;
}

await script(async () => {
  const options = readArguments();
  if (typeof options === "string") {
    if (!options) return void console.log(USAGE);
    console.error(`threatline: ${options}\n\n${USAGE}`);
    return 2;
  }
  requireNode();
  await ensureDependencies();
  await timed("build", () => runNode(join(root, "scripts", "build.mjs"), [], { failure: "build" }));
  say(`scan ${relative(root, options.folder) || options.folder}`);
  console.log();
  // Exit code 1 says that there are findings, which is what a demonstration is for.
  await runNode(join(root, "dist", "cli.js"), ["scan", options.folder], {
    accept: [0, 1],
    failure: "the scan",
  });
  if (!options.editor) return;
  console.log();
  const code = options.served ? undefined : onPath("code");
  if (code && (await openDesktop(code, options.folder))) return;
  await openServed(options.folder, options.port);
});
