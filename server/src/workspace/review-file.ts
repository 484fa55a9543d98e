/** Reads and writes `threatline.review.json`: what the AI of a repository could do when somebody last reviewed it. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Problem } from "../report/contract.js";
import { reasonOf } from "./errors.js";
import { toRelative } from "./paths.js";

export const REVIEW_FILE = "threatline.review.json";

export const Review = z
  .strictObject({
    version: z.literal(1),
    reviewed: z.array(z.string()).describe("What the AI can read, say and do, one line each, sorted."),
  })
  .describe("A reviewed threat model, written by `threatline review`");

/** What a folder's review found; nothing when it has none. Never throws: a broken file is a problem. */
export async function loadReview(
  root: string,
  folder: string,
): Promise<{ reviewed?: string[]; problems: Problem[] }> {
  const path = join(folder, REVIEW_FILE);
  try {
    return { reviewed: Review.parse(JSON.parse(await readFile(path, "utf8"))).reviewed, problems: [] };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { problems: [] };
    const reason = error instanceof z.ZodError ? z.prettifyError(error).split("\n")[0]! : reasonOf(error);
    const message = `The review could not be read: ${reason}. Run \`threatline review\` to write it anew.`;
    return { problems: [{ code: "invalid-config", message, file: toRelative(root, path) }] };
  }
}

/** @throws what the disk says */
export async function writeReview(folder: string, reviewed: readonly string[]): Promise<void> {
  const review: z.infer<typeof Review> = { version: 1, reviewed: [...reviewed] };
  await writeFile(join(folder, REVIEW_FILE), `${JSON.stringify(review, null, 2)}\n`);
}
