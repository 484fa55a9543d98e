/** A cold scan against typescript-eslint with type information, on the same generated files. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { generate } from "./code.mjs";
import { printed, scanTime, times } from "./measure.mjs";

const LINES = 30_000;

/** @param {import("../../bench.mjs").Setting} setting */
export async function lintSpeed({ temporary, rounds }) {
  const [folder, empty] = [join(temporary, "lint"), join(temporary, "empty")];
  generate(folder, LINES);
  mkdirSync(empty, { recursive: true });
  const lint = await printed("typed-lint.mjs", folder);
  const args = ["--no-cache"];
  const scan = (await scanTime(folder, { args, rounds })) - (await scanTime(empty, { args, rounds }));
  const ratio = lint.wall / scan;
  return [
    {
      work: `typescript-eslint with types over ${lint.lines.toLocaleString("en-US")} lines, against a cold scan of them`,
      result: `takes ${times(ratio)} as long`,
      target: "≥ 5 ×",
      met: ratio >= 5,
    },
  ];
}
