/** Findings while somebody types: the edited file's own at once, those that lead through other files when there is time. */
import { describe, expect, it } from "vitest";
import type { SoonFindings } from "../../server/src/api.js";
import { Engine } from "../../server/src/engine.js";
import type { Finding } from "../../server/src/report/contract.js";
import { TextShift } from "../../server/src/text-shift.js";

const ANSWER = `import OpenAI from "openai";
export const answer = async (question: string) => {
  const made = await new OpenAI().chat.completions.create({ model: "gpt-4o", messages: [] });
  return made.choices[0]!.message.content!;
};
`;
const ACT = `import { exec } from "node:child_process";
import OpenAI from "openai";
import { answer } from "./answer.js";
export async function act(question: string) {
  exec(await answer(question));
}
`;
const OWN = `export async function own() {
  const made = await new OpenAI().chat.completions.create({ model: "gpt-4o", messages: [] });
  exec(made.choices[0]!.message.content!);
}
`;
/** Says that it is late when it was asked more than `times` times. */
const lateAfter = (times: number) => () => times-- <= 0;

/** Lines at which commands are reported. */
const commandsIn = (findings: readonly Finding[]) =>
  findings.filter(({ threat }) => threat === "output-to-command").map(({ range }) => range.start.line);

function engineOf(texts: Record<string, string>): Engine {
  const engine = new Engine();
  engine.configure({ today: "2026-06-01" });
  for (const [file, text] of Object.entries(texts)) engine.update(file, text);
  return engine;
}
function analysed(): Engine {
  const engine = engineOf({ "answer.ts": ANSWER, "act.ts": ACT });
  engine.analyse();
  return engine;
}

describe("findings for whoever cannot wait", () => {
  it("what other files bring in moves with the text", () => {
    const engine = analysed();
    engine.update("act.ts", ACT.replace("export", "const first = 1;\nexport"));
    const { findings, settled } = engine.findingsSoon("act.ts", lateAfter(0));
    expect(settled).toBe(false);
    expect(commandsIn(findings)).toEqual([6]);
    expect(commandsIn(engine.findingsOf("act.ts")!)).toEqual([6]);
  });

  it("what other files bring in stays until it was followed again", () => {
    const engine = analysed();
    engine.update("act.ts", ACT.replace("exec(await answer(question))", "exec('date')"));
    expect(commandsIn(engine.findingsSoon("act.ts", lateAfter(0)).findings)).toEqual([5]);
    expect(commandsIn(engine.findingsOf("act.ts")!)).toEqual([]);
  });

  it("the file's own part comes first", () => {
    const all = commandsIn(engineOf({ "answer.ts": ANSWER, "act.ts": ACT + OWN }).findingsOf("act.ts")!);
    expect(all).toEqual([5, 9]);
    const told: SoonFindings[] = [];
    while (!told.at(-1)?.settled) {
      const engine = analysed();
      engine.update("act.ts", ACT + OWN);
      told.push(engine.findingsSoon("act.ts", lateAfter(told.length)));
    }
    expect(told.some(({ settled, findings }) => !settled && commandsIn(findings).length === 2)).toBe(true);
    for (const { findings } of told) expect(all).toEqual(expect.arrayContaining(commandsIn(findings)));
    expect(commandsIn(told.at(-1)!.findings)).toEqual(all);
  });

  it("is everything when there was time", () => {
    const engine = analysed();
    engine.update("answer.ts", ANSWER.replace("return made.choices[0]!.message.content!", "return question"));
    const { findings, settled } = engine.findingsSoon("act.ts", () => false);
    expect(settled).toBe(true);
    expect(commandsIn(findings)).toEqual([]);
  });
});

describe("a place in an edited text", () => {
  const at = (line: number, column: number) => ({ file: "a.ts", label: "", kind: "", line, column });
  const place = (before: string, after: string, line: number, column: number) => {
    const step = new TextShift(before, after).step(at(line, column));
    return [step.line, step.column];
  };

  it("stays before the edit", () => {
    expect(place("ab\ncd\n", "ab\ncXd\n", 1, 2)).toEqual([1, 2]);
    expect(place("ab\ncd\n", "ab\ncXd\n", 2, 1)).toEqual([2, 1]);
  });

  it("moves along behind it, on its line and below", () => {
    expect(place("ab\ncd\nef", "ab\ncXd\nef", 2, 2)).toEqual([2, 3]);
    expect(place("ab\ncd\nef", "ab\nc\n\nd\nef", 2, 2)).toEqual([4, 1]);
    expect(place("ab\ncd\nef", "ab\nc\n\nd\nef", 3, 1)).toEqual([5, 1]);
    expect(place("ab\ncd\nef", "ab\nef", 3, 2)).toEqual([2, 2]);
  });

  it("is where the edit begins when it was in the middle of it", () => {
    expect(place("a(one, two)", "a(3)", 1, 5)).toEqual([1, 3]);
  });

  it("of an unchanged text is what it was", () => {
    expect(place("ab\ncd", "ab\ncd", 2, 2)).toEqual([2, 2]);
  });
});
