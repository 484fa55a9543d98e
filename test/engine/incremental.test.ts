/**
 * An analysis after edits is the analysis from nothing: whatever is kept from one to the next, the bytes are the same.
 * `THREATLINE_RUNS=200` makes many more edits than a test run does.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { Engine } from "../../server/src/engine.js";

const root = join(__dirname, "..", "..", "examples", "support-desk");
const FILES = new Map(
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file))
    .sort()
    .map((file) => [relative(".", file).replaceAll("\\", "/"), readFileSync(join(root, file), "utf8")]),
);
// A list that is filled where it is imported: what one file says depends on others that it does not know.
FILES.set(
  "registry.ts",
  `import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolRequestSchema } from "@modelcontextprotocol/sdk/types.js";
export const tools: { name: string; run: (args: any) => void }[] = [];
const server = new Server({ name: "tools", version: "1" });
server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
  tools.find(({ name }) => name === params.name)?.run(params.arguments);
  return { content: [] };
});
`,
);
FILES.set(
  "register.ts",
  `import { exec } from "node:child_process";
import { tools } from "./registry.js";
tools.push({ name: "run", run: ({ line }) => exec(line) });
`,
);
const NAMES = [...FILES.keys()];
/** What a person may type somewhere: complete, broken, or nothing at all. */
const SNIPPETS = [
  "",
  "const note = 1;",
  "export function helper(text: string) { return text.trim(); }",
  'import { exec } from "node:child_process";',
  "exec(`${note}`);",
  "}",
  "if (",
  "// @threat:accept output-to-command by=@ana until=2027-01-31 -- a test",
  "// @threat:approval",
  "// @threat:data restricted kind=pii",
];
const RUNS = Number(process.env.THREATLINE_RUNS ?? 6);

interface Edit {
  file: number;
  line: number;
  /** Lines taken away there. */
  removed: number;
  snippet: number;
  /** The file goes, and comes back with the next edit of it. */
  deleted: boolean;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  file: fc.nat(NAMES.length - 1),
  line: fc.nat(80),
  removed: fc.nat(3),
  snippet: fc.nat(SNIPPETS.length - 1),
  deleted: fc.boolean(),
});

function engineOf(texts: ReadonlyMap<string, string>): Engine {
  const engine = new Engine();
  engine.configure({ today: "2026-06-01" });
  for (const [file, text] of texts) engine.update(file, text);
  return engine;
}

/** Says that it is late when it was asked more than `times` times. */
const lateAfter = (times: number) => () => times-- <= 0;

const bytes = (engine: Engine): string => JSON.stringify(engine.analyse());

it("edits lead to what a scan of the edited files finds", { timeout: RUNS * 20_000 }, () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 12, maxLength: 25 }), (edits) => {
      const texts = new Map(FILES);
      const engine = engineOf(texts);
      engine.analyse();
      for (const [index, { file, line, removed, snippet, deleted }] of edits.entries()) {
        const name = NAMES[file]!;
        if (deleted && index % 5 === 0 && texts.has(name)) {
          texts.delete(name);
          engine.remove(name);
        } else {
          const lines = (texts.get(name) ?? FILES.get(name)!).split("\n");
          lines.splice(line % lines.length, removed, SNIPPETS[snippet]!);
          texts.set(name, lines.join("\n"));
          engine.update(name, lines.join("\n"));
        }
        // Answers are kept between edits only when somebody asks in between, or is told what is known so far.
        if (index % 3 === 0) engine.analyse();
        if (index % 3 === 1) engine.findingsSoon(name, lateAfter(index));
      }
      expect(bytes(engine)).toBe(bytes(engineOf(texts)));
    }),
    { numRuns: RUNS, ...(process.env.THREATLINE_RUNS ? {} : { seed: 7 }) },
  );
});

it("an edit that is taken back leaves no trace", () => {
  const engine = engineOf(FILES);
  const before = bytes(engine);
  for (const [file, text] of FILES) {
    engine.update(file, `${text}\nexport const probe = process.argv[2];\n`);
    engine.analyse();
    engine.update(file, text);
    expect(bytes(engine)).toBe(before);
  }
});

it("white space and comments move what is found, and change nothing else", () => {
  const texts = new Map(FILES);
  const engine = engineOf(texts);
  engine.analyse();
  for (const [at, name] of NAMES.entries())
    for (const typed of ["\n", "  ", "// a note\n", "/* another\n */ "]) {
      const lines = texts.get(name)!.split("\n");
      const line = (at * 7 + typed.length * 5) % lines.length;
      lines[line] = typed + lines[line]!;
      texts.set(name, lines.join("\n"));
      engine.update(name, lines.join("\n"));
      engine.analyse();
    }
  expect(bytes(engine)).toBe(bytes(engineOf(texts)));
});

