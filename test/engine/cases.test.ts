/**
 * Literate cases: every Markdown file in `cases/` is prose, code and the findings expected on its lines. See
 * `cases/README.md` for the notation.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Engine } from "../../server/src/engine.js";
import { parseCases, type Case } from "./cases/parse.js";

const folder = join(__dirname, "cases");

for (const file of readdirSync(folder).filter((name) => name.endsWith(".md") && name !== "README.md"))
  describe(file.replace(/\.md$/, ""), () => {
    for (const each of parseCases(readFileSync(join(folder, file), "utf8")))
      it(each.title, () => check(each));
  });

function check({ files, projects, threats }: Case): void {
  const engine = new Engine();
  // A case that names its threats sees all they can find, others what everybody sees.
  const config = threats ? { preset: "all" as const } : {};
  engine.configure({ today: "2026-06-01", projects, config });
  for (const { name, text } of files) engine.update(name, text);
  const analysis = engine.analyse()!;
  expect(analysis.problems.filter(({ code }) => code === "bound-hit")).toEqual([]);
  const findings = analysis.findings.filter(
    ({ threat, status }) => status === "open" && (!threats || threats.includes(threat)),
  );
  const found = findings.map(({ threat, severity, confidence, file, range }) => ({
    threat,
    severity,
    confidence,
    file,
    line: range.start.line,
  }));
  const expected = files.flatMap(({ name, marks }) => marks.map((mark) => ({ ...mark, file: name })));
  const told = (
    list: { threat: string; severity?: string | undefined; file: string; line: number }[],
  ): string[] => list.map(({ threat, file, line }) => `${file}:${line} ${threat}`).sort();
  expect(told(found)).toEqual(told(expected));
  for (const { threat, severity, confidence, file, line } of expected) {
    const match = found.find((item) => item.threat === threat && item.file === file && item.line === line);
    const wanted = [file, line, threat, severity ?? match?.severity, confidence ?? match?.confidence].join(
      " ",
    );
    expect([file, line, threat, match?.severity, match?.confidence].join(" ")).toBe(wanted);
  }
  for (const { name, path } of files)
    for (const line of path)
      expect(
        findings.some((finding) => finding.path.some((step) => step.file === name && step.line === line)),
        `a path goes through ${name}:${line}`,
      ).toBe(true);
}
