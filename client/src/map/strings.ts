/** Every word of the map's page, translated by the host, since the page has no access to translations. */
import type * as vscode from "vscode";
import type { BoundaryId, ElementKind, Severity } from "../../../server/src/report/contract.js";

/** `{0}` and so on stand for arguments. */
export interface MapStrings {
  title: string;
  description: string;
  kinds: Record<ElementKind, string>;
  severities: Record<Severity, string>;
  boundaries: Record<BoundaryId, string>;
  elementCount: string;
  flowCount: string;
  findingCount: string;
  oneFinding: string;
  noFindings: string;
  zoomIn: string;
  zoomOut: string;
  fit: string;
  turn: string;
  nextThreat: string;
  legend: string;
  close: string;
  legendShapes: string;
  legendThreats: string;
  legendBoundary: string;
  legendFlow: string;
  legendThreatenedFlow: string;
  legendCursor: string;
  legendKeys: string;
  keyArrows: string;
  keyEnter: string;
  keyThreat: string;
  keyZoom: string;
  keyFit: string;
  openLine: string;
  findings: string;
  flowsOut: string;
  flowsIn: string;
  contains: string;
  path: string;
  fix: string;
  accept: string;
  dismiss: string;
  flowTo: string;
  effects: string;
  underCursor: string;
  emptyTitle: string;
  waitingTitle: string;
  errorTitle: string;
  rescan: string;
  restart: string;
  output: string;
  config: string;
  updated: string;
}

export function mapStrings(l10n: Pick<typeof vscode.l10n, "t">): MapStrings {
  return {
    title: l10n.t("Data-Flow Map"),
    description: l10n.t("Data-flow map. Arrow keys move between elements, Enter opens the line."),
    kinds: {
      person: l10n.t("Person"),
      route: l10n.t("Route"),
      model: l10n.t("Model"),
      agent: l10n.t("Agent"),
      tool: l10n.t("Tool"),
      "tool-server": l10n.t("Tool server"),
      store: l10n.t("Store"),
      "file-system": l10n.t("File system"),
      process: l10n.t("Process"),
      outside: l10n.t("Outside service"),
      page: l10n.t("Page"),
      credential: l10n.t("Credential"),
    },
    severities: { error: l10n.t("error"), warning: l10n.t("warning"), info: l10n.t("info") },
    boundaries: {
      people: l10n.t("People"),
      outside: l10n.t("Outside world"),
      application: l10n.t("Application"),
      tools: l10n.t("Tools"),
      stores: l10n.t("Stores and systems"),
      providers: l10n.t("Model providers"),
    },
    elementCount: l10n.t("{0} elements"),
    flowCount: l10n.t("{0} flows"),
    findingCount: l10n.t("{0} findings"),
    oneFinding: l10n.t("1 finding"),
    noFindings: l10n.t("No findings"),
    zoomIn: l10n.t("Zoom in"),
    zoomOut: l10n.t("Zoom out"),
    fit: l10n.t("Fit to window"),
    turn: l10n.t("Change direction"),
    nextThreat: l10n.t("Next threatened element"),
    legend: l10n.t("Legend"),
    close: l10n.t("Close"),
    legendShapes: l10n.t("Elements"),
    legendThreats: l10n.t("Findings"),
    legendBoundary: l10n.t("Trust boundary"),
    legendFlow: l10n.t("Flow, with what flows"),
    legendThreatenedFlow: l10n.t("Threatened flow"),
    legendCursor: l10n.t("Element under the editor's cursor"),
    legendKeys: l10n.t("Keyboard"),
    keyArrows: l10n.t("move to a neighbour"),
    keyEnter: l10n.t("open the line"),
    keyThreat: l10n.t("next threatened element"),
    keyZoom: l10n.t("zoom in and out"),
    keyFit: l10n.t("fit to window"),
    openLine: l10n.t("Open line"),
    findings: l10n.t("Findings"),
    flowsOut: l10n.t("Flows to"),
    flowsIn: l10n.t("Flows from"),
    contains: l10n.t("Contains"),
    path: l10n.t("Path"),
    fix: l10n.t("Fix…"),
    accept: l10n.t("Accept…"),
    dismiss: l10n.t("Dismiss…"),
    flowTo: l10n.t("{0} to {1}"),
    effects: l10n.t("Can: {0}"),
    underCursor: l10n.t("under the editor's cursor"),
    emptyTitle: l10n.t("Nothing to draw yet"),
    waitingTitle: l10n.t("One moment"),
    errorTitle: l10n.t("The map cannot be drawn"),
    rescan: l10n.t("Rescan Workspace"),
    restart: l10n.t("Restart Language Server"),
    output: l10n.t("Show Output"),
    config: l10n.t("Describe Your Own SDK"),
    updated: l10n.t("Map updated: {0}"),
  };
}
