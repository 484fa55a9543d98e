import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyAnnotations, collectAnnotations } from "../../../server/src/annotations/index.js";
import { controlsFor, type Control } from "../../../server/src/controls/index.js";
import { accept } from "../../../server/src/controls/accept.js";
import { dismiss } from "../../../server/src/controls/dismiss.js";
import type { Finding } from "../../../server/src/report/contract.js";
import { apply, type Given } from "./apply.js";
import { spanOf, lineStarts, rangeOf } from "../../../server/src/facts/sites/index.js";

const ana = { by: "@ana", reason: "only admins reach this", until: "2026-12-31" };
const THREAT = "output-to-command";
const COMMENT = `@threat:accept ${THREAT} by=@ana until=2026-12-31 -- only admins reach this`;
const given = (more: Given = {}): Given => ({ threat: THREAT, input: ana, ...more });

/** The finding moved to where its marked code is after the edit, with the status annotations give it. */
function statusAfter(control: Control, source: string, more: Given = {}): string | undefined {
  const applied = apply(control, source, given(more));
  if (!applied) return undefined;
  const { before, after, edit } = applied;
  const [inserted] = edit.files[0]!.edits;
  const shift = inserted!.newText.length - (inserted!.end - inserted!.start);
  const span = spanOf(before.text, before.finding.range);
  const range = rangeOf(lineStarts(after), { start: span.start + shift, end: span.end + shift });
  const step = {
    ...before.finding.sink,
    ...range.start,
    endLine: range.end.line,
    endColumn: range.end.column,
  };
  const finding: Finding = { ...before.finding, range, source: step, sink: step, path: [step] };
  const file = finding.file;
  const { findings } = applyAnnotations([finding], new Map([[file, collectAnnotations(file, after)]]), {
    today: "2026-06-15",
    files: { files: () => [file], text: () => after },
    threats: [{ id: THREAT, references: [] }],
  });
  expect(findings.slice(1)).toEqual([]);
  return findings[0]!.status;
}

describe("an acceptance stands above the code it is about", () => {
  it.each([
    ["a statement", `run();\nexec(«cmd»);\n`, `run();\n// ${COMMENT}\nexec(cmd);\n`],
    [
      "an indented statement",
      `function f() {\n\trun();\n\texec(«cmd»);\n}\n`,
      `function f() {\n\trun();\n\t// ${COMMENT}\n\texec(cmd);\n}\n`,
    ],
    ["CRLF", `{\r\n  exec(«cmd»);\r\n}\r\n`, `{\r\n  // ${COMMENT}\r\n  exec(cmd);\r\n}\r\n`],
    ["an argument on its own line", `exec(\n  «cmd»,\n);\n`, `// ${COMMENT}\nexec(\n  cmd,\n);\n`],
    ["a one-line condition", `if (a) exec(«cmd»);\n`, `// ${COMMENT}\nif (a) exec(cmd);\n`],
    ["the second statement of a line", `run(); exec(«cmd»);\n`, `run(); /* ${COMMENT} */ exec(cmd);\n`],
    [
      "a switch clause in one line",
      `switch (a) {\n  case 1: exec(«cmd»);\n}\n`,
      `switch (a) {\n  // ${COMMENT}\n  case 1: exec(cmd);\n}\n`,
    ],
    [
      "a class member",
      `class A {\n  out = exec(«cmd»);\n}\n`,
      `class A {\n  // ${COMMENT}\n  out = exec(cmd);\n}\n`,
    ],
    [
      "one tool among many",
      `const tools = {\n  a: tool({}),\n  b: «tool({\n    x,\n  })»,\n};\n`,
      `const tools = {\n  a: tool({}),\n  // ${COMMENT}\n  b: tool({\n    x,\n  }),\n};\n`,
    ],
    [
      "a value in an object",
      `client({\n  key: «"sk"»,\n});\n`,
      `// ${COMMENT}\nclient({\n  key: "sk",\n});\n`,
    ],
    ["existing comments", `// words\nexec(«cmd»);\n`, `// words\n// ${COMMENT}\nexec(cmd);\n`],
    [
      "a callback in JSX",
      `const e = (\n  <p\n    onClick={() => {\n      exec(«cmd»);\n    }}\n  />\n);\n`,
      `const e = (\n  <p\n    onClick={() => {\n      // ${COMMENT}\n      exec(cmd);\n    }}\n  />\n);\n`,
    ],
    [
      "a JSX child",
      `const e = (\n  <p>\n    <b html={«x»} />\n  </p>\n);\n`,
      `const e = (\n  <p>\n    {/* ${COMMENT} */}\n    <b html={x} />\n  </p>\n);\n`,
    ],
    [
      "a JSX root",
      `const e = (\n  <p html={«x»} />\n);\n`,
      `// ${COMMENT}\nconst e = (\n  <p html={x} />\n);\n`,
    ],
    ["JSX in one line", `const e = <p><b>{«x»}</b></p>;\n`, `// ${COMMENT}\nconst e = <p><b>{x}</b></p>;\n`],
  ])("%s", (_what, source, expected) => {
    const file = source.includes("<") ? "app.tsx" : "app.ts";
    expect(apply(accept, source, given({ file }))?.after).toBe(expected);
    expect(statusAfter(accept, source, { file })).toBe("accepted");
    expect(statusAfter(dismiss, source, { file })).toBe("dismissed");
  });
});

