/** Reads `threatline.json`. A mistake in it costs the setting it is in, never the scan. */
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { findNodeAtLocation, parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import type { z } from "zod";
import { Config } from "../config.js";
import type { Problem, Range } from "../report/contract.js";
import { mistakesIn, type Mistake } from "./config-meaning.js";
import { reasonOf } from "./errors.js";
import { loadReview } from "./review-file.js";
import { foldersUpTo, gitRoot } from "./ignoring.js";
import { compare, toRelative } from "./paths.js";
import { closest, lineIndex, type LineIndex } from "./text.js";

export const CONFIG_FILE = "threatline.json";

export interface LoadedConfig {
  /** What holds: the valid part of the file, or nothing. */
  config: Config;
  /** Absolute path of the file it came from; undefined when there is none. */
  path?: string;
  /** Absolute folder that `exclude` is relative to. */
  folder: string;
  /** What the last review found, from `threatline.review.json` in the same folder. */
  reviewed?: readonly string[];
  problems: Problem[];
}

export interface ConfigSearch {
  /** Absolute folder to start from; the root when left out. */
  from?: string;
  /** A file to read instead of searching; when it is missing, that is a problem. */
  path?: string;
}

/**
 * The configuration that holds for a folder: its own `threatline.json`, else the nearest one above it in the same
 * repository. Never throws.
 *
 * @param root absolute; files in problems are relative to it
 */
export async function loadConfig(root: string, search: ConfigSearch = {}): Promise<LoadedConfig> {
  const loaded = await loadOwn(root, search);
  const { reviewed, problems } = await loadReview(root, loaded.folder);
  return { ...loaded, ...(reviewed && { reviewed }), problems: [...loaded.problems, ...problems] };
}

async function loadOwn(root: string, { from = root, path }: ConfigSearch): Promise<LoadedConfig> {
  const candidates = path === undefined ? await candidatesAt(from) : [path];
  for (const candidate of candidates) {
    const file = toRelative(root, candidate);
    const folder = dirname(candidate);
    try {
      const { config, problems } = parseConfig(await readFile(candidate, "utf8"), file);
      return { config, problems, path: candidate, folder };
    } catch (error) {
      if (path === undefined && (error as NodeJS.ErrnoException).code === "ENOENT") continue;
      const message = `The configuration could not be read: ${reasonOf(error)}.`;
      return { config: {}, problems: [{ code: "invalid-config", message, file }], path: candidate, folder };
    }
  }
  return { config: {}, problems: [], folder: root };
}

async function candidatesAt(from: string): Promise<string[]> {
  const folders = foldersUpTo(resolve(from), await gitRoot(from));
  return folders.map((folder) => join(folder, CONFIG_FILE));
}

/**
 * Reads the text of a configuration: what is valid in it, and a problem with its line for everything that is not.
 *
 * @param file root-relative name of the file, for the problems
 */
export function parseConfig(text: string, file: string): { config: Config; problems: Problem[] } {
  const source = text.replace(/^\uFEFF/, "");
  const lines = lineIndex(source);
  const problems: Problem[] = [];
  const errors: ParseError[] = [];
  const tree = parseTree(source, errors, { allowTrailingComma: true, allowEmptyContent: true });
  for (const { error, offset, length } of errors) {
    const range = lines.range(offset, offset + length);
    // What follows on the same line is mostly the parser finding its way back.
    if (problems.at(-1)?.range?.start.line === range.start.line) continue;
    problems.push({
      code: "invalid-config",
      message: syntaxMessage(printParseErrorCode(error)),
      file,
      range,
    });
  }
  if (tree === undefined) return { config: {}, problems };
  if (tree.type !== "object") {
    const message = `The configuration must be an object in braces, not ${describe(tree.type)}.`;
    problems.push({ code: "invalid-config", message, file, range: rangeOf(lines, tree) });
    return { config: {}, problems };
  }
  const value = plainValue(tree) as Record<string, unknown>;
  const report = (path: readonly PropertyKey[], message: string, node: Node) => {
    const code = path[0] === "catalog" ? "invalid-catalog" : "invalid-config";
    problems.push({ code, message, file, range: rangeOf(lines, node) });
  };
  const config = validPart(
    value,
    (issue) => explain(issue, tree).forEach(({ message, node }) => report(issue.path, message, node)),
    ({ path, message, onKey }) => {
      const node = nodeAt(tree, path) ?? tree;
      report(path, message, (onKey && node.parent?.children?.[0]) || node);
    },
  );
  const place = (problem: Problem) =>
    (problem.range?.start.line ?? 0) * 1e6 + (problem.range?.start.column ?? 0);
  return { config, problems: problems.sort((a, b) => place(a) - place(b) || compare(a.message, b.message)) };
}

type Issue = z.core.$ZodIssue;

/** Removes what is wrong until the rest is right. Each removal is reported once. */
function validPart(
  value: Record<string, unknown>,
  onIssue: (issue: Issue) => void,
  onMistake: (mistake: Mistake) => void,
): Config {
  const mistakes = mistakesIn(value);
  const first = Config.safeParse(value);
  for (const mistake of mistakes) onMistake(mistake);
  for (const issue of first.error?.issues ?? []) onIssue(issue);
  for (const { path } of mistakes) remove(value, path);
  for (let result = first; ; result = Config.safeParse(value)) {
    if (result.success && mistakes.length === 0) return result.data;
    for (const issue of result.error?.issues ?? []) {
      remove(value, issue.path, issue.code === "unrecognized_keys" ? issue.keys : []);
    }
    compact(value);
    mistakes.length = 0;
  }
}

const REMOVED = Symbol("removed");

/** Removes the smallest part that stands for itself: a key, a list element, a catalogue row. */
function remove(
  value: Record<string, unknown>,
  path: readonly PropertyKey[],
  unknownKeys: string[] = [],
): void {
  const [top, second, third, fourth] = path;
  if (top === undefined) {
    for (const key of unknownKeys) delete value[key];
    return;
  }
  const inner = value[top as string];
  if (typeof inner !== "object" || inner === null || second === undefined) delete value[top as string];
  else if (!Array.isArray(inner)) delete (inner as Record<string, unknown>)[second as string];
  else {
    const { rows, threats } = (inner[second as number] ?? {}) as { rows?: unknown; threats?: unknown };
    if (third === "threats" && fourth !== undefined && typeof threats === "object" && threats !== null)
      delete (threats as Record<string, unknown>)[fourth as string];
    else if (third === "rows" && fourth !== undefined && Array.isArray(rows))
      rows[fourth as number] = REMOVED;
    else inner[second as number] = REMOVED;
  }
}

function compact(value: unknown): void {
  if (Array.isArray(value)) {
    for (let at = value.length - 1; at >= 0; at--) if (value[at] === REMOVED) value.splice(at, 1);
  }
  if (typeof value === "object" && value !== null) Object.values(value).forEach(compact);
}

/** The value of a JSON tree. Unlike jsonc-parser's own, a key such as `__proto__` is only a key. */
function plainValue(node: Node): unknown {
  if (node.type === "array") return (node.children ?? []).map(plainValue);
  if (node.type !== "object") return node.value;
  const value = Object.create(null) as Record<string, unknown>;
  for (const property of node.children ?? []) {
    const [key, content] = property.children ?? [];
    if (key && content) value[key.value as string] = plainValue(content);
  }
  return { ...value };
}

/** What is wrong, in a sentence, and the part of the text it is about. */
function explain(issue: Issue, tree: Node): { message: string; node: Node }[] {
  const name = issue.path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("");
  const subject = `"${name.replace(/^\./, "")}"`;
  const found = nodeAt(tree, issue.path);
  const node = found ?? nearest(tree, issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const guess = issue.path.length === 0 ? closest(key, Object.keys(Config.shape)) : undefined;
      const loss = issue.path.length === 0 ? "It was ignored." : "The row was left out.";
      const hint = guess === undefined ? loss : `Did you mean "${guess}"?`;
      const property = nodeAt(tree, [...issue.path, key])?.parent?.children?.[0];
      return { message: `"${key}" is not a setting Threatline knows. ${hint}`, node: property ?? node };
    });
  }
  if (found === undefined) return [{ message: `${subject} is missing.`, node }];
  const given = found.type === "string" ? JSON.stringify(found.value) : describe(found.type);
  const values = allowedValues(issue);
  if (values.length > 0) return [{ message: `${subject} must be ${oneOf(values)}, not ${given}.`, node }];
  if (issue.code === "invalid_type")
    return [{ message: `${subject} must be ${describe(issue.expected)}, not ${given}.`, node }];
  return [{ message: `${subject} is not valid: ${issue.message}.`, node }];
}

