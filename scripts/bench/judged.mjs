/** Findings in public code that were read and judged one by one: their shape, and what a scan's findings say of them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/paths.mjs";

/**
 * @typedef {object} Judgement
 * @property {"first" | "later"} when reported before the fixes that the reading led to, or only after them
 * @property {string} threat
 * @property {string} severity as it was reported
 * @property {string} confidence as it was reported
 * @property {string} file
 * @property {number} line
 * @property {string} source `file:line`
 * @property {string} fingerprint
 * @property {"true" | "false"} verdict
 * @property {string} [class] why it is false, in a word that others share
 * @property {string} reason
 *
 * @typedef {object} Base
 * @property {string} repo
 * @property {string} commit
 * @property {"fixed from" | "only measured"} role whether what was read there led to fixes
 * @property {{ error: number, warning: number }} reported how many there were before the fixes
 * @property {Judgement[]} judged
 *
 * @typedef {{ threats: string[], classes: Record<string, string>, bases: Base[] }} Judged
 * @typedef {{ threat: string, severity: string, confidence: string, file: string, fingerprint: string,
 *   range: { start: { line: number } }, source: { file: string, line: number } }} Finding
 * @typedef {{ finding: Finding, judgement: Judgement | undefined }} Match
 */

export const listFile = join(root, "test", "accuracy", "judged.json");

/** What `bench:precision` counted last; the pages of the threats show it. */
export const precisionFile = join(root, "test", "accuracy", "precision.json");

/** @returns {Judged} */
export function readJudged() {
  return /** @type {Judged} */ (JSON.parse(readFileSync(listFile, "utf8")));
}

/**
 * Errors and warnings of the judged threats, each with the judgement of the same data at the same place: the fingerprint, or
 * sink and source where the words of a label changed. Another source there is another finding.
 * @param {readonly Finding[]} findings
 * @param {readonly Judgement[]} judged
 * @param {readonly string[]} threats
 * @returns {Match[]}
 */
export function matchJudged(findings, judged, threats) {
  const prints = new Map(judged.map((each) => [each.fingerprint, each]));
  const places = new Map(judged.map((each) => [placeOf(each), each]));
  return findings
    .filter(({ severity, threat }) => severity !== "info" && threats.includes(threat))
    .map((finding) => ({
      finding,
      judgement:
        prints.get(finding.fingerprint) ??
        places.get(
          placeOf({
            threat: finding.threat,
            file: finding.file,
            line: finding.range.start.line,
            source: `${finding.source.file}:${finding.source.line}`,
          }),
        ),
    }));
}

/** @param {{ threat: string, file: string, line: number, source: string }} at */
const placeOf = ({ threat, file, line, source }) => `${threat} ${file}:${line} ${source}`;

/** @typedef {{ severity: string, confidence: string, threat: string, verdict: "true" | "false" }} Counted */

/** @param {readonly Counted[]} list */
export function share(list) {
  const right = list.filter(({ verdict }) => verdict === "true").length;
  return list.length === 0
    ? "-"
    : `${right} of ${list.length} (${Math.round((100 * right) / list.length)} %)`;
}

/**
 * @param {readonly Counted[]} list
 * @param {"severity" | "confidence" | "threat"} by
 * @param {readonly string[]} [values] in this order; those that occur, sorted, when left out
 * @returns {[string, Counted[]][]}
 */
export function grouped(list, by, values = [...new Set(list.map((each) => each[by]))].sort()) {
  return values.map((value) => [value, list.filter((each) => each[by] === value)]);
}