it("lasts 90 days unless a day is given", () => {
  const { until, ...rest } = ana;
  void until;
  expect(apply(accept, "exec(«cmd»);", given({ input: rest }))!.after).toContain("until=2026-09-13");
  expect(apply(accept, "exec(«cmd»);", given({ input: { ...rest, until: "soon" } }))!.after).toContain(
    "until=2026-09-13",
  );
});

it("says what it still needs when nobody was asked, and closes nothing until then", () => {
  const { after } = apply(accept, "exec(«cmd»);", given({ input: {} }))!;
  expect(after).toBe(`// @threat:accept ${THREAT} by= until=2026-09-13 --\nexec(cmd);`);
  const problems = collectAnnotations("app.ts", after)[0]!.problems;
  expect(problems.map(({ code }) => code)).toEqual(["annotation-incomplete", "annotation-incomplete"]);
});

it("is not offered twice, nor for what is closed, nor for annotations themselves", () => {
  expect(apply(accept, `// ${COMMENT}\nexec(«cmd»);`, given())).toBeUndefined();
  expect(apply(accept, "exec(«cmd»);", given({ finding: { status: "mitigated" } }))).toBeUndefined();
  expect(apply(accept, "// «@threat:accept»", given({ threat: "annotation-incomplete" }))).toBeUndefined();
  expect(controlsFor("annotation-stale").map(({ id }) => id)).not.toContain("accept");
  expect(controlsFor(THREAT).map(({ id }) => id)).toEqual(expect.arrayContaining(["accept", "dismiss"]));
});

it("renews an acceptance that is over, in place", () => {
  const old = COMMENT.replace("2026-12-31", "2026-01-31");
  expect(apply(accept, `// ${old}\nexec(«cmd»);`, given())!.after).toBe(`// ${COMMENT}\nexec(cmd);`);
  expect(apply(accept, `/* ${old} */\nexec(«cmd»);`, given())!.after).toBe(`/* ${COMMENT} */\nexec(cmd);`);
});

it("whatever a person types, the annotation is read back and nothing else changes", () => {
  const typed = fc
    .string({ unit: "binary", minLength: 1, maxLength: 40 })
    .filter((text) => text.trim() !== "");
  const sources = [
    "  exec(«cmd»);\n",
    "run(); exec(«cmd»);\n",
    "const e = (\n  <p>\n    <b html={«x»} />\n  </p>\n);\n",
  ];
  fc.assert(
    fc.property(typed, typed, fc.constantFrom(...sources), (by, reason, source) => {
      const more = { input: { by, reason, until: "2026-12-31" }, file: "app.tsx" };
      const { before, after, edit } = apply(accept, source, given(more))!;
      const [{ start, end, newText }] = edit.files[0]!.edits as [
        { start: number; end: number; newText: string },
      ];
      expect(start).toBe(end);
      expect(after.slice(0, start) + after.slice(start + newText.length)).toBe(before.text);
      if (/[\r\n\u2028\u2029]/.test(by + reason)) return;
      expect(statusAfter(accept, source, more)).toBe("accepted");
    }),
  );
});

describe("in JSON", () => {
  const source = `{\n  "servers": { "a": { "command": "npx", "args": [«"acme"»] } }\n}\n`;

  it("VS Code's own configuration takes a comment", () => {
    const { after } = apply(accept, source, given({ file: ".vscode/mcp.json" }))!;
    expect(after).toContain(`{\n  // ${COMMENT}\n  "servers"`);
    expect(after.replace(/^ *\/\/.*\n/m, "")).toBe(source.replace(/[«»]/g, ""));
  });

  it("a file that others read as plain JSON does not", () => {
    expect(apply(accept, source, given({ file: ".mcp.json" }))).toBeUndefined();
  });
});
