/** The elements of the threat model: lenses, paths, the map. */
import type { CodeLens } from "vscode-languageserver-protocol";
import { afterEach, describe, expect, it } from "vitest";
import { MapResult } from "../../server/src/lsp/protocol.js";
import { TestServer, workspace, type StartOptions, type TestFolder } from "./lsp/server.js";

const REPORT = `import { exec } from "node:child_process";
import OpenAI from "openai";
const client = new OpenAI();
export async function report(question: string): Promise<void> {
  const completion = await client.chat.completions.create({
    model: "gpt-4.1-2025-04-14",
    max_tokens: 300,
    messages: [{ role: "user", content: question }],
  });
  const name = completion.choices[0]?.message.content ?? "report";
  run(name);
}
function run(name: string): void {
  exec(\`generate-report \${name}\`);
}
`;
const ROUTE = `import express from "express";
import { report } from "./report.js";
const app = express();
app.post("/reports", async (request, response) => {
  await report(request.body.question);
  response.sendStatus(202);
});
`;
const CALL = { line: 4, character: 40 };

let server: TestServer;
let folders: TestFolder[] = [];

async function start(files: Record<string, string>[], options: StartOptions = {}): Promise<void> {
  folders = await Promise.all(files.map((each) => workspace(each)));
  server = await TestServer.start({
    folders,
    initializationOptions: { clientCommands: true, map: true },
    ...options,
  });
}

afterEach(async () => {
  await server.stop();
  await Promise.all(folders.map((folder) => folder.remove()));
});

const uriOf = (file: string) => folders[0]!.uriOf(file);
const map = async () => MapResult.parse(await server.request("threatline/map", {}));
const elementAt = async (uri: string, position: { line: number; character: number }) =>
  (await server.request<{ elementId: string | null }>("threatline/elementAt", { uri, ...position }))
    .elementId;

describe("a path", () => {
  it("is the related information of its diagnostic, step by step", async () => {
    await start([{ "report.ts": REPORT }]);
    await server.open(uriOf("report.ts"), REPORT);
    const diagnostics = await server.diagnostics(uriOf("report.ts"));
    const diagnostic = diagnostics.find(({ code }) => code === "output-to-command")!;
    const steps = diagnostic.relatedInformation!;
    expect(steps.length).toBeGreaterThan(1);
    expect(steps.map(({ message }) => message.slice(0, 2))).toEqual(steps.map((_, index) => `${index + 1}.`));
    expect(steps[0]!.location.range.start.line).toBe(CALL.line);
    expect(steps.at(-1)!.location.range.start.line).toBe(13);
  });
});

describe("a lens", () => {
  it("says what a model call reads, what it can do, and how many threats it has", async () => {
    await start([{ "report.ts": REPORT, "route.ts": ROUTE }]);
    await server.ready();
    await server.open(uriOf("report.ts"), REPORT);
    const textDocument = { uri: uriOf("report.ts") };
    const lenses = await server.request<CodeLens[]>("textDocument/codeLens", { textDocument });
    expect(lenses.map(({ range, command }) => [range.start.line, command])).toEqual([[CALL.line, undefined]]);
    const { command } = await server.request<CodeLens>("codeLens/resolve", lenses[0]);
    expect(command!.title).toMatch(/^reads .+ · can .+ · 2 threats$/);
    expect(command!.command).toBe("threatline.showFindings");
    expect(command!.arguments).toEqual([await elementAt(textDocument.uri, CALL)]);
  });

  it("is text only in a client without the commands, and absent when switched off", async () => {
    await start([{}], { initializationOptions: {} });
    await server.open(uriOf("report.ts"), REPORT);
    const textDocument = { uri: uriOf("report.ts") };
    const [lens] = await server.request<CodeLens[]>("textDocument/codeLens", { textDocument });
    const { command } = await server.request<CodeLens>("codeLens/resolve", lens);
    expect(command).toMatchObject({ command: "" });
    expect(command!.title).toContain("threat");
    server.settings = { codeLens: { enable: false } };
    await server.notify("workspace/didChangeConfiguration", { settings: null });
    await server.until(() => server.received.includes("workspace/codeLens/refresh"), "a refresh");
    expect(await server.request("textDocument/codeLens", { textDocument })).toEqual([]);
  });
});

