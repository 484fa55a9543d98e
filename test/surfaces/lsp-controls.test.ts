/** Quick fixes: offered, resolved, applied, and the finding is gone. */
import { afterEach, describe, expect, it } from "vitest";
import {
  type CodeAction,
  type Hover,
  type MarkupContent,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from "vscode-languageserver-protocol";
import { TextDocument } from "vscode-languageserver-textdocument";
import { KEY, TestServer, VSCODE, workspace, type StartOptions, type TestFolder } from "./lsp/server.js";

const BAD = `import OpenAI from "openai";\nexport const client = new OpenAI({ apiKey: "${KEY}" });\n`;
const MOVE = "Move the credential to the environment";

let server: TestServer;
let folder: TestFolder;
let uri: string;

async function start(files: Record<string, string> = {}, options: StartOptions = {}): Promise<void> {
  folder = await workspace({ "package.json": "{}", "a.ts": BAD, ...files });
  server = await TestServer.start({ folders: [folder], ...options });
  uri = folder.uriOf("a.ts");
  await server.open(uri, BAD);
}

afterEach(async () => {
  await server.stop();
  await folder.remove();
});

async function action(title: string): Promise<CodeAction> {
  const [diagnostic] = await server.diagnostics(uri);
  const actions = await server.actions(uri, diagnostic!);
  const found = actions.find((each) => each.title.startsWith(title));
  if (!found) throw new Error(`Offered: ${actions.map((each) => each.title).join(", ")}`);
  return found;
}

const resolve = (unresolved: CodeAction) => server.request<CodeAction>("codeAction/resolve", unresolved);

const isTextEdit = (change: unknown): change is TextDocumentEdit => "edits" in (change as object);

/** The text after the edit's changes to one document. */
function applied(edit: WorkspaceEdit, of: string, text: string): string {
  const changes = edit.documentChanges?.filter(isTextEdit) ?? [];
  const edits =
    changes.find(({ textDocument }) => textDocument.uri === of)?.edits ?? edit.changes?.[of] ?? [];
  return TextDocument.applyEdits(TextDocument.create(of, "typescript", 1, text), edits as never);
}

describe("a control", () => {
  it("is offered without its edit, resolved for this version, and closes its finding", async () => {
    await start();
    const offered = await action(MOVE);
    expect(offered).toMatchObject({ kind: "quickfix", diagnostics: [{ code: "hardcoded-credential" }] });
    expect(offered.edit).toBeUndefined();
    const { edit } = await resolve(offered);
    expect(edit!.documentChanges).toMatchObject([
      { textDocument: { uri, version: 1 } },
      { kind: "create", uri: folder.uriOf(".env.example"), options: { ignoreIfExists: true } },
      {
        textDocument: { uri: folder.uriOf(".env.example"), version: null },
        edits: [{ newText: "OPENAI_API_KEY=\n" }],
      },
    ]);
    const text = applied(edit!, uri, BAD);
    expect(text).toBe(BAD.replace(`"${KEY}"`, "process.env.OPENAI_API_KEY"));
    await server.change(uri, text);
    await server.gone(uri);
  });

  it("asks for confirmation when it needs review", async () => {
    await start();
    const { edit } = await resolve(await action(MOVE));
    const [annotation] = Object.values(edit!.changeAnnotations!);
    expect(annotation).toMatchObject({ label: MOVE, needsConfirmation: true });
    for (const change of edit!.documentChanges!.filter(isTextEdit)) {
      for (const each of change.edits) expect(each).toHaveProperty("annotationId");
    }
  });

  it("keeps a file that exists, and does not say twice what it says", async () => {
    await start({ ".env.example": "PORT=3000\nOPENAI_API_KEY=\n" });
    const { edit } = await resolve(await action(MOVE));
    expect(edit!.documentChanges).toMatchObject([{ textDocument: { uri } }]);
  });

  it("comes with its edit for a client that cannot resolve", async () => {
    const { workspace: _, textDocument } = VSCODE;
    const codeAction = { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } } };
    await start({}, { capabilities: { textDocument: { ...textDocument, codeAction } } });
    const { edit } = await action(MOVE);
    expect(applied({ changes: edit!.changes! }, uri, BAD)).toContain("process.env.OPENAI_API_KEY");
  });

  it("is not offered to who asks for something else", async () => {
    await start();
    const [diagnostic] = await server.diagnostics(uri);
    const { range } = diagnostic!;
    const ask = (only: string[]) =>
      server.request<CodeAction[]>("textDocument/codeAction", {
        textDocument: { uri },
        range,
        context: { diagnostics: [], only },
      });
    expect(await ask(["refactor", "source.organizeImports"])).toEqual([]);
    expect(await ask([""])).not.toEqual([]);
  });

  it("lists the package that it imports, says so, and is offered only where it can be made", async () => {
    const text = [
      'import OpenAI from "openai";',
      "const openai = new OpenAI();",
      "export async function show(question: string, box: HTMLElement) {",
      '  const answer = await openai.responses.create({ model: "gpt-4.1-2025-04-14", input: question });',
      "  box.innerHTML = answer.output_text;",
      "}",
      "",
    ].join("\n");
    await start({ "package.json": '{\n  "dependencies": { "openai": "^6.0.0" }\n}\n' });
    await server.change(uri, text);
    const [diagnostic] = await server.diagnostics(uri);
    const titles = (await server.actions(uri, diagnostic!)).map((each) => each.title);
    expect(titles).toEqual([
      "Clean the HTML with a sanitiser before it is shown (adds isomorphic-dompurify to package.json)",
      expect.stringMatching(/^Accept/),
      expect.stringMatching(/^Dismiss/),
    ]);
    const { edit } = await resolve(await action("Clean the HTML"));
    expect(applied(edit!, uri, text)).toContain("box.innerHTML = DOMPurify.sanitize(answer.output_text);");
    const manifest = applied(
      edit!,
      folder.uriOf("package.json"),
      '{\n  "dependencies": { "openai": "^6.0.0" }\n}\n',
    );
    expect((JSON.parse(manifest) as { dependencies: object }).dependencies).toEqual({
      openai: "^6.0.0",
      "isomorphic-dompurify": "^3.0.0",
    });
    const [annotation] = Object.values(edit!.changeAnnotations!);
    expect(annotation).toMatchObject({ needsConfirmation: true });
  });

  it("is offered for all of the file where it applies to several", async () => {
    const show = (name: string) =>
      `export const ${name} = async (box: HTMLElement) => void (box.innerHTML = (await openai.responses.create({ model: "gpt-4.1-2025-04-14", input: "?" })).output_text);`;
    const text = `import OpenAI from "openai";\nconst openai = new OpenAI();\n${show("one")}\n${show("two")}\n`;
    await start();
    await server.change(uri, text);
    const found = (await server.diagnostics(uri)).find(({ code }) => code === "output-to-html");
    const actions = await server.actions(uri, found!);
    const all = actions.find(({ title }) => /everywhere in this file/.test(title))!;
    const { edit } = await resolve(all);
    const after = applied(edit!, uri, text);
    expect(after.match(/DOMPurify\.sanitize\(/g)).toHaveLength(2);
    expect(after.match(/import DOMPurify/g)).toHaveLength(1);
    await server.change(uri, after);
    await server.gone(uri, "output-to-html");
  });

  it("writes a test in a file of its own, and offers none where one is", async () => {
    const text = `export async function POST(request: Request) {\n  const { url } = await request.json();\n  return fetch(url);\n}\n`;
    const manifest = JSON.stringify({ scripts: { test: "node --test" } });
    const written = "Write an adversarial test";
    await start({ "package.json": manifest });
    await server.ready();
    await server.change(uri, text);
    const { edit } = await resolve(await action(written));
    const file = folder.uriOf("a.output-to-request.test.ts");
    expect(edit!.documentChanges).toMatchObject([
      { kind: "create", uri: file },
      { textDocument: { uri: file, version: null } },
    ]);
    expect(applied(edit!, file, "")).toContain('import { after, test } from "node:test";');
    await folder.write("a.output-to-request.test.ts", "// mine\n");
    await expect(action(written)).rejects.toThrow("Offered: Call only hosts");
  });

  it("edits the policy or the review, and shows that first", async () => {
    const text = `import OpenAI from "openai";\nexport const ask = () =>\n  new OpenAI().responses.create({ model: "gpt-4.1-2025-04-14", input: "?", max_output_tokens: 9 });\n`;
    const policy = '{\n  "policy": { "providers": ["Anthropic"] }\n}\n';
    const review = '{\n  "version": 1,\n  "reviewed": []\n}\n';
    await start({ "threatline.json": policy, "threatline.review.json": review });
    await server.ready();
    await server.change(uri, text);
    const [one] = await server.diagnostics(uri);
    const actions = await server.actions(uri, one!);
    const after = async (title: string, file: string, before: string) => {
      const { edit } = await resolve(actions.find((each) => each.title.startsWith(title))!);
      expect(Object.values(edit!.changeAnnotations!)).toMatchObject([{ needsConfirmation: true }]);
      return applied(edit!, folder.uriOf(file), before);
    };
    expect(await after("Allow OpenAI in the policy", "threatline.json", policy)).toBe(
      policy.replace('"Anthropic"', '"Anthropic", "OpenAI"'),
    );
    expect(
      JSON.parse(await after("Record this change as reviewed", "threatline.review.json", review)),
    ).toMatchObject({ reviewed: ["model gpt-4.1-2025-04-14 of OpenAI in a.ts"] });
  });

  it("says so when the code has changed meanwhile", async () => {
    await start();
    const offered = await action(MOVE);
    await server.change(uri, "export {};\n");
    await expect(resolve(offered)).rejects.toThrow(/no longer applies/);
  });
});

