/** `threatline scan`: from arguments to a report and an exit status. */
import { stat } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { version } from "../../../package.json";
import { SEVERITIES, type Confidence, type ScanResult, type Severity } from "../report/contract.js";
import { jsonReport } from "../report/json.js";
import { textReport } from "../report/text.js";
import { CacheStore, cacheFolder } from "../workspace/cache-store.js";
import { loadConfig } from "../workspace/config.js";
import { reasonOf } from "../workspace/errors.js";
import { toAbsolute } from "../workspace/paths.js";
import { scan, type ScanCache } from "../workspace/scan.js";
import { EXIT, UsageError } from "./failure.js";
import { writeReport, writeStream } from "./output.js";
import { placeOf } from "./place.js";
import { progressOn } from "./progress.js";
import { styleFor } from "./terminal.js";

export type FailOn = Severity | "never";

/** The options as commander gives them. */
export interface ScanFlags {
  format: "text" | "json";
  failOn?: FailOn;
  minConfidence?: Confidence;
  /** `--no-ignore` makes it false. */
  ignore: boolean;
  /** `--no-cache` makes it false. */
  cache: boolean;
  output?: string;
  config?: string;
  /** `--color` and `--no-color`; undefined when neither was given. */
  color?: boolean;
  quiet: boolean;
}

/**
 * Runs a scan and writes its report.
 *
 * @param named files and folders as the person wrote them, relative to `cwd`
 * @param program absolute path of the bundled program
 * @returns the exit status, see EXIT
 * @throws {UsageError | OutputError} with a line for the person
 */
export async function scanCommand(
  named: readonly string[],
  flags: ScanFlags,
  program: string,
  cwd = process.cwd(),
): Promise<number> {
  const start = performance.now();
  const place = await placeOf(cwd, named);
  const configPath =
    flags.config === undefined ? undefined : await existing(resolve(cwd, flags.config), flags.config);
  const config = await loadConfig(place.root, {
    from: place.configFrom,
    ...(configPath !== undefined && { path: configPath }),
  });
  const cache = flags.cache ? await cacheOf(program) : undefined;
  const phases: Record<string, number> = {};
  const progress = progressOn(process.stderr, !flags.quiet);
  const scanned = await scan(place.root, {
    ...(place.paths && { paths: place.paths }),
    ...(flags.minConfidence && { minConfidence: flags.minConfidence }),
    ignore: flags.ignore,
    config,
    workerFile: program,
    ...workersWanted(),
    ...(cache && { cache }),
    onProgress: (step) => {
      phases[step.phase] ??= performance.now() - start;
      progress.report(step);
    },
  }).finally(() => progress.end());
  const { result } = scanned;
  const style = styleFor(process.stdout, { color: flags.color, toFile: flags.output !== undefined });
  const terminal = process.stdout.isTTY && flags.output === undefined;
  const report =
    flags.format === "json"
      ? jsonReport(result)
      : textReport(result, {
          style,
          quiet: flags.quiet,
          text: (file) => scanned.text(file),
          display: (file) => displayName(cwd, place.root, file),
          ...(terminal && { durationMs: performance.now() - start }),
        });
  if (flags.output === undefined) await writeStream(process.stdout, report);
  else await writeReport(resolve(cwd, flags.output), flags.output, report);
  await scanned.finish();
  // For `npm run bench`: when each phase began and all was done, in milliseconds since the command was loaded.
  if (process.env.THREATLINE_TIMINGS)
    process.stderr.write(`${JSON.stringify({ ...phases, done: performance.now() - start })}\n`);
  if (scanned.configFailed)
    throw new UsageError(configMessage(result, (file) => displayName(cwd, place.root, file)));
  return fails(result, flags.failOn ?? config.config.failOn ?? "error") ? EXIT.findings : EXIT.clean;
}

/** `THREATLINE_WORKERS`: how many threads read beside the main one, for machines that are shared or not what they say. */
function workersWanted(): { workers?: number } {
  const wanted = process.env.THREATLINE_WORKERS ?? "";
  return /^\d{1,2}$/.test(wanted) ? { workers: Math.min(64, Number(wanted)) } : {};
}

/** Where scans leave what they found out, or undefined when there is no such place. */
async function cacheOf(program: string): Promise<ScanCache | undefined> {
  const folder = cacheFolder();
  if (folder === undefined) return undefined;
  const { size, mtimeMs } = await stat(program);
  return { store: new CacheStore(folder), build: `${version} ${size} ${mtimeMs}` };
}

/** True when an open finding is at least as severe as `failOn`. */
export function fails(result: ScanResult, failOn: FailOn): boolean {
  if (failOn === "never") return false;
  const severe = (severity: Severity) => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
  return result.findings.some((finding) => finding.status === "open" && severe(finding.severity));
}

async function existing(path: string, named: string): Promise<string> {
  try {
    await stat(path);
    return path;
  } catch (error) {
    throw new UsageError(`The configuration "${named}" cannot be read: ${reasonOf(error)}.`);
  }
}

/** A file as someone standing in `cwd` would write it. */
function displayName(cwd: string, root: string, file: string): string {
  return cwd === root ? file : relative(cwd, toAbsolute(root, file)).replaceAll("\\", "/");
}

function configMessage(result: ScanResult, display: (file: string) => string): string {
  const mistakes = result.problems.filter(
    ({ code }) => code === "invalid-config" || code === "invalid-catalog",
  );
  const amount = mistakes.length === 1 ? "a mistake" : `${mistakes.length} mistakes`;
  const files = [...new Set(mistakes.map(({ file }) => display(file ?? "")))];
  return `${files.join(" and ")} ${files.length > 1 ? "have" : "has"} ${amount}; the report shows where. The rest of it was applied.`;
}
