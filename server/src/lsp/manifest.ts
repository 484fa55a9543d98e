/** Lists the packages that a control imports in the package.json of the file that imports them. */
import { posix } from "node:path";
import { modify } from "jsonc-parser";
import { TextDocument } from "vscode-languageserver-textdocument";
import { PACKAGE_RANGES } from "../controls/package-ranges.js";
import type { ControlResult, LocatedEdit } from "../workspace/analysis-messages.js";
import type { Session } from "./session.js";
import { textOf } from "./text-of.js";

/** The result with its packages listed too, as far as there is a package.json at or above the file it edits. */
export async function withPackages(
  session: Session,
  folder: string,
  result: ControlResult,
): Promise<ControlResult> {
  const [edited] = result.files;
  if (!edited || result.addsPackages.length === 0) return result;
  for (let at = posix.dirname(edited.file); ; at = posix.dirname(at)) {
    const file = at === "." ? "package.json" : `${at}/package.json`;
    const uri = session.places.uriOf({ folder, file });
    const text = await textOf(session, uri);
    const edits = text === undefined ? undefined : listing(text, result.addsPackages);
    if (edits) {
      const version = session.documents.get(uri)?.version ?? null;
      return { ...result, files: [...result.files, { file, create: false, whole: false, version, edits }] };
    }
    if (at === "." || at === "/") return result;
  }
}

/** Undefined when the text is no object, or lists them all. */
function listing(text: string, names: readonly string[]): LocatedEdit["edits"] | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  const document = TextDocument.create("package.json", "json", 0, text);
  const unit = /^([ \t]+)"/m.exec(text)?.[1] ?? "  ";
  const formattingOptions = {
    insertSpaces: !unit.startsWith("\t"),
    tabSize: unit.length,
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
  // One after the other: the second may stand where the first made the place.
  let after = text;
  for (const name of names)
    for (const { offset, length, content } of modify(
      after,
      ["dependencies", name],
      PACKAGE_RANGES[name] ?? "*",
      {
        formattingOptions,
      },
    ).reverse())
      after = after.slice(0, offset) + content + after.slice(offset + length);
  if (after === text) return undefined;
  let start = 0;
  while (text[start] === after[start]) start++;
  let tail = 0;
  while (tail < text.length - start && text.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const range = { start: document.positionAt(start), end: document.positionAt(text.length - tail) };
  return [{ range, newText: after.slice(start, after.length - tail) }];
}
