/**
 * What a user sees in the sample app. Every run takes the pictures; `npm run pictures` keeps them in `docs/images` for
 * the read-me, any other run leaves the repository as it is.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dist, root, sampleApp } from "../../scripts/lib/paths.mjs";
import { openSession, type Session } from "./driver/session.js";

const images = join(root, "docs", "images");
const target = process.env.THREATLINE_KEEP_PICTURES ? images : join(dist, "test", "pictures");
/** A window that shows nothing but its frame compresses to less. */
const LEAST_BYTES = 40_000;

let session: Session;

beforeAll(async () => {
  session = await openSession(sampleApp, { width: 1360, height: 820, scale: 1.5 });
});
afterAll(() => session?.close());

async function picture(name: string): Promise<void> {
  const file = join(target, `${name}.png`);
  await session.workbench.screenshot(file);
  expect(statSync(file).size).toBeGreaterThan(LEAST_BYTES);
}

test("squiggles and the Problems panel", async () => {
  const { workbench } = session;
  await workbench.openFile("src/agent/tools/diagnostics.ts");
  await expect.poll(() => workbench.editor.squiggles(), { timeout: 60_000 }).not.toEqual([]);
  await expect.poll(() => workbench.problems(), { timeout: 30_000 }).not.toEqual([]);
  await picture("squiggle");
  await workbench.closePanel();
});

test("the light bulb's menu", async () => {
  const { workbench } = session;
  await workbench.openFile("src/summaries/triage.ts");
  await expect.poll(() => workbench.editor.squiggles(), { timeout: 30_000 }).not.toEqual([]);
  const [squiggle] = await workbench.editor.squiggles();
  await workbench.editor.goTo(squiggle!.line, 30);
  expect((await workbench.editor.quickFixes()).join("\n")).toMatch(/validation/i);
  await picture("quick-fix");
  await workbench.page.keyboard.press("Escape");
});

test.each(["light", "dark"] as const)("the data-flow map beside the code, %s", async (colorScheme) => {
  const { workbench } = session;
  // Elements that are on their way to a new place make no picture.
  await workbench.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await workbench.hideSideBar();
  await workbench.openFile("src/agent/tools/diagnostics.ts");
  const map = await workbench.openMap();
  const run = readFileSync(join(sampleApp, "src/agent/tools/diagnostics.ts"), "utf8").split("\n");
  await workbench.editor.goTo(run.findIndex((line) => line.includes("await run(")) + 1, 30);
  await expect.poll(() => map.lit(), { timeout: 15_000 }).not.toEqual([]);
  await picture(`map-${colorScheme}`);
});

test("every picture that the read-me shows is kept", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const shown = [...readme.matchAll(/docs\/images\/[\w.-]+/g)].map(([path]) => path);
  expect(shown).not.toEqual([]);
  expect(shown.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
