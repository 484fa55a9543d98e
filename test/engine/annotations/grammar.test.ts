import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isDate,
  parseAnnotation,
  printAnnotation,
  VERBS,
  type AnnotationText,
  type Verb,
} from "../../../server/src/annotations/index.js";

const read = (text: string) => {
  const { annotation, problems } = parseAnnotation(text);
  return {
    verb: annotation?.verb,
    arguments: annotation?.arguments.map((word) => word.text),
    keys: annotation?.keys.map(({ key, value }) => [key.text, value.text]),
    reason: annotation?.reason?.text,
    problems: problems.map(({ code, message, start, end, suggestion }) => ({
      code,
      message,
      at: text.slice(start, end),
      ...(suggestion === undefined ? {} : { suggestion }),
    })),
  };
};

describe("a complete annotation", () => {
  it.each([
    `@threat:accept output-to-command by=@ana until=2030-01-31 -- only admins reach this`,
    `@threat:accept LLM10:2026 by="Ana Lima" until=2030-01-31 ticket=SEC-1 residual=low -- until the rewrite`,
    `@threat:mitigate CWE-78 with=quote test=test/quote.test.ts#quotes`,
    `@threat:transfer prompt-injection to=platform-team -- they own the gateway`,
    `@threat:avoid output-to-code -- the calculator tool is gone`,
    `@threat:dismiss AML.T0051.001 kind=not-applicable -- offline tool`,
    `@threat:review can a guest reach this? by=@ana until=2030-01-31`,
    `@threat:data confidential kind=pii,financial`,
    `@threat:trust semi-trusted`,
    `@threat:boundary billing`,
    `@threat:approval scope=payments mode=on-risk binds=args timeout=deny`,
    `@threat:approval`,
    `@threat:validates tool-args`,
    `@threat:tool search effect=read,network provider=acme`,
    `@threat:model`,
    `@threat:assume the gateway strips x=y headers`,
    `@threat:owner @acme/ml`,
  ])("%s", (text) => {
    const parsed = read(text);
    expect(parsed.problems).toEqual([]);
    const { verb, arguments: words, keys, reason } = parsed;
    const again = printAnnotation({
      verb: verb!,
      arguments: words!,
      keys: keys! as [string, string][],
      reason,
    });
    expect(again).toBe(text);
  });

  it("unescapes quoted values", () => {
    expect(read(String.raw`@threat:transfer x-y to="the \"A\" \\ team" -- r`).keys).toEqual([
      ["to", String.raw`the "A" \ team`],
    ]);
  });

  it("ends with its line", () => {
    expect(read("@threat:avoid x-y -- one\r\nby=two").reason).toBe("one");
  });
});

