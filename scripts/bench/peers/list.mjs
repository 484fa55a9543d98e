/** The other tools whose labelled examples `bench:peers` reads, what their rules are called here, and the judged disagreements. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../lib/paths.mjs";
import { Failure } from "../../lib/run.mjs";

/**
 * How a peer labels its examples:
 * - `comments`: `// ruleid: <rule>` and `// ok: <rule>` above a line;
 * - `lines`: `vulnerable` and `safe` are patterns of lines, whose group `rule`, if any, names the rule;
 * - `folders`: the same, of paths, for whole files;
 * - `rule-tester`: code strings under `valid` and `invalid`, the rule is the folder's name.
 * @typedef {"comments" | "lines" | "folders" | "rule-tester"} Labels
 *
 * What a rule is here: threats, or why it is none of Threatline's concern.
 * @typedef {{ threats: string[], outside?: undefined } | { outside: string, threats?: undefined }} Meaning
 *
 * @typedef {object} Peer
 * @property {string} id
 * @property {string} name
 * @property {string} repo `owner/name` on GitHub
 * @property {string} package
 * @property {string} ref a git revision, or `npm <version>` of the package
 * @property {string[]} scan folders with examples
 * @property {string} [files] a pattern of the paths below them; all when left out
 * @property {Labels} labels
 * @property {string} [rule] of labels that name none
 * @property {string} [vulnerable]
 * @property {string} [safe]
 * @property {Record<string, string>} [names] what to declare for a name that an example uses and does not import
 * @property {Record<string, Meaning>} rules
 *
 * `label`: the label names a pattern, and what Threatline says stands. `limit`: the label is right.
 * @typedef {{ judged: "label" | "limit", why: string }} Reason
 * @typedef {{ reasons: Record<string, Reason>, cases: Record<string, Record<string, string>> }} Reasons
 */

const folder = join(root, "test", "accuracy");
export const listFile = join(folder, "peers.json");
export const reasonsFile = join(folder, "peer-reasons.json");

/** @param {string} [only] part of an id or repository @returns {Peer[]} */
export function readPeers(only) {
  const peers = /** @type {Peer[]} */ (JSON.parse(readFileSync(listFile, "utf8")));
  const wanted = only ? peers.filter(({ id, repo }) => `${id} ${repo}`.includes(only)) : peers;
  if (wanted.length === 0) throw new Failure(`no peer has "${only}" in its id or repository`);
  return wanted;
}

/** @returns {Reasons} */
export const readReasons = () => JSON.parse(readFileSync(reasonsFile, "utf8"));

/** @param {Reasons} reasons @param {string} peer @param {string} id of a case @returns {Reason | undefined} */
export function reasonOf(reasons, peer, id) {
  const key = reasons.cases[peer]?.[id];
  return key === undefined ? undefined : reasons.reasons[key];
}

/** Whether Threatline tells this threat today: each has a page. @param {string} threat */
export const isTold = (threat) => existsSync(join(root, "docs", "threats", `${threat}.md`));

/** @param {Peer} peer @param {string} rule @returns {Meaning} */
export function meaningOf(peer, rule) {
  const meaning = peer.rules[rule];
  if (!meaning)
    throw new Failure(`${listFile}: nothing says what the rule "${rule}" of ${peer.name} is here`);
  return meaning;
}
