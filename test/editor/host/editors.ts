/** The two editors that can run the suite: desktop VS Code where it can be downloaded, else the served one. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { build } from "esbuild";
import { dist, root, vscodeTest } from "../../../scripts/lib/paths.mjs";
import { serve } from "../../../scripts/lib/served-vscode.mjs";
import { launchBrowser } from "../driver/browser.js";
import type { Outcomes } from "./run.js";

const UPDATE_SITE = "https://update.code.visualstudio.com/api/releases/stable";
const PROBE_MS = 5_000;
const SUITE_MS = 240_000;
const folderOfBundle = join(dist, "test", "host");
const bundle = join(folderOfBundle, "index.js");
const outcomesFile = join(folderOfBundle, "outcomes.json");

async function bundleSuite(): Promise<void> {
  mkdirSync(folderOfBundle, { recursive: true });
  rmSync(outcomesFile, { force: true });
  await build({
    entryPoints: [join(root, "test", "editor", "host", "run.ts")],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["vscode"],
    logLevel: "warning",
  });
}

/** @returns why desktop VS Code cannot run here, or undefined when it can */
async function desktopObstacle(): Promise<string | undefined> {
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return "no display";
  try {
    const answer = await fetch(UPDATE_SITE, { signal: AbortSignal.timeout(PROBE_MS) });
    return answer.ok ? undefined : `the download site answers ${answer.status}`;
  } catch (error) {
    return `no download: ${error instanceof Error ? error.message : error}`;
  }
}

/**
 * Runs the suite in whichever editor can run here.
 * @param folder the workspace to open
 * @returns the outcomes and, where it is not desktop VS Code, why
 * @throws when the editor did not run the suite to its end
 */
export async function runSuite(folder: string): Promise<{ editor: string; outcomes: Outcomes }> {
  await bundleSuite();
  const obstacle = await desktopObstacle();
  if (obstacle) await inServed(folder);
  else await inDesktop(folder);
  return {
    editor: obstacle ? `served VS Code (desktop VS Code: ${obstacle})` : "desktop VS Code",
    outcomes: JSON.parse(readFileSync(outcomesFile, "utf8")) as Outcomes,
  };
}

async function inDesktop(folder: string): Promise<void> {
  const vscodeExecutablePath = await downloadAndUnzipVSCode({ cachePath: join(vscodeTest, "desktop") });
  const profile = mkdtempSync(join(tmpdir(), "threatline-desktop-"));
  const launchArgs = [
    folder,
    "--disable-extensions",
    "--disable-workspace-trust",
    `--user-data-dir=${profile}`,
  ];
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: root,
    extensionTestsPath: bundle,
    launchArgs,
  });
  rmSync(profile, { recursive: true, force: true });
}

async function inServed(folder: string): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "threatline-host-"));
  const server = await serve({ dataDir, smokeTestDriver: true });
  const browser = await launchBrowser();
  const messages: string[] = [];
  try {
    const page = await browser.newPage();
    page.on("console", (message) => messages.push(message.text()));
    const remote = (path: string) => `vscode-remote://127.0.0.1:${server.port}${path}`;
    const payload = [
      ["extensionDevelopmentPath", remote(root)],
      ["extensionTestsPath", remote(bundle)],
    ];
    await page.goto(server.address(folder, { payload: JSON.stringify(payload) }));
    const end = Date.now() + SUITE_MS;
    while (!existsSync(outcomesFile)) {
      if (Date.now() > end) {
        const log = messages
          .filter((text) => !/Creating a socket|Failed to load resource/.test(text))
          .slice(-30);
        throw new Error(
          `the suite did not end within ${SUITE_MS / 1000} s; the page's console:\n${log.join("\n")}`,
        );
      }
      await sleep(200);
    }
  } finally {
    await browser.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
