/** Accept… and Dismiss…: asks for the reason and the rest, and writes the annotation that the server makes of it. */
import * as vscode from "vscode";
import { ANNOTATE_REQUEST, AnnotateTarget, type AnnotateParams } from "../../server/src/lsp/protocol.js";
import { dateProblem, defaultUntil, oneLine } from "./annotate-input.js";
import type { ServerSession } from "./server/session.js";

type Answers = AnnotateParams["input"];

/** @param raw what the code action carried: checked here, since any extension may call the command */
export async function annotate(server: ServerSession, raw: unknown): Promise<void> {
  const target = AnnotateTarget.safeParse(raw);
  if (!target.success) return;
  const input = target.data.control === "accept" ? await askAccept(target.data) : await askDismiss();
  if (!input) return;
  const params: AnnotateParams = { ...target.data, input };
  try {
    const edit = await server.requestEdit(ANNOTATE_REQUEST, params);
    if (edit && (await vscode.workspace.applyEdit(edit))) return;
    void vscode.window.showWarningMessage(
      vscode.l10n.t("The finding is no longer there, so nothing was written."),
    );
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(vscode.l10n.t("The annotation could not be written: {0}", message));
  }
}

async function askAccept(target: AnnotateTarget): Promise<Answers | undefined> {
  const title = vscode.l10n.t("Accept this threat");
  const reason = await askReason(title, vscode.l10n.t("Why is the risk acceptable here?"));
  if (reason === undefined) return undefined;
  const by = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("Who accepts it: a name, an address or a team"),
    value: await gitUser(vscode.Uri.parse(target.uri)),
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() ? undefined : vscode.l10n.t("An acceptance needs an owner.")),
  });
  if (by === undefined) return undefined;
  const until = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("Until when: the finding returns after this day (YYYY-MM-DD)"),
    value: defaultUntil(new Date()),
    ignoreFocusOut: true,
    validateInput: (value) => describeDateProblem(value),
  });
  return until === undefined ? undefined : { reason: oneLine(reason), by: oneLine(by), until: until.trim() };
}

async function askDismiss(): Promise<Answers | undefined> {
  const title = vscode.l10n.t("Dismiss this finding");
  const kinds = [
    {
      label: vscode.l10n.t("False positive"),
      detail: vscode.l10n.t("This cannot happen."),
      value: "false-positive",
    },
    {
      label: vscode.l10n.t("Not applicable"),
      detail: vscode.l10n.t("It can happen, but does no harm in this code."),
      value: "not-applicable",
    },
  ];
  const picked = await vscode.window.showQuickPick(kinds, { title, ignoreFocusOut: true });
  if (!picked) return undefined;
  const reason = await askReason(title, vscode.l10n.t("How do you know?"));
  return reason === undefined ? undefined : { reason: oneLine(reason), kind: picked.value };
}

function askReason(title: string, prompt: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt,
    ignoreFocusOut: true,
    validateInput: (value) =>
      value.trim() ? undefined : vscode.l10n.t("A reason is needed: others will read it."),
  });
}

function describeDateProblem(value: string): string | undefined {
  switch (dateProblem(value, new Date())) {
    case "form":
      return vscode.l10n.t("Write the date as YYYY-MM-DD.");
    case "calendar":
      return vscode.l10n.t("There is no such day.");
    case "past":
      return vscode.l10n.t("The day has to lie in the future.");
    case undefined:
      return undefined;
  }
}

/** The parts of the built-in Git extension's API that are used here. */
interface GitExtension {
  getAPI(version: 1): {
    getRepository(uri: vscode.Uri): { getConfig(key: string): Promise<string> } | null;
  };
}

/** The address of the person at the keyboard as Git knows it; empty when it does not. */
async function gitUser(uri: vscode.Uri): Promise<string> {
  const git = vscode.extensions.getExtension<GitExtension>("vscode.git");
  if (!git) return "";
  try {
    const repository = (await git.activate()).getAPI(1).getRepository(uri);
    return (await repository?.getConfig("user.email")) || (await repository?.getConfig("user.name")) || "";
  } catch {
    // Git may be disabled, or the file outside any repository: the person types the name.
    return "";
  }
}
