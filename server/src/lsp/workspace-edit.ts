/** The edit of a control as a `WorkspaceEdit`, in the form that the client understands. */
import {
  AnnotatedTextEdit,
  CreateFile,
  TextDocumentEdit,
  TextEdit,
  type ChangeAnnotation,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import type { ControlOffer } from "../report/contract.js";
import type { ControlResult, LocatedEdit } from "../workspace/analysis-messages.js";
import type { Session } from "./session.js";

/** @param control the offer the edit belongs to; undefined when a person already answered questions about it */
export function toWorkspaceEdit(
  session: Session,
  folder: string,
  { files, addsPackages }: ControlResult,
  control: ControlOffer | undefined,
): WorkspaceEdit {
  const { client, places } = session;
  const uriOf = ({ file }: LocatedEdit) => places.uriOf({ folder, file });
  if (!client.documentChanges) {
    const existing = files.filter(({ create }) => !create);
    return { changes: Object.fromEntries(existing.map((file) => [uriOf(file), file.edits])) };
  }
  const annotation = control && client.changeAnnotations ? annotationOf(control, addsPackages) : undefined;
  const mark = ({ range, newText }: TextEdit): TextEdit =>
    annotation ? AnnotatedTextEdit.replace(range, newText, ANNOTATION) : TextEdit.replace(range, newText);
  const documentChanges = files.flatMap((file) => {
    const uri = uriOf(file);
    const edit = TextDocumentEdit.create({ uri, version: file.version }, file.edits.map(mark));
    if (!file.create) return [edit];
    return client.createFiles ? [CreateFile.create(uri, { ignoreIfExists: true }), edit] : [];
  });
  return { documentChanges, ...(annotation && { changeAnnotations: { [ANNOTATION]: annotation } }) };
}

const ANNOTATION = "control";

function annotationOf({ title, safety }: ControlOffer, addsPackages: readonly string[]): ChangeAnnotation {
  const install =
    addsPackages.length > 0 ? `Imports ${addsPackages.join(", ")}, not in package.json yet.` : undefined;
  return {
    label: title,
    needsConfirmation: safety === "needs-review",
    ...(install && { description: install }),
  };
}
