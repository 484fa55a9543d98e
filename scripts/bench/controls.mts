/** What `controls.mjs` runs: the engine and the law of controls over the projects of a folder. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { discover } from "../../server/src/workspace/discovery.js";
import { loadProjects } from "../../server/src/workspace/projects.js";
import { broken, engineOf, offersOf, type Offer } from "../../test/engine/controls/law.js";
import { compile } from "../../test/surfaces/compiler.js";

interface Judged {
  project: string;
  /** Versions of packages that the edited file may import. */
  dependencies: Readonly<Record<string, string>>;
  offer: Offer;
  before: string;
  problems: string[];
}

/**
 * @param clones the folder of the projects
 * @param projects the names of their folders
 * @param show how many broken edits are printed in full
 * @param packages the folder with the packages of the examples
 * @returns the exit status
 */
export async function judge(
  clones: string,
  projects: readonly string[],
  show: number,
  packages: string,
): Promise<number> {
  const all: Judged[] = [];
  for (const name of projects) {
    const judged = await judgeProject(join(clones, name), name);
    console.log(`${name}: ${judged.length} edits`);
    all.push(...judged);
  }
  addCompilerProblems(all, packages);
  const controls = [...new Set(all.map(({ offer }) => offer.control.id))].sort();
  for (const id of controls) {
    const own = all.filter(({ offer }) => offer.control.id === id);
    const bad = own.filter(({ problems }) => problems.length > 0);
    console.log(`${id}: ${own.length} offered, ${bad.length} broken`);
  }
  const bad = all.filter(({ problems }) => problems.length > 0);
  for (const { project, offer, before, problems } of bad.slice(0, show)) {
    const { finding, control, edit } = offer;
    console.log(`\n${project}/${finding.file}:${finding.range.start.line} ${control.id}`);
    for (const problem of problems) console.log(`  ${problem}`);
    for (const { file, edits } of edit.files)
      for (const { start, end, newText } of edits)
        console.log(
          `  ${file}: - ${(file === finding.file ? before : "").slice(start, end)}\n  + ${newText}`,
        );
  }
  return bad.length === 0 ? 0 : 1;
}

async function judgeProject(folder: string, project: string): Promise<Judged[]> {
  const found = await discover(folder, { ignore: false });
  const files: Record<string, string> = {};
  for (const file of found.files) files[file] = readFileSync(join(folder, file), "utf8");
  const projects = await loadProjects(folder, found);
  const engine = engineOf({ files, projects });
  const dependenciesOf = (file: string) =>
    Object.assign(
      {},
      ...projects
        .filter((each) => each.folder === "" || file.startsWith(`${each.folder}/`))
        .sort((a, b) => a.folder.length - b.folder.length)
        .map(({ dependencies }) => dependencies),
    ) as Record<string, string>;
  return offersOf(engine).map((offer, _at, offers) => ({
    project,
    dependencies: dependenciesOf(offer.finding.file),
    offer,
    before: files[offer.finding.file]!,
    problems: broken(engine, offer, offers),
  }));
}

/** What the compiler says of an edited file that it did not say before. */
function addCompilerProblems(all: readonly Judged[], packages: string): void {
  const programs = new Map<string, string>();
  for (const [at, { offer, before }] of all.entries()) {
    const { file } = offer.finding;
    programs.set(`${at}/before/${file}`, before);
    programs.set(`${at}/after/${file}`, offer.after[file]!);
  }
  // What another major version of a package declares says nothing of this code: it is missing then.
  const said = compile(packages, programs, (file, module) => {
    const { dependencies } = all[Number(file.split("/")[0])]!;
    const name = /^(?:@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? module;
    const wanted = majorOf(dependencies[name]);
    if (name === "zod" && wanted === 3) return module.replace("zod", "zod3");
    return wanted !== undefined && wanted !== installed(packages, name) ? `${module}/missing` : undefined;
  });
  for (const [at, { offer, problems }] of all.entries()) {
    const { file } = offer.finding;
    // How a type is written down, and what is advised, depends on what else the compiler has seen: the codes are compared.
    const known = (said.get(`${at}/before/${file}`) ?? []).map(codeOf);
    for (const message of said.get(`${at}/after/${file}`) ?? []) {
      const same = known.indexOf(codeOf(message));
      if (same >= 0) known.splice(same, 1);
      else problems.push(`compiler: ${message}`);
    }
  }
}

/** The number of an error; a name that is not found has another one where advice is given. */
function codeOf(message: string): string {
  return message
    .replace(/:[\s\S]*$/, "")
    .replace("TS2552", "TS2304")
    .replace("TS2551", "TS2339");
}

function majorOf(range: string | undefined): number | undefined {
  const major = /^[\^~>=v]*(\d+)/.exec(range ?? "")?.[1];
  return major === undefined ? undefined : Number(major);
}

/** The major version that the examples are compiled with; undefined for a package that none of them imports. */
function installed(packages: string, name: string): number | undefined {
  const file = join(packages, "node_modules", name, "package.json");
  return existsSync(file)
    ? majorOf((JSON.parse(readFileSync(file, "utf8")) as { version: string }).version)
    : undefined;
}
