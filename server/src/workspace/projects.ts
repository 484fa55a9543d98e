/** How modules resolve in each folder of a workspace: path aliases, sibling packages, versions of dependencies. */
import { stat } from "node:fs/promises";
import type { ProjectInfo } from "../api.js";
import { entriesOf, importMapOf, importsOf, subpathsOf } from "./entries.js";
import { compare, folderOf, toAbsolute } from "./paths.js";
import { readJson, readPathRules } from "./tsconfig.js";

/** Aliases that frameworks define outside of tsconfig; they only count where a file is found behind them. */
const CUSTOMARY: Record<string, string[]> = {
  "@/*": ["src/*", "*", "app/*"],
  "~/*": ["src/*", "app/*", "*"],
  "$lib/*": ["src/lib/*"],
};

/** Files in which a Deno project names its modules. */
const IMPORT_MAPS = ["deno.json", "deno.jsonc", "import_map.json"];

type Manifest = Record<string, unknown>;

/**
 * The projects that source files belong to, outermost first. Never throws: an unreadable manifest is as good as none.
 *
 * @param found what `discover` gave: root-relative source files, and the manifests seen on the way (looked for when left out)
 */
export async function loadProjects(
  root: string,
  found: { files: readonly string[]; manifests?: readonly string[] },
): Promise<ProjectInfo[]> {
  const { files, manifests } = found;
  const known = new Set(manifests ?? (await findManifests(root, files)));
  const folders = [...foldersOf(files)].sort(compare);
  const packages = await readPackages(root, known);
  const folderOfPackage = (name: string) => packages.byName.get(name);
  const fileSet = new Set(files);
  const projects = new Map<string, ProjectInfo>();
  for (const folder of folders) {
    const at = (name: string) => (folder === "" ? name : `${folder}/${name}`);
    const manifest = packages.byFolder.get(folder);
    const tsconfig = [at("tsconfig.json"), at("jsconfig.json")].find((file) => known.has(file));
    const maps = IMPORT_MAPS.map(at).filter((file) => known.has(file));
    if (manifest === undefined && tsconfig === undefined && maps.length === 0 && folder !== "") continue;
    const outer = enclosing(projects, folder);
    const rules = tsconfig === undefined ? undefined : await readPathRules(root, tsconfig, folderOfPackage);
    const project: ProjectInfo = {
      folder,
      // The nearest tsconfig counts alone, as for the compiler; without one the enclosing project's rules go on.
      paths: { ...(tsconfig === undefined ? outer?.paths : rules?.paths) },
      dependencies: { ...outer?.dependencies, ...(manifest && dependenciesOf(manifest)) },
    };
    if (manifest) {
      const scripts = textsOf(manifest.scripts);
      if (Object.keys(scripts).length > 0) project.scripts = scripts;
      Object.assign(project.paths!, importsOf(folder, manifest));
      const entries = entriesOf(folder, manifest, fileSet);
      if (typeof manifest.name === "string") project.packageName = manifest.name;
      if (entries.length > 0) project.entries = entries;
    }
    for (const map of maps)
      Object.assign(project.paths!, importMapOf(folder, (await readJson(root, map)) ?? {}));
    addCustomary(project, at);
    projects.set(folder, project);
  }
  const outermost = projects.get("")!;
  for (const [folder, manifest] of packages.byFolder) {
    for (const [pattern, targets] of Object.entries(subpathsOf(folder, manifest, fileSet))) {
      outermost.paths![pattern] ??= targets;
    }
  }
  return [...projects.values()];
}

function addCustomary(project: ProjectInfo, at: (path: string) => string): void {
  for (const [pattern, targets] of Object.entries(CUSTOMARY)) project.paths![pattern] ??= targets.map(at);
}

function enclosing(projects: ReadonlyMap<string, ProjectInfo>, folder: string): ProjectInfo | undefined {
  for (let current = folder; current !== "";) {
    current = folderOf(current);
    const project = projects.get(current);
    if (project) return project;
  }
  return undefined;
}

function dependenciesOf(manifest: Manifest): Record<string, string> {
  const all: Record<string, string> = {};
  for (const key of ["peerDependencies", "optionalDependencies", "devDependencies", "dependencies"]) {
    Object.assign(all, textsOf(manifest[key]));
  }
  return all;
}

/** The properties that are texts. */
function textsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(Object(value) as object).filter(([, text]) => typeof text === "string"),
  );
}

/** Every folder at or above a file, the root included. */
function foldersOf(files: readonly string[]): Set<string> {
  const folders = new Set<string>([""]);
  for (const file of files) {
    for (let folder = folderOf(file); !folders.has(folder); folder = folderOf(folder)) folders.add(folder);
  }
  return folders;
}

async function readPackages(root: string, known: ReadonlySet<string>) {
  const byFolder = new Map<string, Manifest>();
  const byName = new Map<string, string>();
  for (const file of [...known].sort(compare)) {
    if (!/(?:^|\/)package\.json$/.test(file)) continue;
    const manifest = await readJson(root, file);
    if (manifest === undefined) continue;
    byFolder.set(folderOf(file), manifest);
    if (typeof manifest.name === "string" && !byName.has(manifest.name))
      byName.set(manifest.name, folderOf(file));
  }
  return { byFolder, byName };
}

async function findManifests(root: string, files: readonly string[]): Promise<string[]> {
  const candidates = [...foldersOf(files)].flatMap((folder) =>
    ["package.json", "tsconfig.json", "jsconfig.json", ...IMPORT_MAPS].map((name) =>
      folder === "" ? name : `${folder}/${name}`,
    ),
  );
  const found = await Promise.all(
    candidates.map((file) =>
      stat(toAbsolute(root, file)).then(
        (status) => (status.isFile() ? [file] : []),
        () => [],
      ),
    ),
  );
  return found.flat();
}
