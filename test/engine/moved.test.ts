/** White space is told from code, whatever a file is made of: on that rests how soon a keystroke is answered. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { extractFacts } from "../../server/src/facts/extract.js";
import { isOnlyMoved } from "../../server/src/facts/moved.js";

const root = join(import.meta.dirname, "..", "..");
const FOLDERS = ["server/src/facts", "server/src/flow", "server/src/workspace"];

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${folder}/${name}`),
);

it("a line break and a comment move what follows them, whatever a file is made of", () => {
  const others = files.filter((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const typed = text.replace(/^(.*import.*|\/\*.*\*\/)$/m, "$1\n// a note\n\n");
    return typed !== text && !isOnlyMoved(extractFacts(file, text), extractFacts(file, typed));
  });
  expect(others).toEqual([]);
  expect(files.length).toBeGreaterThan(100);
});
