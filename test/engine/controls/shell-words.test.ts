import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { constant, endOfOptions, programOf, shellWords } from "../../../server/src/controls/shell-words.js";

const words = (text: string) => shellWords([{ text }])?.map(constant);

it("splits what a shell would only split", () => {
  expect(words(`  git  log "a b"'c' --x="" \\\n -n`)).toEqual(["git", "log", "a bc", "--x=", "-n"]);
  expect(words(`echo "\\"\\\\" it's' ok`)).toEqual(["echo", `"\\`, "its", "ok"]);
  expect(words(`echo ''`)).toEqual(["echo", ""]);
});

it.each([
  "a | b",
  "a > b",
  "a && b",
  "a; b",
  "$A",
  "`a`",
  "a *",
  "a ?",
  "a [b]",
  "~/a",
  "a ~",
  "# a",
  "a #b",
  "(a)",
  "{a,b}",
  "a \\b",
  "a\nb",
  `"$A"`,
  `"a`,
  "'a",
])("leaves %s to the shell", (text) => expect(words(text)).toBeUndefined());

it("splits as /bin/sh does", () => {
  const chunk = fc.oneof(
    fc.constantFrom(
      " ",
      "  ",
      '"',
      "'",
      "--",
      "=",
      "a",
      "b c",
      "\\",
      "$",
      "*",
      "~",
      "#",
      "/",
      ".",
      "é",
      "%",
      "!",
      "@",
      ":",
    ),
    fc.stringMatching(/^[\w ]{0,4}$/),
  );
  const command = fc.array(chunk, { maxLength: 12 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(command, (text) => {
      const ours = words(text);
      if (!ours) return;
      const printed = execFileSync(
        "/bin/sh",
        ["-c", `for word in ${text}\ndo printf '%s\\0' "$word"; done`],
        { encoding: "utf8" },
      );
      expect(ours.map((word) => `${word}\0`).join("")).toBe(printed);
    }),
    { numRuns: 60 },
  );
});

describe("the program", () => {
  const program = (text: string) => programOf(shellWords([{ text }])!);
  it.each(["git log", "/usr/bin/git log", "python script.py", "docker run x"])("%s", (text) =>
    expect(program(text)).toBe(text.split(" ")[0]),
  );
  it.each([
    "cd x",
    "A=1 git log",
    "bash x",
    "sh -c x",
    "ssh host x",
    "sudo ls x",
    "python3 -c x",
    "node -e x",
    "docker exec c sh -c x",
    "''",
  ])("not in %s", (text) => expect(program(text)).toBeUndefined());
});

it("ends the options only where that changes nothing else", () => {
  const at = (...parts: (string | number)[]) => {
    const split = shellWords(
      parts.map((part) => (typeof part === "string" ? { text: part } : { hole: part })),
    )!;
    return endOfOptions(programOf(split)!, split);
  };
  expect(at("cat ", 0)).toBe(1);
  expect(at("rm -rf ", 0, " ", 1)).toBe(2);
  expect(at("cat -- ", 0)).toBeUndefined();
  expect(at("git log ", 0)).toBeUndefined();
  expect(at("head -n ", 0, " x")).toBeUndefined();
  expect(at("cat dir/", 0)).toBeUndefined();
  expect(at("cat ", 0, " -n")).toBeUndefined();
});