describe("accepting", () => {
  const input = { by: "ada@example.com", reason: "expires this week", until: "2999-01-31" };

  it("is a command for a client that asks the questions", async () => {
    await start({}, { initializationOptions: { clientCommands: true } });
    const { command, edit, data } = await action("Accept");
    expect([edit, data]).toEqual([undefined, undefined]);
    expect(command!.command).toBe("threatline.annotate");
    const [target] = command!.arguments as [{ uri: string; fingerprint: string; control: string }];
    expect(target).toMatchObject({ uri, control: "accept" });
    const annotated = await server.request<WorkspaceEdit>("threatline/annotate", { ...target, input });
    const text = applied(annotated, uri, BAD);
    expect(text).toMatch(
      /@threat:accept hardcoded-credential by=ada@example\.com until=2999-01-31 -- expires/,
    );
    await server.change(uri, text);
    await server.gone(uri);
    const line = text.split("\n").findIndex((each) => each.includes(KEY));
    const position = { line, character: text.split("\n")[line]!.indexOf(KEY) };
    const hover = await server.request<Hover>("textDocument/hover", { textDocument: { uri }, position });
    expect((hover.contents as MarkupContent).value).toContain("accepted");
  });

  it("is a plain edit in any other client", async () => {
    await start();
    const { edit } = await resolve(await action("Accept"));
    expect(applied(edit!, uri, BAD)).toContain("@threat:accept hardcoded-credential");
  });

  it("gives nothing for a finding that is gone", async () => {
    await start();
    const target = { uri, fingerprint: "unknown", control: "accept", input };
    expect(await server.request("threatline/annotate", target)).toBeNull();
  });
});

describe("in a configuration of tool servers", () => {
  it("an unpinned server is told, and pinned to the version that is installed", async () => {
    const config = `{ "servers": { "search": { "command": "npx", "args": ["-y", "acme-mcp@latest"] } } }\n`;
    await start({
      ".vscode/mcp.json": config,
      "node_modules/acme-mcp/package.json": `{ "name": "acme-mcp", "version": "2.4.1" }`,
    });
    uri = folder.uriOf(".vscode/mcp.json");
    await server.open(uri, config, "jsonc");
    const { edit } = await resolve(await action("Pin the MCP server"));
    expect(applied(edit!, uri, config)).toBe(config.replace("@latest", "@2.4.1"));
  });
});
