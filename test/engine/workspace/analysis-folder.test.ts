/** What a folder announces of a file that was answered for before everything was followed again. */
import { afterEach, expect, it, vi } from "vitest";
import { AnalysisFolder } from "../../../server/src/workspace/analysis-folder.js";
import { AnalysisSignals } from "../../../server/src/workspace/analysis-signals.js";

const ANSWER = `import OpenAI from "openai";
export const answer = async (question: string) =>
  (await new OpenAI().chat.completions.create({ model: "gpt-4o", messages: [] })).choices[0]!.message.content!;
`;
const ACT = `import { exec } from "node:child_process";
import { answer } from "./answer.js";
export const act = async (question: string) => exec(await answer(question));
`;

const never = () => false;

function opened(): AnalysisFolder {
  const settings = { exclude: [], minimumConfidence: "low" as const, trusted: true };
  const spec = { type: "open" as const, folder: "f", root: null, nested: [], settings };
  const folder = new AnalysisFolder(spec, new AnalysisSignals());
  folder.setText("answer.ts", ANSWER, 1);
  folder.setText("act.ts", ACT, 1);
  expect(folder.findings("act.ts", never)).not.toEqual([]);
  folder.announce(never);
  return folder;
}

/** Every look at the clock finds it a second later. */
function noTime(): void {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (now += 1000));
}

afterEach(() => {
  vi.restoreAllMocks();
});

it("a finding that other files bring in stays until there is time, and its end is announced", () => {
  const folder = opened();
  noTime();
  folder.setText("act.ts", ACT.replace("exec(await answer(question))", "question"), 2);
  expect(folder.findingsSoon("act.ts", never)).toHaveLength(1);
  expect(folder.announce(never)?.changed).toEqual([{ file: "act.ts", version: 2, findings: [] }]);
});

it("a file that ends as it was announced is announced again: another answer was given in between", () => {
  const folder = opened();
  noTime();
  folder.setText("act.ts", ACT.replace("exec(await", "((await"), 2);
  folder.findingsSoon("act.ts", never);
  folder.setText("act.ts", ACT, 3);
  folder.findingsSoon("act.ts", never);
  expect(folder.announce(never)?.changed).toMatchObject([{ file: "act.ts", version: 3 }]);
  expect(folder.announce(never)?.changed).toEqual([]);
});

it("the first answer is never an early one", () => {
  const folder = opened();
  noTime();
  folder.setText("other.ts", ACT, 1);
  expect(folder.findingsSoon("other.ts", never)).toHaveLength(1);
});

it("a cancelled question has no answer", () => {
  const folder = opened();
  folder.setText("act.ts", `${ACT}\n`, 2);
  expect(folder.findingsSoon("act.ts", () => true)).toBeUndefined();
});
