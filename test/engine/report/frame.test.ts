import fc from "fast-check";
import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { frame } from "../../../server/src/report/frame.js";
import { UNICODE } from "../../../server/src/report/style.js";
import { cut, safe, widthOf, wrap } from "../../../server/src/report/width.js";

const style = (width: number) => ({ colors: pc.createColors(false), glyphs: UNICODE, width });
/** The frame around the part of the text between two `«»` marks. */
function framed(marked: string, width = 80): string {
  const start = marked.indexOf("«");
  const end = marked.indexOf("»") - 1;
  const text = marked.replace(/[«»]/g, "");
  const at = (offset: number) => {
    const before = text.slice(0, offset).split("\n");
    return { line: before.length, column: before.at(-1)!.length + 1 };
  };
  return frame(text, { start: at(start), end: at(end) }, "error", style(width), 0).join("\n");
}

describe("a code frame", () => {
  it("shows two lines before, one after, without blank lines at the ends", () => {
    expect(framed("one\n\nthree\n«four»\n\nsix")).toBe("  3 │ three\n▸ 4 │ four\n    │ ^^^^");
  });

  it("expands tabs, and the caret stays under its code", () => {
    expect(framed("\tconst\tx = «eval»(y);")).toBe(
      "▸ 1 │     const   x = eval(y);\n    │                 ^^^^",
    );
  });

  it("counts wide characters as two columns, and marks as none", () => {
    expect(framed("«日本» = 1")).toBe("▸ 1 │ 日本 = 1\n    │ ^^^^");
    expect(framed('"👩‍👩‍👧é🇫🇷" + «x»')).toBe('▸ 1 │ "👩‍👩‍👧é🇫🇷" + x\n    │           ^');
  });

  it("marks every line of a range, and stops after six", () => {
    expect(framed("call(«{\n\ta: 1,\n}»);")).toBe(
      ["▸ 1 │ call({", "    │      ^", "▸ 2 │     a: 1,", "    │     ^^^^^", "▸ 3 │ });", "    │ ^"].join(
        "\n",
      ),
    );
    expect(
      framed(`«${"x\n".repeat(40)}»`)
        .split("\n")
        .filter((line) => line.startsWith("▸")),
    ).toHaveLength(6);
  });

  it("scrolls a long line to its mark", () => {
    const lines = framed(`${"a".repeat(500)}(«danger»)${"b".repeat(500)}`, 60).split("\n");
    expect(lines[0]).toMatch(/^▸ 1 │ …a+\(danger\)b+…$/);
    expect(lines[1]!.indexOf("^")).toBe(lines[0]!.indexOf("danger"));
  });

  it("marks a place behind the last character, and nothing behind the last line", () => {
    expect(framed("const a = [1«»")).toBe("▸ 1 │ const a = [1\n    │             ^");
    expect(
      frame("one", { start: { line: 7, column: 1 }, end: { line: 7, column: 2 } }, "error", style(80), 0),
    ).toEqual([]);
  });

  it("never prints a control character, never is wider than asked, never fails", () => {
    const text = fc.string({ unit: "binary", maxLength: 300 });
    const place = fc.record({
      line: fc.integer({ min: 1, max: 5 }),
      column: fc.integer({ min: 1, max: 400 }),
    });
    fc.assert(
      fc.property(text, place, place, fc.integer({ min: 40, max: 120 }), (source, start, end, width) => {
        for (const line of frame(source, { start, end }, "error", style(width), 2)) {
          expect(line).not.toMatch(/\p{Cc}/u);
          expect(widthOf(line)).toBeLessThanOrEqual(width);
        }
      }),
    );
  });
});

describe("text on a terminal", () => {
  it("spells out what cannot be seen", () => {
    expect(safe("a\x1b[31m\x07\x9b\u202e\u200bb\u2028")).toBe("a␛[31m␇<U+009B><U+202E><U+200B>b<U+2028>");
    expect(safe("👩‍👩‍👧 日本 é")).toBe("👩‍👩‍👧 日本 é");
  });

  it("is cut and wrapped by what it takes, not by its length", () => {
    expect(cut("日本語日本語", 7)).toBe("日本語…");
    expect(cut("short", 7)).toBe("short");
    expect(wrap("日本語 日本語 ab", 7)).toEqual(["日本語", "日本語", "ab"]);
    expect(wrap("a".repeat(25), 10)).toEqual(["a".repeat(10), "a".repeat(10), "a".repeat(5)]);
    expect(wrap("  \n ", 10)).toEqual([]);
  });

  it("wraps without losing a word", () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 40 }), fc.integer({ min: 12, max: 60 }), (text, width) => {
        const lines = wrap(text, width);
        expect(lines.join(" ")).toBe(text.split(/\s+/).join(" "));
        expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
      }),
    );
  });
});
