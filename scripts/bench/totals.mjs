/** What a run says: sums, the table for a terminal and the section of `docs/accuracy.md`. */

/**
 * @typedef {object} Outcome
 * @property {import("./cases.mjs").Case} item
 * @property {import("./match.mjs").SinkResult[]} sinks one for each listed sink; empty when the case could not run
 * @property {number | undefined} alarms at the repaired place; undefined when nothing is expected or it could not run
 * @property {number | undefined} [errors] those of the alarms that are errors
 * @property {string[]} problems why a side could not run or was not complete
 */

/** @param {Outcome} outcome */
export const isFound = ({ sinks }) => sinks.includes("found");

/** @param {readonly Outcome[]} outcomes */
export function totals(outcomes) {
  const fixed = outcomes.filter(({ alarms }) => alarms !== undefined);
  const quiet = fixed.filter(({ alarms }) => alarms === 0);
  return {
    cases: outcomes.length,
    found: outcomes.filter(isFound).length,
    sinks: outcomes.reduce((sum, { item }) => sum + item.sinks.length, 0),
    sinksFound: outcomes.reduce((sum, { sinks }) => sum + sinks.filter((sink) => sink === "found").length, 0),
    fixed: fixed.length,
    quiet: quiet.length,
    withoutError: fixed.filter(({ alarms, errors = alarms }) => errors === 0).length,
    foundThenQuiet: quiet.filter(isFound).length,
    foundWithFix: fixed.filter(isFound).length,
  };
}

/** @param {number} part @param {number} whole */
const share = (part, whole) =>
  `${part} of ${whole} (${whole === 0 ? 0 : Math.round((100 * part) / whole)} %)`;

/** @param {Outcome} outcome */
function found(outcome) {
  if (outcome.sinks.length === 0) return "not run";
  if (isFound(outcome)) return "yes";
  return outcome.sinks.includes("other source") ? "from another source" : "no";
}

/** @param {Outcome} outcome */
function fixed({ alarms, item }) {
  if (alarms !== undefined) return alarms === 0 ? "silent" : `${alarms} reported`;
  return item.fixedRef && item.fixedExpect && /silent|lower/.test(item.fixedExpect) ? "not run" : "-";
}

/** @param {Outcome} outcome @returns {string[]} */
function row(outcome) {
  const sinks = outcome.sinks.filter((sink) => sink === "found").length;
  return [
    outcome.item.id,
    outcome.item.package,
    found(outcome),
    `${sinks}/${outcome.item.sinks.length}`,
    fixed(outcome),
  ];
}

const HEAD = ["case", "package", "found", "sinks", "fixed version"];

/** @param {readonly Outcome[]} outcomes @returns {string[]} sentences */
export function sums(outcomes) {
  const sum = totals(outcomes);
  return [
    `Vulnerabilities found at a listed sink with a path from the right source: ${share(sum.found, sum.cases)}`,
    `Listed sinks found: ${share(sum.sinksFound, sum.sinks)}`,
    `Fixed versions silent at the repaired place: ${share(sum.quiet, sum.fixed)}`,
    `Fixed versions without an error at the repaired place: ${share(sum.withoutError, sum.fixed)}`,
    `Found before and silent after, of those that were found: ${share(sum.foundThenQuiet, sum.foundWithFix)}`,
  ];
}

/** @param {readonly Outcome[]} outcomes @returns {string} */
export function table(outcomes) {
  const rows = [HEAD, ...outcomes.map(row)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? "").length)));
  const lines = rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, "", ...sums(outcomes)].join("\n");
}

/** @param {readonly Outcome[]} outcomes @returns {string} Markdown */
export function section(outcomes) {
  const lines = sums(outcomes).map((line) => `- ${line}.`);
  const rows = [HEAD, HEAD.map(() => "---"), ...outcomes.map(row)].map((cells) => `| ${cells.join(" | ")} |`);
  const folders = outcomes
    .filter(({ item }) => item.scan)
    .map(({ item }) => `- ${item.id}: ${item.scan?.map((folder) => `\`${folder}\``).join(", ")}`);
  const problems = outcomes.flatMap(({ item, problems }) => problems.map((text) => `- ${item.id}: ${text}`));
  return [
    ...lines,
    "",
    ...rows,
    "",
    "Scanned is the whole repository, except:",
    "",
    ...folders,
    ...(problems.length > 0 ? ["", "Could not run, or not whole:", "", ...problems] : []),
  ].join("\n");
}
