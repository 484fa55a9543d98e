import { describe, expect, it } from "vitest";
import { useArgumentVector } from "../../../server/src/controls/use-argument-vector.js";
import { apply, type Given } from "./apply.js";
import { Typecheck } from "./typecheck.js";

const vector = (source: string, given: Given = {}) => apply(useArgumentVector, source, given);

const typecheck = new Typecheck();
/** What is compiled together has to be known before the first test asks. */
const inTable = (cases: [string, string, string][]) =>
  cases.map(([what, source, expected]) => {
    const applied = vector(source)!;
    const errors = [applied.before.text, applied.after].map((text) => typecheck.add({ "app.ts": text }));
    return [what, { applied, errors }, expected] as const;
  });

describe("a shell text becomes a program and its arguments", () => {
  it.each(
    inTable([
      [
        "a template",
        'import { exec } from "node:child_process";\nexport function log(ref: string) {\n  exec(«`git log ${ref}`»);\n}\n',
        'import { execFile } from "node:child_process";\nexport function log(ref: string) {\n  execFile("git", ["log", ref]);\n}\n',
      ],
      [
        "the finding on the interpolated value",
        'import { exec } from "node:child_process";\nexport function log(ref: string) {\n  exec(`git log ${«ref»}`);\n}\n',
        'import { execFile } from "node:child_process";\nexport function log(ref: string) {\n  execFile("git", ["log", ref]);\n}\n',
      ],
      [
        "a concatenation with a callback",
        "import { exec } from 'child_process'\nexport function log(ref: string) {\n  exec(«'git log ' + ref + ' --oneline'», { cwd: '/tmp' }, (error, stdout) => console.log(error, stdout.trim()))\n}\n",
        "import { execFile } from 'child_process'\nexport function log(ref: string) {\n  execFile('git', ['log', ref, '--oneline'], { cwd: '/tmp' }, (error, stdout) => console.log(error, stdout.trim()))\n}\n",
      ],
      [
        "the synchronous call, of a value that may not be text",
        'import { execSync } from "child_process";\nexport const show = (n: number | null) => execSync(«`git show ${n}`», { encoding: "utf8" }).trim();\n',
        'import { execFileSync } from "child_process";\nexport const show = (n: number | null) => execFileSync("git", ["show", String(n)], { encoding: "utf8" }).trim();\n',
      ],
      [
        "an import that is still used",
        'import { exec, spawn } from "child_process";\nexport function f(a: string) {\n  exec(«`tar tf "${a}"`»);\n  exec("ls | wc");\n  spawn("ls");\n}\n',
        'import { exec, execFile, spawn } from "child_process";\nexport function f(a: string) {\n  execFile("tar", ["tf", a]);\n  exec("ls | wc");\n  spawn("ls");\n}\n',
      ],
      [
        "an import over several lines",
        'import {\n  exec,\n  spawn,\n} from "child_process";\nexport function f(a: string) {\n  exec(«`tar tf ${a}`»);\n  exec("ls | wc");\n  spawn("ls");\n}\n',
        'import {\n  exec,\n  execFile,\n  spawn,\n} from "child_process";\nexport function f(a: string) {\n  execFile("tar", ["tf", a]);\n  exec("ls | wc");\n  spawn("ls");\n}\n',
      ],
      [
        "execFile at hand",
        'import { exec, execFile as run } from "child_process";\nrun("ls");\nexport function f(a: string) {\n  exec(«`tar tf ${a}`»);\n}\n',
        'import { execFile as run } from "child_process";\nrun("ls");\nexport function f(a: string) {\n  run("tar", ["tf", a]);\n}\n',
      ],
      [
        "a name that is taken",
        'import { exec } from "child_process";\nexport function execFile() {}\nexport function f(a: string) {\n  exec(«`tar tf ${a}`»);\n}\n',
        'import { execFile as execFileDirectly } from "child_process";\nexport function execFile() {}\nexport function f(a: string) {\n  execFileDirectly("tar", ["tf", a]);\n}\n',
      ],
      [
        "another name",
        'import { exec as run } from "child_process";\nexport function f(a: string) {\n  run(«`tar tf ${a}`»);\n}\n',
        'import { execFile as runExecFile } from "child_process";\nexport function f(a: string) {\n  runExecFile("tar", ["tf", a]);\n}\n',
      ],
      [
        "a namespace",
        'import * as cp from "node:child_process";\nexport function f(a: string) {\n  return cp.execSync(«`tar tf ${a}`»);\n}\n',
        'import * as cp from "node:child_process";\nexport function f(a: string) {\n  return cp.execFileSync("tar", ["tf", a]);\n}\n',
      ],
      [
        "a promisified exec",
        'import { exec } from "child_process";\nimport { promisify } from "util";\nconst execAsync = promisify(exec);\nexport async function f(a: string) {\n  const { stdout } = await execAsync(«`tar tf ${a}`», { timeout: 5 });\n  return stdout;\n}\n',
        'import { execFile } from "child_process";\nimport { promisify } from "util";\nconst execFileAsync = promisify(execFile);\nexport async function f(a: string) {\n  const { stdout } = await execFileAsync("tar", ["tf", a], { timeout: 5 });\n  return stdout;\n}\n',
      ],
      [
        "a promisified exec that is still used",
        'import { exec } from "child_process";\nimport util from "util";\nexport const run = util.promisify(exec);\nexport async function f(a: string) {\n  await run("ls | wc");\n  await run(«`tar tf ${a}`»);\n}\n',
        'import { exec, execFile } from "child_process";\nimport util from "util";\nexport const run = util.promisify(exec);\nconst runExecFile = util.promisify(execFile);\nexport async function f(a: string) {\n  await run("ls | wc");\n  await runExecFile("tar", ["tf", a]);\n}\n',
      ],
      [
        "a promisified exec called exec",
        'import * as cp from "child_process";\nimport { promisify } from "util";\nconst exec = promisify(cp.exec);\nexport async function f(a: string) {\n  await exec(«`tar tf ${a}`»);\n}\n',
        'import * as cp from "child_process";\nimport { promisify } from "util";\nconst execFile = promisify(cp.execFile);\nexport async function f(a: string) {\n  await execFile("tar", ["tf", a]);\n}\n',
      ],
      [
        "a command put together before",
        'import { execSync } from "child_process";\nexport function f(a: string) {\n  const command = `tar tf "${a}"`;\n  console.log("listing");\n  return execSync(«command»);\n}\n',
        'import { execFileSync } from "child_process";\nexport function f(a: string) {\n  console.log("listing");\n  return execFileSync("tar", ["tf", a]);\n}\n',
      ],
      [
        "a command that is also printed",
        'import { execSync } from "child_process";\nexport function f(a: string) {\n  const command = `tar tf ${a}`;\n  console.log(command);\n  return execSync(«command»);\n}\n',
        'import { execFileSync } from "child_process";\nexport function f(a: string) {\n  const command = `tar tf ${a}`;\n  console.log(command);\n  return execFileSync("tar", ["tf", a]);\n}\n',
      ],
      [
        "words with a value inside",
        'import { execSync } from "child_process";\nexport function f(a: { name: string }) {\n  execSync(«`tar --file=${a.name} "x ${a.name}" \'\'`»);\n}\n',
        'import { execFileSync } from "child_process";\nexport function f(a: { name: string }) {\n  execFileSync("tar", [`--file=${a.name}`, `x ${a.name}`, ""]);\n}\n',
      ],
      [
        "lists, in two ways",
        'import { execSync } from "child_process";\nexport function f(files: string[], a: string) {\n  execSync(«`tar cf x.tar ${files.join(" ")}`»);\n  execSync(["tar", "tf", a].join(" "));\n}\n',
        'import { execSync, execFileSync } from "child_process";\nexport function f(files: string[], a: string) {\n  execFileSync("tar", ["cf", "x.tar", ...files.map(String)]);\n  execSync(["tar", "tf", a].join(" "));\n}\n',
      ],
      [
        "a list of constants and values",
        'import { execSync } from "child_process";\nexport function f(a: string) {\n  execSync(«["tar", "tf", a].join(" ")»);\n}\n',
        'import { execFileSync } from "child_process";\nexport function f(a: string) {\n  execFileSync("tar", ["tf", a]);\n}\n',
      ],
      [
        "JSON as quotes",
        'import { execSync } from "child_process";\nexport function f(a: string) {\n  execSync(«`tar tf ${JSON.stringify(a)}`»);\n}\n',
        'import { execFileSync } from "child_process";\nexport function f(a: string) {\n  execFileSync("tar", ["tf", a]);\n}\n',
      ],
      [
        "the end of options where it is sure",
        'import { execSync } from "child_process";\nexport function f(a: string) {\n  return execSync(«`cat ${a}`»);\n}\n',
        'import { execFileSync } from "child_process";\nexport function f(a: string) {\n  return execFileSync("cat", ["--", a]);\n}\n',
      ],
      [
        "a tool's argument with its schema beside it",
        'import { execSync } from "child_process";\nimport { z } from "zod";\ndeclare function tool<T extends z.ZodRawShape>(name: string, shape: T, run: (input: { [K in keyof T]: z.infer<T[K]> }) => void): void;\ntool("log", { ref: z.string().describe("a commit"), n: z.number() }, ({ ref, n }) => {\n  execSync(«`git log ${ref} -n ${n}`»);\n});\n',
        'import { execFileSync } from "child_process";\nimport { z } from "zod";\ndeclare function tool<T extends z.ZodRawShape>(name: string, shape: T, run: (input: { [K in keyof T]: z.infer<T[K]> }) => void): void;\ntool("log", { ref: z.string().describe("a commit"), n: z.number() }, ({ ref, n }) => {\n  execFileSync("git", ["log", ref, "-n", String(n)]);\n});\n',
      ],
    ]),
  )("%s", (_what, { applied, errors }, expected) => {
    expect(applied.after).toBe(expected);
    for (const found of errors) expect(found()).toEqual([]);
  });

  it.each([
    [
      "require, taken apart",
      "const { exec } = require('child_process');\nmodule.exports = (a) => exec(«`tar tf ${a}`»);\n",
      "const { execFile } = require('child_process');\nmodule.exports = (a) => execFile('tar', ['tf', String(a)]);\n",
    ],
    [
      "require, whole",
      "const cp = require('child_process');\nmodule.exports = (a) => cp.exec(«`tar tf ${a}`»);\n",
      "const cp = require('child_process');\nmodule.exports = (a) => cp.execFile('tar', ['tf', String(a)]);\n",
    ],
    [
      "require of a member",
      "const exec = require('child_process').exec;\nmodule.exports = (a) => exec(«`tar tf ${a}`»);\n",
      "const execFile = require('child_process').execFile;\nmodule.exports = (a) => execFile('tar', ['tf', String(a)]);\n",
    ],
    [
      "require of a member that is still used",
      "const exec = require('child_process').exec;\nexec('ls | wc');\nmodule.exports = (a) => exec(«`tar tf ${a}`»);\n",
      "const exec = require('child_process').exec;\nconst execFile = require('child_process').execFile;\nexec('ls | wc');\nmodule.exports = (a) => execFile('tar', ['tf', String(a)]);\n",
    ],
    [
      "promisified in place",
      "const util = require('util');\nconst exec = util.promisify(require('child_process').exec);\nmodule.exports = (a) => exec(«`tar tf ${a}`»);\n",
      "const util = require('util');\nconst execFile = util.promisify(require('child_process').execFile);\nmodule.exports = (a) => execFile('tar', ['tf', String(a)]);\n",
    ],
  ])("%s", (_what, source, expected) => {
    expect(vector(source, { file: "app.cjs" })!.after).toBe(expected);
  });
});