function allowedValues(issue: Issue): string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  if (issue.code !== "invalid_union") return [];
  const { options } = issue as { options?: unknown };
  return Array.isArray(options) ? options.map(String) : issue.errors.flat().flatMap(allowedValues);
}

function oneOf(values: string[]): string {
  const quoted = values.map((value) => `"${value}"`);
  return quoted.length === 1 ? quoted[0]! : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)!}`;
}

const ARTICLES: Record<string, string> = {
  object: "an object in braces",
  record: "an object in braces",
  array: "a list in brackets",
  string: "a string",
  number: "a number",
  boolean: "true or false",
  null: "null",
};

function describe(type: string): string {
  return ARTICLES[type] ?? type;
}

/** Like findNodeAtLocation, but a repeated key means its last value, as it does for the parser. */
function nodeAt(tree: Node, path: readonly PropertyKey[]): Node | undefined {
  let node: Node | undefined = tree;
  for (const part of path) {
    if (typeof part === "number") node = node && findNodeAtLocation(node, [part]);
    else node = node?.children?.findLast((child) => child.children?.[0]?.value === part)?.children?.[1];
  }
  return node;
}

function nearest(tree: Node, path: readonly PropertyKey[]): Node {
  for (let length = path.length - 1; length > 0; length--) {
    const node = nodeAt(tree, path.slice(0, length));
    if (node) return node;
  }
  return tree;
}

/** The node, or only its first line when it spans several: a squiggle under a whole file helps nobody. */
function rangeOf(lines: LineIndex, node: Node): Range {
  return lines.firstLine(node.offset, node.offset + node.length);
}

function syntaxMessage(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace("symbol", "character");
  const sentence = words
    .replace(/ expected$/, " was expected here")
    .replace(/^(close|property|value|comma|colon)/, "a $1");
  return `The configuration is not valid JSON: ${sentence}.`;
}