it("code that trades places with its like is followed again", () => {
  const before = `import { exec } from "node:child_process";
export const first = (line: string) => [exec(line), 1];
`;
  const texts = new Map([["only.ts", before]]);
  const engine = engineOf(texts);
  engine.analyse();
  for (const text of [
    before.replace("exec(line), 1", "1, exec(line)"),
    ` ${before}`,
    before.replace("1", "2"),
  ]) {
    texts.set("only.ts", text);
    engine.update("only.ts", text);
    expect(bytes(engine)).toBe(bytes(engineOf(texts)));
  }
});

it("a file that becomes many times as long is linked as before, and so is every other", () => {
  const texts = new Map(FILES);
  const engine = engineOf(texts);
  engine.analyse();
  for (const size of [40, 200, 20, 0])
    for (const name of ["registry.ts", "register.ts"]) {
      const more = Array.from(
        { length: size },
        (_, at) => `export const text${at} = String(${at}).trim();\n`,
      );
      texts.set(name, more.join("") + FILES.get(name)!);
      engine.update(name, texts.get(name)!);
      expect(bytes(engine)).toBe(bytes(engineOf(texts)));
    }
});

it("an edit of the only file counts", () => {
  const texts = new Map([
    ["only.ts", 'import OpenAI from "openai";\nnew OpenAI({ apiKey: "sk-proj-abcdefghij" });\n'],
  ]);
  const engine = engineOf(texts);
  engine.analyse();
  engine.update("only.ts", "export {};\n");
  expect(bytes(engine)).toBe(bytes(engineOf(new Map([["only.ts", "export {};\n"]]))));
});

it("a file that comes or goes is linked like one that was there before", () => {
  const main = `import OpenAI from "openai";
import { run } from "./lib/run.js";
const answer = await new OpenAI().responses.create({ model: "gpt-5", input: "Which command?" });
run(answer.output_text);
`;
  const direct =
    'import { exec } from "node:child_process";\nexport const run = (line: string) => exec(line);\n';
  const through = 'export { run } from "./shell";\n';
  const steps: [string, string | undefined][] = [
    ["main.ts", main],
    ["lib/run.ts", direct],
    ["lib/run/index.ts", "export const other = 1;\n"],
    ["lib/run.ts", undefined],
    ["lib/run/index.ts", 'export * from "../again";\n'],
    ["lib/again.ts", through],
    ["lib/shell.ts", direct],
    ["lib/shell.tsx", "export const run = () => {};\n"],
    ["lib/shell.ts", undefined],
    ["lib/shell.tsx", undefined],
    ["lib/shell/index.ts", direct],
  ];
  const texts = new Map<string, string>();
  const engine = engineOf(texts);
  let reached = 0;
  for (const [file, text] of steps) {
    if (text === undefined) {
      texts.delete(file);
      engine.remove(file);
    } else {
      texts.set(file, text);
      engine.update(file, text);
    }
    expect(bytes(engine)).toBe(bytes(engineOf(texts)));
    reached += engine.analyse()!.findings.length;
  }
  expect(reached).toBeGreaterThan(0);
});

it("the order in which files come changes nothing", () => {
  const engine = engineOf(new Map([...FILES].reverse()));
  expect(bytes(engine)).toBe(bytes(engineOf(FILES)));
});

it("calls of a wrapper are told anew when another one has the shortest way to it", () => {
  const head = `import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { z } from "zod";
import { all } from "./database";
export const server = new McpServer({ name: "x", version: "1" });
`;
  const tool = (name: string, way: string): string =>
    `server.tool("${name}", { table: z.string() }, async ({ table }) => {\n  ${way}\n  return { content: [] };\n});\n`;
  const short = "await all(`DROP TABLE ${table}`);";
  const long =
    "const name = table.trim();\n  const sql = [`SELECT * FROM ${name}`].join();\n  await all(sql);";
  const wrapper = `import { Pool } from "pg";
const pool = new Pool();
export const all = async (sql: string) => pool.query(sql);
`;
  const steps: [string, string | undefined][] = [
    ["database.ts", wrapper],
    ["a.ts", head + tool("list", long)],
    ["b.ts", head + tool("drop", short)],
    ["a.ts", head + tool("list", short) + tool("drop", long)],
    ["b.ts", head + tool("drop", long)],
    ["database.ts", wrapper.replace("pool.query(sql)", "pool.query(`${sql} LIMIT 1`)")],
    ["database.ts", wrapper],
    ["a.ts", undefined],
  ];
  const texts = new Map<string, string>();
  const engine = engineOf(texts);
  const counts: number[] = [];
  for (const [file, text] of steps) {
    if (text === undefined) {
      texts.delete(file);
      engine.remove(file);
    } else {
      texts.set(file, text);
      engine.update(file, text);
    }
    expect(bytes(engine)).toBe(bytes(engineOf(texts)));
    counts.push(engine.analyse()!.findings.filter(({ threat }) => threat === "output-to-query").length);
  }
  expect(counts).toEqual([0, 1, 2, 3, 3, 1, 3, 1]);
});
