import { describe, expect, it } from "vitest";
import { insertOutputValidation } from "../../../server/src/controls/insert-output-validation.js";
import { apply, type Applied, type Given } from "./apply.js";
import { Typecheck } from "./typecheck.js";

const validate = (source: string, given: Given = {}) => apply(insertOutputValidation, source, given);

const GLOBALS = "declare function ask(prompt: string): Promise<string>;\n";
const IMPORT = 'import { z } from "zod";\n';

const typecheck = new Typecheck();
/** What is compiled together has to be known before the first test asks. */
const compiled = (applied: Applied) => {
  const { before, files } = applied;
  return {
    ...applied,
    errorsBefore: typecheck.add({ ...files, [before.finding.file]: before.text }, GLOBALS),
    errorsAfter: typecheck.add(files, GLOBALS),
  };
};
const inTable = (cases: [string, string, string][]) =>
  cases.map(([what, source, expected]) => [what, compiled(validate(source)!), expected] as const);

/** The text after compiles as well as the one before. */
function compiles({ errorsBefore, errorsAfter }: ReturnType<typeof compiled>): void {
  const known = errorsBefore();
  expect(known.filter((error) => !error.includes("is never read"))).toEqual([]);
  expect(errorsAfter().filter((error) => !known.includes(error))).toEqual([]);
}

describe("the answer is checked where it is parsed", () => {
  it.each(
    inTable([
      [
        "a constant",
        `import { log } from "node:console";

export async function extractRecipe(text: string) {
  const recipe = JSON.parse(«await ask(text)»);
  log(\`\${recipe.title}: \${recipe.steps.length}\`);
}
`,
        `import { log } from "node:console";
import { z } from "zod";

const RecipeSchema = z.object({ title: z.string(), steps: z.array(z.any()) });

export async function extractRecipe(text: string) {
  const parsed = RecipeSchema.safeParse(JSON.parse(await ask(text)));
  if (!parsed.success) {
    throw new Error(\`The model's answer does not match RecipeSchema: \${parsed.error.message}\`);
  }
  const recipe = parsed.data;
  log(\`\${recipe.title}: \${recipe.steps.length}\`);
}
`,
      ],
      [
        "with a finding on the whole call, a cast, and tabs without semicolons",
        `import { log } from 'node:console'
interface Plan { goal: string; steps: string[] }

export async function plan(text: string) {
	const plan = «JSON.parse(await ask(text))» as Plan
	log(plan)
}
`,
        `import { log } from 'node:console'
import { z } from 'zod'

const PlanSchema = z.object({ goal: z.string(), steps: z.array(z.string()) })

interface Plan { goal: string; steps: string[] }

export async function plan(text: string) {
	const parsed = PlanSchema.safeParse(JSON.parse(await ask(text)))
	if (!parsed.success) {
		throw new Error(\`The model's answer does not match PlanSchema: \${parsed.error.message}\`)
	}
	const plan: Plan = parsed.data
	log(plan)
}
`,
      ],
      [
        "in a returned expression, where the function gives up with null",
        `type Label = "spam" | "ham";

export async function classify(text: string): Promise<{ label: Label; score?: number } | null> {
  const content = await ask(text);
  if (!content) return null;
  return JSON.parse(«content»);
}
`,
        `import { z } from "zod";

const AnswerSchema = z.object({ label: z.enum(["spam", "ham"]), score: z.number().optional() }).nullable();

type Label = "spam" | "ham";

export async function classify(text: string): Promise<{ label: Label; score?: number } | null> {
  const content = await ask(text);
  if (!content) return null;
  const parsed = AnswerSchema.safeParse(JSON.parse(content));
  if (!parsed.success) {
    return null;
  }
  return parsed.data;
}
`,
      ],
      [
        "with the error class of the function",
        `class AnswerError extends Error {}

export async function total(text: string) {
  const content = await ask(text);
  if (content === "") {
    throw new AnswerError("no answer");
  }
  const { prices } = JSON.parse(«content»);
  return prices.reduce((sum: number, price: number) => sum + price, 0);
}
`,
        `import { z } from "zod";

const AnswerSchema = z.object({ prices: z.array(z.number()) });

class AnswerError extends Error {}

export async function total(text: string) {
  const content = await ask(text);
  if (content === "") {
    throw new AnswerError("no answer");
  }
  const parsed = AnswerSchema.safeParse(JSON.parse(content));
  if (!parsed.success) {
    throw new AnswerError(\`The model's answer does not match AnswerSchema: \${parsed.error.message}\`);
  }
  const { prices } = parsed.data;
  return prices.reduce((sum: number, price: number) => sum + price, 0);
}
`,
      ],
      [
        "as a member is read from it directly",
        `export async function tags(text: string): Promise<string[]> {
  return JSON.parse(«await ask(text)»).tags ?? [];
}
`,
        `import { z } from "zod";

const TagsSchema = z.object({ tags: z.array(z.string()).nullish() });

export async function tags(text: string): Promise<string[]> {
  const parsed = TagsSchema.safeParse(JSON.parse(await ask(text)));
  if (!parsed.success) {
    throw new Error(\`The model's answer does not match TagsSchema: \${parsed.error.message}\`);
  }
  return parsed.data.tags ?? [];
}
`.replaceAll("TagsSchema", "AnswerSchema"),
      ],
      [
        "where no statement can stand before it",
        `export const score = async (text: string): Promise<number> => JSON.parse(«await ask(text)»).score;
`,
        `import { z } from "zod";

const AnswerSchema = z.object({ score: z.number() });

export const score = async (text: string): Promise<number> => AnswerSchema.parse(JSON.parse(await ask(text))).score;
`,
      ],
      [
        "only when it is evaluated",
        `export function titleOf(text: string): string | undefined {
  const data = text ? JSON.parse(«text») : undefined;
  return data?.title;
}
`,
        `import { z } from "zod";

const AnswerSchema = z.object({ title: z.string().optional() });

export function titleOf(text: string): string | undefined {
  const data = text ? AnswerSchema.parse(JSON.parse(text)) : undefined;
  return data?.title;
}
`,
      ],
      [
        "inside the try that handles broken text",
        `export async function names(text: string): Promise<string[]> {
  let data: any;
  try {
    data = JSON.parse(«await ask(text)»);
  } catch {
    return [];
  }
  return data.people.map((person: { name: string }) => person.name);
}
`,
        `import { z } from "zod";

const AnswerSchema = z.object({ people: z.array(z.object({ name: z.string() })) });

export async function names(text: string): Promise<string[]> {
  let data: any;
  try {
    const parsed = AnswerSchema.safeParse(JSON.parse(await ask(text)));
    if (!parsed.success) {
      throw new Error(\`The model's answer does not match AnswerSchema: \${parsed.error.message}\`);
    }
    data = parsed.data;
  } catch {
    return [];
  }
  return data.people.map((person: { name: string }) => person.name);
}
`,
      ],
      [
        "in a loop over it",
        `export async function run(text: string) {
  for (const { id, done } of JSON.parse(«await ask(text)»)) {
    if (done === true) console.log(id.toUpperCase());
  }
}
`,
        `import { z } from "zod";

const AnswerSchema = z.array(z.object({ id: z.string(), done: z.boolean() }));

export async function run(text: string) {
  const parsed = AnswerSchema.safeParse(JSON.parse(await ask(text)));
  if (!parsed.success) {
    throw new Error(\`The model's answer does not match AnswerSchema: \${parsed.error.message}\`);
  }
  for (const { id, done } of parsed.data) {
    if (done === true) console.log(id.toUpperCase());
  }
}
`,
      ],
    ]),
  )("%s", (_what, applied, expected) => {
    expect(applied.after).toBe(expected);
    compiles(applied);
  });
});

