/** The one status-bar item: what the server is doing, how many findings there are, and a way to everything else. */
import * as vscode from "vscode";
import type { StatusParams } from "../../server/src/lsp/protocol.js";
import type { ServerSession } from "./server/session.js";

export class StatusItem implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem("threatline.status", vscode.StatusBarAlignment.Left, 10);
  readonly #subscription: vscode.Disposable;

  constructor(server: ServerSession) {
    this.#item.name = "Threatline";
    this.#item.command = "threatline.showMenu";
    this.#subscription = server.onStatus((status) => this.#show(status));
    if (server.status) this.#show(server.status);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #show(status: StatusParams): void {
    const { text, tooltip } = describeStatus(status);
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: `Threatline: ${tooltip}`, role: "button" };
    this.#item.backgroundColor =
      status.state === "error" ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
    this.#item.show();
  }
}

function describeStatus(status: StatusParams): { text: string; tooltip: string } {
  const { state, message, done, total, findings } = status;
  switch (state) {
    case "starting":
      return { text: "$(sync~spin) Threatline", tooltip: message ?? vscode.l10n.t("Starting") };
    case "scanning": {
      const progress = total ? ` ${done ?? 0}/${total}` : "";
      const tooltip = total
        ? vscode.l10n.t("Reading {0} of {1} files", done ?? 0, total)
        : vscode.l10n.t("Reading files");
      return { text: `$(sync~spin) Threatline${progress}`, tooltip: message ?? tooltip };
    }
    case "error":
      return {
        text: "$(error) Threatline",
        tooltip: message ?? vscode.l10n.t("The language server stopped."),
      };
    case "ready": {
      if (findings === undefined)
        return { text: "$(shield) Threatline", tooltip: message ?? vscode.l10n.t("Ready") };
      const tooltip =
        findings === 1 ? vscode.l10n.t("1 open finding") : vscode.l10n.t("{0} open findings", findings);
      return {
        text: `$(shield) Threatline ${findings}`,
        tooltip: message ? `${tooltip}\n${message}` : tooltip,
      };
    }
  }
}
