/** The tests that `write-adversarial-test` writes, run: they fail on the code as it is, and pass once a control is in place. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installPackages } from "../../scripts/install-packages.mjs";
import { controls } from "../../server/src/controls/index.js";
import { engineOf, offersOf, textsOf, type Files } from "../engine/controls/law.js";

interface Attacked {
  what: string;
  threat: string;
  /** The control that repairs it. */
  repair: string;
  files: Files;
  runner?: "node" | "jest";
}

const tool = (call: string, from: string, input = "text") =>
  `import { tool } from "ai";\nimport { z } from "zod";\nimport { ${/^\w+/.exec(call)![0]} } from "./${from}";\n` +
  `export const it = tool({ description: "d", inputSchema: z.object({ ${input}: z.string() }), execute: async ({ ${input} }) => { await ${call}; return "done"; } });\n`;

const ATTACKED: readonly Attacked[] = [
  {
    what: "a command",
    threat: "output-to-command",
    repair: "use-argument-vector",
    files: {
      "git.ts": `import { exec } from "node:child_process";\nimport { promisify } from "node:util";\n\nconst run = promisify(exec);\n\nexport async function log(branch: string, limit: number): Promise<string> {\n  await run("git fetch");\n  const { stdout } = await run(\`git log -n \${limit} \${branch}\`);\n  return stdout;\n}\n`,
      "index.ts": tool("log(text, 3)", "git.js"),
    },
  },
  {
    what: "a command, in Node's own runner",
    threat: "output-to-command",
    repair: "use-argument-vector",
    runner: "node",
    files: {
      "git.mjs": `import { execSync } from "node:child_process";\n\nexport function show({ commit }) {\n  return execSync(\`git show \${commit}\`).toString();\n}\n`,
      "index.mjs": tool("show({ commit: text })", "git.mjs"),
    },
  },
  {
    what: "a command, in jest",
    threat: "output-to-command",
    repair: "use-argument-vector",
    runner: "jest",
    files: {
      "git.js": `const { exec } = require("node:child_process");\n\nfunction show(commit) {\n  return new Promise((resolve, reject) => exec(\`git show \${commit}\`, (error, out) => (error ? reject(error) : resolve(out))));\n}\n\nmodule.exports = { show };\n`,
      "index.js": `const { tool } = require("ai");\nconst { z } = require("zod");\nconst { show } = require("./git.js");\nmodule.exports.it = tool({ description: "d", inputSchema: z.object({ text: z.string() }), execute: async ({ text }) => show(text) });\n`,
    },
  },
  {
    what: "a path of a tool",
    threat: "output-to-path",
    repair: "contain-path",
    files: {
      "index.ts": `import { readFile } from "node:fs/promises";\nimport { join } from "node:path";\nimport { tool } from "ai";\nimport { z } from "zod";\n\nexport const tools = {\n  readNote: tool({\n    description: "Reads a note",\n    inputSchema: z.object({ name: z.string(), lines: z.number().optional() }),\n    execute: async ({ name }) => readFile(join("notes", \`\${name}.md\`), "utf8"),\n  }),\n};\n`,
    },
  },
  {
    what: "a tool of an MCP server, by the function that registers it",
    threat: "output-to-path",
    repair: "contain-path",
    files: {
      "notes.ts": `import { readFile } from "node:fs/promises";\nimport { join } from "node:path";\nimport type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";\nimport { z } from "zod";\n\nexport function registerNotes(server: McpServer, folder = "notes"): void {\n  server.registerTool("read_note", { inputSchema: { name: z.string(), lines: z.number().optional() } }, async ({ name }) => {\n    const text = await readFile(join(folder, name), "utf8");\n    return { content: [{ type: "text", text }] };\n  });\n}\n`,
    },
  },
  {
    what: "a tool of an MCP server, by the function that makes it",
    threat: "output-to-command",
    repair: "use-argument-vector",
    files: {
      "server.ts": `import { exec } from "node:child_process";\nimport { promisify } from "node:util";\nimport { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";\nimport { z } from "zod";\n\nconst run = promisify(exec);\n\nexport async function createServer() {\n  const server = new McpServer({ name: "git", version: "1.0.0" });\n  server.registerTool("git_log", { inputSchema: { branch: z.string() } }, async ({ branch }) => {\n    const { stdout } = await run(\`git log \${branch}\`);\n    return { content: [{ type: "text", text: stdout }] };\n  });\n  return server;\n}\n`,
    },
  },
  {
    what: "an address",
    threat: "output-to-request",
    repair: "allow-list-host",
    files: {
      "page.ts": `export const page = async (input: { url: string; depth: number }): Promise<string> => {\n  const response = await fetch(input.url);\n  return response.text();\n};\n`,
      "index.ts": tool("page({ url: text, depth: 1 })", "page.js"),
    },
  },
  {
    what: "a query",
    threat: "output-to-query",
    repair: "bind-query-parameters",
    files: {
      "orders.ts": `import type { Pool } from "pg";\n\nexport async function orders(pool: Pool, customer: string) {\n  return pool.query(\`select id from orders where customer = '\${customer}'\`);\n}\n`,
      "index.ts": `import { Pool } from "pg";\nconst pool = new Pool();\n${tool("orders(pool, text)", "orders.js")}`,
    },
  },
  {
    what: "instructions",
    threat: "prompt-injection",
    repair: "separate-instructions",
    files: {
      "route.ts": `import OpenAI from "openai";\n\nconst openai = new OpenAI();\n\nexport async function POST(req: Request): Promise<Response> {\n  const { company } = await req.json();\n  const answer = await openai.chat.completions.create({\n    model: "gpt-4.1-2025-04-14",\n    max_tokens: 100,\n    messages: [{ role: "system", content: \`You help \${company}.\` }, { role: "user", content: "Who are you?" }],\n  });\n  return Response.json(answer.choices[0]?.message.content);\n}\n`,
    },
  },
  {
    what: "code",
    threat: "output-to-code",
    repair: "parse-instead-of-eval",
    files: {
      "sum.ts": `export function sum(items: string): number {\n  const list = eval(\`(\${items})\`);\n  return list.total + list.tax;\n}\n`,
      "index.ts": tool("sum(text)", "sum.js"),
    },
  },
  {
    what: "HTML",
    threat: "output-to-html",
    repair: "sanitise-html",
    files: {
      "show.ts": `export function show(box: HTMLElement, text: string): void {\n  box.innerHTML = text;\n}\n`,
      "index.ts": `import OpenAI from "openai";\nimport { show } from "./show.js";\nconst openai = new OpenAI();\nexport async function ask(box: HTMLElement) {\n  const answer = await openai.responses.create({ model: "gpt-4.1-2025-04-14", input: "?", max_output_tokens: 9 });\n  show(box, answer.output_text);\n}\n`,
    },
  },
  {
    what: "HTML that a model answers",
    threat: "output-to-html",
    repair: "sanitise-html",
    files: {
      "ask.ts": `import OpenAI from "openai";\n\nconst openai = new OpenAI();\n\nexport async function ask(box: HTMLElement, input: string): Promise<void> {\n  const answer = await openai.responses.create({ model: "gpt-4.1-2025-04-14", input, max_output_tokens: 9 });\n  box.innerHTML = answer.output_text;\n}\n`,
    },
  },
  {
    what: "a command of which a model answers a part",
    threat: "output-to-command",
    repair: "use-argument-vector",
    files: {
      "commit.ts": `import { execSync } from "node:child_process";\nimport { openai } from "@ai-sdk/openai";\nimport { generateText } from "ai";\n\nexport async function commit(prompt: string): Promise<void> {\n  const { text } = await generateText({ model: openai("gpt-4.1-2025-04-14"), prompt, maxOutputTokens: 99 });\n  execSync(\`git commit -m \${text}\`);\n}\n`,
    },
  },
  {
    what: "a path that a model answers",
    threat: "output-to-path",
    repair: "contain-path",
    files: {
      "pick.ts": `import { readFile } from "node:fs/promises";\nimport { join } from "node:path";\nimport Anthropic from "@anthropic-ai/sdk";\n\nconst anthropic = new Anthropic();\n\nexport async function pick(content: string): Promise<string> {\n  const answer = await anthropic.messages.create({ model: "claude-sonnet-4-5-20250929", max_tokens: 9, messages: [{ role: "user", content }] });\n  const [first] = answer.content;\n  const name = first?.type === "text" ? first.text : "";\n  return readFile(join("notes", name), "utf8");\n}\n`,
    },
  },
];

