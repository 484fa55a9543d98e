/** A finding shows while it is being typed: the file is never saved. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSession, type Session } from "./driver/session.js";

const BEFORE = 'import OpenAI from "openai";\n\n';
let session: Session;

beforeAll(async () => {
  session = await openSession({ "app.ts": BEFORE });
});
afterAll(() => session?.close());

test("a key that is typed into a clean file is underlined before the file is saved", async () => {
  const { workbench, folder } = session;
  await workbench.openFile("app.ts");
  expect(await workbench.editor.squiggles()).toEqual([]);

  await workbench.editor.goTo(3);
  await workbench.editor.type('const client = new OpenAI({ apiKey: "sk-Vq8mZt3LwYk2RnXc7HdPs5JuBf9G" });');

  await expect
    .poll(() => workbench.editor.squiggles(), { timeout: 20_000 })
    .toContainEqual(expect.objectContaining({ line: 3 }));
  expect(await workbench.editor.isDirty()).toBe(true);
  expect(readFileSync(join(folder, "app.ts"), "utf8")).toBe(BEFORE);
});
