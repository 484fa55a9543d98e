/** Code in which the ways through it double with every line takes no longer than other code of its length. */
import { expect, it } from "vitest";
import { Engine } from "../../server/src/engine.js";

/** Far more than either needs, far less than the doubling would. In milliseconds. */
const ENOUGH = 5_000;

function findings(text: string): string[] {
  const engine = new Engine();
  engine.update("index.ts", text);
  return engine.analyse()!.findings.map(({ threat }) => threat);
}

it(
  "properties that branches put on one object before it is sent",
  () => {
    const branches = Array.from({ length: 60 }, (_, at) => `  if (input.p${at}) body.p${at} = input.p${at};`);
    const text = `export async function ask(input: Record<string, string>) {
  const body: Record<string, unknown> = { messages: [{ role: "user", content: input.question }] };
${branches.join("\n")}
  const response = await fetch("https://api.openai.com/v1/chat/completions", { method: "POST", body: JSON.stringify(body) });
  return JSON.parse((await response.json()).choices[0].message.content);
}
`;
    expect(findings(text)).toContain("unvalidated-output");
  },
  ENOUGH,
);

it(
  "a function that hands parts of what it is given to itself",
  () => {
    const cases = ["chosen", "targets[0]", "last", "inner.first", "inner.second"];
    const text = `import { Hono } from "hono";
const app = new Hono();
async function run(group: any, request: any, headers: any, inherited: any = {}): Promise<any> {
  const current: any = { ...group };
${["a", "b", "c", "d"].map((name) => `  current.${name} = { ...inherited.${name} };`).join("\n")}
  let response;
  switch (current.mode) {
${cases.map((part, at) => `    case ${at}: response = await run(current.${part}, request, headers, inherited); break;`).join("\n")}
    default: response = await fetch(current.address, { headers, body: request });
  }
  return response;
}
app.post("/proxy", async (c) => run(JSON.parse(c.req.header("x-config")!), await c.req.json(), c.req.header()));
`;
    expect(findings(text)).toContain("output-to-request");
  },
  ENOUGH,
);

it(
  "a request that is asked about a thousand times before it is used",
  () => {
    const questions = Array.from({ length: 1000 }, (_, at) => `  if (options.p${at}) log.push("p${at}");`);
    const names = Array.from({ length: 8 }, (_, at) => `p${at}: input.i${at}`);
    const text = `import express from "express";
import { exec } from "node:child_process";
const log: string[] = [];
express().post("/run", (request, response) => {
  const input = request.body;
  const options: Record<string, string> = { ${names.join(", ")} };
${questions.join("\n")}
  exec(options.p7, (error, output) => response.send(output));
});
`;
    expect(findings(text)).toContain("output-to-command");
  },
  ENOUGH,
);

it(
  "a helper that reads the body for a hundred routes, and is handed on for one more",
  () => {
    const routes = Array.from(
      { length: 100 },
      (_, at) => `  if (request.url === "/r${at}") return done(response, (await bodyOf(request)).r${at});`,
    );
    const text = `import type { IncomingMessage, ServerResponse } from "node:http";
function bodyOf(request: IncomingMessage): Promise<any> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => resolve(JSON.parse(Buffer.concat(parts).toString())));
  });
}
function done(response: ServerResponse, what: unknown) {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ length: String(what).length }));
}
export async function handle(request: IncomingMessage, response: ServerResponse) {
${routes.join("\n")}
  await others({ request, response, bodyOf });
}
async function others(context: { request: IncomingMessage; response: ServerResponse; bodyOf: (request: IncomingMessage) => Promise<any> }) {
  const { request, response, bodyOf: read } = context;
  const { address } = await read(request);
  done(response, await (await fetch(address)).text());
}
`;
    expect(findings(text)).toContain("output-to-request");
  },
  ENOUGH,
);
