/** `textDocument/codeAction` and `codeAction/resolve`: the controls of the findings under the cursor. */
import {
  CodeActionKind,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type CodeAction,
  type Diagnostic,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { z } from "zod";
import { ControlOffer, type Finding } from "../report/contract.js";
import { textsBeside, withVersions } from "./beside.js";
import { intersects, toLspRange } from "./convert.js";
import { toDiagnostic } from "./diagnostics.js";
import { isAnalysed } from "./places.js";
import { AnnotateTarget, CLIENT_COMMANDS } from "./protocol.js";
import type { Session } from "./session.js";
import type { ControlResult } from "../workspace/analysis-messages.js";
import { withPackages } from "./manifest.js";
import { textOf } from "./text-of.js";
import { toWorkspaceEdit } from "./workspace-edit.js";

const ActionData = z.object({
  uri: z.string(),
  fingerprint: z.string(),
  control: ControlOffer,
  /** For every finding of the file that the control is offered for. */
  all: z.boolean(),
});
type ActionData = z.infer<typeof ActionData>;

export function registerCodeAction(session: Session): void {
  const { connection, documents, places, analysis } = session;

  connection.onCodeAction(({ textDocument: { uri }, range, context }, token) =>
    session.answer(token, async (): Promise<CodeAction[]> => {
      const document = documents.get(uri);
      if (!session.client.codeActionLiterals || !document || !isAnalysed(document)) return [];
      if (context.only && !context.only.some(includesQuickFix)) return [];
      const place = places.locate(uri, document.languageId);
      if (!session.settingsOf(place.folder).enable) return [];
      const { findings } = await analysis.findings(place, token);
      const actions: CodeAction[] = [];
      const everywhere = new Map<string, CodeAction>();
      for (const finding of findings) {
        if (finding.status !== "open" || !intersects(toLspRange(finding.range), range)) continue;
        const diagnostics = [matching(session, place.folder, finding, context.diagnostics)];
        // What a person would want without looking: the first safe fix. To live with a threat is a decision, no fix.
        const preferred = finding.controls.find(({ id, safety }) => safety === "safe" && !isDecision(id));
        for (const control of finding.controls) {
          const data: ActionData = { uri, fingerprint: finding.fingerprint, control, all: false };
          const action: CodeAction = { title: control.title, kind: CodeActionKind.QuickFix, diagnostics };
          if (control === preferred) action.isPreferred = true;
          const complete = await finish(session, action, data, token);
          if (!complete) continue;
          actions.push(complete);
          if (isDecision(control.id) || everywhere.has(control.id)) continue;
          const others = findings
            .filter(({ status }) => status === "open")
            .filter((each) => each !== finding);
          if (!(await anyApplies(session, data, others, token))) continue;
          const title = `${control.title}: everywhere in this file`;
          const all = await finish(
            session,
            { ...action, title, isPreferred: false },
            { ...data, all: true },
            token,
          );
          if (all) everywhere.set(control.id, all);
        }
      }
      return [...actions, ...everywhere.values()];
    }),
  );

  connection.onCodeActionResolve((action, token) =>
    session.answer(token, async (): Promise<CodeAction> => {
      const data = ActionData.safeParse(action.data).data;
      const edit = data && (await editOf(session, data, token));
      if (!edit)
        throw new ResponseError(LSPErrorCodes.RequestFailed, "The code changed: this fix no longer applies.");
      return { ...action, edit };
    }),
  );
}

/** Whether the control of an action has an edit for one of these findings too. */
async function anyApplies(
  session: Session,
  data: ActionData,
  findings: readonly Finding[],
  token: CancellationToken,
): Promise<boolean> {
  for (const { fingerprint, controls } of findings) {
    const offered = controls.some(({ id }) => id === data.control.id);
    if (offered && (await resultOf(session, { ...data, fingerprint }, token))) return true;
  }
  return false;
}

/** Accept and dismiss change what is reported, not what an attacker can do. */
function isDecision(control: string): boolean {
  return AnnotateTarget.shape.control.safeParse(control).success;
}

/**
 * Adds what the action does: a command that asks first, data for a later resolve, or the edit itself. Undefined when the
 * control has no edit for this code: what is offered can be done.
 */
async function finish(
  session: Session,
  action: CodeAction,
  data: ActionData,
  token: CancellationToken,
): Promise<CodeAction | undefined> {
  const { client, options } = session;
  const { uri, fingerprint, control } = data;
  const asks = AnnotateTarget.safeParse({ uri, fingerprint, control: control.id });
  if (asks.success && options.clientCommands) {
    const command = { title: control.title, command: CLIENT_COMMANDS.annotate, arguments: [asks.data] };
    return { ...action, command };
  }
  const result = await resultOf(session, data, token);
  if (!result) return undefined;
  const title = withNeeds(action.title, result);
  if (client.resolvesEdits) return { ...action, title, data };
  return { ...action, title, edit: await toWorkspaceEdit(session, folderOf(session, uri), result, control) };
}

/** The title says which packages come with it. */
function withNeeds(title: string, { files, addsPackages }: ControlResult): string {
  if (addsPackages.length === 0) return title;
  const listed = files.some(({ file }) => /(^|\/)package\.json$/.test(file));
  return `${title} (${listed ? "adds" : "needs"} ${addsPackages.join(", ")}${listed ? " to package.json" : ""})`;
}

async function editOf(
  session: Session,
  data: ActionData,
  token: CancellationToken,
): Promise<WorkspaceEdit | undefined> {
  const result = await resultOf(session, data, token);
  return result && toWorkspaceEdit(session, folderOf(session, data.uri), result, data.control);
}

async function resultOf(
  session: Session,
  { uri, fingerprint, control, all }: ActionData,
  token: CancellationToken,
): Promise<ControlResult | undefined> {
  const place = session.places.locate(uri, session.documents.get(uri)?.languageId);
  const { folder } = place;
  const beside = await textsBeside(session, folder, control.id);
  const result = await session.analysis.edit(place, { fingerprint, control: control.id, beside, all }, token);
  if (!result || !(await isPossible(session, folder, result))) return undefined;
  return withPackages(session, folder, withVersions(session, folder, beside, result));
}

/** Whether the client can make the files that an edit is, and none of them is there. */
async function isPossible(session: Session, folder: string, { files }: ControlResult): Promise<boolean> {
  const { client, places } = session;
  for (const { file, whole } of files) {
    if (!whole) continue;
    if (!client.documentChanges || !client.createFiles) return false;
    if ((await textOf(session, places.uriOf({ folder, file }))) !== undefined) return false;
  }
  return true;
}

function folderOf({ places, documents }: Session, uri: string): string {
  return places.locate(uri, documents.get(uri)?.languageId).folder;
}

/** The client's own diagnostic for this finding, so that it can tell which squiggle an action closes. */
function matching(
  session: Session,
  folder: string,
  finding: Finding,
  shown: readonly Diagnostic[],
): Diagnostic {
  const found = shown.find((diagnostic) => fingerprintOf(diagnostic) === finding.fingerprint);
  return found ?? toDiagnostic(session, folder, finding);
}

function fingerprintOf({ data }: Diagnostic): unknown {
  return typeof data === "object" && data !== null && "fingerprint" in data ? data.fingerprint : undefined;
}

/** Kinds are hierarchical: who asks for none or for a parent of quickfix gets quick fixes. */
function includesQuickFix(kind: string): boolean {
  return kind === "" || kind === CodeActionKind.QuickFix;
}
