/** What is wrong in a configuration although its shape is right: threats that do not exist, paths that do not parse. */
import { HYGIENE } from "../annotations/hygiene.js";
import { parsePath } from "../catalog/path.js";
import { threats } from "../threats/index.js";
import { closest } from "./text.js";

export interface Mistake {
  /** Keys and indices from the top of the configuration. */
  path: (string | number)[];
  message: string;
  /** It is about the last key of the path rather than about its value. */
  onKey?: boolean;
}

/** Keys of catalogue rows that hold access paths, in strings or lists of strings. */
const PATH_KEYS = new Set(
  "path at from to is handler input result schema description approval output structured credential shell command tools".split(
    " ",
  ),
);

/** Every id that a finding can have. */
export function threatIds(): string[] {
  return [...threats.map((threat) => threat.id), ...Object.keys(HYGIENE)];
}

/** The mistakes in a configuration that may have others: parts of the wrong shape are passed over. */
export function mistakesIn(config: Record<string, unknown>): Mistake[] {
  const known = threatIds();
  const mistakes: Mistake[] = [];
  const checkIds = (threats: unknown, path: (string | number)[]): void => {
    for (const id of keysOf(threats)) {
      if (known.includes(id)) continue;
      const guess = closest(id, known);
      const hint = guess === undefined ? "It was ignored." : `Did you mean "${guess}"?`;
      mistakes.push({ path: [...path, id], message: `There is no threat "${id}". ${hint}`, onKey: true });
    }
  };
  checkIds(config.threats, ["threats"]);
  for (const [at, override] of listOf(config.overrides).entries())
    checkIds((override as { threats?: unknown } | null)?.threats, ["overrides", at, "threats"]);
  for (const [at, entry] of listOf(config.catalog).entries()) {
    for (const [row, content] of listOf((entry as { rows?: unknown } | null)?.rows).entries()) {
      mistakes.push(...unparsable(content, ["catalog", at, "rows", row]));
    }
  }
  return mistakes;
}

/** Access paths in a row that are not in the grammar. */
function unparsable(part: unknown, path: (string | number)[]): Mistake[] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => {
    const here = [...path, Array.isArray(part) ? Number(key) : key];
    const inList = Array.isArray(part) && PATH_KEYS.has(String(path.at(-1)));
    if (typeof value !== "string") return unparsable(value, here);
    // `is` of a condition lists values; only an alias has a path there.
    if (!(inList ? path.at(-1) !== "is" : PATH_KEYS.has(key)) || value === "") return [];
    try {
      parsePath(value);
      return [];
    } catch (error) {
      return [{ path: here, message: `${error instanceof Error ? error.message : String(error)}.` }];
    }
  });
}

function keysOf(value: unknown): string[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