describe("what is wrong is said where it is", () => {
  it.each([
    ["@threat:acept x-y", "annotation-syntax", "acept", "accept"],
    ["@threat:Dismiss x-y", "annotation-syntax", "Dismiss", "dismiss"],
    ["@threat: accept x-y", "annotation-syntax", "@threat:", undefined],
    ["@threat:frobnicate", "annotation-syntax", "frobnicate", undefined],
    ["@threat:avoid x-y — why not", "annotation-syntax", "—", "--"],
    ["@threat:avoid x-y reason -- z", "annotation-syntax", "reason", undefined],
    ["@threat:avoid Not_An_Id -- z", "annotation-syntax", "Not_An_Id", undefined],
    ["@threat:accept x-y by=a untill=2030-01-01 -- z", "annotation-syntax", "untill", "until"],
    ["@threat:accept x-y by=a until=2030-02-30 -- z", "annotation-syntax", "2030-02-30", undefined],
    ["@threat:accept x-y by=a until=soon -- z", "annotation-syntax", "soon", undefined],
    ["@threat:accept x-y by=a by=b until=2030-01-01 -- z", "annotation-syntax", "by", undefined],
    ["@threat:accept x-y by=Ana Lima until=2030-01-01 -- z", "annotation-syntax", "Lima", undefined],
    [
      '@threat:accept x-y by="Ana until=2030-01-01 -- z',
      "annotation-syntax",
      '"Ana until=2030-01-01 -- z',
      undefined,
    ],
    ['@threat:transfer x-y to="a"b -- z', "annotation-syntax", '"a"b', undefined],
    ["@threat:dismiss x-y kind=false-postive -- z", "annotation-syntax", "false-postive", "false-positive"],
    ["@threat:data confidental", "annotation-syntax", "confidental", "confidential"],
    ["@threat:data public kind=pii,foo", "annotation-syntax", "pii,foo", undefined],
    ["@threat:accept x-y by= until=2030-01-01 -- z", "annotation-incomplete", "by=", undefined],
    ["@threat:accept", "annotation-incomplete", "@threat:accept", undefined],
    ["@threat:trust", "annotation-incomplete", "@threat:trust", undefined],
    ["@threat:boundary", "annotation-incomplete", "@threat:boundary", undefined],
    ["@threat:review", "annotation-incomplete", "@threat:review", undefined],
    ["@threat:approval now", "annotation-syntax", "now", undefined],
  ])("%s", (text, code, at, suggestion) => {
    const { problems } = read(text);
    expect(problems).toContainEqual({
      code,
      message: expect.any(String),
      at,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  });

  it("names every missing key at once", () => {
    expect(read("@threat:accept x-y -- z").problems).toEqual([
      {
        code: "annotation-incomplete",
        message: `"@threat:accept" also needs by= and until=.`,
        at: "@threat:accept x-y -- z",
      },
    ]);
  });

  it("asks for the reason after empty dashes", () => {
    expect(read("@threat:avoid x-y --").problems.map(({ message }) => message)).toEqual([
      `"@threat:avoid" needs a reason after "--".`,
    ]);
  });
});

describe("properties", () => {
  const bareWord = fc.stringMatching(/^[A-Za-z@][\w@/.-]{0,11}$/);
  const value = fc.oneof(bareWord, fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" }));
  const verb = fc.constantFrom(...(Object.keys(VERBS) as Verb[]));
  const annotation: fc.Arbitrary<AnnotationText> = fc.record({
    verb,
    arguments: fc.array(
      bareWord.filter((text) => !text.includes("=")),
      { maxLength: 3 },
    ),
    keys: fc.array(fc.tuple(fc.constantFrom("by", "until", "with", "kind", "to"), value), { maxLength: 3 }),
    reason: fc.option(
      fc.string({ maxLength: 30 }).map((text) => text.trim()),
      { nil: undefined },
    ),
  });

  it("what is printed is read back", () => {
    fc.assert(
      fc.property(annotation, (written) => {
        // A free text swallows words that look like unknown keys; only its own keys are asked back.
        const own = Object.keys(VERBS[written.verb].keys);
        const keys = written.keys.filter(([key]) => own.includes(key));
        const parsed = read(printAnnotation({ ...written, keys }));
        const flat = (text: string) => text.replace(/[\r\n\u2028\u2029]+/g, " ");
        expect(parsed.verb).toBe(written.verb);
        expect(parsed.arguments).toEqual(written.arguments);
        expect(parsed.keys).toEqual(keys.map(([key, text]) => [key, flat(text)]));
        expect(parsed.reason).toBe(written.reason === undefined ? undefined : flat(written.reason).trim());
      }),
    );
  });

  it("any text is read without throwing, and every problem lies within it", () => {
    const noise = fc.oneof(
      fc.string({ unit: "binary" }),
      fc
        .array(fc.constantFrom("accept", " ", "=", '"', "--", "\\", "by=", "until=", "x", "\n", "—"))
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(noise, fc.nat(1000), (tail, base) => {
        const text = `@threat:${tail}`;
        const { annotation: found, problems } = parseAnnotation(text, base);
        for (const { start, end } of [...problems, ...(found ? [found, ...found.arguments] : [])]) {
          expect(start).toBeGreaterThanOrEqual(base);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(base + text.length);
        }
      }),
    );
  });

  it("a date is a day of the calendar", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1600-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
        (day) => {
          expect(isDate(day.toISOString().slice(0, 10))).toBe(true);
        },
      ),
    );
    for (const wrong of ["2025-02-29", "2025-13-01", "2025-00-10", "2025-1-1", "2025-04-31", "x"]) {
      expect(isDate(wrong)).toBe(false);
    }
  });
});
