/** Starts, equips and stops the served VS Code, always on the loopback address and always behind a token. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { servedVscode } from "../install-vscode.mjs";
import { Failure, plainEnvironment, run } from "./run.mjs";

const HOST = "127.0.0.1";
const START_TIMEOUT_MS = 60_000;

/** Restricted Mode would keep extensions off, and the rest asks for attention that a test and a demonstration lack. */
const MACHINE_SETTINGS = {
  "security.workspace.trust.enabled": false,
  "workbench.startupEditor": "none",
  "chat.disableAIFeatures": true,
  "extensions.ignoreRecommendations": true,
  "telemetry.telemetryLevel": "off",
  // Empty without AI features.
  "workbench.secondarySideBar.defaultVisibility": "hidden",
};

/**
 * @typedef {object} ServeOptions
 * @property {string} dataDir where the server keeps extensions, settings and logs; created when missing
 * @property {Record<string, unknown>} [settings] machine settings on top of the ones every served editor gets
 * @property {number} [port] preferred port; another free one is taken when it is in use
 * @property {boolean} [smokeTestDriver] lets a page start an extension-host test run
 */

/**
 * @typedef {object} Served
 * @property {number} port
 * @property {string} token what a page has to know to be let in
 * @property {number} pid process id of the server; its children are the extension hosts
 * @property {(folder: string, parameters?: Record<string, string>) => string} address the address that opens a folder
 * @property {() => Promise<void>} stop ends the server and everything it started
 * @property {Promise<void>} ended resolves when the server is gone
 */

/**
 * @param {number} [preferred]
 * @returns {Promise<number>} a port of the loopback address that is free now: the preferred one if it is
 */
export function freePort(preferred = 0) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => (preferred ? freePort().then(resolve, reject) : reject(error)));
    probe.listen(preferred, HOST, () => {
      const address = probe.address();
      const port = address && typeof address === "object" ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/**
 * @param {{ port: number, token: string }} server
 * @param {string} folder absolute
 * @param {Record<string, string>} [parameters] further ones of VS Code's page
 * @returns {string} the address that opens the folder
 */
export function addressOf({ port, token }, folder, parameters = {}) {
  return `http://${HOST}:${port}/?${new URLSearchParams({ tkn: token, folder, ...parameters })}`;
}

/**
 * Installs a packaged extension into a server's data folder, as a user would.
 * @param {string} dataDir
 * @param {string} vsix
 * @throws {Failure} with VS Code's own words when it refuses the package
 */
export async function installExtension(dataDir, vsix) {
  const { output } = await run(
    servedVscode.node,
    [
      servedVscode.main,
      "--server-data-dir",
      dataDir,
      "--accept-server-license-terms",
      "--force",
      "--install-extension",
      vsix,
    ],
    { env: plainEnvironment(), quiet: true, failure: "installing the extension in the served VS Code" },
  );
  if (!/successfully installed/i.test(output))
    throw new Failure(`VS Code did not install ${vsix}: ${output.trim()}`);
}

/**
 * Starts the server and waits until it listens.
 * @param {ServeOptions} options
 * @returns {Promise<Served>}
 * @throws {Failure} when it ends or stays silent instead
 */
export async function serve(options) {
  const { dataDir, settings = {}, smokeTestDriver = false } = options;
  const port = await freePort(options.port);
  const token = randomBytes(16).toString("hex");
  const tokenFile = prepare(dataDir, { ...MACHINE_SETTINGS, ...settings }, token);
  const child = spawn(
    servedVscode.node,
    [
      servedVscode.main,
      ...["--host", HOST, "--port", String(port), "--connection-token-file", tokenFile],
      ...["--server-data-dir", dataDir, "--accept-server-license-terms", "--telemetry-level", "off"],
      // A closed window's extension host ends soon instead of waiting hours for the window to come back.
      ...["--reconnection-grace-time", "10"],
      ...(smokeTestDriver ? ["--enable-smoke-test-driver"] : []),
    ],
    // A process group of its own, so that stopping it also stops its extension hosts and language servers.
    { env: plainEnvironment(), stdio: ["ignore", "pipe", "pipe"], detached: true },
  );
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => child.once("exit", () => resolve()));
  const stop = () => stopGroup(child.pid, ended);
  const onExit = () => signal(child.pid, "SIGKILL");
  process.once("exit", onExit);
  void ended.then(() => process.removeListener("exit", onExit));
  try {
    await listening(child, START_TIMEOUT_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    port,
    token,
    pid: child.pid ?? 0,
    address: (folder, parameters) => addressOf({ port, token }, folder, parameters),
    stop,
    ended,
  };
}

/**
 * Writes the settings and the token.
 * @param {string} dataDir @param {Record<string, unknown>} settings @param {string} token
 * @returns {string} the token's file, readable by this user only: a command line would show it to everyone
 */
function prepare(dataDir, settings, token) {
  const text = JSON.stringify(settings, null, 2);
  writeSettings(join(dataDir, "data", "Machine"), text, true);
  // Workspace trust is only believed in the user's settings, which are the user's own once they exist.
  writeSettings(join(dataDir, "data", "User"), text, false);
  const file = join(dataDir, "token");
  writeFileSync(file, token, { mode: 0o600 });
  chmodSync(file, 0o600);
  return file;
}

/** @param {string} folder @param {string} text @param {boolean} overwrite */
function writeSettings(folder, text, overwrite) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "settings.json");
  if (overwrite || !existsSync(file)) writeFileSync(file, text);
}

/** @param {import("node:child_process").ChildProcess} child @param {number} timeoutMs @returns {Promise<void>} */
function listening(child, timeoutMs) {
  return new Promise((resolve, reject) => {
    let output = "";
    const fail = (/** @type {string} */ why) => {
      clearTimeout(timer);
      reject(new Failure(`the served VS Code ${why}\n${output.slice(-1500)}`));
    };
    const timer = setTimeout(() => fail(`did not listen within ${timeoutMs / 1000} s`), timeoutMs);
    child.once("error", (error) => fail(`could not be started: ${error.message}`));
    child.once("exit", (code) => fail(`ended with code ${code}`));
    for (const stream of [child.stdout, child.stderr]) {
      // Keeps reading after the start, otherwise a full pipe would stop the server.
      stream?.on("data", (chunk) => {
        output = (output + chunk).slice(-20_000);
        if (!/Extension host agent listening/.test(output)) return;
        clearTimeout(timer);
        resolve();
      });
    }
  });
}

/** @param {number | undefined} pid @param {NodeJS.Signals} name */
function signal(pid, name) {
  try {
    if (pid) process.kill(-pid, name);
  } catch {
    // The group is gone already.
  }
}

/** @param {number | undefined} pid @param {Promise<void>} ended @returns {Promise<void>} */
async function stopGroup(pid, ended) {
  signal(pid, "SIGTERM");
  const timer = setTimeout(() => signal(pid, "SIGKILL"), 5_000);
  await ended;
  clearTimeout(timer);
  signal(pid, "SIGKILL");
}
