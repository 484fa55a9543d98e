/** The language server, over a pipe, while somebody types in a workspace of 100,000 and of 1,000,000 lines. */
import { join } from "node:path";
import { root } from "../../lib/paths.mjs";
import { node, times } from "./measure.mjs";

/** @param {import("../../bench.mjs").Setting} setting */
export async function editSpeed({ rounds }) {
  const small = await typing(100_000, rounds * 20);
  const rows = small
    ? [
        limit("edit to diagnostics in a 1,000-line file of 100,000 lines, p95", small.p95, 50, "ms"),
        limit(
          "the same in the middle, against the parse of that file alone",
          small.p50 / small.parse50,
          5,
          "×",
        ),
        limit("the same at the 95th percentile of both", small.p95 / small.parse95, 5, "×"),
        limit("edit to changed findings in another file, p95", small.others, 250, "ms"),
        limit("a cancelled question is answered, p95", small.cancelled, 20, "ms"),
        limit("memory of the server at 100,000 lines", small.memory, 400, "MB"),
      ]
    : [missing("edit to diagnostics in 100,000 lines")];
  // Of few edits, the 95th percentile is the pause of one collection of garbage.
  const large = await typing(1_000_000, Math.max(200, rounds * 20));
  if (!large || !small) return [...rows, missing("edit to diagnostics in 1,000,000 lines")];
  return [
    ...rows,
    {
      work: "edit to diagnostics at 1,000,000 lines, p95, against 100,000 lines",
      result: times(large.p95 / small.p95),
      target: "≤ 1.5 ×",
      met: large.p95 / small.p95 <= 1.5,
    },
    limit("memory of the server at 1,000,000 lines", large.memory, 1500, "MB"),
  ];
}

/** @param {number} lines @param {number} edits */
async function typing(lines, edits) {
  const latency = join(root, "test", "surfaces", "lsp", "latency.mjs");
  const { stdout, code } = await node([latency, "--lines", String(lines), "--edits", String(edits)]);
  if (code !== 0) return undefined;
  const line = (/** @type {string} */ start) =>
    stdout.split("\n").find((text) => text.startsWith(start)) ?? "";
  const number = (/** @type {string} */ start, /** @type {RegExp} */ at) =>
    Number(at.exec(line(start))?.[1] ?? NaN);
  return {
    p95: number("edit to diagnostics", /p95 ([\d.]+)/),
    p50: number("edit to diagnostics", /p50 ([\d.]+)/),
    parse50: number("parse of the edited file", /p50 ([\d.]+)/),
    parse95: number("parse of the edited file", /p95 ([\d.]+)/),
    cancelled: number("cancellation", /p95 ([\d.]+)/),
    others: number("edit to findings elsewhere", /p95 ([\d.]+)/),
    memory: number("memory of the server", /([\d.]+) MB/),
  };
}

/** @param {string} work @param {number} value @param {number} most @param {string} unit */
function limit(work, value, most, unit) {
  if (Number.isNaN(value)) return missing(work);
  return { work, result: `${value.toFixed(1)} ${unit}`, target: `≤ ${most} ${unit}`, met: value <= most };
}

/** @param {string} work */
const missing = (work) => ({ work, result: "not measured", target: "", met: false });
