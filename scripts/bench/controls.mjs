/**
 * The law of controls over real code: every edit that any control offers for any finding is made and judged.
 *
 *   npm run bench:controls -- --clones <folder> [--only <part of a name>] [--show <n>]
 *
 * `--clones` holds one project per folder. Prints what was offered per control and what broke the law, with the first broken
 * edits in full; the exit status is 1 when any did. A file is compiled with its own imports missing and the packages of
 * the examples beside it, before and after: only what is new is a fault.
 */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { installPackages } from "../install-packages.mjs";
import { importBundled } from "../lib/bundle.mjs";
import { root } from "../lib/paths.mjs";
import { Failure, script } from "../lib/run.mjs";

await script(async () => {
  const { values } = parseArgs({
    options: { clones: { type: "string" }, only: { type: "string" }, show: { type: "string", default: "5" } },
  });
  if (!values.clones)
    throw new Failure("name a folder of projects: npm run bench:controls -- --clones <folder>");
  const { clones, only = "" } = values;
  const projects = readdirSync(clones).filter(
    (name) => name.includes(only) && statSync(join(clones, name)).isDirectory(),
  );
  if (projects.length === 0)
    throw new Failure(`${clones} holds no project${only && ` with ${only} in its name`}`);
  const { judge } = await importBundled(join(root, "scripts", "bench", "controls.mts"), "bench");
  return judge(clones, projects, Number(values.show), await installPackages());
});
