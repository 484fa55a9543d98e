import { describe, expect, it } from "vitest";
import {
  applyAnnotations,
  collectAnnotations,
  type AnnotationOptions,
} from "../../../server/src/annotations/index.js";
import type { Finding } from "../../../server/src/report/contract.js";
import { marked } from "../controls/finding.js";

const threats = [
  { id: "output-to-command", references: ["LLM10:2026", "CWE-78"] },
  { id: "prompt-injection", references: ["LLM01:2026"] },
];

interface Options extends Partial<Omit<AnnotationOptions, "files">> {
  more?: Record<string, string>;
  finding?: Partial<Finding>;
}

/** The status of the marked finding of `output-to-command`, and what is said about the annotations. */
function apply(source: string, { more = {}, finding: part = {}, ...options }: Options = {}) {
  const references = [{ id: "CWE-78", framework: "CWE", name: "OS command injection" }];
  const { text, finding } = marked(source, "output-to-command", "app.ts", { references, ...part });
  const texts: Record<string, string> = { "app.ts": text, ...more };
  const sites = new Map(
    Object.entries(texts).map(([file, content]) => [file, collectAnnotations(file, content)]),
  );
  const { findings, facts } = applyAnnotations([finding], sites, {
    today: "2026-06-15",
    files: { files: () => Object.keys(texts), text: (file) => texts[file] },
    threats,
    ...options,
  });
  const [own, ...hygiene] = findings;
  return {
    status: own!.status,
    said: hygiene.map(({ threat }) => threat),
    messages: hygiene.map(({ message }) => message),
    hygiene,
    facts,
  };
}

const accept = "// @threat:accept output-to-command by=@ana until=2026-12-31 -- reviewed";

describe("treatments close the finding below them", () => {
  it.each([
    ["accept", accept, "accepted"],
    ["transfer", "// @threat:transfer output-to-command to=ops -- sandboxed", "transferred"],
    ["avoid", "// @threat:avoid output-to-command -- not shipped", "avoided"],
    ["dismiss", "// @threat:dismiss output-to-command kind=false-positive -- constant", "dismissed"],
    ["a framework id", "// @threat:dismiss CWE-78 kind=false-positive -- constant", "dismissed"],
  ])("%s", (_verb, comment, status) => {
    expect(apply(`${comment}\nexec(«cmd»);`)).toMatchObject({ status, said: [] });
  });

  it("anywhere on the path", () => {
    expect(apply(`${accept}\nconst cmd = ‹read()›;\nexec(«cmd»);`).status).toBe("accepted");
  });

  it("on the function around it", () => {
    expect(apply(`${accept}\nfunction run(cmd) {\n  exec(«cmd»);\n}`).status).toBe("accepted");
  });

  it("on the last day too", () => {
    expect(apply(`${accept}\nexec(«cmd»);`, { today: "2026-12-31" }).status).toBe("accepted");
  });

  it("leaves the given findings as they were", () => {
    const { text, finding } = marked(`${accept}\nexec(«cmd»);`, "output-to-command");
    const sites = new Map([["app.ts", collectAnnotations("app.ts", text)]]);
    applyAnnotations([finding], sites, { files: { files: () => ["app.ts"], text: () => text } });
    expect(finding.status).toBe("open");
  });
});

describe("treatments that do not close", () => {
  it("returns an expired acceptance, with the finding it held", () => {
    const result = apply(`${accept}\nexec(«cmd»);`, { today: "2027-01-01" });
    expect(result).toMatchObject({ status: "open", said: ["annotation-expired"] });
    expect(result.messages[0]).toContain("2026-12-31");
    expect(result.hygiene[0]!.path).toHaveLength(2);
  });

  it.each([
    ["another threat", accept.replace("output-to-command", "prompt-injection"), "annotation-stale"],
    [
      "an unknown threat",
      accept.replace("output-to-command", "output-to-comand"),
      "annotation-unknown-threat",
    ],
    ["a reference without its year", accept.replace("output-to-command", "LLM10"), "annotation-reference"],
    ["no owner and no date", "// @threat:accept output-to-command -- fine", "annotation-incomplete"],
    ["no reason", accept.replace(" -- reviewed", ""), "annotation-incomplete"],
    ["a slip in a key", accept.replace("until", "untill"), "annotation-syntax"],
  ])("%s", (_what, comment, said) => {
    const result = apply(`${comment}\nexec(«cmd»);`);
    expect(result.status).toBe("open");
    expect(result.said).toContain(said);
  });

  it("elsewhere in the file it is stale", () => {
    expect(apply(`${accept}\nother();\nexec(«cmd»);`)).toMatchObject({
      status: "open",
      said: ["annotation-stale"],
    });
  });

  it("with nothing below it is stale", () => {
    expect(apply(`exec(«cmd»);\n${accept}`)).toMatchObject({ status: "open", said: ["annotation-stale"] });
  });

  it("avoiding what is not there is no news", () => {
    const text = "// @threat:avoid prompt-injection -- no chat here\nother();\nexec(«cmd»);";
    expect(apply(text)).toMatchObject({ status: "open", said: [] });
  });
});

