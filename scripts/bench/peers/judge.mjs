/** What Threatline says of labelled examples, and how that agrees with the labels. Plain functions of plain data. */
import { isTold, meaningOf, reasonOf } from "./list.mjs";

/**
 * @typedef {import("../match.mjs").Finding} Finding
 * @typedef {import("./labels.mjs").Example} Example
 *
 * A label that counts: `agrees` when a vulnerable example is reported and a safe one is not.
 * @typedef {object} Verdict
 * @property {Example} example
 * @property {string[]} threats
 * @property {boolean} told whether Threatline tells one of these threats today
 * @property {boolean} agrees
 * @property {import("./list.mjs").Reason | undefined} reason of a disagreement
 *
 * @typedef {object} Outcome
 * @property {import("./list.mjs").Peer} peer
 * @property {Verdict[]} verdicts
 * @property {Map<string, number>} outside examples of rules that are none of Threatline's concern
 * @property {string[]} unread
 */

/**
 * Where data only comes from, as a request that both good and bad code read, nothing is wrong: a safe example is reported when a path
 * goes on in it.
 * @param {Finding} finding
 * @param {Example} example
 */
function isIn({ path }, { file, lines, label }) {
  const steps = label === "safe" && path.length > 1 ? path.slice(1) : path;
  return steps.some(
    (step) => step.file === file && (!lines || (lines.from <= step.line && step.line <= lines.to)),
  );
}

/**
 * @param {import("./list.mjs").Peer} peer
 * @param {import("./labels.mjs").Examples} read
 * @param {readonly Finding[]} findings with `file` as in the examples
 * @param {import("./list.mjs").Reasons} reasons
 * @returns {Outcome}
 */
export function judge(peer, { examples, unread }, findings, reasons) {
  /** @type {Outcome} */
  const outcome = { peer, verdicts: [], outside: new Map(), unread };
  for (const example of examples) {
    const { threats } = meaningOf(peer, example.rule);
    if (!threats) {
      outcome.outside.set(example.rule, (outcome.outside.get(example.rule) ?? 0) + 1);
      continue;
    }
    const reported = findings.some(({ threat }, index) => {
      const finding = /** @type {Finding} */ (findings[index]);
      return threats.includes(threat) && isIn(finding, example);
    });
    const agrees = reported === (example.label === "vulnerable");
    const reason = agrees ? undefined : reasonOf(reasons, peer.id, example.id);
    outcome.verdicts.push({ example, threats, told: threats.some(isTold), agrees, reason });
  }
  return outcome;
}

/**
 * @param {readonly Verdict[]} verdicts
 * @returns {{ found: number, vulnerable: number, flagged: number, safe: number }}
 */
export function count(verdicts) {
  const of = (/** @type {Example["label"]} */ label) =>
    verdicts.filter(({ example }) => example.label === label);
  return {
    found: of("vulnerable").filter(({ agrees }) => agrees).length,
    vulnerable: of("vulnerable").length,
    flagged: of("safe").filter(({ agrees }) => !agrees).length,
    safe: of("safe").length,
  };
}

/** Labels that hold: without those where reading the example showed a pattern instead of a weakness. @param {Verdict} verdict */
export const holds = ({ agrees, reason }) => agrees || reason?.judged !== "label";
