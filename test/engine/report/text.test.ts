import pc from "picocolors";
import { describe, expect, it } from "vitest";
import type { Element, ScanResult } from "../../../server/src/report/contract.js";
import { ScanResult as Contract } from "../../../server/src/report/contract.js";
import { jsonReport } from "../../../server/src/report/json.js";
import { ASCII, UNICODE } from "../../../server/src/report/style.js";
import { textReport, type TextOptions } from "../../../server/src/report/text.js";
import { widthOf } from "../../../server/src/report/width.js";
import { RESULT, TEXTS } from "./support-desk.js";

const style = (width = 100, color = false, glyphs = UNICODE) => ({
  colors: pc.createColors(color),
  glyphs,
  width,
});
const report = (result: ScanResult, options: Partial<TextOptions> = {}) =>
  textReport(result, {
    style: style(),
    text: (file) => TEXTS[file],
    display: (file) => file,
    quiet: false,
    ...options,
  });

describe("the text report", () => {
  it("of a small application", async () => {
    expect(Contract.safeParse(RESULT).success).toBe(true);
    await expect(report(RESULT)).toMatchFileSnapshot("./support-desk.txt");
  });

  it("says in colors what it says without", () => {
    const colored = report(RESULT, { style: style(100, true) });
    expect(colored.replace(/\x1b\[\d+m/g, "")).toBe(report(RESULT));
    expect(colored).toContain("\x1b[31m");
  });

  it("keeps to any width, but for places, which must stay whole to be clicked", () => {
    for (const width of [40, 55, 70, 90, 120]) {
      const lines = report(RESULT, { style: style(width) }).split("\n");
      const wide = lines.filter((line) => widthOf(line) > width && !/\.ts:\d+/.test(line));
      expect(wide).toEqual([]);
    }
  });

  it("needs nothing but ASCII where the terminal has no more", () => {
    const plain: ScanResult = { ...RESULT, findings: [RESULT.findings[1]!] };
    const text = report(plain, { style: style(100, false, ASCII) });
    expect(text.replaceAll("…", "")).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it("does without texts that are gone", () => {
    const text = report(RESULT, { text: () => undefined });
    expect(text).toContain("The completion runs in a shell.");
    expect(text).not.toContain("▸");
  });

  it("folds a long path and keeps its ends", () => {
    const [, finding] = RESULT.findings;
    const middle = Array.from({ length: 30 }, (_, index) => ({
      ...finding!.path[1]!,
      label: `step ${index}`,
    }));
    const path = [finding!.source, ...middle, finding!.sink];
    const text = report({ ...RESULT, findings: [{ ...finding!, path }] });
    expect(text).toContain("completion of gpt-4o-mini");
    expect(text).toContain("… 19 more steps; --format json lists them");
    expect(text).toContain("● src/agent.ts:10:8");
    expect(text.match(/step \d+/g)).toHaveLength(11);
  });

  it("does not repeat a secret, neither in its own frame nor in another's", () => {
    const text = `const a = 1;\nconst client = new OpenAI({ apiKey: "sk-proj-0123456789abcdef" }); // "a comment stays"\nrun(a);\n`;
    const at = (line: number, start: number, end: number) => ({
      start: { line, column: start },
      end: { line, column: end },
    });
    const literal = text.split("\n")[1]!.indexOf('"') + 1;
    const [, finding] = RESULT.findings;
    const secret = {
      ...finding!,
      threat: "hardcoded-credential",
      file: "k.ts",
      range: at(2, literal, literal + 26),
    };
    const other = {
      ...finding!,
      file: "k.ts",
      range: at(3, 1, 4),
      path: [
        { ...finding!.sink, file: "k.ts", line: 2 },
        { ...finding!.sink, file: "k.ts", line: 3 },
      ],
    };
    const printed = report(
      { ...RESULT, findings: [secret, other] },
      { text: (file) => (file === "k.ts" ? text : undefined) },
    );
    expect(printed).not.toContain("0123456789abcdef");
    expect(
      printed.match(
        /▸ 2 │ const client = new OpenAI\(\{ apiKey: "sk-proj•{17}" \}\); \/\/ "a comment stays"/g,
      ),
    ).toHaveLength(1);
    expect(printed.match(/apiKey: "sk-proj•/g)!.length).toBeGreaterThanOrEqual(3);
  });

  it("counts what was closed, and does not print it", () => {
    const closed = RESULT.findings.map((finding) => ({ ...finding, status: "dismissed" as const }));
    const text = report({ ...RESULT, findings: closed });
    expect(text).toContain("✔ No open findings");
    expect(text).toContain("3 dismissed");
    expect(text).not.toContain("runs in a shell");
  });

  it("quiet: a line each", () => {
    const lines = report(RESULT, { quiet: true }).trimEnd().split("\n");
    expect(lines.map((line) => line.slice(0, 48))).toEqual([
      "src/agent.ts:7:40: warning prompt-injection: The",
      "src/agent.ts:10:8: error output-to-command: The ",
      "src/broken.ts:9:2: problem syntax-error: A closi",
      "workspace: problem bound-hit: The analysis stopp",
    ]);
  });

  it("draws the threatened part of a map too large to draw", () => {
    const many = Array.from({ length: 200 }, (_, index): Element => ({
      id: `m${index}`,
      kind: "model",
      label: `model-${index}`,
      boundary: "providers",
      threats: index === 150 ? ["x"] : [],
    }));
    const map = {
      elements: many,
      flows: [],
      boundaries: [
        { id: "providers" as const, label: "Model providers", elements: many.map((one) => one.id) },
      ],
    };
    const text = report({ ...RESULT, findings: [], problems: [], map });
    expect(text).toContain("✖ model-150");
    expect(text).toContain("… 140 more elements; --format json lists them");
  });
});

describe("the json report", () => {
  it("has the contract's key order, whatever order the result was made in", () => {
    const shuffled = Object.fromEntries(Object.entries(RESULT).reverse()) as unknown as ScanResult;
    expect(jsonReport(shuffled)).toBe(jsonReport(RESULT));
    expect(JSON.parse(jsonReport(RESULT))).toEqual(RESULT);
  });

  it("refuses what breaks the contract", () => {
    const broken = { ...RESULT, stats: { ...RESULT.stats, files: 1.5 } };
    expect(() => jsonReport(broken)).toThrow("stats.files");
  });
});
