/** Reads a workspace folder into its engine, in pieces short enough that a keystroke never waits for the next one. */
import { join } from "node:path";
import type { Config } from "../config.js";
import type { Problem } from "../report/contract.js";
import type { AnalysisFolder } from "./analysis-folder.js";
import type { FolderSettings } from "./analysis-messages.js";
import { loadConfig } from "./config.js";
import { discover, isAnalysedFile } from "./discovery.js";
import { IgnoreRules, rulesAt, withFolder } from "./ignoring.js";
import { slashed } from "./paths.js";
import { loadProjects } from "./projects.js";
import { readSource } from "./read.js";

/** Files read ahead while one is parsed. */
const READ_AHEAD = 16;

export interface ScanHost {
  /** Resolves when nothing more urgent waits. */
  turn(): Promise<void>;
  /** The scan was cancelled or another took over. */
  stopped(): boolean;
  progress(done: number, total: number): void;
}

/** Rules that decide about files which a scan has not seen: new ones, and those opened although left out. */
export interface FolderRules {
  leavesOut(file: string): Promise<boolean>;
}

/**
 * Discovers, reads and parses the folder; keeps what has not changed since the last scan. Returns the rules for files
 * opened later. A folder without a root on disk has nothing to scan.
 */
export async function scan(folder: AnalysisFolder, host: ScanHost): Promise<FolderRules> {
  const { root, nested, settings } = folder.spec;
  if (root === null) {
    folder.configure({ config: withSettings({}, settings) });
    folder.complete = true;
    return { leavesOut: () => Promise.resolve(false) };
  }
  const loaded = await loadConfig(root);
  const config = withSettings(loaded.config, settings);
  const rules = new RulesOnDisk(root, config, loaded.folder, settings.exclude);
  const found = await discover(root, { ignore: true, config, configFolder: loaded.folder });
  const isOurs = (file: string) =>
    !nested.some((inner) => file.startsWith(`${inner}/`)) && !rules.excludes(file);
  const files = found.files.filter(isOurs);
  const projects = await loadProjects(root, { files, manifests: found.manifests });
  folder.configure({
    config,
    projects,
    folders: { root: slashed(root), config: slashed(loaded.folder) },
    ...(loaded.reviewed && { reviewed: loaded.reviewed }),
  });

  const problems: Problem[] = [...loaded.problems, ...found.problems];
  const previous = folder.scanned;
  folder.scanned = new Set(files);
  for (const file of previous) if (!folder.scanned.has(file)) folder.setDisk(file, undefined);
  await read(folder, root, files, problems, host);
  folder.scanProblems = problems;
  folder.complete = true;
  return rules;
}

async function read(
  folder: AnalysisFolder,
  root: string,
  files: readonly string[],
  problems: Problem[],
  host: ScanHost,
): Promise<void> {
  host.progress(0, files.length);
  for (let start = 0; start < files.length; start += READ_AHEAD) {
    const batch = files.slice(start, start + READ_AHEAD);
    const sources = await Promise.all(batch.map((file) => readSource(root, file)));
    for (const [index, source] of sources.entries()) {
      await host.turn();
      if (host.stopped()) return;
      if (source.problem) problems.push(source.problem);
      folder.setDisk(batch[index]!, source.text);
    }
    host.progress(Math.min(start + READ_AHEAD, files.length), files.length);
  }
}

/** Reads some files again after they changed on disk. Files that the folder leaves out stay out. */
export async function readAgain(
  folder: AnalysisFolder,
  files: readonly string[],
  rules: FolderRules,
): Promise<void> {
  const { root } = folder.spec;
  for (const file of files) {
    if (root === null) {
      folder.setDisk(file, undefined);
    } else if (folder.scanned.has(file) || !(await rules.leavesOut(file))) {
      const { text } = await readSource(root, file);
      folder.setDisk(file, text);
      if (text !== undefined) folder.scanned.add(file);
    } else {
      folder.setDisk(file, undefined);
    }
  }
}

/** The configuration in force: the folder's own, narrowed by the editor's settings. */
function withSettings(config: Config, settings: FolderSettings): Config {
  const own: Config = settings.trusted ? { ...config } : withoutSilencing(config);
  const order = ["low", "medium", "high"] as const;
  const least = order.indexOf(own.minConfidence ?? "low");
  return {
    ...own,
    minConfidence: order[Math.max(least, order.indexOf(settings.minimumConfidence))]!,
  };
}

/** In a folder that its user does not trust, a configuration that hides findings would hide an attack. */
function withoutSilencing(config: Config): Config {
  const errors = (threats: Config["threats"] = {}): NonNullable<Config["threats"]> =>
    Object.fromEntries(Object.entries(threats).filter(([, severity]) => severity === "error"));
  const { catalog, preset, overrides } = config;
  return {
    ...(catalog && { catalog }),
    ...(preset && { preset }),
    ...(overrides && {
      overrides: overrides.map(({ files, threats }) => ({ files, threats: errors(threats) })),
    }),
    threats: errors(config.threats),
  };
}

class RulesOnDisk implements FolderRules {
  readonly #root: string;
  readonly #excluded: IgnoreRules[];

  /** @param configFolder absolute folder that the configuration's patterns are relative to; `exclude` is to the root */
  constructor(root: string, config: Config, configFolder: string, exclude: readonly string[]) {
    this.#root = root;
    this.#excluded = [
      IgnoreRules.empty(configFolder).with(configFolder, (config.exclude ?? []).join("\n")),
      IgnoreRules.empty(root).with(root, exclude.join("\n")),
    ];
  }

  /** Whether the configuration or the settings leave this file out; git is not asked. */
  excludes(file: string): boolean {
    return this.#excluded.some((rules) => rules.ignores(join(this.#root, file), false));
  }

  async leavesOut(file: string): Promise<boolean> {
    const parts = file.split("/");
    if (parts.includes("node_modules") || parts.includes(".git") || !isAnalysedFile(file)) return true;
    if (this.excludes(file)) return true;
    let rules = await rulesAt(this.#root);
    for (let depth = 1; depth < parts.length; depth++) {
      rules = await withFolder(rules, join(this.#root, ...parts.slice(0, depth)));
    }
    return rules.ignores(join(this.#root, file), false);
  }
}
