/** Code to measure on: a folder of real code, or generated code of any size that looks like an application. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";

const SOURCE = /\.(?:ts|tsx|mts|cts|js|jsx|mjs|cjs)$/;

/** @param {string} folder @returns {{ file: string, text: string }[]} every source, declarations and packages aside */
export function sourcesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name) && !/\.d\.[mc]?ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.slice(folder.length).split(/[\\/]/).includes("node_modules"))
    .sort()
    .map((file) => ({ file, text: readFileSync(file, "utf8") }));
}

/** @param {{ text: string }[]} sources */
export const linesOf = (sources) => sources.reduce((sum, { text }) => sum + text.split("\n").length, 0);

/** @param {string} folder @param {Record<string, string>} files */
export function write(folder, files) {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

const NOUNS = ["order", "invoice", "ticket", "account", "message", "report", "session", "document"];

/** @param {number} at one service of about sixty lines that leans on two others @param {number} all */
function service(at, all) {
  const noun = `${NOUNS[at % NOUNS.length]}${at}`;
  // As in an application: features of 32 services lean on their own and on a shared one, rarely in a circle.
  const within = (/** @type {number} */ step) => (at % 32 >= step ? at - step : (at + step) % 32);
  const near = within(1) === at ? (at + 1) % all : within(1);
  const far = within(7) === at || within(7) === near ? (at + 2) % all : within(7);
  const isAgent = at % 12 === 0;
  return `import { z } from "zod";
import { load${near} } from "./module${near >> 5}/service${near}.js";
import { summary${far} } from "./module${far >> 5}/service${far}.js";
${isAgent ? `import OpenAI from "openai";\nimport { execFile } from "node:child_process";\n\nconst client = new OpenAI();\n` : ""}
export interface Record${at} {
  id: string;
  owner: string | undefined;
  amounts: number[];
  tags: Record<string, string>;
}

const Input${at} = z.object({ id: z.string(), limit: z.number().int().max(100).default(20) });

/** Finds the ${noun} of a customer, newest first. */
export async function load${at}(id: string, limit = 20): Promise<Record${at}[]> {
  const response = await fetch(\`https://internal.example/${noun}/\${encodeURIComponent(id)}?limit=\${limit}\`);
  if (!response.ok) throw new Error(\`${noun}: \${response.status}\`);
  const rows = (await response.json()) as Record${at}[];
  return rows.filter((row) => row.owner !== undefined).slice(0, limit);
}

export class Service${at} {
  readonly #known = new Map<string, Record${at}>();
  constructor(private readonly name: string, private readonly retries = 3) {}

  async find(input: unknown): Promise<Record${at} | undefined> {
    const { id, limit } = Input${at}.parse(input);
    const known = this.#known.get(id);
    if (known) return known;
    for (let attempt = 0; attempt < this.retries; attempt++) {
      try {
        const [first] = await load${at}(id, limit);
        if (first) this.#known.set(id, first);
        return first;
      } catch (error) {
        if (attempt + 1 === this.retries) throw error;
        console.warn(this.name, "tries again", attempt);
      }
    }
    return undefined;
  }

  total(record: Record${at}): number {
    let sum = 0;
    for (const amount of record.amounts) sum += amount > 0 ? amount : 0;
    return sum;
  }
}

export async function summary${at}(id: string, depth = 0): Promise<string> {
  const own = await load${at}(id);
  const parts = own.map((row) => \`\${row.id}: \${row.amounts.join(", ")}\`);
  if (depth < 2) parts.push(await summary${far}(id, depth + 1));
  const others = await load${near}(id);
  return [...parts, \`\${others.length} more\`].join("\\n");
}
${
  isAgent
    ? `
export async function answer${at}(question: string): Promise<string> {
  const context = await summary${at}(question);
  const completion = await client.chat.completions.create({
    model: "gpt-4o-mini",
    messages: [
      { role: "system", content: "You answer questions about ${noun}s." },
      { role: "user", content: \`\${context}\\n\\n\${question}\` },
    ],
  });
  const text = completion.choices[0]?.message.content ?? "";
  await new Promise((resolve) => execFile("notify", ["--text", text], resolve));
  return text;
}
`
    : ""
}`;
}

/** An application of about this many lines. @param {string} folder @param {number} lines */
export function generate(folder, lines) {
  const sample =
    Array.from({ length: 12 }, (_, at) => service(at, 64))
      .join("")
      .split("\n").length / 12;
  const count = Math.max(2, Math.round(lines / sample));
  for (let at = 0; at < count; at++) {
    // Import paths are written from the root of the sources.
    const text = service(at, count).replaceAll(`"./module`, `"../module`);
    write(folder, { [`src/module${at >> 5}/service${at}.ts`]: text });
  }
  write(folder, { "package.json": JSON.stringify({ name: "generated", type: "module" }) });
}

/** One file of about this many lines. @param {number} lines */
export function longFile(lines) {
  const tools = Math.round((lines - 256) / 11);
  const tool = (
    /** @type {number} */ at,
  ) => `  server.tool("tool${at}", { path: z.string(), count: z.number() }, async ({ path, count }) => {
    const parts: string[] = [];
    for (let i = 0; i < count; i++) {
      const piece = await helper${at % 50}(path, i);
      if (piece.length === 0) continue;
      parts.push(piece.trim());
    }
    const text = parts.join("\\n");
    if (text.length > 1000) return { content: [{ type: "text", text: text.slice(0, 1000) }] };
    return { content: [{ type: "text", text }] };
  });
`;
  const helper = (
    /** @type {number} */ at,
  ) => `async function helper${at}(path: string, index: number): Promise<string> {
  const base = resolve("data", String(index));
  return readFile(join(base, path), "utf8");
}
`;
  return `import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
${Array.from({ length: 50 }, (_, at) => helper(at)).join("")}
export function register(server: McpServer): void {
${Array.from({ length: tools }, (_, at) => tool(at)).join("")}}
`;
}

/** @returns {Record<string, Record<string, string>>} inputs that are meant to hurt, by what they are */
export function pathological() {
  const many = (/** @type {number} */ count, /** @type {(at: number) => string} */ make) =>
    Array.from({ length: count }, (_, at) => make(at)).join("");
  const circle = Object.fromEntries(
    Array.from({ length: 200 }, (_, at) => {
      const next = [1, 7, 31].map((step) => (at + step) % 200);
      return [
        `c${at}.ts`,
        `${next.map((to) => `import { f${to} } from "./c${to}.js";\n`).join("")}export function f${at}(x: string): string {
  return x.length > 9 ? ${next.map((to) => `f${to}(x)`).join(" + ")} : x;
}
`,
      ];
    }),
  );
  const again = Object.fromEntries(
    Array.from({ length: 24 }, (_, at) => [
      `r${at}.ts`,
      at === 23
        ? "export const end = 1;\n"
        : `export * from "./r${at + 1}.js";\nexport * from "./r${at + 1}.js";\nexport const v${at} = 1;\n`,
    ]),
  );
  return {
    "nesting 20,000 deep": { "a.ts": `const x = ${"(\n".repeat(20_000)}1${")\n".repeat(20_000)};\n` },
    "20,000 arrays in each other": { "a.ts": `const x = ${"[\n".repeat(20_000)}${"]\n".repeat(20_000)};\n` },
    "a sum of 30,000 texts": { "a.ts": `const x = ${many(30_000, (at) => `"t${at}" +\n`)}"";\n` },
    "a union of 20,000 literals": {
      "a.ts": `type T = ${many(20_000, (at) => `\n  | "v${at}"`)};\nexport let x: T;\n`,
    },
    "an object of 40,000 properties": {
      "a.ts": `export const x = {\n${many(40_000, (at) => `  p${at}: ${at},\n`)}};\n`,
    },
    "a switch of 3,000 cases": {
      "a.ts": `export function f(x: string, y: string) {\n  let z = y;\n  switch (x) {\n${many(3000, (at) => `    case "c${at}":\n      z = z + y;\n      break;\n`)}  }\n  return z;\n}\n`,
    },
    "2,000 ifs that return": {
      "a.ts": `export function f(x: string, y: { a: string }) {\n${many(2000, (at) => `  if (y.a === "v${at}" && x !== "w${at}") return x;\n`)}  return y;\n}\n`,
    },
    "200 files calling each other in circles": circle,
    "re-exports that double 24 times": again,
  };
}

/** @param {string} file */
export const isTypeScript = (file) => /ts|tsx/.test(extname(file));
