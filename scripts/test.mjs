/**
 * `npm test`: installs what the tests need, builds, packages, checks and runs all three rings of tests. The last line
 * counts everything that was checked; the exit code is 1 when anything failed.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { countTests } from "./lib/results.mjs";
import { ensureDependencies, requireNode } from "./lib/dependencies.mjs";
import { ensureSystemPrograms } from "./lib/system.mjs";
import { dist, root } from "./lib/paths.mjs";
import { Failure, run, runNode, script, timed } from "./lib/run.mjs";
import { installPackages } from "./install-packages.mjs";
import { installVscode } from "./install-vscode.mjs";

/** @type {{ name: string, passed: number, failed: number }[]} */
const results = [];

/** @param {string} name @returns {string} the script a package's command runs */
const bin = (name) => join(root, "node_modules", ...name.split("/"));

/** One check: passes or fails as a whole. @param {string} name @param {() => Promise<unknown>} work @returns {Promise<boolean>} */
async function check(name, work) {
  try {
    await timed(name, work);
    results.push({ name, passed: 1, failed: 0 });
    return true;
  } catch (error) {
    console.error(
      `✗ ${name}: ${error instanceof Failure ? error.message : (error instanceof Error && error.stack) || error}`,
    );
    results.push({ name, passed: 0, failed: 1 });
    return false;
  }
}

/** @param {string} command a Node script @param {string[]} args */
const quietly = (command, ...args) => runNode(command, args, { quiet: true, failure: "it" });

/**
 * What waits for the network, while the processor checks and tests.
 * @param {Promise<unknown>} packages what comes first, because tests need it first
 * @returns {Promise<boolean>} whether there are editors to test in
 */
async function prepareEditors(packages) {
  const system = check("chromium and neovim", ensureSystemPrograms);
  await packages;
  return (await check("served VS Code", installVscode)) && system;
}

/** On two cores at once, as none of them uses more than one. @returns {Promise<boolean>} whether there is a package to test */
async function buildAndCheck() {
  const style = async () => {
    await check("format", () =>
      quietly(bin("prettier/bin/prettier.cjs"), "--check", "--log-level", "warn", "."),
    );
    await check("lint", () => quietly(bin("eslint/bin/eslint.js"), "."));
  };
  const meaning = async () => {
    const packaged = await check("build and package", () => quietly(join(root, "scripts", "package.mjs")));
    await check("generated files", () => quietly(join(root, "scripts", "generate.mjs"), "--check"));
    await check("types", () => quietly(bin("typescript/bin/tsc"), "-p", ".", "--noEmit"));
    await check("types of the page", () =>
      quietly(bin("typescript/bin/tsc"), "-p", "client/webview", "--noEmit"),
    );
    return packaged;
  };
  const [packaged] = await Promise.all([meaning(), style()]);
  return packaged;
}

/** One ring of tests. @param {string} name @param {string[]} projects */
async function vitest(name, ...projects) {
  const report = join(dist, `test-${name}.json`);
  rmSync(report, { force: true });
  const args = [
    "run",
    ...projects.flatMap((project) => ["--project", project]),
    "--reporter=default",
    "--reporter=json",
  ];
  const { code } = await timed(`${name} tests`, () =>
    run(process.execPath, [bin("vitest/vitest.mjs"), ...args, `--outputFile.json=${report}`], {
      // The editor tests need not package again what was packaged a minute ago.
      env: { ...process.env, THREATLINE_PACKAGED: "1" },
      accept: [0, 1],
    }),
  );
  results.push({ name: `${name} tests`, ...countTests(report, code) });
}

await script(async () => {
  requireNode();
  await ensureDependencies();
  const packages = check("packages of the examples", installPackages);
  const editors = prepareEditors(packages);
  const packaged = await buildAndCheck();
  await vitest("engine", "engine");
  await packages;
  await vitest("surface", "surfaces", "surfaces-lsp");
  if ((await editors) && packaged) await vitest("editor", "editor");
  else results.push({ name: "editor tests (not run, see above)", passed: 0, failed: 1 });

  console.log();
  for (const { name, passed, failed } of results)
    console.log(`${failed ? "✗" : "✓"} ${name}: ${passed} passed, ${failed} failed`);
  const sum = (/** @type {"passed" | "failed"} */ key) =>
    results.reduce((total, result) => total + result[key], 0);
  console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
  return sum("failed") === 0 ? 0 : 1;
});
