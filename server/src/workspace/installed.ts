/** Which version of a package is on this machine: what a control can pin to without asking the network. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

const Manifest = z.object({ version: z.string() });

/**
 * The version in the workspace's own `node_modules`, else the one that npx fetched last.
 * @param root absolute folder of the workspace
 * @param cache npm's cache folder
 */
export function installedVersion(
  name: string,
  root: string,
  cache: string = process.env.npm_config_cache ?? join(homedir(), ".npm"),
): string | undefined {
  return versionIn(root, name) ?? fetchedLast(join(cache, "_npx"), name);
}

function versionIn(folder: string, name: string): string | undefined {
  try {
    const text = readFileSync(join(folder, "node_modules", name, "package.json"), "utf8");
    return Manifest.safeParse(JSON.parse(text)).data?.version;
  } catch {
    return undefined;
  }
}

function fetchedLast(folder: string, name: string): string | undefined {
  const found: { version: string; time: number }[] = [];
  for (const entry of entriesOf(folder)) {
    const version = versionIn(join(folder, entry), name);
    if (version !== undefined) found.push({ version, time: timeOf(join(folder, entry)) });
  }
  return found.sort((left, right) => right.time - left.time)[0]?.version;
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function timeOf(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
