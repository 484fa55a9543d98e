/** Texts of files that the analysis does not hold. */
import { readFile } from "node:fs/promises";
import { URI } from "vscode-uri";
import type { Session } from "./session.js";

/** The text of a document as it is open, else as it is on disk; undefined when there is no such file. */
export async function textOf({ documents }: Session, uri: string): Promise<string | undefined> {
  const open = documents.get(uri);
  if (open) return open.getText();
  const { scheme, fsPath } = URI.parse(uri);
  if (scheme !== "file") return undefined;
  try {
    return await readFile(fsPath, "utf8");
  } catch {
    return undefined;
  }
}
