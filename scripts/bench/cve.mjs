/**
 * `npm run bench:cve`: scans the vulnerable and the fixed version of published vulnerabilities, compares, prints a table and
 * writes the generated section of `docs/accuracy.md`.
 *
 *   --list <name>      which list of test/accuracy; cve when left out
 *   --clones <folder>  local clones, as <owner>/<name>, <owner>+<name> or <owner>+<name>/repo; others are cloned
 *   --only <text>      only cases with this in their id or repository; `docs/accuracy.md` stays as it is
 *   --timeout <s>      limit of one scan; 120 when left out
 *   --keep <folder>    keep sources and results there, to look into
 *   --cli <file>       the built command line; dist/cli.js when left out
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Failure, say, script } from "../lib/run.mjs";
import { LISTS, listNamed, readCases } from "./cases.mjs";
import { fixedAlarms, sinkResult } from "./match.mjs";
import { scan } from "./scan.mjs";
import { settingOf, writeSection } from "./setting.mjs";
import { putSources } from "./sources.mjs";
import { section, table } from "./totals.mjs";

/** @typedef {import("./setting.mjs").Setting} Setting */

/**
 * @param {import("./cases.mjs").Case} item
 * @param {"vulnerable" | "fixed"} side
 * @param {string} ref
 * @param {Setting} setting
 * @param {string[]} problems is added to
 * @returns {Promise<import("./match.mjs").Finding[] | undefined>}
 */
async function findingsOf(item, side, ref, setting, problems) {
  const folder = join(setting.folder, item.id, side);
  try {
    rmSync(folder, { recursive: true, force: true });
    const missing = await putSources(item, ref, folder, setting.clones);
    if (missing.length > 0) problems.push(`${side}: the clone lacks ${missing.join(", ")}`);
    const result = await scan(setting.cli, folder, `${folder}.json`, setting.seconds);
    const cut = result.problems.filter(({ code }) => code === "bound-hit").length;
    if (cut > 0)
      problems.push(`${side}: ${cut} of its sources or files were followed to a bound, not to the end`);
    const defects = result.problems.filter(({ code }) => code === "internal");
    problems.push(...new Set(defects.map(({ message }) => `${side}: ${message}`)));
    return result.findings;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    problems.push(`${side}: ${error.message}`);
    return undefined;
  } finally {
    if (!setting.keep) rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {import("./cases.mjs").Case} item @param {Setting} setting @returns {Promise<import("./totals.mjs").Outcome>} */
async function runCase(item, setting) {
  /** @type {string[]} */
  const problems = [];
  const before = await findingsOf(item, "vulnerable", item.vulnerableRef, setting, problems);
  const after = item.fixedRef ? await findingsOf(item, "fixed", item.fixedRef, setting, problems) : undefined;
  const alarms = after && fixedAlarms(item, after);
  return {
    item,
    sinks: before ? item.sinks.map((sink) => sinkResult(sink, item, before)) : [],
    alarms: alarms?.length,
    errors: alarms?.filter(({ severity }) => severity === "error").length,
    problems,
  };
}

await script(async () => {
  const { setting, list: name, only } = settingOf(120);
  const list = listNamed(name ?? "cve");
  const outcomes = [];
  try {
    for (const item of readCases(list, only)) {
      const outcome = await runCase(item, setting);
      const sinks = outcome.sinks.filter((sink) => sink === "found").length;
      say(`${item.id}: ${sinks} of ${item.sinks.length} sinks`);
      for (const problem of outcome.problems) say(`  ${problem}`);
      outcomes.push(outcome);
    }
  } finally {
    if (!setting.keep) rmSync(setting.folder, { recursive: true, force: true });
  }
  console.log(`\n${table(outcomes)}`);
  if (!only) await writeSection(LISTS[list], section(outcomes));
  // A case that could not run at all is a failure of the run, whatever the numbers are.
  return outcomes.some(({ sinks }) => sinks.length === 0) ? 1 : 0;
});