describe("not offered when the words are not sure", () => {
  const call = (argument: string, more = "") =>
    `import { exec } from "child_process";\nexport function f(a: string, args: string, on: boolean) {\n  exec(«${argument}»${more});\n}\n`;
  it.each([
    ["a pipe", call("`git log ${a} | head`")],
    ["a redirection", call("`git log ${a} > out.txt`")],
    ["a sequence", call("`cd ${a} && ls`")],
    ["a glob", call("`rm ${a}/*`")],
    ["a variable", call("`ls $HOME ${a}`")],
    ["the whole command", call("a")],
    ["the program", call("`${a} log`")],
    ["several words by their name", call("`git log ${args}`")],
    ["a word that may be none", call('`git log ${on ? "-p" : ""} ${a}`')],
    ["a shell in the command", call("`sh -c ${a}`")],
    ["a remote shell", call("`ssh host ${a}`")],
    ["an interpreter's text", call("`python3 -c ${a}`")],
    ["a shell builtin", call("`cd ${a}`")],
    ["a chosen shell", call("`git log ${a}`", ', { shell: "/bin/bash" }')],
    ["options not seen", call("`git log ${a}`", ", JSON.parse(args)")],
    ["escaped already", call("`git log ${escape(a)}`")],
    ["no value at all", call('"git log"')],
    ["an exec of one's own", "function exec(command: string) {}\nexec(«`git log ${process.argv[2]}`»);"],
    ["a regular expression's exec", "export const f = (r: RegExp, a: string) => r.exec(«`git log ${a}`»);"],
    [
      "done already",
      'import { execFile } from "child_process";\nexport const f = (a: string) => execFile("git", ["log", «a»]);',
    ],
  ])("%s", (_what, source) => expect(vector(source)).toBeUndefined());
});
