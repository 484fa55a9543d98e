/** What a review keeps, and what is held against it. */
import { expect, it } from "vitest";
import { Engine } from "../../server/src/engine.js";

const RUN = `import { execSync } from "node:child_process";
export const run = (line: string) => execSync(line).toString();
`;

/** @param more options of the tool */
function tool(name: string, from: string, more = ""): string {
  return `import { tool } from "ai";
import { z } from "zod";
import { run } from "${from}";
export const ${name} = tool({ ${more}inputSchema: z.object({ line: z.string() }), execute: async ({ line }) => run(line) });
`;
}

function engineOf(files: Record<string, string>): Engine {
  const engine = new Engine();
  for (const [file, text] of Object.entries(files)) engine.update(file, text);
  return engine;
}

function unreviewed(engine: Engine, reviewed: string[]): string[] {
  engine.configure({ reviewed });
  const found = engine.analyse()!.findings.filter(({ threat }) => threat === "unreviewed-change");
  return found.map(({ source, sink, message }) => `${source.file} ${sink.file}: ${message.split(". ")[0]}`);
}

it("what only a test can do is no part of it", () => {
  const engine = engineOf({
    "src/run.ts": RUN,
    "src/shell.ts": tool("shell", "./run.js"),
    "test/probe.test.ts": tool("probe", "../src/run.js"),
  });
  expect(engine.surface()).toEqual(["tool shell in src/shell.ts", "tool shell in src/shell.ts can exec"]);
  expect(unreviewed(engine, ["tool shell in src/shell.ts"])).toEqual([
    "src/shell.ts src/run.ts: This is not in the reviewed threat model: tool shell in src/shell.ts can exec",
  ]);
});

it("a person who is asked now is less than what was reviewed, one who is asked no more is not", () => {
  const asked = engineOf({ "run.ts": RUN, "shell.ts": tool("shell", "./run.js", "needsApproval: true, ") });
  const free = engineOf({ "run.ts": RUN, "shell.ts": tool("shell", "./run.js") });
  expect(unreviewed(asked, free.surface())).toEqual([]);
  expect(unreviewed(free, asked.surface())).toEqual([
    "shell.ts run.ts: This is not in the reviewed threat model: tool shell in shell.ts can exec",
  ]);
});

it("tools behind one handler are lines of their own, each with what is done for it", () => {
  const server = `import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { execSync } from "node:child_process";
import { rm } from "node:fs/promises";
const server = new Server({ name: "notes", version: "1.0.0" }, { capabilities: { tools: {} } });
const git = (line: string) => execSync(line).toString();
server.setRequestHandler(CallToolRequestSchema, async (request) => {
  const { name, arguments: input } = request.params;
  switch (name) {
    case "status":
      return { content: [{ type: "text", text: git("git status") }] };
    case "clear":
      await rm("notes", { recursive: true });
      git("git gc");
      return { content: [] };
    case "echo":
      return { content: [{ type: "text", text: String(input?.text) }] };
  }
  throw new Error(name);
});
`;
  const engine = engineOf({ "server.ts": server });
  expect(engine.surface()).toEqual([
    "tool clear in server.ts",
    "tool clear in server.ts can exec",
    "tool clear in server.ts can write",
    "tool echo in server.ts",
    "tool status in server.ts",
    "tool status in server.ts can exec",
    "tool tools/call in server.ts",
  ]);
  const more = engineOf({
    "server.ts": server.replace('case "echo":', 'case "echo":\n      git("git push");'),
  });
  expect(unreviewed(more, engine.surface())).toEqual([
    "server.ts server.ts: This is not in the reviewed threat model: tool echo in server.ts can exec",
  ]);
});
