/** Annotations in colour: with the grammars that VS Code ships, and as they appear on the screen. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseGrammarTestCase, runGrammarTestCase } from "vscode-tmgrammar-test/dist/unit/index.js";
import { servedVscode } from "../../scripts/install-vscode.mjs";
import { contributed, registryOf } from "../surfaces/grammar/registry.js";
import { openSession, type Session } from "./driver/session.js";

const fixtures = new URL("../surfaces/grammar/fixtures/", import.meta.url);
const extensions = join(dirname(servedVscode.main), "..", "extensions");

test.each(readdirSync(fixtures))("%s is coloured alike by the grammars of VS Code itself", async (name) => {
  const builtIn = ["javascript", "typescript-basics"].flatMap((extension) =>
    contributed(join(extensions, extension, "package.json")),
  );
  const testCase = parseGrammarTestCase(readFileSync(new URL(name, fixtures), "utf8"));
  expect(await runGrammarTestCase(registryOf(builtIn), testCase)).toEqual([]);
});

let session: Session;

beforeAll(async () => {
  session = await openSession({
    "shell.ts": [
      "// An ordinary comment by=@ana until=2027-01-31",
      "// @threat:accept output-to-command by=@ana until=2027-01-31 -- only in the build container",
      "export const shell = true;",
      "",
    ].join("\n"),
    "page.tsx": [
      "export const page = (",
      "  <p>",
      "    {/* An ordinary comment */}",
      "    {/* @threat:data confidential kind=pii */}",
      "  </p>",
      ");",
      "",
    ].join("\n"),
  });
});
afterAll(() => session?.close());

test.each([
  ["shell.ts", "@threat:accept"],
  ["page.tsx", "@threat:data"],
])("in %s an annotation lights up and an ordinary comment does not", async (file, mark) => {
  const { workbench } = session;
  await workbench.openFile(file);
  const colours = async (line: string) =>
    new Set(
      (await workbench.editor.colours(line))
        .filter(({ text }) => /\w/.test(text))
        .map(({ colour }) => colour),
    );

  await expect.poll(async () => (await colours(mark)).size, { timeout: 30_000 }).toBeGreaterThan(2);
  expect((await colours("An ordinary comment")).size).toBe(1);
});

test("the reason of an annotation reads like a comment", async () => {
  const { workbench } = session;
  await workbench.openFile("shell.ts");
  const reason = async () =>
    (await workbench.editor.colours("@threat:accept")).find(({ text }) => text.includes("build container"));
  await expect.poll(reason, { timeout: 30_000 }).toBeDefined();
  const [prose] = await workbench.editor.colours("An ordinary comment");
  expect((await reason())?.colour).toBe(prose!.colour);
});
