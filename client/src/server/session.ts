/**
 * The language server's life: started by the first matching document or by a command, restarted after a crash,
 * stopped with the window. Everything it says beyond LSP is checked here against the protocol's schemas.
 */
import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  TransportKind,
  type ErrorHandler,
  type LanguageClientOptions,
  State,
  type WorkspaceEdit,
} from "vscode-languageclient/node";
import type { z } from "zod";
import * as protocol from "../../../server/src/lsp/protocol.js";
import { SELECTOR } from "../languages.js";
import { RestartBudget } from "./restart-budget.js";

export class ServerSession implements vscode.Disposable {
  readonly #statusChanged = new vscode.EventEmitter<protocol.StatusParams>();
  readonly #mapChanged = new vscode.EventEmitter<protocol.MapChangedParams>();
  readonly #waitForDocument: vscode.Disposable[] = [];
  readonly #restarts = new RestartBudget();
  #client: LanguageClient | undefined;
  #starting: Promise<void> | undefined;
  #status: protocol.StatusParams | undefined;

  readonly onStatus = this.#statusChanged.event;
  readonly onMapChanged = this.#mapChanged.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly output: vscode.LogOutputChannel,
  ) {}

  /** What the server last said of itself; undefined while it was never started. */
  get status(): protocol.StatusParams | undefined {
    return this.#status;
  }

  /** Starts the server now if a matching document is open, else as soon as one opens. */
  startWithFirstDocument(): void {
    const matches = (document: vscode.TextDocument) => vscode.languages.match(SELECTOR, document) > 0;
    if (vscode.workspace.textDocuments.some(matches)) void this.start();
    else {
      this.#waitForDocument.push(
        vscode.workspace.onDidOpenTextDocument((document) => {
          if (matches(document)) void this.start();
        }),
      );
    }
  }

  /** Resolves when the server answers; never rejects: a failure becomes the status `error`. */
  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async restart(): Promise<void> {
    this.#restarts.reset();
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#starting = undefined;
    // A server that is already dead cannot be stopped politely, and need not be.
    await client?.dispose().catch((error: unknown) => this.output.debug(String(error)));
  }

  /** Sends a request of the protocol; undefined when the server is not running, failed, or answered nonsense. */
  async request<Schema extends z.ZodType>(
    method: string,
    params: object,
    schema: Schema,
    token?: vscode.CancellationToken,
  ): Promise<z.infer<Schema> | undefined> {
    if (!this.#client?.isRunning()) return undefined;
    try {
      const parsed = schema.safeParse(await this.#client.sendRequest(method, params, token));
      if (parsed.success) return parsed.data;
      this.output.error(`${method}: ${parsed.error.message}`);
    } catch (error) {
      // Cancelled or superseded requests reject too; they are no one's concern.
      this.output.debug(`${method}: ${String(error)}`);
    }
    return undefined;
  }

  /** Asks for an edit and turns it into VS Code's form; null when the server has none. */
  async requestEdit(method: string, params: object): Promise<vscode.WorkspaceEdit | null> {
    if (!this.#client?.isRunning()) return null;
    const edit = await this.#client.sendRequest<WorkspaceEdit | null>(method, params);
    return (await this.#client.protocol2CodeConverter.asWorkspaceEdit(edit)) ?? null;
  }

  async execute(command: string): Promise<void> {
    await this.#client?.sendRequest("workspace/executeCommand", { command, arguments: [] });
  }

  dispose(): void {
    for (const waiting of this.#waitForDocument) waiting.dispose();
    this.#statusChanged.dispose();
    this.#mapChanged.dispose();
    void this.stop();
  }

  async #start(): Promise<void> {
    while (this.#waitForDocument.length > 0) this.#waitForDocument.pop()!.dispose();
    this.#setStatus({ state: "starting" });
    const client = this.#createClient();
    this.#client = client;
    client.onNotification(protocol.STATUS_NOTIFICATION, (params: unknown) => {
      const status = protocol.StatusParams.safeParse(params);
      if (status.success) this.#setStatus(status.data);
      else this.output.error(`${protocol.STATUS_NOTIFICATION}: ${status.error.message}`);
    });
    client.onNotification(protocol.MAP_CHANGED_NOTIFICATION, (params: unknown) => {
      const changed = protocol.MapChangedParams.safeParse(params);
      if (changed.success) this.#mapChanged.fire(changed.data);
    });
    client.onDidChangeState(({ newState }) => {
      // A server that says nothing of its state is ready once it answers; so is one that was started again.
      if (newState === State.Running && this.#status?.state === "starting")
        this.#setStatus({ state: "ready" });
    });
    try {
      await client.start();
    } catch (error) {
      this.output.error(String(error));
      this.#setStatus({ state: "error", message: vscode.l10n.t("The language server did not start.") });
    }
  }

  #createClient(): LanguageClient {
    const module = vscode.Uri.joinPath(this.context.extensionUri, "dist", "server.js").fsPath;
    const options: LanguageClientOptions = {
      documentSelector: [...SELECTOR],
      outputChannel: this.output,
      initializationOptions: {
        clientCommands: true,
        map: true,
        trusted: vscode.workspace.isTrusted,
      } satisfies protocol.InitializationOptions,
      synchronize: { configurationSection: "threatline" },
      diagnosticPullOptions: { onChange: true, onSave: false },
      errorHandler: this.#errorHandler(),
      progressOnInitialization: false,
      markdown: { supportThemeIcons: true },
    };
    const server = { module, transport: TransportKind.ipc };
    return new LanguageClient(
      "threatline",
      "Threatline",
      { run: server, debug: { ...server, options: { execArgv: ["--nolazy", "--inspect=6019"] } } },
      options,
    );
  }

  #errorHandler(): ErrorHandler {
    return {
      error: (error) => {
        // A write that meets a dying server: `closed` follows and says what there is to say.
        this.output.error(String(error));
        return { action: ErrorAction.Continue, handled: true };
      },
      closed: () => {
        if (this.#restarts.take(Date.now())) {
          this.output.warn("The language server stopped and is started again.");
          this.#setStatus({ state: "starting", message: vscode.l10n.t("Starting again after a crash") });
          return { action: CloseAction.Restart, handled: true };
        }
        this.#starting = undefined;
        const message = vscode.l10n.t("The language server keeps stopping. See the output for why.");
        this.#setStatus({ state: "error", message });
        return { action: CloseAction.DoNotRestart, message };
      },
    };
  }

  #setStatus(status: protocol.StatusParams): void {
    this.#status = status;
    void vscode.commands.executeCommand("setContext", "threatline.state", status.state);
    this.#statusChanged.fire(status);
  }
}
