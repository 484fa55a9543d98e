/** The language server is killed from outside: VS Code starts it again, and it knows what it knew. */
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { fixture, openSession, type Session } from "./driver/session.js";
import { languageServers } from "./driver/processes.js";

let session: Session;

beforeAll(async () => {
  session = await openSession(fixture("desk"));
});
afterAll(() => session?.close());

test("a killed language server comes back, and so do the findings", async () => {
  const { workbench } = session;
  const { pid } = inject("served");
  // Windows of other tests may still be closing; the server of this window is the one that is new.
  const others = new Set(languageServers(pid));
  const own = () => languageServers(pid).filter((server) => !others.has(server));

  await workbench.openFile("src/report.ts");
  const key = expect.objectContaining({ line: 4, severity: "error" });
  await expect.poll(() => workbench.editor.squiggles(), { timeout: 30_000 }).toContainEqual(key);
  const [killed] = own();
  expect(killed).toBeDefined();
  process.kill(killed!, "SIGKILL");

  await expect.poll(() => own().filter((server) => server !== killed), { timeout: 30_000 }).toHaveLength(1);
  // A squiggle that stayed would prove nothing: a new one needs the new server.
  await workbench.editor.goTo(1);
  await workbench.editor.type('const other = "sk-zyxwvutsrqponmlkjihgfedcba654321";\n');
  await expect
    .poll(async () => (await workbench.editor.squiggles()).map(({ line }) => line), { timeout: 30_000 })
    .toEqual(expect.arrayContaining([1, 5]));
  expect(await workbench.notifications()).toEqual([]);
});
