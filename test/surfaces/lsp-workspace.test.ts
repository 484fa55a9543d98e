import { afterEach, describe, expect, it } from "vitest";
import { FileChangeType, type WorkspaceDocumentDiagnosticReport } from "vscode-languageserver-protocol";
import { KEY, TestServer, workspace, type StartOptions, type TestFolder } from "./lsp/server.js";

const BAD = `connect("${KEY}");\n`;
const GOOD = "connect(process.env.KEY);\n";

let server: TestServer;
let folders: TestFolder[] = [];

async function start(files: Record<string, string>[], options: StartOptions = {}): Promise<void> {
  folders = await Promise.all(files.map((each) => workspace(each)));
  server = await TestServer.start({ folders, ...options });
}

afterEach(async () => {
  await server.stop();
  await Promise.all(folders.map((folder) => folder.remove()));
});

/** Files with findings, as the names relative to their folder. */
async function threatened(): Promise<string[]> {
  const { items } = await server.workspaceDiagnostics();
  return items.filter(hasItems).map(({ uri }) => {
    const index = folders.findIndex((folder) => uri.startsWith(`${folder.uri}/`));
    return `${index}:${uri.slice(folders[index]!.uri.length + 1)}`;
  });
}

const hasItems = (report: WorkspaceDocumentDiagnosticReport) =>
  report.kind === "full" && report.items.length > 0;

/** A client without progress, so that a scan of many files is the only thing that reports. */
const manyFiles = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`src/f${index}.ts`, `${BAD}// ${index}\n`]),
  );

describe("the scan", () => {
  it("shows its progress and ends it", async () => {
    await start([manyFiles(50)]);
    await server.ready();
    const [reports] = [...server.progress.values()];
    expect(reports?.[0]).toMatchObject({ kind: "begin", title: "Threatline", cancellable: true });
    expect(reports?.at(-1)).toEqual({ kind: "end" });
    expect(server.statuses.at(-1)).toMatchObject({ state: "ready", findings: 50 });
  });

  it("can be cancelled; open documents are analysed all the same", async () => {
    await start([manyFiles(2_000)]);
    await server.until(() => server.progress.size > 0, "progress");
    await server.notify("window/workDoneProgress/cancel", { token: [...server.progress.keys()][0] });
    await server.ready();
    const { message, findings } = server.statuses.at(-1)!;
    expect(message).toContain("cancelled");
    expect(findings).toBeLessThan(2_000);
    const uri = folders[0]!.uriOf("open.ts");
    await server.open(uri, BAD);
    expect(await server.diagnostics(uri)).toHaveLength(1);
  });

  it("does not hold up a document that is opened meanwhile", async () => {
    await start([manyFiles(2_000)]);
    const uri = folders[0]!.uriOf("open.ts");
    await server.open(uri, BAD);
    expect(await server.diagnostics(uri)).toHaveLength(1);
    expect(server.statuses.some(({ state }) => state === "ready")).toBe(false);
  });

  it("answers a cancelled request for the workspace before the scan is over", async () => {
    await start([manyFiles(2_000)]);
    const { CancellationTokenSource } = await import("vscode-languageserver-protocol/node");
    const source = new CancellationTokenSource();
    const asked = server.connection.sendRequest(
      "workspace/diagnostic",
      { previousResultIds: [] },
      source.token,
    );
    source.cancel();
    await expect(asked).rejects.toMatchObject({ code: -32800 });
    expect(server.statuses.some(({ state }) => state === "ready")).toBe(false);
  });

  it("streams partial results to a client that asks for them", async () => {
    await start([manyFiles(250)]);
    const batches: number[] = [];
    server.onProgress("partial", (value) => batches.push((value as { items: unknown[] }).items.length));
    const result = await server.request<{ items: unknown[] }>("workspace/diagnostic", {
      previousResultIds: [],
      partialResultToken: "partial",
    });
    expect(batches).toEqual([100, 100, 50]);
    expect(result.items).toEqual([]);
  });
});