describe("mitigate is believed only when the code agrees", () => {
  const mitigate = (rest: string) => `// @threat:mitigate output-to-command ${rest}\n`;

  it.each([
    ["in the sink's statement", `function clean(x) {}\n${mitigate("with=clean")}exec(clean(«cmd»));`],
    [
      "as a check before the sink",
      `const assertSafe = f;\n${mitigate("with=assertSafe")}function run(cmd) {\n  assertSafe(cmd);\n  exec(«cmd»);\n}`,
    ],
    [
      "as the function around the sink",
      `${mitigate("with=sandboxed")}function sandboxed(cmd) {\n  exec(«cmd»);\n}`,
    ],
    ["as a method", `class G { check(x) {} }\n${mitigate("with=G.check")}exec(new G().check(«cmd»));`],
    [
      "imported from a package",
      `import { quote } from "shell-quote";\n${mitigate("with=quote")}exec(quote(«cmd»));`,
    ],
  ])("%s", (_where, text) => {
    expect(apply(text)).toMatchObject({ status: "mitigated", said: [] });
  });

  it.each([
    [
      "nothing has this name",
      `${mitigate("with=clean")}exec(«cmd»);`,
      `nothing in the workspace is called "clean"`,
    ],
    [
      "it is elsewhere",
      `function clean(x) {}\nclean(other);\n${mitigate("with=clean")}exec(«cmd»);`,
      "is not on the path",
    ],
    [
      "it checks something else",
      `function clean(x) {}\n${mitigate("with=clean")}function run(cmd, b) {\n  clean(b);\n  exec(«cmd»);\n}`,
      "is not on the path",
    ],
    ["it is no name", `${mitigate('with="a review"')}exec(«cmd»);`, "is not the name of a function"],
  ])("not when %s", (_why, text, message) => {
    const result = apply(text);
    expect(result).toMatchObject({ status: "open", said: ["annotation-unverified"] });
    expect(result.messages[0]).toContain(message);
  });

  it("and its test must exist", () => {
    const text = `function clean(x) {}\n${mitigate("with=clean test=./clean.test.ts#rejects")}exec(clean(«cmd»));`;
    expect(apply(text).messages[0]).toContain("no test file");
    expect(apply(text, { more: { "clean.test.ts": "it('accepts')" } }).messages[0]).toContain(
      "no test called",
    );
    expect(apply(text, { more: { "clean.test.ts": "it('rejects')" } }).status).toBe("mitigated");
  });
});

it("facts are handed on with what they are about", () => {
  const { facts } = apply("// @threat:tool search effect=read -- ours\nregister();\nexec(«cmd»);");
  expect(facts).toMatchObject([
    { verb: "tool", file: "app.ts", values: ["search"], keys: { effect: "read" }, reason: "ours" },
  ]);
  expect(facts[0]!.anchor.range.start).toEqual({ line: 2, column: 1 });
});

it("equal annotations keep different fingerprints, which do not depend on their line", () => {
  const twice = (gap: string) =>
    apply(`${gap}${accept}\na();\n${accept}\nb();\nexec(«cmd»);`).hygiene.map(
      ({ fingerprint }) => fingerprint,
    );
  expect(new Set(twice("")).size).toBe(2);
  expect(twice("\n\n")).toEqual(twice(""));
});
