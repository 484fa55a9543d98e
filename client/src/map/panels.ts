/** The map's panel beside the editor: opens it, brings it back after a reload, and answers what it asks. */
import * as vscode from "vscode";
import { CLIENT_COMMANDS, type AnnotateTarget } from "../../../server/src/lsp/protocol.js";
import { fileUri, openPlace } from "../open.js";
import type { ServerSession } from "../server/session.js";
import { mapPage } from "./html.js";
import { FromMap, type ToMap } from "./messages.js";
import { placeOf } from "./model.js";
import type { MapStore } from "./store.js";
import { mapStrings } from "./strings.js";

const VIEW_TYPE = "threatline.map";

const COMMANDS = {
  rescan: "threatline.rescanWorkspace",
  restart: "threatline.restartServer",
  output: "threatline.showOutput",
  config: "threatline.createConfig",
} as const;

export class MapPanels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #shown = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  #panel: vscode.WebviewPanel | undefined;
  /** The page runs and listens. Until then messages would be lost, so the latest wait here. */
  #ready = false;
  #waitingSelection: string | undefined;
  #light: string | null = null;

  /** Fires when the map becomes visible. */
  readonly onShow = this.#shown.event;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly store: MapStore,
    private readonly server: ServerSession,
    private readonly output: vscode.LogOutputChannel,
  ) {
    this.#subscriptions = [
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this),
      store.onChange(() => this.#postContent()),
      server.onStatus(() => this.#postContent()),
    ];
  }

  get visible(): boolean {
    return this.#panel?.visible ?? false;
  }

  /** Shows the map beside the editor, with this element selected when one is named. */
  open(elementId?: string): void {
    void this.server.start();
    if (elementId !== undefined) this.#waitingSelection = elementId;
    if (this.#panel) {
      this.#panel.reveal(undefined, true);
      this.#postSelection();
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      VIEW_TYPE,
      vscode.l10n.t("Data-Flow Map"),
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableFindWidget: false },
    );
    this.#adopt(panel);
  }

  /** VS Code calls this with a panel of an earlier session; the page itself remembers zoom, place and selection. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#panel?.dispose();
    void this.server.start();
    this.#adopt(panel);
  }

  /** Lights the element under the editor's cursor; null puts the light out. */
  light(id: string | null): void {
    if (id === this.#light) return;
    this.#light = id;
    this.#post({ type: "light", id });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#panel?.dispose();
    this.#shown.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    const page = vscode.Uri.joinPath(this.extensionUri, "dist", "webview");
    this.#panel = panel;
    this.#ready = false;
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, "media", "icon.png");
    panel.webview.options = { enableScripts: true, localResourceRoots: [page] };
    panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    panel.onDidChangeViewState(() => {
      // A hidden page is thrown away and starts again when shown, so it has to say that it is ready again.
      if (!panel.visible) this.#ready = false;
      else this.#shown.fire();
    });
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#ready = false;
    });
    panel.webview.html = mapPage({
      cspSource: panel.webview.cspSource,
      script: panel.webview.asWebviewUri(vscode.Uri.joinPath(page, "map.js")).toString(),
      style: panel.webview.asWebviewUri(vscode.Uri.joinPath(page, "map.css")).toString(),
      strings: mapStrings(vscode.l10n),
      language: vscode.env.language,
    });
  }

  #receive(raw: unknown): void {
    const parsed = FromMap.safeParse(raw);
    if (!parsed.success) {
      this.output.error(`map: ${parsed.error.message}`);
      return;
    }
    const message = parsed.data;
    switch (message.type) {
      case "ready":
        this.#ready = true;
        this.store.setDirection(message.direction);
        this.#postContent();
        this.#post({ type: "light", id: this.#light });
        this.#postSelection();
        this.#shown.fire();
        return;
      case "direction":
        return this.store.setDirection(message.direction);
      case "open":
        return void this.#open(message);
      case "decide":
        return void this.#decide(message.fingerprint, message.control);
      case "fix":
        return void this.#fix(message.fingerprint);
      case "command":
        return void vscode.commands.executeCommand(COMMANDS[message.command]);
      case "problem":
        return this.output.error(`map: ${message.message}`);
    }
  }

  async #open({ target, focus }: Extract<FromMap, { type: "open" }>): Promise<void> {
    const content = this.store.result;
    const place = content && placeOf(content, target);
    if (!content || !place) return;
    await openPlace(content.root, place, { preserveFocus: !focus, besides: this.#panel?.viewColumn });
  }

  async #decide(fingerprint: string, control: AnnotateTarget["control"]): Promise<void> {
    const finding = this.store.finding(fingerprint);
    if (!finding) return;
    const uri = fileUri(this.store.result!.root, finding.file).toString();
    const target: AnnotateTarget = { uri, fingerprint, control };
    await vscode.commands.executeCommand(CLIENT_COMMANDS.annotate, target);
  }

  /** The editor offers the controls where it always does: at the line, in the lightbulb's menu. */
  async #fix(fingerprint: string): Promise<void> {
    await this.#open({ type: "open", target: { kind: "finding", fingerprint }, focus: true });
    await vscode.commands.executeCommand("editor.action.quickFix");
  }

  #postContent(): void {
    const status = this.server.status;
    const result = this.store.result;
    if (result) {
      const { root: _, ...content } = result;
      this.#post({ type: "map", result: content });
    }
    if (status?.state === "error") {
      const message = status.message ?? vscode.l10n.t("The language server stopped.");
      this.#post({ type: "notice", state: "error", message });
    } else if (!result) {
      const message = status?.message ?? vscode.l10n.t("Reading the workspace…");
      this.#post({ type: "notice", state: "waiting", message });
    }
  }

  #postSelection(): void {
    if (!this.#ready || this.#waitingSelection === undefined) return;
    this.#post({ type: "select", id: this.#waitingSelection });
    this.#waitingSelection = undefined;
  }

  #post(message: ToMap): void {
    if (this.#ready) void this.#panel?.webview.postMessage(message);
  }
}
