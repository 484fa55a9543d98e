/** The extension-host suite of `host/suite.ts`: one test here for each of its checks. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { fixture, removeFolder, temporaryFolder } from "./driver/session.js";
import { runSuite } from "./host/editors.js";
import type { Outcomes } from "./host/run.js";
import { checks } from "./host/suite.js";

let folder: string;
let outcomes: Outcomes;

beforeAll(async () => {
  folder = temporaryFolder(fixture("desk"));
  const result = await runSuite(folder);
  console.log(`extension-host suite: ${result.editor}`);
  outcomes = result.outcomes;
});
afterAll(() => removeFolder(folder));

test.each(Object.keys(checks))("%s", (name) => {
  expect(outcomes).toHaveProperty([name]);
  const outcome = outcomes[name];
  if (outcome) throw new Error(outcome);
});
