/** `threatline review`: what the AI can do now becomes what was reviewed. */
import { join } from "node:path";
import { loadConfig } from "../workspace/config.js";
import { reasonOf } from "../workspace/errors.js";
import { REVIEW_FILE, writeReview } from "../workspace/review-file.js";
import { scan } from "../workspace/scan.js";
import { EXIT, OutputError } from "./failure.js";
import { writeStream } from "./output.js";
import { placeOf } from "./place.js";
import { progressOn } from "./progress.js";

/**
 * Scans the current folder, writes the review beside its configuration and says what is new and what is gone.
 *
 * @param program absolute path of the bundled program
 * @returns the exit status, see EXIT
 * @throws {OutputError} with a line for the person
 */
export async function reviewCommand(program: string, cwd = process.cwd()): Promise<number> {
  const place = await placeOf(cwd, []);
  const config = await loadConfig(place.root, { from: place.configFrom });
  const progress = progressOn(process.stderr, true);
  const scanned = await scan(place.root, {
    config,
    workerFile: program,
    onProgress: (step) => progress.report(step),
  }).finally(() => progress.end());
  const now = scanned.surface?.() ?? [];
  const before = new Set(config.reviewed);
  try {
    await writeReview(config.folder, now);
  } catch (error) {
    throw new OutputError(`${join(config.folder, REVIEW_FILE)} could not be written: ${reasonOf(error)}.`);
  }
  const added = now.filter((line) => !before.has(line)).map((line) => `+ ${line}`);
  const kept = new Set(now);
  const gone = [...before].filter((line) => !kept.has(line)).map((line) => `- ${line}`);
  const changes = [...added, ...gone];
  const said = changes.length === 0 ? "Nothing has changed since the last review." : changes.join("\n");
  await writeStream(process.stdout, `${said}\n`);
  return EXIT.clean;
}
