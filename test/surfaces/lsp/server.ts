/** A real language server process and a client at the other end of its pipe. */
import { spawn, type ChildProcess } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { URI } from "vscode-uri";
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type CodeAction,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type InitializeParams,
  type InitializeResult,
  type MessageConnection,
  type ProgressToken,
  type PublishDiagnosticsParams,
  type WorkspaceDiagnosticReport,
} from "vscode-languageserver-protocol/node";
import { STATUS_NOTIFICATION, type StatusParams } from "../../../server/src/lsp/protocol.js";

/** A key in the shape that is reported wherever it stands. Assembled, so that no scanner takes this file for a leak. */
export const KEY = ["sk", "proj", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6"].join("-");

/** What VS Code says it can do, as far as it matters here. */
export const VSCODE: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    codeLens: { refreshSupport: true },
    workspaceEdit: {
      documentChanges: true,
      resourceOperations: ["create", "rename", "delete"],
      changeAnnotationSupport: { groupsOnLabel: true },
    },
    textDocumentContent: {},
  },
  window: { workDoneProgress: true },
  textDocument: {
    diagnostic: { relatedInformation: true, codeDescriptionSupport: true, dataSupport: true },
    publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true, dataSupport: true },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["", "quickfix"] } },
      dataSupport: true,
      resolveSupport: { properties: ["edit"] },
      isPreferredSupport: true,
    },
    hover: { contentFormat: ["markdown", "plaintext"] },
  },
};

/** A client that only knows published diagnostics. */
export const PUSH_ONLY: ClientCapabilities = {
  textDocument: { publishDiagnostics: { relatedInformation: true } },
};

let bundle: Promise<string> | undefined;

/** The server as it ships, with its worker beside it. Built once for each test file. */
export function bundledServer(): Promise<string> {
  bundle ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), "threatline-server-"));
    await build({
      entryPoints: {
        server: "server/src/lsp/main.ts",
        "analysis-worker": "server/src/workspace/analysis-worker.ts",
      },
      outdir: folder,
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      mainFields: ["module", "main"],
      logLevel: "error",
    });
    const elk = createRequire(import.meta.url).resolve("elkjs/lib/elk-worker.min.js");
    await copyFile(elk, join(folder, "elk-worker.min.js"));
    process.once("exit", () => void rm(folder, { recursive: true, force: true }));
    return join(folder, "server.js");
  })();
  return bundle;
}

/** The worker of that server. */
export async function bundledWorker(): Promise<string> {
  return join(dirname(await bundledServer()), "analysis-worker.js");
}

/** A folder on disk with these files. Removed by `remove`. */
export async function workspace(files: Record<string, string | Uint8Array>): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), "threatline-folder-"));
  const folder = new TestFolder(path);
  await Promise.all(Object.entries(files).map(([name, content]) => folder.write(name, content)));
  return folder;
}

