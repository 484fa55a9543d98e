/** How a workspace tests: its runner, where its tests lie, and how they name what they test. */
import type { ControlContext } from "./control.js";

export type Runner = "vitest" | "jest" | "node";

export interface TestPlace {
  runner: Runner;
  /** The runner's functions are imported from here; undefined where they are global. */
  importsFrom: string | undefined;
  /** Where the test of this name would be. */
  file: string;
  /** How the test names the module: `../src/git.js`. */
  specifier: string;
}

const TEST = /\.(test|spec)\.[cm]?[jt]sx?$/;
const IMPORTED = /(?:from|require\()\s*["'](vitest|@jest\/globals|node:test)["']/;
const FOLDER = /^(.*?)(?:^|\/)(__tests__|tests?)\//;

/**
 * Where a test of a module goes; undefined where nothing tells how this workspace tests.
 * @param subject what is tested in the module, as a part of a file's name
 * @param relative how the module names files beside it
 */
export function testPlace(
  context: ControlContext,
  file: string,
  subject: string,
  relative: readonly string[],
): TestPlace | undefined {
  const tests = context
    .files()
    .filter((each) => TEST.test(each))
    .sort((a, b) => common(b, file) - common(a, file) || (a < b ? -1 : 1));
  const runner = runnerOf(context, file, tests);
  if (!runner) return undefined;
  const parts = /^(?:(.*)\/)?([^/]+?)\.([cm]?)([jt])sx?$/.exec(file);
  if (!parts) return undefined;
  const [, folder = "", stem, kind, language] = parts;
  const suffix = tests[0] ? TEST.exec(tests[0])![1] : "test";
  const at = folderFor(folder, tests);
  const name = `${stem}.${subject}.${suffix}.${kind}${language}s`;
  const path = relativePath(at, folder === "" ? stem! : `${folder}/${stem}`);
  return {
    ...runner,
    file: at === "" ? name : `${at}/${name}`,
    specifier: path + extension(file, runner.runner, relative),
  };
}

function runnerOf(
  context: ControlContext,
  file: string,
  tests: readonly string[],
): Pick<TestPlace, "runner" | "importsFrom"> | undefined {
  for (const test of tests.slice(0, 5)) {
    const from = IMPORTED.exec(context.text(test) ?? "")?.[1];
    if (from)
      return {
        runner: from === "vitest" ? "vitest" : from === "node:test" ? "node" : "jest",
        importsFrom: from,
      };
  }
  const known = context.dependencies(file);
  if (known.vitest !== undefined) return { runner: "vitest", importsFrom: "vitest" };
  if (["jest", "ts-jest", "@types/jest"].some((name) => known[name] !== undefined))
    return { runner: "jest", importsFrom: undefined };
  const usesNode = Object.values(context.scripts(file)).some((script) => /\s--test\b/.test(script));
  return usesNode ? { runner: "node", importsFrom: "node:test" } : undefined;
}

/** Beside the module, unless the nearest tests lie in a folder of their own. */
function folderFor(folder: string, tests: readonly string[]): string {
  const [, above, name] = FOLDER.exec(tests[0] ?? "") ?? [];
  if (name === undefined) return folder;
  const own = above === "" ? name : `${above}/${name}`;
  // Tests of a folder are in a folder of the same name, where there is one.
  const inner = folder.slice(above === "" ? 0 : above!.length + 1).replace(/^(?:src|lib)(?:\/|$)/, "");
  return inner !== "" && tests.some((test) => test.startsWith(`${own}/${inner}/`)) ? `${own}/${inner}` : own;
}

/** How many folders two files share. */
function common(left: string, right: string): number {
  const [one, other] = [left.split("/"), right.split("/")];
  const at = one.findIndex((part, index) => part !== other[index]);
  return at < 0 ? one.length : at;
}

function relativePath(from: string, to: string): string {
  const [base, target] = [from === "" ? [] : from.split("/"), to.split("/")];
  while (base.length > 0 && base[0] === target[0]) {
    base.shift();
    target.shift();
  }
  return (base.length === 0 ? "./" : "../".repeat(base.length)) + target.join("/");
}

/** The ending by which the module itself names its neighbours; else what its runner takes. */
function extension(file: string, runner: Runner, relative: readonly string[]): string {
  const [, kind = "", language = ""] = /\.([cm]?)([jt])sx?$/.exec(file)!;
  if (language === "j") return /\.[^./]+$/.exec(file)![0];
  const written = relative.map((each) => /\.([cm]?)([jt]sx?)$/.exec(each)?.[2]?.[0] ?? "");
  if (written.includes("t")) return /\.[^./]+$/.exec(file)![0];
  if (kind !== "" || written.includes("j")) return `.${kind}js`;
  return written.length > 0 || runner === "jest" ? "" : ".js";
}
