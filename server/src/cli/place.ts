/** Where a scan stands: the root that findings are relative to, and what inside it is scanned. */
import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { gitRoot } from "../workspace/ignoring.js";
import { reasonOf } from "../workspace/errors.js";
import { isInside, toRelative } from "../workspace/paths.js";
import { UsageError } from "./failure.js";

export interface Place {
  /** Absolute. Files of the report are relative to it. */
  root: string;
  /** Absolute paths to scan, all inside the root; undefined for the whole root. */
  paths?: string[];
  /** Absolute folder where the search for `threatline.json` starts: the nearest one at or above it holds. */
  configFrom: string;
}

/**
 * The current folder is the root as long as it holds every named path; otherwise the repository of what was named,
 * and outside of any repository the folder that the names have in common.
 *
 * @throws {UsageError} when a named path does not exist
 */
export async function placeOf(cwd: string, named: readonly string[]): Promise<Place> {
  if (named.length === 0) return { root: cwd, configFrom: cwd };
  const paths = named.map((path) => resolve(cwd, path));
  const folders = await Promise.all(paths.map((path, index) => folderAt(path, named[index]!)));
  const common = folders.reduce(shared);
  const root = isInside(toRelative(cwd, common)) ? cwd : ((await gitRoot(common)) ?? common);
  return { root, paths, configFrom: common };
}

async function folderAt(path: string, named: string): Promise<string> {
  try {
    return (await stat(path)).isDirectory() ? path : dirname(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      throw new UsageError(`There is no file or folder "${named}".`);
    }
    throw new UsageError(`"${named}" cannot be read: ${reasonOf(error)}.`);
  }
}

/** The deepest folder that holds both. */
function shared(left: string, right: string): string {
  let folder = left;
  while (!isInside(toRelative(folder, right)) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
