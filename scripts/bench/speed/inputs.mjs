/** Generated inputs: how time grows with size, one very long file, and what is meant to hurt. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { generate, longFile, pathological, write } from "./code.mjs";
import { cli, floorOf, node, scanTime, seconds, times } from "./measure.mjs";

const LIMIT = 120_000;
const args = ["--no-cache"];

/** @param {import("../../bench.mjs").Setting} setting */
export async function growth({ temporary, rounds }) {
  const [small, large] = [join(temporary, "small"), join(temporary, "large")];
  generate(small, 100_000);
  generate(large, 1_000_000);
  const startUp = await emptyTime(temporary, rounds);
  const first = (await scanTime(small, { args, rounds })) - startUp;
  const second = (await scanTime(large, { args, limit: LIMIT })) - startUp;
  const exponent = Math.log10(second / first);
  return [
    {
      work: "growth of a cold scan from 100,000 to 1,000,000 generated lines",
      result: Number.isFinite(exponent) ? `exponent ${exponent.toFixed(2)}` : "not finished",
      target: "≤ 1.1",
      met: exponent <= 1.1,
    },
  ];
}

/** @param {import("../../bench.mjs").Setting} setting */
export async function singleFile({ temporary, rounds }) {
  const folder = join(temporary, "single");
  write(folder, { "server.ts": longFile(13_000) });
  const floor = await floorOf(folder, rounds);
  const time =
    (await scanTime(folder, { args, rounds, limit: LIMIT })) - (await emptyTime(temporary, rounds));
  return [
    {
      work: `one file of ${floor.lines.toLocaleString("en-US")} lines and a thousand tools, cold`,
      result: `${seconds(time)}, ${times(time / floor.cold)} its parse`,
      target: "< 2 s",
      met: time < 2000,
    },
  ];
}

/** @param {import("../../bench.mjs").Setting} setting */
export async function pathologicalInputs({ temporary }) {
  const startUp = await emptyTime(temporary, 2);
  const rows = [];
  for (const [index, [what, files]] of Object.entries(pathological()).entries()) {
    const folder = join(temporary, `hard${index}`);
    write(folder, files);
    const run = await node([cli, "scan", "--quiet", "--fail-on", "never", ...args], {
      cwd: folder,
      limit: LIMIT,
    });
    const time = run.code === 0 ? Math.max(0, run.wall - startUp) : Infinity;
    const said = /bound-hit/.test(run.stdout) ? ", and says that a bound was hit" : "";
    rows.push({ work: what, result: `${seconds(time)}${said}`, target: "bounded", met: time < 10_000 });
  }
  return rows;
}

/** @param {string} temporary @param {number} rounds */
async function emptyTime(temporary, rounds) {
  const empty = join(temporary, "empty");
  mkdirSync(empty, { recursive: true });
  return scanTime(empty, { args, rounds });
}
