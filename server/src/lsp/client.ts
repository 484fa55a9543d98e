/** What the client can do, asked in one place. */
import type { ClientCapabilities } from "vscode-languageserver/node";

export interface ClientFeatures {
  pull: boolean;
  relatedInformation: boolean;
  codeDescription: boolean;
  diagnosticData: boolean;
  refreshDiagnostics: boolean;
  refreshCodeLens: boolean;
  configuration: boolean;
  configurationRegistration: boolean;
  watchedFiles: boolean;
  workspaceFolders: boolean;
  progress: boolean;
  markdownHover: boolean;
  codeActionLiterals: boolean;
  resolvesEdits: boolean;
  documentChanges: boolean;
  createFiles: boolean;
  changeAnnotations: boolean;
  /** Shows documents whose text the server provides. */
  textDocumentContent: boolean;
}

export function featuresOf({ textDocument, workspace, window }: ClientCapabilities): ClientFeatures {
  const publish = textDocument?.publishDiagnostics;
  const diagnostic = textDocument?.diagnostic;
  const action = textDocument?.codeAction;
  const edit = workspace?.workspaceEdit;
  return {
    pull: diagnostic !== undefined,
    relatedInformation: diagnostic?.relatedInformation ?? publish?.relatedInformation ?? false,
    codeDescription: diagnostic?.codeDescriptionSupport ?? publish?.codeDescriptionSupport ?? false,
    diagnosticData: diagnostic?.dataSupport ?? publish?.dataSupport ?? false,
    refreshDiagnostics: workspace?.diagnostics?.refreshSupport ?? false,
    refreshCodeLens: workspace?.codeLens?.refreshSupport ?? false,
    configuration: workspace?.configuration ?? false,
    configurationRegistration: workspace?.didChangeConfiguration?.dynamicRegistration ?? false,
    watchedFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    workspaceFolders: workspace?.workspaceFolders ?? false,
    progress: window?.workDoneProgress ?? false,
    markdownHover: textDocument?.hover?.contentFormat?.includes("markdown") ?? false,
    codeActionLiterals: action?.codeActionLiteralSupport !== undefined,
    resolvesEdits: (action?.dataSupport && action.resolveSupport?.properties.includes("edit")) ?? false,
    documentChanges: edit?.documentChanges ?? false,
    createFiles: edit?.resourceOperations?.includes("create") ?? false,
    changeAnnotations: edit?.changeAnnotationSupport !== undefined,
    textDocumentContent: workspace?.textDocumentContent !== undefined,
  };
}
