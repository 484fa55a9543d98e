import { describe, expect, it } from "vitest";
import { completed } from "../../scripts/bench/peers/fragments.mjs";
import { count, holds, judge } from "../../scripts/bench/peers/judge.mjs";
import { fromComments, fromFolders, fromLines } from "../../scripts/bench/peers/labels.mjs";
import { readPeers, readReasons, type Peer } from "../../scripts/bench/peers/list.mjs";
import { section } from "../../scripts/bench/peers/report.mjs";
import { testerExamples } from "../../scripts/bench/peers/rule-tester.mjs";

const peer: Peer = {
  id: "peer",
  name: "Peer",
  repo: "owner/peer",
  package: "peer",
  ref: "v1",
  scan: ["fixtures"],
  labels: "comments",
  rules: { shell: { threats: ["output-to-command"] }, style: { outside: "a matter of taste" } },
};

describe("the list of other tools", () => {
  it("names a meaning for every rule, and a reason for every judged example", () => {
    for (const { rules, id } of readPeers())
      for (const { threats, outside } of Object.values(rules))
        expect(Boolean(threats?.length) !== Boolean(outside), id).toBe(true);
    const { reasons, cases } = readReasons();
    const ids = new Set(readPeers().map(({ id }) => id));
    for (const [id, keys] of Object.entries(cases)) {
      expect(ids).toContain(id);
      for (const key of Object.values(keys)) expect(reasons).toHaveProperty(key);
    }
  });
});

describe("labels", () => {
  const text = [
    "function bad(a) {",
    "  // ruleid: shell",
    "  // why it is bad",
    "  exec(a);",
    "  log(a);",
    "}",
    "function good(a) {",
    "  // ok: shell",
    "  run(a);",
    "  // ruleid: style",
    "  exec(",
    "    a, // OK here",
    "  );",
    "}",
  ].join("\n");

  it("above a line are about the largest code around it without another label", () => {
    expect(fromComments("a.js", text)).toEqual([
      { id: "a.js:4", rule: "shell", label: "vulnerable", file: "a.js", lines: { from: 1, to: 6 } },
      { id: "a.js:9", rule: "shell", label: "safe", file: "a.js", lines: { from: 9, to: 9 } },
      { id: "a.js:11", rule: "style", label: "vulnerable", file: "a.js", lines: { from: 11, to: 13 } },
    ]);
  });

  it("may be patterns of lines or of paths", () => {
    const lines = { ...peer, rule: "shell", safe: String.raw`\S// never|, // OK\b` };
    expect(fromLines("a.js", text, lines).map(({ id, label }) => [id, label])).toEqual([["a.js:12", "safe"]]);
    const folders = { ...peer, vulnerable: "^fixtures/bad/(?<rule>\\w+)\\.ts$" };
    expect(fromFolders("fixtures/bad/shell.ts", folders)).toMatchObject([
      { rule: "shell", lines: undefined },
    ]);
    expect(fromFolders("fixtures/other/shell.ts", folders)).toEqual([]);
  });

  it("are the lists of a rule's tests, with strings put together from constants", () => {
    const tests = [
      'const SDK = "import x;\\n";',
      "const asAi = (code) => `import 'ai';\\n${code}`;",
      'tester.run("shell", rule, {',
      '  valid: [{ name: "none", code: SDK + "run();" }, "idle();"],',
      "  invalid: wrap([{ code: `exec(a);`, errors: [] }, { code: made(), errors: [] }]),",
      "});",
    ].join("\n");
    const { examples, texts, unread } = testerExamples("rules/shell/shell.test.ts", tests);
    expect(examples.map(({ id, rule, label }) => [id, rule, label])).toEqual([
      ["shell.test.ts valid 1: none", "shell", "safe"],
      ["shell.test.ts valid 2", "shell", "safe"],
      ["shell.test.ts invalid 1", "shell", "vulnerable"],
    ]);
    expect([...texts.values()]).toEqual(["import x;\nrun();", "idle();", "import 'ai';\nexec(a);"]);
    expect(unread).toBe(1);
  });
});

describe("a fragment", () => {
  const names = { exec: 'import { exec } from "child_process";', server: "const server = make();" };
  it("gets the declarations it lacks, on its first line", () => {
    expect(completed("exec(a);\nserver.run();", names)).toBe(
      'import { exec } from "child_process"; const server = make(); exec(a);\nserver.run();',
    );
  });
  it("keeps what it declares itself, and names of properties are no uses", () => {
    expect(completed("function exec() {}\nexec(tool.server, { server: 1 });", names)).toBe(
      "function exec() {}\nexec(tool.server, { server: 1 });",
    );
  });
});

describe("a verdict", () => {
  const texts = new Map<string, string>();
  const step = (line: number) => ({ file: "a.js", line, label: "a value" });
  const finding = (threat: string, line: number) => ({
    threat,
    severity: "error",
    source: step(line),
    sink: step(line),
    path: [step(line)],
  });
  const examples = fromComments(
    "a.js",
    "// ruleid: shell\nexec(a);\n// ok: shell\nrun(a);\n// ruleid: style\nb();",
  );
  const run = (findings: ReturnType<typeof finding>[], cases: Record<string, string> = {}) =>
    judge(peer, { texts, examples, unread: [] }, findings, {
      reasons: { pattern: { judged: "label", why: "a pattern" } },
      cases: { peer: cases },
    });

  it("agrees when a finding of a threat of the rule is there, and nowhere safe", () => {
    const { verdicts, outside } = run([finding("output-to-command", 2), finding("output-to-html", 4)]);
    expect(count(verdicts)).toEqual({ found: 1, vulnerable: 1, flagged: 0, safe: 1 });
    expect(outside.get("style")).toBe(1);
    expect(count(run([finding("output-to-command", 4)]).verdicts)).toMatchObject({ found: 0, flagged: 1 });
  });

  it("that differs is open until it is judged, and a label that goes by a pattern is told apart", () => {
    expect(section([run([])])).toContain("without a reason: 1");
    const judged = run([], { "a.js:2": "pattern" });
    expect(section([judged])).toContain("a pattern");
    expect(count(judged.verdicts)).toMatchObject({ found: 0, vulnerable: 1 });
    expect(count(judged.verdicts.filter(holds))).toMatchObject({ vulnerable: 0 });
  });
});
