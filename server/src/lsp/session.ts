/** One client's session: what is shared by the files that answer its requests. */
import {
  type CancellationToken,
  LSPErrorCodes,
  ProposedFeatures,
  ResponseError,
  TextDocuments,
  createConnection,
  type InitializeParams,
  type InitializeResult,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { LOOSE } from "../workspace/analysis-messages.js";
import { AnalysisError, AnalysisService, Cancelled } from "../workspace/analysis.js";
import { featuresOf, type ClientFeatures } from "./client.js";
import { Known } from "./known.js";
import { Maps } from "./map.js";
import { registerMethods } from "./methods.js";
import { Places, isAnalysed } from "./places.js";
import { InitializationOptions, Settings } from "./protocol.js";
import type { Publisher } from "./publish-diagnostics.js";
import { serverCapabilities } from "./server-capabilities.js";

export type Connection = ReturnType<typeof connect>;
const connect = () => createConnection(ProposedFeatures.all);

/** Where files of the session live when nothing says otherwise. */
export const DEFAULT_SETTINGS: Settings = Settings.parse({});

export class Session {
  readonly connection: Connection;
  readonly documents = new TextDocuments(TextDocument);
  readonly places = new Places();
  readonly known = new Known();
  readonly analysis: AnalysisService;
  client: ClientFeatures = featuresOf({});
  options: InitializationOptions = {};
  /** Settings by folder id; those of `LOOSE` hold for documents outside every folder. */
  readonly settings = new Map<string, Settings>();
  /** The result id that was last given for each open document. */
  readonly served = new Map<string, string>();
  /** Settings that the client pushed, for one that cannot be asked. */
  pushedSettings: unknown;
  readonly maps = new Maps();
  /** For a client that does not pull. */
  publisher: Publisher | undefined;
  /** Tells the client that everything it shows may be outdated. */
  refresh: () => void = () => {};
  /** Resolves when every folder was handed to the analysis. */
  readonly ready: Promise<void>;
  markReady: () => void = () => {};

  constructor(connection: Connection, workerFile: string) {
    this.connection = connection;
    this.ready = new Promise((resolve) => (this.markReady = resolve));
    this.analysis = new AnalysisService({
      workerFile,
      events: {
        scanning: (event) => this.known.emit("scanning", event),
        scanned: (event) => this.known.scanned(event),
        analysed: (event) => this.known.analysed(event),
        mapChanged: (event) => this.known.emit("mapChanged", event),
        crashed: (reason, restarts) => this.known.emit("crashed", { reason, restarts }),
        log: (level, message) => this.log(level, message),
      },
    });
  }

  initialize(params: InitializeParams): InitializeResult {
    this.client = featuresOf(params.capabilities);
    this.options = InitializationOptions.safeParse(params.initializationOptions ?? {}).data ?? {};
    const folders = params.workspaceFolders ?? (params.rootUri ? [{ uri: params.rootUri, name: "" }] : []);
    this.places.setRoots(folders);
    return serverCapabilities(this.client);
  }

  /** Gives the analysis the text of an open document. */
  sync(document: TextDocument): void {
    const { uri, languageId, version } = document;
    if (!isAnalysed(document)) return;
    this.analysis.setText(this.places.opened(uri, languageId), document.getText(), version);
  }

  settingsOf(folder: string): Settings {
    return this.settings.get(folder) ?? this.settings.get(LOOSE) ?? DEFAULT_SETTINGS;
  }

  /**
   * Runs what answers a request. The answer to a cancelled request is sent at once; the work it started stops by the same
   * token. Rejects with errors of the protocol only.
   */
  async answer<T>(token: CancellationToken, work: () => Promise<T>): Promise<T> {
    const done = this.ready.then(work);
    try {
      return await untilCancelled(done, token);
    } catch (error) {
      if (error instanceof Cancelled) {
        throw new ResponseError(LSPErrorCodes.RequestCancelled, "The request was cancelled.");
      }
      if (error instanceof ResponseError) throw error;
      this.log("error", error instanceof Error ? (error.stack ?? error.message) : String(error));
      const message =
        error instanceof AnalysisError ? error.message : "An internal error; the log has its details.";
      throw new ResponseError(LSPErrorCodes.RequestFailed, message);
    }
  }

  log(level: "error" | "warn" | "info", message: string): void {
    this.connection.console[level](message);
  }
}

function untilCancelled<T>(work: Promise<T>, token: CancellationToken): Promise<T> {
  if (token.isCancellationRequested) {
    work.catch(() => {});
    return Promise.reject(new Cancelled());
  }
  return new Promise<T>((resolve, reject) => {
    const cancelling = token.onCancellationRequested(() => reject(new Cancelled()));
    work.then(resolve, reject).finally(() => cancelling.dispose());
  });
}

/** Serves one client over what the command line says, until it leaves. @param workerFile the bundled analysis worker */
export function startServer(workerFile: string): void {
  const connection = connect();
  const session = new Session(connection, workerFile);
  process.on("unhandledRejection", (error) => session.log("error", `Unhandled: ${String(error)}`));
  connection.onInitialize((params) => session.initialize(params));
  connection.onShutdown(() => session.analysis.dispose());
  registerMethods(session);
  session.documents.listen(connection);
  connection.listen();
}
