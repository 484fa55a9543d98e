/** The command line against the floor: reading facts, a cold scan, a scan of what did not change. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { factsModule, floorOf, scanTime, times } from "./measure.mjs";

/** @param {import("../../bench.mjs").Setting} setting */
export async function scanSpeed({ code, temporary, rounds }) {
  const floor = await floorOf(code, rounds);
  const facts = await floorOf(code, rounds, await factsModule());
  const empty = join(temporary, "empty");
  mkdirSync(empty, { recursive: true });
  const env = { THREATLINE_CACHE_DIR: join(temporary, "cache") };
  const startUp = await scanTime(empty, { args: ["--no-cache"], rounds });
  const cold = (await scanTime(code, { args: ["--no-cache"], rounds })) - startUp;
  await scanTime(code, { env });
  await scanTime(empty, { env });
  const again = (await scanTime(code, { env, rounds })) - (await scanTime(empty, { env, rounds }));
  const lines = floor.lines.toLocaleString("en-US");
  return [
    row(
      `reading facts of ${lines} lines, parse included, first pass of a process (processor time)`,
      facts.coldCpu / floor.coldCpu,
      1.6,
    ),
    row("the same once the process is warm (processor time)", facts.warmCpu / floor.warmCpu),
    row("cold scan, start-up excluded (wall time)", cold / floor.cold, 2),
    row("scan again, nothing changed, start-up excluded (wall time)", again / floor.cold, 0.3),
  ];
}

/** @param {string} work @param {number} ratio @param {number} [target] */
function row(work, ratio, target) {
  return {
    work,
    result: `${times(ratio)} the parse`,
    target: target === undefined ? "" : `≤ ${target} ×`,
    ...(target !== undefined && { met: ratio <= target }),
  };
}
