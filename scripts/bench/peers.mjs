/**
 * `npm run bench:peers`: scans the labelled examples of other tools, each as a file on its own, compares with their labels, and
 * writes the generated section of `docs/accuracy.md`.
 *
 *   --clones <folder>  local clones, as <owner>/<name>, <owner>+<name> or <owner>+<name>/repo; others are cloned
 *   --only <text>      only peers with this in their id or repository; `docs/accuracy.md` stays as it is
 *   --timeout <s>      limit of one peer's scan; 300 when left out
 *   --keep <folder>    keep examples and results there, to look into
 *   --cli <file>       the built command line; dist/cli.js when left out
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { script, say } from "../lib/run.mjs";
import { scan } from "./scan.mjs";
import { settingOf, writeSection } from "./setting.mjs";
import { putSources } from "./sources.mjs";
import { completed } from "./peers/fragments.mjs";
import { judge } from "./peers/judge.mjs";
import { examplesOf } from "./peers/labels.mjs";
import { readPeers, readReasons } from "./peers/list.mjs";
import { lines, section, sums } from "./peers/report.mjs";

/**
 * Every example gets a folder of its own with a name that says nothing: a path with `test` in it is not scanned.
 * @param {ReadonlyMap<string, string>} texts
 * @param {import("./peers/list.mjs").Peer} peer
 * @param {string} folder
 * @returns {Map<string, string>} example by scanned path
 */
function putExamples(texts, peer, folder) {
  const places = new Map();
  for (const [name, text] of texts) {
    const path = `part-${places.size + 1}/index${extname(name)}`;
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), completed(text, peer.names ?? {}));
    places.set(path, name);
  }
  return places;
}

/**
 * @param {import("./peers/list.mjs").Peer} peer
 * @param {import("./setting.mjs").Setting} setting
 * @returns {Promise<import("./peers/judge.mjs").Outcome>}
 */
async function runPeer(peer, setting) {
  const folder = join(setting.folder, peer.id);
  rmSync(folder, { recursive: true, force: true });
  await putSources(peer, peer.ref, join(folder, "sources"), setting.clones);
  const read = examplesOf(peer, join(folder, "sources"));
  const scanned = join(folder, "examples");
  const places = putExamples(read.texts, peer, scanned);
  const { findings } = await scan(setting.cli, scanned, join(folder, "result.json"), setting.seconds);
  for (const finding of findings)
    for (const step of finding.path) step.file = places.get(step.file) ?? step.file;
  return judge(peer, read, findings, readReasons());
}

await script(async () => {
  const { setting, only } = settingOf(300);
  const outcomes = [];
  try {
    for (const peer of readPeers(only)) {
      const outcome = await runPeer(peer, setting);
      say(lines(outcome));
      outcomes.push(outcome);
    }
  } finally {
    if (!setting.keep) rmSync(setting.folder, { recursive: true, force: true });
  }
  console.log(`\n${sums(outcomes).join("\n")}`);
  if (!only) await writeSection("bench:peers", section(outcomes));
  return 0;
});
