/** Where the sources of a case come from: a local clone, a clone of our own in the cache, or a package of the registry. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/paths.mjs";
import { Failure, plainEnvironment, run, say } from "../lib/run.mjs";
import { extract } from "./git.mjs";

/** Clones and packages, kept between runs. Not committed, safe to delete. */
export const cache = join(root, ".bench");

/** @param {string} folder @returns {string | undefined} the git directory that a folder is or holds */
function gitDirIn(folder) {
  return [folder, join(folder, ".git")].find(
    (candidate) => existsSync(join(candidate, "HEAD")) && existsSync(join(candidate, "objects")),
  );
}

/**
 * @param {string} repo `owner/name`
 * @param {string | undefined} clones a folder of local clones
 * @returns {string | undefined}
 */
export function localClone(repo, clones) {
  if (!clones) return undefined;
  const flat = repo.replace("/", "+");
  for (const folder of [join(clones, flat, "repo"), join(clones, flat), join(clones, repo)]) {
    const found = gitDirIn(folder);
    if (found) return found;
  }
  return undefined;
}

/** @param {string} repo @param {string | undefined} clones @returns {Promise<string>} a git directory */
async function gitDirOf(repo, clones) {
  const local = localClone(repo, clones);
  if (local) return local;
  const target = join(cache, "clones", repo.replace("/", "+"));
  if (existsSync(target)) return target;
  say(`cloning ${repo} …`);
  const part = `${target}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(join(cache, "clones"), { recursive: true });
  const address = `https://github.com/${repo}.git`;
  // Large blobs are pictures and recordings; the sources fit.
  await run("git", ["clone", "--bare", "--quiet", "--filter=blob:limit=4m", address, part], {
    quiet: true,
    env: { ...process.env, GIT_TERMINAL_PROMPT: "0" },
    failure: `cloning ${repo} (name a folder of local clones with --clones)`,
  });
  renameSync(part, target);
  return target;
}

/** @param {string} name @param {string} version @param {string} folder */
async function unpackPackage(name, version, folder) {
  const packages = join(cache, "packages", `${name.replace("/", "+")}-${version}`);
  const tarball = () => existsSync(packages) && readdirSync(packages).find((file) => file.endsWith(".tgz"));
  if (!tarball()) {
    mkdirSync(packages, { recursive: true });
    const args = [
      "pack",
      `${name}@${version}`,
      "--silent",
      "--ignore-scripts",
      "--pack-destination",
      packages,
    ];
    await run("npm", args, {
      quiet: true,
      env: plainEnvironment(),
      failure: `the npm package ${name}@${version}`,
    });
  }
  const file = tarball();
  if (!file) throw new Failure(`npm pack wrote no package for ${name}@${version}`);
  await run("tar", ["-xzf", join(packages, file), "-C", folder, "--strip-components=1"], {
    quiet: true,
    failure: `unpacking ${name}@${version}`,
  });
}

/**
 * Puts the sources of one side of a case into an empty folder.
 * @param {Pick<import("./cases.mjs").Case, "package" | "repo" | "scan">} item
 * @param {string} ref
 * @param {string} folder
 * @param {string | undefined} clones
 * @returns {Promise<string[]>} files the snapshot lacks
 */
export async function putSources(item, ref, folder, clones) {
  mkdirSync(folder, { recursive: true });
  const version = /^npm (\S+)$/.exec(ref)?.[1];
  if (version) {
    await unpackPackage(item.package, version, folder);
    return [];
  }
  const { written, missing } = await extract(await gitDirOf(item.repo, clones), ref, folder, item.scan);
  if (written === 0) throw new Failure(`${item.repo} has no sources at ${ref}`);
  return missing;
}