describe("the import fits the file", () => {
  const use =
    "export async function f(t: string) {\n  const dish = JSON.parse(«await ask(t)»);\n  return dish.name.trim();\n}\n";
  const head = (applied: Applied | undefined) =>
    applied!.after.slice(0, applied!.after.search(/\n(export )?(async )?function|\nmodule/));

  it.each(
    inTable([
      ["zod at hand", `${IMPORT}\n${use}`, `${IMPORT}\nconst DishSchema = z.object({ name: z.string() });\n`],
      [
        "zod as a namespace",
        `import * as zod from "zod";\n\n${use}`,
        `import * as zod from "zod";\n\nconst DishSchema = zod.object({ name: zod.string() });\n`,
      ],
      [
        "zod as the default",
        `import z from 'zod'\n${use}`,
        `import z from 'zod'\n\nconst DishSchema = z.object({ name: z.string() });\n`,
      ],
      [
        "zod 3 by its path",
        `import { z } from "zod/v3";\n${use}`,
        `import { z } from "zod/v3";\n\nconst DishSchema = z.object({ name: z.string() });\n`,
      ],
      [
        "only the types of zod",
        `import type { ZodType } from "zod";\nexport type A = ZodType;\n${use}`,
        `import type { ZodType } from "zod";\nimport { z } from "zod";\n\nconst DishSchema = z.object({ name: z.string() });\n\nexport type A = ZodType;`,
      ],
      [
        "another z",
        `const z = 1;\nconsole.log(z);\n${use}`,
        `import { z as zod } from "zod";\n\nconst DishSchema = zod.object({ name: zod.string() });\n\nconst z = 1;\nconsole.log(z);`,
      ],
      [
        "a taken name",
        `class DishSchema {}\nconsole.log(DishSchema);\n${use}`,
        `import { z } from "zod";\n\nconst DishSchema2 = z.object({ name: z.string() });\n\nclass DishSchema {}\nconsole.log(DishSchema);`,
      ],
      [
        "schemas in lower case",
        `${IMPORT}export const soupSchema = z.object({});\n${use}`,
        `${IMPORT}\nconst dishSchema = z.object({ name: z.string() });\n\nexport const soupSchema = z.object({});`,
      ],
      [
        "a directive",
        `"use server";\n\n${use}`,
        `"use server";\n\nimport { z } from "zod";\n\nconst DishSchema = z.object({ name: z.string() });\n`,
      ],
    ]),
  )("%s", (_what, applied, expected) => {
    expect(head(applied)).toBe(expected);
    compiles(applied);
  });

  it("CommonJS requires it", () => {
    const source =
      "const fs = require('fs');\nmodule.exports = async (t) => {\n  const dish = JSON.parse(«await ask(t)»);\n  return dish.name.trim();\n};\n";
    const applied = validate(source, { file: "app.js" })!;
    expect(head(applied)).toBe(
      "const fs = require('fs');\nconst { z } = require('zod');\n\nconst DishSchema = z.object({ name: z.string() });\n",
    );
  });

  it("keeps CRLF everywhere", () => {
    const { after } = validate(use.replaceAll("\n", "\r\n"))!;
    expect(after.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  });

  it("keeps a shebang first", () => {
    expect(validate(`#!/usr/bin/env node\n${use}`)!.after).toMatch(
      /^#!\/usr\/bin\/env node\n\nimport \{ z \} from "zod";\n\nconst DishSchema/,
    );
  });

  it("says which package it needs", () => {
    expect(validate(use)!.edit.addsPackages).toEqual(["zod"]);
    expect(validate(use, { dependencies: { zod: "^3.23.0" } })!.edit.addsPackages).toBeUndefined();
    expect(validate(`${IMPORT}${use}`)!.edit.addsPackages).toBeUndefined();
  });

  const open =
    "export async function f(t: string) {\n  const dish = JSON.parse(«await ask(t)»);\n  console.log(dish.name.trim(), JSON.stringify(dish));\n}\n";
  const three = compiled(validate(`import { z } from "zod/v3";\n${open}`)!);
  it("writes open objects for the version that is there", () => {
    expect(validate(open, { dependencies: { zod: "^3.23.0" } })!.after).toContain(
      "z.object({ name: z.string() }).passthrough()",
    );
    expect(validate(open, { dependencies: { zod: "^4.1.0" } })!.after).toContain(
      "z.looseObject({ name: z.string() })",
    );
    expect(three.after).toContain(".passthrough()");
    compiles(three);
  });
});

describe("what is left alone", () => {
  it("everything but the value, the check before it and the head", () => {
    const source =
      "// keep\r\n\timport a from 'node:path'\r\nexport const x = a . sep ;\r\nasync function f ( t ) {\r\n   const dish =  JSON . parse( «t» )  ; // why\r\n   return dish . name . trim( )\r\n}\r\n\r\n\r\n/* end */";
    const { edit, before } = validate(source, { file: "app.mjs" })!;
    const [head, check, value] = edit.files[0]!.edits;
    expect(edit.files[0]!.edits).toHaveLength(3);
    expect([head!.start === head!.end, check!.start === check!.end]).toEqual([true, true]);
    expect(before.text.slice(value!.start, value!.end)).toBe("JSON . parse( t )");
  });

  it.each([
    ["a value that is checked already", "const a = Schema.parse(JSON.parse(«text»));\na.b.c();"],
    ["a value that is checked by its result", "const r = Schema.safeParse(JSON.parse(«text»));"],
    ["a value nothing is known about", "export const f = (text: string) => JSON.parse(«text»);"],
    [
      "a value of a type parameter",
      "export function f<T>(text: string): T {\n  return JSON.parse(«text») as T;\n}",
    ],
    ["no value at all", "«const a = 1;»"],
    ["a function that is passed on", "export const f = (texts: string[]) => texts.map(«JSON.parse»);"],
  ])("%s", (_what, source) => expect(validate(source)).toBeUndefined());

  it("a second time", () => {
    const { after } = validate("const dish = JSON.parse(«text»);\ndish.name.trim();\n")!;
    const at = after.indexOf("JSON.parse(text)");
    expect(
      validate(`${after.slice(0, at)}«JSON.parse(text)»${after.slice(at + "JSON.parse(text)".length)}`),
    ).toBeUndefined();
  });
});
