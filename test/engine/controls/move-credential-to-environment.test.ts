import { describe, expect, it } from "vitest";
import { moveCredentialToEnvironment } from "../../../server/src/controls/move-credential-to-environment.js";
import { apply, type Given } from "./apply.js";
import { Typecheck } from "./typecheck.js";

const SECRET = "sk-proj-9fQ2mZ8xW4vT1nB7cL3k";
const ANT = "sk-ant-api03-9fQ2mZ8xW4vT1nB7cL3k";
// Put together, so that scanners of this repository do not take them for real.
const STRIPE = ["sk", "live", "9fQ2mZ8xW4vT1nB7cL3k"].join("_");
const GOOGLE = ["AIza", "SyD9fQ2mZ8xW4vT1nB7cL3kP0uR5sE6hY"].join("");
const move = (source: string, given: Given = {}) => apply(moveCredentialToEnvironment, source, given);

/** What the SDKs declare, as far as these cases use it. */
const SDKS = `
declare module "openai" { export default class OpenAI { constructor(options: { apiKey?: string | undefined; baseURL?: string }); } }
declare module "@anthropic-ai/sdk" { export default class Anthropic { constructor(options: { apiKey?: string | null }); } }
declare module "@google/generative-ai" { export class GoogleGenerativeAI { constructor(key: string); } }
declare module "@ai-sdk/openai" { export function createOpenAI(options: { apiKey?: string }): unknown; }
declare module "@acme/vault" { export function connect(options: { token: string }): void; }
`;

const typecheck = new Typecheck();
/** What is compiled together has to be known before the first test asks. */
const inTable = (cases: [string, string, string][]) =>
  cases.map(([what, source, expected]) => {
    const applied = move(source, { files: { "sdks.d.ts": SDKS } })!;
    const errors = [applied.before.text, applied.after].map((text) =>
      typecheck.add({ "app.ts": text }, SDKS),
    );
    return [what, { applied, errors }, expected] as const;
  });

