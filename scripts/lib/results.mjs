/** Counts what a test run really did, from vitest's own report. */
import { readFileSync } from "node:fs";

/**
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed everything that was not a pass: a failed test, a file that could not be loaded, a skipped
 *   test (a skipped test proves nothing), a run that ended in error for another reason
 */

/**
 * @param {string} file vitest's JSON report
 * @param {number} exitCode of the run
 * @returns {Count} a run without a readable report is one failure
 */
export function countTests(file, exitCode) {
  /** @type {{ testResults?: { status: string, assertionResults: { status: string }[] }[] }} */
  let report;
  try {
    report = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { passed: 0, failed: 1 };
  }
  let passed = 0;
  let failed = 0;
  for (const { status, assertionResults } of report.testResults ?? []) {
    const good = assertionResults.filter((result) => result.status === "passed").length;
    const bad = assertionResults.length - good;
    passed += good;
    failed += bad + (status === "failed" && bad === 0 ? 1 : 0);
  }
  // An error outside any test, or no test at all, is in no file's results.
  if ((exitCode !== 0 || passed === 0) && failed === 0) failed = 1;
  return { passed, failed };
}