let root: string;

function written(example: Attacked, at: number): void {
  const dependencies = {
    ai: "6",
    zod: "4",
    ...(example.runner === "jest" ? { jest: "29" } : { vitest: "4" }),
  };
  const project =
    example.runner === "node"
      ? { folder: "", scripts: { test: "node --test" } }
      : { folder: "", dependencies };
  const engine = engineOf({ files: example.files, projects: [project] });
  const only = (id: string) => controls.filter((control) => control.id === id);
  const test = offersOf(engine, only("write-adversarial-test")).find(
    ({ finding }) => finding.threat === example.threat,
  );
  if (!test) throw new Error(`no test is offered for ${example.what}`);
  const repair = offersOf(engine, only(example.repair)).find(
    ({ finding }) => finding.threat === example.threat,
  );
  if (!repair) throw new Error(`${example.repair} is not offered for ${example.what}`);
  const tests = Object.fromEntries(Object.entries(test.after).filter(([file]) => !(file in example.files)));
  for (const [side, files] of [
    ["before", textsOf(engine)],
    ["after", repair.after],
  ] as const)
    for (const [file, text] of Object.entries({ ...files, ...tests })) {
      const path = join(root, example.runner ?? "vitest", String(at), side, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
}

beforeAll(async () => {
  const packages = await installPackages();
  root = mkdtempSync(join(packages, "attacks-"));
  for (const [at, example] of ATTACKED.entries()) written(example, at);
}, 300_000);

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What the runner says of the tests of a folder: how it exits. */
function run(example: Attacked, at: number, side: string): { status: number | null; said: string } {
  const runner = example.runner ?? "vitest";
  const cwd = join(root, runner, String(at), side);
  const bin = (name: string) => join(import.meta.dirname, "../../node_modules", name);
  writeFileSync(join(cwd, "vitest.config.mjs"), "export default {};\n");
  const args = {
    vitest: [bin("vitest/vitest.mjs"), "run", "--root", cwd, "--no-color"],
    jest: [join(root, "../node_modules/jest/bin/jest.js"), "--rootDir", cwd, "--ci"],
    node: ["--test", cwd],
  }[runner];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "", VITEST: undefined, NODE_TEST_CONTEXT: undefined },
  });
  return { status, said: stdout + stderr };
}

describe.each(ATTACKED.map((example, at) => [example.what, example, at] as const))(
  "%s",
  (_what, example, at) => {
    it("gets through to the code as it is", () => {
      const { status, said } = run(example, at, "before");
      expect(said).toMatch(/AssertionError|expect\(received\)/);
      expect(status).toBe(1);
    });

    it("does not once a control is in place", () => {
      const { status, said } = run(example, at, "after");
      expect({ status, said: status === 0 ? "" : said }).toEqual({ status: 0, said: "" });
    });
  },
);
