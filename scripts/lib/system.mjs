/** The programs that the tests need from the operating system: Chromium to look at VS Code, Neovim as a second editor. */
import { existsSync } from "node:fs";
import { onPath, Failure, run, say, timed } from "./run.mjs";

const MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
const NEEDED = { chromium: chromiumPath, neovim: () => onPath("nvim") };

/** @returns {string | undefined} */
function chromiumPath() {
  const named = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    .map(onPath)
    .find(Boolean);
  return process.env.THREATLINE_CHROMIUM ?? named ?? (existsSync(MAC_CHROME) ? MAC_CHROME : undefined);
}

/**
 * @returns {string} the Chromium or Chrome executable
 * @throws {Failure} saying how to install it
 */
export function findChromium() {
  const found = chromiumPath();
  if (!found) throw new Failure(`Chromium is needed: ${installCommand(["chromium"])}`);
  return found;
}

/** @param {string[]} packages @returns {string} */
function installCommand(packages) {
  if (process.platform === "darwin") return `brew install ${packages.join(" ")}`;
  return `sudo apt-get update && sudo apt-get install -y ${packages.join(" ")}`;
}

/**
 * Installs what is missing through apt where that may be done without asking (as root, in a container or on a build
 * machine); elsewhere the failure is the command to run.
 * @throws {Failure}
 */
export async function ensureSystemPrograms() {
  const missing = Object.entries(NEEDED)
    .filter(([, find]) => !find())
    .map(([name]) => name);
  if (missing.length === 0) return say("chromium and neovim: installed");
  if (process.getuid?.() !== 0 || !onPath("apt-get")) {
    throw new Failure(`the tests need ${missing.join(" and ")}: ${installCommand(missing)}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await timed(`${missing.join(" and ")}: apt-get install`, async () => {
    await run("apt-get", ["update", "-qq"], { env, quiet: true });
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing], {
      env,
      quiet: true,
    });
  });
}
