import { CancellationTokenSource } from "vscode-languageserver-protocol";
import { afterEach, describe, expect, it } from "vitest";
import { KEY, PUSH_ONLY, TestServer, workspace, type StartOptions, type TestFolder } from "./lsp/server.js";

const BAD = `export const client = connect("${KEY}");\n`;
const GOOD = "export const client = connect(process.env.KEY);\n";

let server: TestServer;
let folder: TestFolder;

async function start(files: Record<string, string>, options: StartOptions = {}): Promise<void> {
  folder = await workspace(files);
  server = await TestServer.start({ folders: [folder], ...options });
}

afterEach(async () => {
  await server.stop();
  await folder.remove();
});

describe("pull diagnostics", () => {
  it("reports unsaved text, and stops when the text is mended", async () => {
    await start({ "a.ts": GOOD });
    const uri = folder.uriOf("a.ts");
    await server.open(uri, BAD);
    const [diagnostic, ...others] = await server.diagnostics(uri);
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({
      source: "Threatline",
      code: "hardcoded-credential",
      severity: 1,
      range: { start: { line: 0, character: BAD.indexOf('"') } },
      codeDescription: { href: expect.stringContaining("hardcoded-credential") },
      data: { fingerprint: expect.any(String) },
    });
    await server.change(uri, GOOD);
    expect(await server.diagnostics(uri)).toEqual([]);
  });

  it("says unchanged when the findings are those of the result id", async () => {
    await start({});
    const uri = folder.uriOf("new.ts");
    await server.open(uri, BAD);
    const first = await server.pull(uri);
    await server.change(uri, `${BAD}// a comment below\n`);
    expect(await server.pull(uri, first.resultId)).toEqual({ kind: "unchanged", resultId: first.resultId });
    await server.change(uri, `\n${BAD}`);
    expect(await server.pull(uri, first.resultId)).toMatchObject({
      kind: "full",
      items: [{ range: { start: { line: 1 } } }],
    });
  });

  it("answers an untitled document", async () => {
    await start({});
    await server.open("untitled:Untitled-1", BAD);
    expect(await server.diagnostics("untitled:Untitled-1")).toHaveLength(1);
  });
});

describe("typing", () => {
  it("answers every pull of a burst, and the last one with the last text", async () => {
    await start({});
    const uri = folder.uriOf("a.ts");
    await server.open(uri, "");
    const pulls: Promise<unknown>[] = [];
    let source = new CancellationTokenSource();
    for (let length = 1; length < BAD.length; length++) {
      await server.change(uri, BAD.slice(0, length));
      // As VS Code does: the pull in flight is cancelled by the next key.
      source.cancel();
      source = new CancellationTokenSource();
      const pull = server.connection.sendRequest(
        "textDocument/diagnostic",
        { textDocument: { uri } },
        source.token,
      );
      // A refusal may come before the burst is over and all outcomes are looked at.
      pull.catch(() => undefined);
      pulls.push(pull);
    }
    const outcomes = await Promise.allSettled(pulls);
    expect(outcomes.at(-1)).toMatchObject({
      status: "fulfilled",
      value: { items: [{ code: "hardcoded-credential" }] },
    });
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: -32800 });
    }
  });
});

describe("workspace diagnostics", () => {
  it("holds every file, and says unchanged afterwards", async () => {
    await start({ "a.ts": BAD, "b/c.js": BAD, "d.ts": GOOD });
    const { items } = await server.workspaceDiagnostics();
    expect(items.map(({ uri, kind }) => [uri, kind]).sort()).toEqual([
      [folder.uriOf("a.ts"), "full"],
      [folder.uriOf("b/c.js"), "full"],
    ]);
    const previous = items.map(({ uri, resultId }) => ({ uri, value: resultId! }));
    const again = await server.workspaceDiagnostics(previous);
    expect(again.items.map(({ kind }) => kind)).toEqual(["unchanged", "unchanged"]);
  });
});

describe("push diagnostics", () => {
  it("publishes for a client that cannot pull, while typing", async () => {
    await start({ "a.ts": BAD, "b.ts": GOOD }, { capabilities: PUSH_ONLY });
    const uri = folder.uriOf("b.ts");
    await server.until(() => server.published.get(folder.uriOf("a.ts"))?.diagnostics.length === 1, "a.ts");
    await server.open(uri, GOOD);
    await server.change(uri, BAD);
    await server.until(() => server.published.get(uri)?.diagnostics.length === 1, "the finding");
    await server.change(uri, GOOD);
    await server.until(() => server.published.get(uri)?.diagnostics.length === 0, "its end");
    expect(server.initialized.capabilities.diagnosticProvider).toBeUndefined();
  });

  it("takes back the findings of a document outside every folder when it is closed", async () => {
    await start({}, { capabilities: PUSH_ONLY });
    await server.open("untitled:a", BAD);
    await server.until(() => server.published.get("untitled:a")?.diagnostics.length === 1, "the finding");
    await server.close("untitled:a");
    await server.until(() => server.published.get("untitled:a")?.diagnostics.length === 0, "its end");
  });
});
