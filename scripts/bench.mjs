/**
 * Measures speed as ratios: everything against TypeScript's own parse of the same files on the same machine.
 *
 *   npm run bench -- [parts…] [--code <folder>] [--lines <n>] [--rounds <n>]
 *
 * Parts: scan, edit, growth, single, lint, pathological; all of them when none is named. Measures the programs in `dist/`, on
 * real code when a folder is named, else on generated code. Every figure is the best of some rounds, so that other work on the
 * machine disturbs little. A run of all parts writes docs/benchmarks.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import * as prettier from "prettier";
import { root } from "./lib/paths.mjs";
import { Failure, script } from "./lib/run.mjs";
import { editSpeed } from "./bench/speed/edit.mjs";
import { growth, pathologicalInputs, singleFile } from "./bench/speed/inputs.mjs";
import { lintSpeed } from "./bench/speed/lint.mjs";
import { page, table } from "./bench/speed/page.mjs";
import { scanSpeed } from "./bench/speed/scan.mjs";
import { generate } from "./bench/speed/code.mjs";

/**
 * @typedef {object} Setting
 * @property {string} code folder to measure on
 * @property {boolean} real whether it is real code
 * @property {string} temporary a folder that is removed at the end
 * @property {number} rounds
 * @typedef {object} Row
 * @property {string} work what was measured
 * @property {string} result
 * @property {string} target empty when there is none
 * @property {boolean} [met]
 */

/** @type {Record<string, (setting: Setting) => Promise<Row[]>>} */
const PARTS = {
  scan: scanSpeed,
  edit: editSpeed,
  growth,
  single: singleFile,
  lint: lintSpeed,
  pathological: pathologicalInputs,
};

await script(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      code: { type: "string" },
      lines: { type: "string", default: "100000" },
      rounds: { type: "string", default: "5" },
    },
  });
  const unknown = positionals.filter((name) => !(name in PARTS));
  if (unknown.length > 0)
    throw new Failure(`there is no part ${unknown.join(", ")}: ${Object.keys(PARTS).join(", ")}`);
  const parts = positionals.length > 0 ? positionals : Object.keys(PARTS);
  const temporary = mkdtempSync(join(tmpdir(), "threatline-bench-"));
  try {
    const code = values.code ? resolve(values.code) : join(temporary, "code");
    if (!values.code) generate(code, Number(values.lines));
    const setting = { code, real: values.code !== undefined, temporary, rounds: Number(values.rounds) };
    /** @type {Record<string, Row[]>} */
    const rows = {};
    for (const part of parts) {
      rows[part] = await /** @type {(setting: Setting) => Promise<Row[]>} */ (PARTS[part])(setting);
      console.log(table(rows[part]));
    }
    if (positionals.length > 0) return;
    const file = join(root, "docs", "benchmarks.md");
    const text = page(rows, { real: setting.real, cores: cpus().length, node: process.versions.node });
    writeFileSync(
      file,
      await prettier.format(text, { ...(await prettier.resolveConfig(file)), filepath: file }),
    );
    console.log("• wrote docs/benchmarks.md");
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
});
