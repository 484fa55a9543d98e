/** The headline control, as a developer meets it: light bulb, one choice, the squiggle is gone. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fixture, openSession, type Session } from "./driver/session.js";

let session: Session;

beforeAll(async () => {
  session = await openSession(fixture("desk"));
});
afterAll(() => session?.close());

test("the quick fix inserts output validation, and the squiggle goes", async () => {
  const { editor } = session.workbench;
  await session.workbench.openFile("src/triage.ts");
  const onDisk = () => readFileSync(join(session.folder, "src", "triage.ts"), "utf8");
  const original = onDisk();
  await expect.poll(() => editor.squiggles(), { timeout: 30_000 }).toHaveLength(1);
  const [squiggle] = await editor.squiggles();
  const parse = original.split("\n").findIndex((line) => line.includes("JSON.parse"));
  expect(squiggle?.line).toBe(parse + 1);

  await editor.goTo(parse + 1, original.split("\n")[parse]!.indexOf("JSON.parse") + 1);
  await editor.applyQuickFix("validation");

  await expect.poll(() => editor.squiggles(), { timeout: 30_000 }).toEqual([]);
  const text = await editor.visibleText();
  expect(text).toMatch(/import (\{ z \}|\* as z|z) from "zod"/);
  expect(text).toMatch(/safeParse|zodResponseFormat|zodTextFormat/);
  // What the return type says of the answer is what the schema asks for.
  expect(text).toMatch(/enum\(\["billing", "technical", "other"\]\)/);
  expect(text).toMatch(/z\.boolean\(\)/);
  expect(onDisk()).toBe(original);
});