export class TestFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get uri(): string {
    return URI.file(this.path).toString();
  }

  uriOf(file: string): string {
    return URI.file(join(this.path, file)).toString();
  }

  async write(file: string, content: string | Uint8Array): Promise<void> {
    const path = join(this.path, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}

export interface StartOptions {
  folders?: TestFolder[];
  capabilities?: ClientCapabilities;
  initializationOptions?: unknown;
  /** The `threatline` section that the client answers when asked. */
  settings?: unknown;
  processId?: number | null;
  transport?: "stdio" | "ipc";
}

export class TestServer {
  readonly process: ChildProcess;
  readonly connection: MessageConnection;
  readonly statuses: StatusParams[] = [];
  readonly published = new Map<string, PublishDiagnosticsParams>();
  readonly logged: string[] = [];
  /** Methods of requests and notifications that the server sent, in order. */
  readonly received: string[] = [];
  settings: unknown;
  /** Work-done progress, as begun, reported and ended, by token. */
  readonly progress = new Map<ProgressToken, { kind: string; title?: string; percentage?: number }[]>();
  initialized!: InitializeResult;
  readonly #listeners = new Set<() => void>();
  readonly #followed = new Map<ProgressToken, (value: unknown) => void>();
  readonly #versions = new Map<string, number>();

  private constructor(process: ChildProcess, ipc: boolean, settings: unknown) {
    this.process = process;
    this.settings = settings;
    this.connection = ipc
      ? createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process))
      : createMessageConnection(
          new StreamMessageReader(process.stdout!),
          new StreamMessageWriter(process.stdin!),
        );
  }

  /** Starts a server and shakes hands. */
  static async start(options: StartOptions = {}): Promise<TestServer> {
    const file = await bundledServer();
    const ipc = options.transport === "ipc";
    const child = spawn(process.execPath, [file, ipc ? "--node-ipc" : "--stdio"], {
      stdio: ["pipe", "pipe", "pipe", ...(ipc ? (["ipc"] as const) : [])],
    });
    const server = new TestServer(child, ipc, options.settings ?? {});
    server.#answerServer();
    server.connection.listen();
    const folders = options.folders ?? [];
    const params: InitializeParams = {
      processId: options.processId === undefined ? process.pid : options.processId,
      rootUri: folders[0]?.uri ?? null,
      workspaceFolders: folders.map((folder) => ({ uri: folder.uri, name: folder.path.split("/").at(-1)! })),
      capabilities: options.capabilities ?? VSCODE,
      initializationOptions: options.initializationOptions,
    };
    server.initialized = await server.request("initialize", params);
    await server.connection.sendNotification("initialized", {});
    return server;
  }

  #answerServer(): void {
    const { connection } = this;
    const note = (method: string) => {
      this.received.push(method);
      // Listeners look at what the handler below has recorded.
      setImmediate(() => this.#changed());
    };
    connection.onRequest((method: string, params: unknown) => {
      note(method);
      if (method !== "workspace/configuration") return null;
      return (params as { items: unknown[] }).items.map(() => this.settings);
    });
    connection.onNotification((method: string, params: unknown) => {
      note(method);
      if (method === STATUS_NOTIFICATION) this.statuses.push(params as StatusParams);
      if (method === "window/logMessage") this.logged.push((params as { message: string }).message);
      if (method === "textDocument/publishDiagnostics") {
        const published = params as PublishDiagnosticsParams;
        this.published.set(published.uri, published);
      }
    });
    connection.onUnhandledProgress(({ token, value }) => {
      this.#noteProgress(token, value);
      note("$/progress");
    });
    this.process.stderr!.on("data", (data: Buffer) => this.logged.push(`stderr: ${data.toString()}`));
    this.process.once("exit", () => this.#changed());
  }

  #noteProgress(token: ProgressToken, value: unknown): void {
    const follow = this.#followed.get(token);
    if (follow) return follow(value);
    const list = this.progress.get(token) ?? [];
    this.progress.set(token, [...list, value as { kind: string }]);
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  request<R>(method: string, params: unknown): Promise<R> {
    return this.connection.sendRequest<R>(method, params);
  }

  notify(method: string, params: unknown): Promise<void> {
    return this.connection.sendNotification(method, params);
  }

  /** Follows one progress token. */
  onProgress(token: ProgressToken, listener: (value: unknown) => void): void {
    this.#followed.set(token, listener);
  }

  /** Resolves when the condition holds; it is looked at whenever the server says something. */
  async until(condition: () => boolean, what = "the expected message"): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#listeners.delete(listener);
        reject(
          new Error(
            `Waited in vain for ${what}.\nreceived: ${this.received.join(" ")}\n${this.logged.join("\n")}`,
          ),
        );
      }, 20_000);
      const listener = () => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#listeners.delete(listener);
        resolve();
      };
      this.#listeners.add(listener);
    });
  }

  /** Resolves when the server says for the next time that everything was read and analysed. */
  async ready(from = 0): Promise<void> {
    await this.until(
      () => this.statuses.slice(from).some(({ state }) => state === "ready"),
      "a ready server",
    );
  }

  async open(uri: string, text: string, languageId = "typescript"): Promise<void> {
    this.#versions.set(uri, 1);
    await this.notify("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
  }

  /** Replaces the whole text, as unsaved typing would. */
  async change(uri: string, text: string): Promise<void> {
    const version = this.#versions.get(uri)! + 1;
    this.#versions.set(uri, version);
    await this.notify("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
  }

  async close(uri: string): Promise<void> {
    await this.notify("textDocument/didClose", { textDocument: { uri } });
  }

  pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.request("textDocument/diagnostic", { textDocument: { uri }, previousResultId });
  }

  /** Asks until a finding is gone: an answer in time may still be what was known before the last edit. */
  async gone(uri: string, code?: string): Promise<void> {
    const end = Date.now() + 20_000;
    for (;;) {
      const left = (await this.diagnostics(uri)).filter((each) => code === undefined || each.code === code);
      if (left.length === 0) return;
      if (Date.now() > end) throw new Error(`Still there: ${left.map((each) => each.message).join("\n")}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** The diagnostics of a document that was never asked for before. */
  async diagnostics(uri: string): Promise<Diagnostic[]> {
    const report = await this.pull(uri);
    return report.kind === "full" ? report.items : [];
  }

  workspaceDiagnostics(
    previousResultIds: { uri: string; value: string }[] = [],
  ): Promise<WorkspaceDiagnosticReport> {
    return this.request("workspace/diagnostic", { previousResultIds });
  }

  /** The code actions at a diagnostic. */
  actions(uri: string, diagnostic: Diagnostic): Promise<CodeAction[]> {
    const context = { diagnostics: [diagnostic], only: ["quickfix"] };
    return this.request("textDocument/codeAction", {
      textDocument: { uri },
      range: diagnostic.range,
      context,
    });
  }

  /** Leaves politely; gives the exit code. */
  async stop(): Promise<number | null> {
    if (this.process.exitCode !== null) return this.process.exitCode;
    const exited = this.exited();
    await this.request("shutdown", null);
    await this.notify("exit", undefined);
    return exited;
  }

  /** Resolves with the exit code when the process ends. */
  exited(): Promise<number | null> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) {
      return Promise.resolve(this.process.exitCode);
    }
    return new Promise((resolve) => this.process.once("exit", resolve));
  }
}
