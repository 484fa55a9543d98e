/** The map beside the editor: what is drawn, and the way from a picture to a line and back. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { MapView } from "./driver/map-view.js";
import { fixture, openSession, type Session } from "./driver/session.js";

let session: Session;
let map: MapView;

beforeAll(async () => {
  session = await openSession(fixture("desk"));
  await session.workbench.openFile("src/report.ts");
  map = await session.workbench.openMap();
});
afterAll(() => session?.close());

/** @returns the 1-based line of a file of the workspace that contains the text */
function lineOf(file: string, text: string): number {
  return (
    readFileSync(join(session.folder, file), "utf8")
      .split("\n")
      .findIndex((line) => line.includes(text)) + 1
  );
}

test("draws who talks to the models and what their answers reach, and marks what is threatened", async () => {
  // The open file is drawn first; what other files add comes with the rest of the folder.
  await expect
    .poll(async () => [...new Set((await map.nodes()).map(({ kind }) => kind))], { timeout: 15_000 })
    .toEqual(expect.arrayContaining(["model", "route", "process"]));
  const threatened = (await map.nodes()).filter((node) => node.kind === "process" && node.threatened);
  expect(threatened).toHaveLength(1);
});

test("a click on an element opens its file at its line", async () => {
  const { workbench } = session;
  await map.click(map.node("process"));
  const line = lineOf("src/report.ts", "exec(`");
  // The keyboard stays on the map.
  await expect.poll(() => workbench.lineIn("report.ts"), { timeout: 15_000 }).toBe(line);
});

test("Enter on an element opens its line in another file", async () => {
  const { workbench } = session;
  await map.press(map.node("route", "/tickets"), "Enter");
  const line = lineOf("src/server.ts", '"/tickets"');
  await expect.poll(() => workbench.activeFile(), { timeout: 15_000 }).toBe("server.ts");
  await expect.poll(() => workbench.cursor(), { timeout: 15_000 }).toMatchObject({ line });
});

test("the element under the editor's cursor is lit", async () => {
  const { workbench } = session;
  await workbench.openFile("src/report.ts");
  await workbench.editor.goTo(lineOf("src/report.ts", "exec(`"), 3);
  const [process] = (await map.nodes()).filter((node) => node.kind === "process");
  await expect.poll(() => map.lit(), { timeout: 15_000 }).toEqual([process?.id]);
});

test("the map follows an edit that is not saved", async () => {
  const { workbench } = session;
  const line = lineOf("src/report.ts", "exec(`");
  await workbench.editor.goTo(line);
  await workbench.editor.type("// ");
  await expect
    .poll(async () => (await map.nodes()).filter((node) => node.kind === "process"), { timeout: 15_000 })
    .toEqual([]);
});
