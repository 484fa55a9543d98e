/** What this server answers to `initialize`. */
import { CodeActionKind, TextDocumentSyncKind, type InitializeResult } from "vscode-languageserver/node";
import type { ClientFeatures } from "./client.js";
import { DOCUMENTATION_SCHEME } from "./documentation.js";
import { RESCAN_COMMAND } from "./protocol.js";

export function serverCapabilities(client: ClientFeatures): InitializeResult {
  return {
    serverInfo: { name: "Threatline" },
    capabilities: {
      positionEncoding: "utf-16",
      textDocumentSync: {
        openClose: true,
        change: TextDocumentSyncKind.Incremental,
        save: { includeText: false },
      },
      ...(client.pull && {
        diagnosticProvider: {
          identifier: "threatline",
          interFileDependencies: true,
          workspaceDiagnostics: true,
          workDoneProgress: true,
        },
      }),
      codeActionProvider: {
        codeActionKinds: [CodeActionKind.QuickFix],
        resolveProvider: client.resolvesEdits,
      },
      codeLensProvider: { resolveProvider: true },
      hoverProvider: true,
      executeCommandProvider: { commands: [RESCAN_COMMAND] },
      workspace: {
        workspaceFolders: { supported: true, changeNotifications: true },
        ...(client.textDocumentContent && { textDocumentContent: { schemes: [DOCUMENTATION_SCHEME] } }),
      },
    },
  };
}
