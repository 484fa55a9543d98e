/** The list of published vulnerabilities that `bench:cve` measures against: its shape, and what each word of it means. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/paths.mjs";
import { Failure } from "../lib/run.mjs";

/**
 * @typedef {{ file: string, line: number }} Place
 * @typedef {Place & { kind: string }} Sink
 * @typedef {object} Case
 * @property {string} id
 * @property {string} package
 * @property {string} repo `owner/name` on GitHub
 * @property {string} vulnerableRef a git revision, or `npm <version>` of the package
 * @property {string | null} fixedRef
 * @property {string} sourceKind
 * @property {Place} source
 * @property {Sink[]} sinks
 * @property {Place | null} fixedSink
 * @property {string | null} fixedExpect
 * @property {string[]} [scan] folders that are scanned, when not the whole repository
 * @property {string} [first] what the first scan of a case that nobody had looked at said of it
 */

/** The lists, and what the section of `docs/accuracy.md` that each one fills is called by. */
export const LISTS = /** @type {const} */ ({
  cve: "bench:cve",
  unseen: "bench:cve -- --list unseen",
  applications: "bench:cve -- --list applications",
  commits: "bench:cve -- --list commits",
  fresh: "bench:cve -- --list fresh",
  recent: "bench:cve -- --list recent",
  later: "bench:cve -- --list later",
  newest: "bench:cve -- --list newest",
  distinct: "bench:cve -- --list distinct",
  other: "bench:cve -- --list other",
  further: "bench:cve -- --list further",
  untuned: "bench:cve -- --list untuned",
});

/** @typedef {keyof typeof LISTS} List */

/** @param {string} name @returns {List} */
export function listNamed(name) {
  if (Object.hasOwn(LISTS, name)) return /** @type {List} */ (name);
  throw new Failure(`there is no list "${name}": ${Object.keys(LISTS).join(", ")}`);
}

/** @param {List} list */
const fileOf = (list) => join(root, "test", "accuracy", `${list}.json`);

/** Threats that name a weakness of this kind. None: Threatline has no threat for it, and the sink counts as missed. */
const ACCEPTED = /** @type {Record<string, string[]>} */ ({
  "command-exec": ["output-to-command"],
  sql: ["output-to-query"],
  "query-injection": ["output-to-query"],
  "ssrf-fetch": ["output-to-request"],
  "url-validation": ["output-to-request"],
  "open-url": ["output-to-navigation", "output-to-command", "output-to-request"],
  "fs-path-read": ["output-to-path"],
  "fs-path-write": ["output-to-path"],
  "fs-path-validation": ["output-to-path"],
  "model-endpoint": ["untrusted-model-endpoint", "output-to-request"],
  html: ["output-to-html"],
  code: ["output-to-code"],
  prompt: ["prompt-injection", "indirect-prompt-injection"],
  credential: ["credential-in-client"],
  "config-bind": [],
});

/** @param {string} kind @returns {string[]} */
export function acceptedThreats(kind) {
  const threats = ACCEPTED[kind];
  if (!threats) throw new Failure(`nothing says which threat a sink of kind "${kind}" is`);
  return threats;
}

/** @param {List} list @param {string} [only] part of an id or repository @returns {Case[]} */
export function readCases(list, only) {
  const cases = /** @type {Case[]} */ (JSON.parse(readFileSync(fileOf(list), "utf8")));
  const wanted = only
    ? cases.filter(({ id, repo }) => `${id} ${repo}`.toLowerCase().includes(only.toLowerCase()))
    : cases;
  if (wanted.length === 0) throw new Failure(`no case has "${only}" in its id or repository`);
  return wanted;
}
