/** Files beside the code that a control edits, as the editor has them. */
import { filesBeside } from "../controls/files-beside.js";
import type { ControlResult } from "../workspace/analysis-messages.js";
import type { Session } from "./session.js";
import { textOf } from "./text-of.js";

/** Folders above the workspace's own in which a configuration is looked for. */
const ABOVE = 8;

/** The texts of the files that a control names: of each the nearest, at the folder's root or above it. */
export async function textsBeside(
  session: Session,
  folder: string,
  control: string,
): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const name of filesBeside(control))
    for (let above = 0; above <= ABOVE; above++) {
      const file = "../".repeat(above) + name;
      const text = await textOf(session, session.places.uriOf({ folder, file }));
      if (text === undefined) continue;
      texts[file] = text;
      break;
    }
  return texts;
}

/** The result with the versions of those of these files that are open. */
export function withVersions(
  { documents, places }: Session,
  folder: string,
  beside: Readonly<Record<string, string>>,
  result: ControlResult,
): ControlResult {
  const versionOf = (file: string) => documents.get(places.uriOf({ folder, file }))?.version ?? null;
  return {
    ...result,
    files: result.files.map((each) =>
      beside[each.file] === undefined ? each : { ...each, version: versionOf(each.file) },
    ),
  };
}