describe("the literal becomes a read of the environment", () => {
  it.each(
    inTable([
      [
        "an option of a client",
        `import OpenAI from "openai";\nexport const client = new OpenAI({ apiKey: «"${SECRET}"» });\n`,
        `import OpenAI from "openai";\nexport const client = new OpenAI({ apiKey: process.env.OPENAI_API_KEY });\n`,
      ],
      [
        "a client whose prefix says whose it is",
        `import Anthropic from '@anthropic-ai/sdk'\nexport const client = new Anthropic({\n  apiKey: «'${ANT}'»,\n})\n`,
        `import Anthropic from '@anthropic-ai/sdk'\nexport const client = new Anthropic({\n  apiKey: process.env.ANTHROPIC_API_KEY,\n})\n`,
      ],
      [
        "an argument that must be text",
        `import { GoogleGenerativeAI } from '@google/generative-ai';\nexport const ai = new GoogleGenerativeAI(«'${GOOGLE}'»);\n`,
        `import { GoogleGenerativeAI } from '@google/generative-ai';\nexport const ai = new GoogleGenerativeAI(process.env.GOOGLE_API_KEY ?? '');\n`,
      ],
      [
        "a factory",
        `import { createOpenAI } from "@ai-sdk/openai";\nexport const openai = createOpenAI({ apiKey: «"${SECRET}"» });\n`,
        `import { createOpenAI } from "@ai-sdk/openai";\nexport const openai = createOpenAI({ apiKey: process.env.OPENAI_API_KEY });\n`,
      ],
      [
        "an option of something unknown",
        `import { connect } from "@acme/vault";\nconnect({ token: «"9fQ2mZ8xW4vT1nB7cL3kP0uR"» });\n`,
        `import { connect } from "@acme/vault";\nconnect({ token: process.env.TOKEN ?? "" });\n`,
      ],
      [
        "a constant that only a client takes",
        `import OpenAI from "openai";\nconst apiKey = «"${SECRET}"»;\nexport const client = new OpenAI({ apiKey });\n`,
        `import OpenAI from "openai";\nconst apiKey = process.env.OPENAI_API_KEY;\nexport const client = new OpenAI({ apiKey });\n`,
      ],
      [
        "a constant with a name of its own",
        `export const ACME_SEARCH_KEY: string = «"9fQ2mZ8xW4vT1nB7cL3kP0uR"»;\n`,
        `export const ACME_SEARCH_KEY: string = process.env.ACME_SEARCH_KEY ?? "";\n`,
      ],
      [
        "a constant whose length is asked",
        `const stripeKey = «"${STRIPE}"»;\nconsole.log(stripeKey.length);\n`,
        `const stripeKey = process.env.STRIPE_SECRET_KEY ?? "";\nconsole.log(stripeKey.length);\n`,
      ],
      [
        "a header with its scheme",
        `void fetch("https://x.test", { headers: { Authorization: «"Bearer ${SECRET}"» } });\n`,
        `void fetch("https://x.test", { headers: { Authorization: \`Bearer \${process.env.OPENAI_API_KEY}\` } });\n`,
      ],
      [
        "a header without",
        `void fetch("https://x.test", { headers: { "x-api-key": «"${ANT}"» } });\n`,
        `void fetch("https://x.test", { headers: { "x-api-key": process.env.ANTHROPIC_API_KEY ?? "" } });\n`,
      ],
      [
        "a fallback of the environment",
        `import OpenAI from "openai";\nexport const client = new OpenAI({ apiKey: process.env.MY_KEY || «"${SECRET}"» });\n`,
        `import OpenAI from "openai";\nexport const client = new OpenAI({ apiKey: process.env.MY_KEY });\n`,
      ],
      [
        "another fallback",
        `export function key(given?: string): string {\n  return given ?? «"${SECRET}"»;\n}\n`,
        `export function key(given?: string): string {\n  return given ?? (process.env.OPENAI_API_KEY ?? "");\n}\n`,
      ],
      [
        "part of a text",
        `export const header = "Bearer " + «"${SECRET}"»;\n`,
        `export const header = "Bearer " + process.env.OPENAI_API_KEY;\n`,
      ],
      [
        "a member of a class",
        `export class A {\n  private openaiKey = «"abcdefgh12345678XYZW"»;\n  get() {\n    return this.openaiKey.trim();\n  }\n}\n`,
        `export class A {\n  private openaiKey = process.env.OPENAI_KEY ?? "";\n  get() {\n    return this.openaiKey.trim();\n  }\n}\n`,
      ],
      [
        "a default",
        `export function f(token = «"${SECRET}"») {\n  return token.length;\n}\n`,
        `export function f(token = process.env.OPENAI_API_KEY ?? "") {\n  return token.length;\n}\n`,
      ],
      [
        "a receiver of members",
        `export const n = «"${SECRET}"».length;\n`,
        `export const n = (process.env.OPENAI_API_KEY ?? "").length;\n`,
      ],
      [
        "a constant type",
        `export const key = «"${SECRET}"» as const;\n`,
        `export const key = process.env.OPENAI_API_KEY ?? "";\n`,
      ],
      [
        "a statement that sets the environment",
        `run();\nprocess.env.OPENAI_API_KEY = «"${SECRET}"»;\nrun();\nfunction run() {}\n`,
        `run();\nrun();\nfunction run() {}\n`,
      ],
    ]),
  )("%s", (_what, { applied, errors }, expected) => {
    expect(applied.after).toBe(expected);
    expect(JSON.stringify(applied.edit)).not.toContain("9fQ2mZ8xW4");
    for (const found of errors) expect(found()).toEqual([]);
  });

  it("needs no text where nothing is checked", () => {
    const source = `const key = «"${SECRET}"»;\nmodule.exports = { key };\n`;
    expect(move(source, { file: "app.js" })!.after).toBe(
      `const key = process.env.OPENAI_API_KEY;\nmodule.exports = { key };\n`,
    );
  });

  it("is named after what the finding calls it when the code says nothing", () => {
    const { finding } = move(`go(«"9fQ2mZ8xW4vT1nB7cL3kP0uR"»);`)!.before;
    const sink = { ...finding.sink, label: "Weaviate API key" };
    expect(move(`go(«"9fQ2mZ8xW4vT1nB7cL3kP0uR"»);`, { finding: { sink } })!.after).toBe(
      `go(process.env.WEAVIATE_API_KEY ?? "");`,
    );
  });
});

