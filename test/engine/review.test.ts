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
