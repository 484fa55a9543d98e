/** What one of many callers leaves in a field is read by all of them, as far as anybody can tell. */
import { expect, it } from "vitest";
import { Engine } from "../../server/src/engine.js";
import type { Finding } from "../../server/src/report/contract.js";

const CLIENT = `export class Client {
  options: { key?: string };
  constructor(options: { key?: string }) {
    this.options = options;
  }
  describe() {
    return this.options;
  }
}
export const makeClient = (options: { key?: string }) => new Client(options);
`;

/** A script that makes a client, and logs what it says of itself. */
const script = (options: string) => `import { makeClient } from "../client.js";
console.log(makeClient(${options}).describe());
`;

const RETRY = `async function attempt<T>(work: () => Promise<T>): Promise<T> {
  for (;;) try { return await work(); } catch {}
}
export const retry = async <T>(work: () => Promise<T>): Promise<T> => attempt(work);
`;

/** A script that logs what a function gives that it has called for it. */
const retried = (given: string) => `import { retry } from "../client.js";
console.log(await retry(async () => ${given}));
`;

function loggedCredentials(scripts: number, library = CLIENT, write = script): Finding[] {
  const engine = new Engine();
  engine.configure({ today: "2026-06-01" });
  engine.update("client.ts", library);
  engine.update("scripts/with-key.ts", write("{ key: process.env.PAYMENTS_API_KEY }"));
  for (let index = 1; index < scripts; index++) engine.update(`scripts/s${index}.ts`, write("{}"));
  return engine.analyse()!.findings.filter(({ threat }) => threat === "credential-exposure");
}

it("a few who share a class are told as they are", () => {
  const findings = loggedCredentials(3);
  expect(findings.map(({ severity, confidence }) => `${severity} ${confidence}`)).toEqual(
    Array.from({ length: 3 }, () => "warning high"),
  );
});

it("which of many instances it is, is an assumption", () => {
  const findings = loggedCredentials(12);
  expect(new Set(findings.map(({ confidence }) => confidence))).toEqual(new Set(["medium"]));
});

it("which of very many it is, is not known", () => {
  const findings = loggedCredentials(20);
  expect(new Set(findings.map(({ severity, confidence }) => `${severity} ${confidence}`))).toEqual(
    new Set(["info low"]),
  );
});

it("what a function gives that was handed on and on is its own caller's", () => {
  const files = (severity: string) =>
    loggedCredentials(20, RETRY, retried).flatMap((finding) =>
      finding.severity === severity ? finding.file : [],
    );
  expect(files("warning").filter((file) => file !== "scripts/with-key.ts")).toEqual([]);
});

/** A server whose tools stand in one list, each made by a function of its own; every other one is dangerous. */
function serverOf(tools: number): string {
  const made = Array.from({ length: tools }, (_, at) => {
    const command = at % 2 === 0 ? "`git log ${args.ref}`" : '"git status"';
    return `const make${at} = (): Tool => ({ name: "t${at}", run: async (args) => execSync(${command}) });`;
  });
  return `import { execSync } from "node:child_process";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
interface Tool { name: string; run(args: { ref: string }): Promise<unknown> }
${made.join("\n")}
const all = (): Tool[] => [${Array.from({ length: tools }, (_, at) => `make${at}()`).join(", ")}];
const server = new McpServer({ name: "git", version: "1.0.0" });
for (const tool of all()) server.registerTool(tool.name, {}, async (args) => tool.run(args as never));
`;
}

it("a server may have more tools than anything else may be", () => {
  const engine = new Engine();
  engine.update("index.ts", serverOf(120));
  const lines = engine
    .analyse()!
    .findings.flatMap(({ threat, range }) => (threat === "output-to-command" ? range.start.line : []));
  expect(lines).toEqual(Array.from({ length: 60 }, (_, at) => 4 + 2 * at));
});
