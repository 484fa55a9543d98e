/** Whose text a source is. */
import type { FlowSource } from "./model.js";

/** Where a person gives their own program a value, or the project its own file or server: nobody else's text. */
const OWN_ORIGINS = new Set(["cli-argument", "environment", "file-content"]);

export function isOwn({ origin, ownServer }: Pick<FlowSource, "origin" | "ownServer">): boolean {
  return OWN_ORIGINS.has(origin) || ownServer === true;
}
