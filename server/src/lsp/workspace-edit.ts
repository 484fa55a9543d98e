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
import { isAnalysedFile } from "../workspace/discovery.js";
import type { Session } from "./session.js";
import { textOf } from "./text-of.js";

/** @param control the offer the edit belongs to; undefined when a person already answered questions about it */
export async function toWorkspaceEdit(
  session: Session,
  folder: string,
  { files: located, addsPackages }: ControlResult,
  control: ControlOffer | undefined,
): Promise<WorkspaceEdit> {
  const { client, places } = session;
  const uriOf = ({ file }: LocatedEdit) => places.uriOf({ folder, file });
  const files: LocatedEdit[] = [];
  for (const file of located) {
    const text = file.create ? await textOf(session, uriOf(file)) : undefined;
    const kept = text === undefined ? file : withoutKnownLines(file, text);
    if (kept.edits.length > 0) files.push(kept);
  }
  if (!client.documentChanges) {
    const existing = files.filter(({ create }) => !create);
    return { changes: Object.fromEntries(existing.map((file) => [uriOf(file), file.edits])) };
  }
  const annotation =
    control && client.changeAnnotations ? annotationOf(control, addsPackages, files) : undefined;
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

/** The file exists after all: what it says already is not said twice. */
function withoutKnownLines(file: LocatedEdit, text: string): LocatedEdit {
  const known = new Set(text.split(/\r?\n/));
  const edits = file.edits.flatMap(({ range, newText }) => {
    const added = newText.split("\n").filter((line) => line !== "" && !known.has(line));
    return added.length > 0 ? [{ range, newText: `${added.join("\n")}\n` }] : [];
  });
  return { ...file, create: false, edits };
}

/**
 * An edit of one file of code is seen where it happens and undone with one key; one of several, or of a configuration, is shown
 * before it is made.
 */
function annotationOf(
  { title, safety }: ControlOffer,
  addsPackages: readonly string[],
  files: readonly LocatedEdit[],
): ChangeAnnotation {
  const install =
    addsPackages.length > 0
      ? `Imports ${addsPackages.join(", ")}: install it before the code runs.`
      : undefined;
  return {
    label: title,
    needsConfirmation:
      safety === "needs-review" && (files.length > 1 || !files.every(({ file }) => isAnalysedFile(file))),
    ...(install && { description: install }),
  };
}
