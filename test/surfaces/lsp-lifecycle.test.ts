import { spawn } from "node:child_process";
import { chmod, symlink } from "node:fs/promises";
import { afterEach, describe, expect, it } from "vitest";
import { KEY, TestServer, workspace, type TestFolder } from "./lsp/server.js";

const BAD = `connect("${KEY}");\n`;

let server: TestServer;
let folder: TestFolder | undefined;

afterEach(async () => {
  await server.stop();
  await folder?.remove();
  folder = undefined;
});

describe("the transport", () => {
  it.each(["stdio", "ipc"] as const)("is %s", async (transport) => {
    server = await TestServer.start({ transport });
    expect(server.initialized.serverInfo?.name).toBe("Threatline");
    expect(server.initialized.capabilities.positionEncoding).toBe("utf-16");
    await server.open("untitled:a", BAD);
    expect(await server.diagnostics("untitled:a")).toHaveLength(1);
    expect(await server.stop()).toBe(0);
  });
});

describe("the end of a server", () => {
  it("exits with 0 after shutdown", async () => {
    server = await TestServer.start();
    expect(await server.stop()).toBe(0);
  });

  it("exits with 1 without shutdown", async () => {
    server = await TestServer.start();
    const exited = server.exited();
    await server.notify("exit", undefined);
    expect(await exited).toBe(1);
  });

  it("exits when its pipe closes", async () => {
    server = await TestServer.start();
    const exited = server.exited();
    server.process.stdin!.end();
    expect(await exited).toBe(1);
  });

  it("exits when the process that started it is gone", async () => {
    const parent = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    server = await TestServer.start({ processId: parent.pid! });
    const exited = server.exited();
    parent.kill("SIGKILL");
    expect(await exited).toBe(1);
  });

  it("leaves nothing to mend: the next server finds the same", async () => {
    folder = await workspace({ "a.ts": BAD });
    server = await TestServer.start({ folders: [folder] });
    await server.workspaceDiagnostics();
    server.process.kill("SIGKILL");
    await server.exited();
    server = await TestServer.start({ folders: [folder] });
    expect((await server.workspaceDiagnostics()).items).toHaveLength(1);
  });
});

describe("bad input", () => {
  it("costs other files nothing", async () => {
    folder = await workspace({
      "good.ts": BAD,
      "broken.ts": `const = ( => { "${KEY}`,
      "binary.ts": new Uint8Array([0, 1, 2, 255, 254, 0, 7]),
      "latin.ts": Buffer.from(`// caf\u00e9 \n${BAD}`, "latin1"),
      "bundle.js": `var a=1;${"function b(){return{a:a()}};".repeat(200_000)}`,
      "cycle/a.ts": 'import { b } from "./b"; export const a = b;',
      "cycle/b.ts": 'import { a } from "./a"; export const b = a;',
      "closed/a.ts": BAD,
      "threatline.json": "{ not json",
    });
    await symlink(".", `${folder.path}/loop`);
    await symlink("self.ts", `${folder.path}/self.ts`);
    await chmod(`${folder.path}/closed`, 0o000);
    server = await TestServer.start({ folders: [folder] });
    const { items } = await server.workspaceDiagnostics();
    await chmod(`${folder.path}/closed`, 0o755);
    const uris = items.map(({ uri }) => uri);
    expect(uris).toContain(folder.uriOf("good.ts"));
    expect(uris).toContain(folder.uriOf("latin.ts"));
    expect(uris).toContain(folder.uriOf("threatline.json"));
    await server.ready();
    expect(server.statuses.at(-1)!.message).toMatch(/files have problems/);
    const log = server.logged.join("\n");
    for (const name of ["binary.ts", "latin.ts", "bundle.js", "loop", "self.ts"]) expect(log).toContain(name);
  });

  it("answers requests it cannot understand with an error, and goes on", async () => {
    server = await TestServer.start();
    await expect(server.request("textDocument/hover", null)).rejects.toThrow();
    await expect(server.request("threatline/elementAt", { uri: 7 })).rejects.toMatchObject({ code: -32602 });
    await expect(server.request("threatline/unheardOf", {})).rejects.toMatchObject({ code: -32601 });
    await expect(server.request("workspace/executeCommand", { command: "rm" })).rejects.toThrow();
    await server.notify("textDocument/didChange", { nonsense: true });
    await server.notify("textDocument/didClose", { textDocument: { uri: "file:///never/opened.ts" } });
    expect(await server.diagnostics("not a uri at all")).toEqual([]);
    await server.open("untitled:a", BAD);
    expect(await server.diagnostics("untitled:a")).toHaveLength(1);
  });

  it("survives bytes that are no message", async () => {
    server = await TestServer.start();
    server.process.stdin!.write('Content-Length: 9\r\n\r\n{"a": bad');
    await server.open("untitled:a", BAD);
    expect(await server.diagnostics("untitled:a")).toHaveLength(1);
  });

  it("does not stall on a bundle that somebody opens", async () => {
    server = await TestServer.start();
    await server.open(
      "file:///bundle.js",
      `${BAD}${"function b(){return{a:a()}};".repeat(200_000)}`,
      "javascript",
    );
    await server.open("untitled:a", BAD);
    const started = performance.now();
    expect(await server.diagnostics("untitled:a")).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe("a rescan", () => {
  it("starts the analysis anew with the unsaved texts", async () => {
    folder = await workspace({ "a.ts": BAD });
    server = await TestServer.start({ folders: [folder] });
    await server.open(folder.uriOf("b.ts"), BAD);
    await server.ready();
    const from = server.statuses.length;
    await server.request("workspace/executeCommand", { command: "threatline.rescan" });
    await server.ready(from);
    expect(server.statuses.at(-1)).toEqual({ state: "ready", findings: 2 });
  });
});
