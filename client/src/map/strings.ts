/** Every word of the map's page, translated by the host, since the page has no access to translations. */
import * as vscode from "vscode";
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

export function mapStrings(): MapStrings {
  const { t } = vscode.l10n;
  return {
    title: t("Data-Flow Map"),
    description: t("Data-flow map. Arrow keys move between elements, Enter opens the line."),
    kinds: {
      person: t("Person"),
      route: t("Route"),
      model: t("Model"),
      agent: t("Agent"),
      tool: t("Tool"),
      "tool-server": t("Tool server"),
      store: t("Store"),
      "file-system": t("File system"),
      process: t("Process"),
      outside: t("Outside service"),
      page: t("Page"),
      credential: t("Credential"),
    },
    severities: { error: t("error"), warning: t("warning"), info: t("info") },
    boundaries: {
      people: t("People"),
      outside: t("Outside world"),
      application: t("Application"),
      tools: t("Tools"),
      stores: t("Stores and systems"),
      providers: t("Model providers"),
    },
    elementCount: t("{0} elements"),
    flowCount: t("{0} flows"),
    findingCount: t("{0} findings"),
    oneFinding: t("1 finding"),
    noFindings: t("No findings"),
    zoomIn: t("Zoom in"),
    zoomOut: t("Zoom out"),
    fit: t("Fit to window"),
    turn: t("Change direction"),
    nextThreat: t("Next threatened element"),
    legend: t("Legend"),
    close: t("Close"),
    legendShapes: t("Elements"),
    legendThreats: t("Findings"),
    legendBoundary: t("Trust boundary"),
    legendFlow: t("Flow, with what flows"),
    legendThreatenedFlow: t("Threatened flow"),
    legendCursor: t("Element under the editor's cursor"),
    legendKeys: t("Keyboard"),
    keyArrows: t("move to a neighbour"),
    keyEnter: t("open the line"),
    keyThreat: t("next threatened element"),
    keyZoom: t("zoom in and out"),
    keyFit: t("fit to window"),
    openLine: t("Open line"),
    findings: t("Findings"),
    flowsOut: t("Flows to"),
    flowsIn: t("Flows from"),
    contains: t("Contains"),
    path: t("Path"),
    fix: t("Fix…"),
    accept: t("Accept…"),
    dismiss: t("Dismiss…"),
    flowTo: t("{0} to {1}"),
    effects: t("Can: {0}"),
    underCursor: t("under the editor's cursor"),
    emptyTitle: t("Nothing to draw yet"),
    waitingTitle: t("One moment"),
    errorTitle: t("The map cannot be drawn"),
    rescan: t("Rescan Workspace"),
    restart: t("Restart Language Server"),
    output: t("Show Output"),
    config: t("Describe Your Own SDK"),
    updated: t("Map updated: {0}"),
  };
}
