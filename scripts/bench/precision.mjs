/**
 * `npm run bench:precision`: scans public code bases at fixed commits, compares with the findings that were judged there, prints
 * how many are true, lists those nobody has judged, and writes the generated section of `docs/accuracy.md`.
 *
 *   --clones <folder>  local clones, as <owner>/<name>, <owner>+<name> or <owner>+<name>/repo; others are cloned
 *   --only <text>      only code bases with this in their name; `docs/accuracy.md` stays as it is
 *   --timeout <s>      limit of one scan; 600 when left out
 *   --keep <folder>    keep sources and results there, to look into
 *   --cli <file>       the built command line; dist/cli.js when left out
 */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure, say, script } from "../lib/run.mjs";
import { matchJudged, precisionFile, readJudged } from "./judged.mjs";
import { precisionSection, rightByThreat } from "./precision-section.mjs";
import { scan } from "./scan.mjs";
import { settingOf, writeSection } from "./setting.mjs";
import { putSources } from "./sources.mjs";

await script(async () => {
  const { setting, only } = settingOf(600);
  const list = readJudged();
  const bases = list.bases.filter(({ repo }) => !only || repo.toLowerCase().includes(only.toLowerCase()));
  if (bases.length === 0) throw new Failure(`no code base has "${only}" in its name`);
  /** @type {import("./precision-section.mjs").Measured[]} */
  const measured = [];
  try {
    for (const base of bases) {
      const sources = join(setting.folder, base.repo.replace("/", "+"));
      rmSync(sources, { recursive: true, force: true });
      await putSources({ repo: base.repo, package: base.repo }, base.commit, sources, setting.clones);
      const result = await scan(setting.cli, sources, `${sources}.json`, setting.seconds);
      if (!setting.keep) rmSync(sources, { recursive: true, force: true });
      const matches = matchJudged(result.findings, base.judged, list.threats);
      measured.push({ base, lines: result.stats.lines, matches });
      const unjudged = matches.filter(({ judgement }) => !judgement);
      say(`${base.repo}: ${matches.length - unjudged.length} judged, ${unjudged.length} not`);
      for (const { finding } of unjudged)
        say(
          `  ${finding.fingerprint} ${finding.severity} ${finding.confidence} ${finding.threat} ` +
            `${finding.file}:${finding.range.start.line} from ${finding.source.file}:${finding.source.line}`,
        );
    }
  } finally {
    if (!setting.keep) rmSync(setting.folder, { recursive: true, force: true });
  }
  const section = precisionSection(measured, list);
  console.log(`\n${section}`);
  if (only) return 0;
  await writeSection("bench:precision", section);
  writeFileSync(precisionFile, `${JSON.stringify(rightByThreat(measured), undefined, 2)}\n`);
  return 0;
});
