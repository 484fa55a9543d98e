/** Controls as a developer meets them: light bulb, one choice, the squiggle is gone. */
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { controls } from "../../server/src/controls/index.js";
import { controlCases } from "../engine/controls/law.js";
import { fixture, openSession, type Session } from "./driver/session.js";

let session: Session;
afterAll(() => session?.close());

test("the quick fix inserts output validation, and the squiggle goes", async () => {
  session = await openSession(fixture("desk"));
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

describe("a control from the light bulb closes its finding", () => {
  /** The first example of each control that begins and ends as one file. */
  const examples = [
    "contain-path",
    "bind-query-parameters",
    "sanitise-html",
    "allow-list-host",
    "require-approval",
    "parse-instead-of-eval",
    "use-https",
  ].map((id) => {
    const example = controlCases().find(({ control, after }) => control === id && after)!;
    const [[name, text]] = Object.entries(example.files) as [[string, string]];
    return { id, name: `src/${id}${extname(name)}`, text, after: example.after![name]! };
  });

  beforeAll(async () => {
    await session?.close();
    const packages = ["ai", "openai", "@openai/agents", "@ai-sdk/react", "isomorphic-dompurify", "pg", "zod"];
    const dependencies = Object.fromEntries(packages.map((name) => [name, "*"]));
    session = await openSession({
      "package.json": JSON.stringify({ name: "controls", private: true, dependencies }),
      ...Object.fromEntries(examples.map(({ name, text }) => [name, text])),
    });
  });

  test.each(examples)("$id", async ({ id, name, text, after }) => {
    const { workbench } = session;
    const { editor } = workbench;
    await workbench.openFile(name);
    const squiggles = async () =>
      (await editor.squiggles()).filter(({ severity }) => severity !== "info").map(({ line }) => line);
    await expect.poll(squiggles, { timeout: 30_000 }).toHaveLength(1);
    const [line] = await squiggles();
    await editor.goTo(line!, text.split("\n")[line! - 1]!.search(/\S/) + 1);
    const control = controls.find((each) => each.id === id)!;
    await editor.applyQuickFix(control.title({ threat: control.closes[0]! }));
    await expect.poll(squiggles, { timeout: 30_000 }).toEqual([]);
    await editor.save();
    expect(readFileSync(join(session.folder, name), "utf8")).toBe(after);
  });
});
