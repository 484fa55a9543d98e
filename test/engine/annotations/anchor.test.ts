import { describe, expect, it } from "vitest";
import { collectAnnotations } from "../../../server/src/annotations/index.js";

/** Each annotation's text and the first line of the code it is about. */
const anchors = (text: string, file = "app.tsx") =>
  collectAnnotations(file, text).map(({ text: written, anchor }) => [
    written,
    anchor && text.slice(anchor.start, anchor.end).split("\n")[0],
  ]);

describe("an annotation is about the next node", () => {
  it.each([
    ["a statement", "// @threat:model\nconst x = call();", "const x = call();"],
    [
      "an exported function",
      "/** @threat:validates url */\nexport function f() {}",
      "export function f() {}",
    ],
    [
      "a documentation comment's line",
      "/**\n * Words.\n * @threat:validates url\n */\nfunction f() {}",
      "function f() {}",
    ],
    ["a parameter", "function f(/* @threat:trust untrusted */ body: string) {}", "body: string"],
    ["an argument", "exec(\n  // @threat:model\n  cmd,\n);", "cmd"],
    ["a property", "const o = {\n  // @threat:tool\n  run: tool({}),\n};", "run: tool({})"],
    ["an element", "const o = [\n  // @threat:tool\n  tool({}),\n];", "tool({})"],
    ["a class member", "class A {\n  // @threat:data restricted\n  key = 1;\n}", "key = 1;"],
    ["a type member", "interface A {\n  // @threat:data restricted\n  key: string;\n}", "key: string;"],
    ["an else branch", "if (a) {\n  b();\n} // @threat:model\nelse {\n  c();\n}", "if (a) {"],
    ["a switch clause", "switch (a) {\n  // @threat:model\n  case 1:\n    b();\n}", "case 1:"],
    [
      "a JSX child",
      "const e = (\n  <p>\n    {/* @threat:model */}\n    <b>{x}</b>\n  </p>\n);",
      "<b>{x}</b>",
    ],
    ["a JSX attribute", "const e = (\n  <p\n    // @threat:model\n    id={x}\n  />\n);", "id={x}"],
    ["a JSX expression", "const e = <p>{/* @threat:model */ x}</p>;", "x"],
    ["stacked with others", "// words\n// @threat:model\n// words\nrun();", "run();"],
  ])("%s", (_what, text, expected) => {
    expect(anchors(text).map(([, anchor]) => anchor)).toEqual([expected]);
  });
});

describe("an annotation at the end of a line is about that line", () => {
  it.each([
    ["a statement", "run(); // @threat:model\nother();", "run();"],
    ["the last line of a text", "other();\nrun(); // @threat:model", "run();"],
    ["a call that ends here", "run(() => {\n  a();\n}); // @threat:model", "run(() => {"],
    [
      "a statement that begins here",
      "run(() => { // @threat:model\n  a();\n});",
      "run(() => { // @threat:model",
    ],
    ["a property", "const o = {\n  a: 1, // @threat:model\n  b: 2,\n};", "a: 1"],
    ["the rest of an argument list", "run(\n  a,\n  b); // @threat:model", "run("],
  ])("%s", (_what, text, expected) => {
    expect(anchors(text).map(([, anchor]) => anchor)).toEqual([expected]);
  });
});

describe("what is no annotation", () => {
  it.each([
    ["a string", 'const s = "// @threat:model";'],
    ["a template", "const s = `\n// @threat:model\n`;"],
    ["a regular expression", "const s = /@threat:model/;"],
    ["JSX text", "const e = <p>\n// @threat:model\n</p>;"],
    ["a mention", "// write @threat:model above the call\nrun();"],
    ["a mention in a block", "/*\n * see @threat:model\n */\nrun();"],
  ])("%s", (_what, text) => {
    expect(collectAnnotations("app.tsx", text)).toEqual([]);
  });
});

it("a declaration at the top speaks of the module", () => {
  const text = "// @threat:boundary billing\n\nimport a from 'a';\nrun();\n";
  expect(collectAnnotations("app.ts", text)[0]!.anchor).toMatchObject({
    start: 0,
    end: text.length,
    module: true,
  });
  const treatment = text.replace("boundary billing", "avoid x-y -- z");
  expect(anchors(treatment, "app.ts")[0]![1]).toBe("import a from 'a';");
});

it("an annotation that nothing follows has no anchor", () => {
  expect(anchors("function f() {\n  run();\n  // @threat:model\n}")).toEqual([["@threat:model", undefined]]);
});

it("positions are the contract's, also after CRLF and astral characters", () => {
  const text = "const a = '😀';\r\n  /* @threat:model */ run();\r\n";
  const [site] = collectAnnotations("app.ts", text);
  expect(site!.range).toEqual({ start: { line: 2, column: 6 }, end: { line: 2, column: 19 } });
  expect(site!.anchor!.range).toEqual({ start: { line: 2, column: 23 }, end: { line: 2, column: 29 } });
  expect(text.slice(site!.span.start, site!.span.end)).toBe("@threat:model");
});

it("broken syntax and other languages never throw", () => {
  for (const text of [
    "@threat:",
    "// @threat:",
    "<p>{/* @threat:model",
    "{{{ // @threat:accept\n((",
    "\0// @threat:model\0",
  ]) {
    for (const file of ["a.ts", "a.tsx", "a.js", "a.mjs"])
      expect(() => collectAnnotations(file, text)).not.toThrow();
  }
});
