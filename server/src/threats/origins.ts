/** Whose text a source is. */
import type { FlowSource } from "./model.js";

/** Where a person gives their own program a value, or the project its own file: nobody else's text. */
const OWN_ORIGINS = new Set(["cli-argument", "environment", "file-content"]);

export function isOwn({ origin }: Pick<FlowSource, "origin">): boolean {
  return OWN_ORIGINS.has(origin);
}