describe("the map", () => {
  it("is laid out, follows an edit, and names its findings", async () => {
    await start([{ "report.ts": REPORT, "route.ts": ROUTE }]);
    await server.ready();
    await server.workspaceDiagnostics();
    const before = await map();
    expect(before.root).toBe(folders[0]!.uri);
    const kinds = before.map.elements.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(["model", "process"]));
    expect(before.layout!.nodes.flatMap(({ elements }) => elements).sort()).toEqual(
      before.map.elements.map(({ id }) => id).sort(),
    );
    const named = before.map.elements.flatMap(({ threats }) => threats);
    expect(before.findings.map(({ fingerprint }) => fingerprint)).toEqual(expect.arrayContaining(named));
    const changes = () => server.received.filter((name) => name === "threatline/mapChanged").length;
    const known = changes();
    await server.open(uriOf("report.ts"), "export const report = async (_: string) => {};\n");
    await server.until(() => changes() > known, "a change");
    const after = await map();
    expect(after.version).toBeGreaterThan(before.version);
    expect(after.map.elements.map(({ kind }) => kind)).not.toContain("model");
  });

  it("knows the element under the cursor", async () => {
    await start([{ "report.ts": REPORT }]);
    await server.ready();
    await server.workspaceDiagnostics();
    const { elements } = (await map()).map;
    const idOf = (wanted: string) => elements.find(({ kind }) => kind === wanted)!.id;
    expect(await elementAt(uriOf("report.ts"), CALL)).toBe(idOf("model"));
    expect(await elementAt(uriOf("report.ts"), { line: 13, character: 4 })).toBe(idOf("process"));
    expect(await elementAt(uriOf("report.ts"), { line: 2, character: 0 })).toBeNull();
  });

  it("shows several folders as one picture, with ids and files that stay apart", async () => {
    await start([{ "report.ts": REPORT }, { "report.ts": REPORT }]);
    await server.ready();
    await server.workspaceDiagnostics();
    const result = await map();
    const models = result.map.elements.filter(({ kind }) => kind === "model");
    expect(new Set(models.map(({ id }) => id)).size).toBe(2);
    expect(models.map(({ file }) => file).sort()).toEqual(
      [folders[1]!.uriOf("report.ts"), "report.ts"].sort(),
    );
    expect(await elementAt(folders[1]!.uriOf("report.ts"), CALL)).toBe(
      models.find(({ file }) => file !== "report.ts")!.id,
    );
  });

  it("says why it is empty", async () => {
    await start([{ "a.ts": "export {};\n" }]);
    await server.ready();
    expect(await map()).toMatchObject({ layout: null, empty: expect.stringContaining("One file was read") });
  });
});

describe("findings in another file", () => {
  it("change with the file that feeds them, and the client is told", async () => {
    const model = `import OpenAI from "openai";
export const ask = async (text: string) =>
  (await new OpenAI().chat.completions.create({ model: "m", messages: [{ role: "user", content: text }] })).choices[0]!
    .message.content!;
`;
    const sink = `import { exec } from "node:child_process";
import { ask } from "./model.js";
export const run = async (text: string) => exec(await ask(text));
`;
    await start([{ "model.ts": model, "sink.ts": sink }]);
    await server.ready();
    await server.open(uriOf("sink.ts"), sink);
    expect((await server.diagnostics(uriOf("sink.ts"))).map(({ code }) => code)).toContain(
      "output-to-command",
    );
    await server.open(uriOf("model.ts"), 'export const ask = async (_: string) => "ls";\n');
    await server.until(() => server.received.includes("workspace/diagnostic/refresh"), "a refresh");
    expect(await server.diagnostics(uriOf("sink.ts"))).toEqual([]);
  });
});
