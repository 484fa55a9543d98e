/** The answers of one folder to the questions of the message loop. */
import { TextDocument } from "vscode-languageserver-textdocument";
import type { CancelCheck } from "../api.js";
import { packageName, pinToolServer } from "../controls/pin-tool-server.js";
import type { FileEdit } from "../controls/control.js";
import type { Finding } from "../report/contract.js";
import type { AnalysisFolder } from "./analysis-folder.js";
import type { Answer, Ask, ControlResult, LocatedEdit, Question } from "./analysis-messages.js";
import { installedVersion } from "./installed.js";

/**
 * Answers from the latest texts; null when `cancelled` said so, or `givesWay` to a more urgent question. Throws only what
 * the engine throws.
 */
export function answer(
  folder: AnalysisFolder,
  ask: Question["ask"],
  cancelled: CancelCheck,
  givesWay: CancelCheck,
): unknown {
  switch (ask.type) {
    case "findings":
      return findings(folder, ask, cancelled);
    case "summaries":
      return summaries(folder, ask, givesWay);
    case "map":
      return map(folder, givesWay);
    case "edit":
      return edit(folder, ask, cancelled);
  }
}

function findings(
  folder: AnalysisFolder,
  { file, soon }: Ask<"findings">,
  cancelled: CancelCheck,
): Answer<"findings"> | null {
  const found = soon ? folder.findingsSoon(file, cancelled) : folder.findings(file, cancelled);
  return found ? { findings: [...found], version: folder.version(file) } : null;
}

/** An element reads and reaches what other files hold: it is summarised from the folder's analysis. */
function summaries(
  folder: AnalysisFolder,
  { file }: Ask<"summaries">,
  cancelled: CancelCheck,
): Answer<"summaries"> | null {
  return folder.analyse(cancelled) ? { summaries: folder.engine.summariesOf(file) } : null;
}

function map(folder: AnalysisFolder, cancelled: CancelCheck): Answer<"map"> | null {
  const analysis = folder.analyse(cancelled);
  return analysis ? { map: analysis.map, findings: analysis.findings, files: analysis.stats.files } : null;
}

function edit(folder: AnalysisFolder, ask: Ask<"edit">, cancelled: CancelCheck): Answer<"edit"> | null {
  const found = folder.findings(ask.file, cancelled);
  if (!found) return null;
  const finding = found.find(({ fingerprint }) => fingerprint === ask.fingerprint);
  const input = finding && { ...known(folder, finding, ask.control), ...ask.input };
  const result =
    finding &&
    (ask.all
      ? folder.engine.editAll(ask.file, ask.control, input)
      : folder.engine.edit(finding, ask.control, input, ask.beside));
  if (!result) return { edit: null };
  const control: ControlResult = {
    files: result.files.map((each) => located(folder, each, ask.beside)),
    addsPackages: result.addsPackages ?? [],
  };
  return { edit: control };
}

/** What a control asks that only the disk answers. */
function known({ spec }: AnalysisFolder, { sink }: Finding, control: string): Record<string, string> {
  const name = control === pinToolServer.id && spec.root ? packageName(sink.label) : undefined;
  const version = name && installedVersion(name, spec.root!);
  return version ? { version } : {};
}

/** Offsets as lines and characters of the text that they refer to. */
function located(
  folder: AnalysisFolder,
  { file, create, whole, edits }: FileEdit,
  beside: Readonly<Record<string, string>>,
): LocatedEdit {
  const known = create ? "" : (beside[file] ?? folder.engine.text(file) ?? "");
  const text = TextDocument.create(file, "", 0, known);
  return {
    file,
    create: create ?? false,
    whole: whole ?? false,
    version: folder.version(file),
    edits: edits.map(({ start, end, newText }) => ({
      range: { start: text.positionAt(start), end: text.positionAt(end) },
      newText,
    })),
  };
}