describe("what is scanned", () => {
  it("leaves out what git and the settings leave out, open or not", async () => {
    await start(
      [{ ".gitignore": "out\n", "out/a.ts": BAD, "lib/b.ts": BAD, "c.ts": BAD, "node_modules/x/d.js": BAD }],
      { settings: { exclude: ["lib"] } },
    );
    expect(await threatened()).toEqual(["0:c.ts"]);
    const uri = folders[0]!.uriOf("out/a.ts");
    await server.open(uri, BAD);
    await server.ready(server.statuses.length - 1);
    await server.change(uri, `${BAD}\n`);
    expect(await server.diagnostics(uri)).toEqual([]);
  });

  it("follows files that come, change and go on disk", async () => {
    await start([{ "a.ts": BAD, "b.ts": GOOD }]);
    const folder = folders[0]!;
    expect(await threatened()).toEqual(["0:a.ts"]);
    const from = server.statuses.length;
    await folder.write("b.ts", BAD);
    await folder.write("new.ts", BAD);
    const { rm } = await import("node:fs/promises");
    await rm(`${folder.path}/a.ts`);
    await server.notify("workspace/didChangeWatchedFiles", {
      changes: [
        { uri: folder.uriOf("a.ts"), type: FileChangeType.Deleted },
        { uri: folder.uriOf("b.ts"), type: FileChangeType.Changed },
        { uri: folder.uriOf("new.ts"), type: FileChangeType.Created },
      ],
    });
    await server.ready(from);
    expect((await threatened()).sort()).toEqual(["0:b.ts", "0:new.ts"]);
  });

  it("returns to the text on disk when a document is closed", async () => {
    await start([{ "a.ts": GOOD }]);
    const uri = folders[0]!.uriOf("a.ts");
    await server.open(uri, BAD);
    await server.ready();
    await server.until(() => server.statuses.at(-1)?.findings === 1, "the finding");
    await server.close(uri);
    await server.until(() => server.statuses.at(-1)?.findings === 0, "its end");
    expect(await threatened()).toEqual([]);
  });

  it("keeps the folders of a workspace apart, also one inside another", async () => {
    await start([{ "a.ts": BAD, "inner/b.ts": BAD }, { "c.ts": BAD }]);
    const inner = { uri: folders[0]!.uriOf("inner"), name: "inner" };
    expect(await threatened()).toEqual(["0:a.ts", "0:inner/b.ts", "1:c.ts"]);
    const removed = { uri: folders[1]!.uri, name: "second" };
    const from = server.statuses.length;
    await server.notify("workspace/didChangeWorkspaceFolders", {
      event: { added: [inner], removed: [removed] },
    });
    await server.ready(from);
    await server.until(() => server.statuses.at(-1)?.findings === 2, "two findings");
    expect((await threatened()).sort()).toEqual(["0:a.ts", "0:inner/b.ts"]);
  });
});

describe("settings and configuration", () => {
  it("asks for fresh diagnostics when the configuration changes", async () => {
    await start([{ "a.ts": BAD }]);
    const folder = folders[0]!;
    const uri = folder.uriOf("a.ts");
    await server.open(uri, BAD);
    await server.ready();
    expect(await server.diagnostics(uri)).toHaveLength(1);
    await folder.write("threatline.json", JSON.stringify({ exclude: ["a.ts"] }));
    const changes = [{ uri: folder.uriOf("threatline.json"), type: FileChangeType.Created }];
    await server.notify("workspace/didChangeWatchedFiles", { changes });
    await server.until(() => server.received.includes("workspace/diagnostic/refresh"), "a refresh");
    expect(await server.diagnostics(uri)).toEqual([]);
  });

  it("does not let the configuration of an untrusted folder hide findings", async () => {
    const config = JSON.stringify({ exclude: ["a.ts"], minConfidence: "high" });
    await start([{ "a.ts": BAD, "threatline.json": config }], { initializationOptions: { trusted: false } });
    expect(await threatened()).toEqual(["0:a.ts"]);
  });

  it("shows what is wrong with the configuration, saved or not", async () => {
    await start([{ "a.ts": BAD, "threatline.json": '{ "exlude": [] }' }]);
    const uri = folders[0]!.uriOf("threatline.json");
    expect(await threatened()).toEqual(["0:a.ts", "0:threatline.json"]);
    await server.open(uri, '{ "exclude": [] ', "json");
    expect(await server.diagnostics(uri)).toMatchObject([{ code: "invalid-config", severity: 1 }]);
    await server.change(uri, '{ "exclude": [] }');
    expect(await server.diagnostics(uri)).toEqual([]);
  });

  it("is silent when it is switched off, and comes back", async () => {
    await start([{ "a.ts": BAD }], { settings: { enable: false } });
    expect(await threatened()).toEqual([]);
    server.settings = { enable: true };
    await server.notify("workspace/didChangeConfiguration", { settings: null });
    await server.until(() => server.received.includes("workspace/diagnostic/refresh"), "a refresh");
    expect(await threatened()).toEqual(["0:a.ts"]);
  });

  it("reports open files only, when asked to", async () => {
    await start([{ "a.ts": BAD, "b.ts": BAD }], { settings: { diagnostics: { scope: "openFiles" } } });
    await server.open(folders[0]!.uriOf("b.ts"), BAD);
    await server.ready();
    expect(await threatened()).toEqual(["0:b.ts"]);
  });
});
