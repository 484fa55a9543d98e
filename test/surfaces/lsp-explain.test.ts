/** What the server says about a line: hovers, documentation. */
import type { Hover, MarkupContent } from "vscode-languageserver-protocol";
import { afterEach, describe, expect, it } from "vitest";
import { threats } from "../../server/src/threats/index.js";
import { KEY, TestServer, VSCODE, type StartOptions } from "./lsp/server.js";

const URI = "untitled:chat";
const BAD = `import OpenAI from "openai";\nconst client = new OpenAI({ apiKey: "${KEY}" });\n`;
const ON_KEY = { line: 1, character: BAD.split("\n")[1]!.indexOf("sk-") };

let server: TestServer;

async function hover(
  text: string,
  position = ON_KEY,
  options: StartOptions = {},
): Promise<MarkupContent | undefined> {
  server = await TestServer.start(options);
  await server.open(URI, text);
  const answer = await server.request<Hover | null>("textDocument/hover", {
    textDocument: { uri: URI },
    position,
  });
  return answer?.contents as MarkupContent | undefined;
}

afterEach(async () => void (await server.stop()));

describe("hover", () => {
  it("says what is wrong, why it matters, what to do, and where that is written", async () => {
    const contents = await hover(BAD);
    expect(contents?.kind).toBe("markdown");
    expect(contents?.value).toContain(
      "[`hardcoded-credential`](threatline-docs:/threats/hardcoded-credential.md)",
    );
    expect(contents?.value).toContain("Move it to the environment");
    expect(contents?.value).toMatch(/STRIDE: .*information disclosure/);
    expect(contents?.value).toContain("CWE\\-798");
  });

  it("is empty where there is nothing to say", async () => {
    expect(await hover(BAD, { line: 2, character: 0 })).toBeUndefined();
  });

  it("is plain text for a client that shows no Markdown", async () => {
    const contents = await hover(BAD, ON_KEY, { capabilities: {} });
    expect(contents?.kind).toBe("plaintext");
    expect(contents?.value).toContain("hardcoded-credential");
    expect(contents?.value).not.toMatch(/[*\\[\]]/);
  });
});

describe("documentation", () => {
  it("comes from the server, without a network, for every threat", async () => {
    server = await TestServer.start();
    expect(server.initialized.capabilities.workspace?.textDocumentContent).toEqual({
      schemes: ["threatline-docs"],
    });
    for (const { id, title, docs } of threats) {
      const uri = `threatline-docs:/threats/${id}.md`;
      const page = await server.request<{ text: string }>("workspace/textDocumentContent", { uri });
      expect(page.text).toContain(title);
      expect(page.text).toContain(docs.bad.trim());
    }
  });

  it("is a link for a client that cannot show what the server provides", async () => {
    const { workspace: _, ...capabilities } = VSCODE;
    server = await TestServer.start({ capabilities });
    await server.open(URI, BAD);
    const [diagnostic] = await server.diagnostics(URI);
    expect(diagnostic!.codeDescription!.href).toMatch(/^https:.*\/docs\/threats\/hardcoded-credential\.md$/);
  });
});