describe(".env.example names the variable", () => {
  const source = `const k = «"${SECRET}"»;`;
  const example = (text?: string, file = "app.ts") => {
    const files = text === undefined ? {} : { ".env.example": text };
    return move(source, { files, file })!.files[".env.example"];
  };

  it("made when there is none", () => expect(example()).toBe("OPENAI_API_KEY=\n"));
  it("at the end of what is there", () =>
    expect(example("A=1\r\nB=2")).toBe("A=1\r\nB=2\r\nOPENAI_API_KEY=\r\n"));
  it("once", () =>
    expect(example("# x\nexport OPENAI_API_KEY = \n")).toBe("# x\nexport OPENAI_API_KEY = \n"));
  it("not confused by longer names", () =>
    expect(example("MY_OPENAI_API_KEY=\n")).toBe("MY_OPENAI_API_KEY=\nOPENAI_API_KEY=\n"));
  it("beside the package", () => {
    const { files } = move(source, { file: "apps/web/src/a.ts", files: { "apps/web/package.json": "{}" } })!;
    expect(files["apps/web/.env.example"]).toBe("OPENAI_API_KEY=\n");
  });
});

describe("not offered", () => {
  it.each([
    ["in the browser", `"use client";\nconst k = «"${SECRET}"»;`],
    ["with Vite", `const a = import.meta.env.VITE_A;\nconst k = «"${SECRET}"»;`],
    ["in Deno", `Deno.serve(() => {});\nconst k = «"${SECRET}"»;`],
    ["as a key of an object", `const o = { «"${SECRET}"»: 1 };`],
    ["as a type", `let k: «"${SECRET}"»;`],
    ["as a case", `switch (a) {\n  case «"${SECRET}"»:\n}`],
    ["twice: the literal is gone", `const k = «process.env.OPENAI_API_KEY»;`],
  ])("%s", (_what, source) => expect(move(source)).toBeUndefined());

  it("in a JSX attribute, whose code a browser may run", () => {
    expect(move(`const e = <Chat apiKey=«"${SECRET}"» />;`, { file: "app.tsx" })).toBeUndefined();
  });
});

describe("in a configuration of tool servers", () => {
  it.each([
    [".mcp.json", `"\${GITHUB_TOKEN}"`],
    [".vscode/mcp.json", `"\${env:GITHUB_TOKEN}"`],
    ["app/.cursor/mcp.json", `"\${env:GITHUB_TOKEN}"`],
  ])("%s refers to the environment in its own way", (file, reference) => {
    const source = (value: string) => `{ "mcpServers": { "a": { "env": { "GITHUB_TOKEN": ${value} } } } }`;
    expect(move(source(`«"9fQ2mZ8xW4vT1nB7cL3kP0uR"»`), { file })?.after).toBe(source(reference));
  });

  it("the scheme of a header stays", () => {
    const source = (value: string) => `{ "servers": { "a": { "headers": { "Authorization": ${value} } } } }`;
    const found = move(source(`«"Bearer ${SECRET}"»`), { file: ".vscode/mcp.json" })?.after;
    expect(found).toBe(source(`"Bearer \${env:OPENAI_API_KEY}"`));
  });

  it("is not offered where the file cannot refer to it", () => {
    expect(
      move(`{ "env": { "A_KEY": «"${SECRET}"» } }`, { file: "claude_desktop_config.json" }),
    ).toBeUndefined();
  });
});
