/** `workspace/didChangeWatchedFiles`: what changed on disk. */
import { DidChangeWatchedFilesNotification, FileChangeType } from "vscode-languageserver/node";
import { TOOL_SERVER_FILES } from "../tool-server-files.js";
import { isAnalysedFile } from "../workspace/discovery.js";
import type { Session } from "./session.js";

const SOURCES = "**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}";
const CONFIGURATIONS =
  "**/{tsconfig*.json,jsconfig*.json,package.json,deno.json,deno.jsonc,import_map.json,threatline.json,threatline.review.json,.gitignore}";
const CONFIGURATION = /\/(?:[tj]sconfig[^/]*\.json|package\.json|threatline(?:\.review)?\.json|\.gitignore)$/;
const FOREIGN = /\/(?:node_modules|\.git)\//;
/** A checkout or an install changes many files at once: they are taken together. */
const GATHER_MS = 200;

/** Whether a change of this file may change what the whole folder's analysis says. */
export function isConfiguration(uri: string): boolean {
  return CONFIGURATION.test(uri) && !FOREIGN.test(uri);
}

export function registerWatchedFiles(session: Session): void {
  const { connection, places, analysis } = session;
  const waiting = new Map<string, { rescan: boolean; files: Set<string> }>();
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    timer = undefined;
    for (const [folder, { rescan, files }] of waiting) {
      if (files.size > 0) analysis.diskChanged(folder, [...files]);
      if (rescan) analysis.rescan(folder);
    }
    waiting.clear();
  };

  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri, type } of changes) {
      if (FOREIGN.test(uri)) continue;
      const { folder, file } = places.locate(uri);
      const known = waiting.get(folder) ?? { rescan: false, files: new Set<string>() };
      waiting.set(folder, known);
      if (isConfiguration(uri)) known.rescan = true;
      else if (isAnalysedFile(file)) known.files.add(file);
      // A folder that was deleted or renamed is told as one change of its own.
      else if (type === FileChangeType.Deleted) known.rescan = true;
    }
    timer ??= setTimeout(flush, GATHER_MS);
  });
}

/** Asks the client to watch. Called after `initialized`. */
export async function watchFiles({ client, connection }: Session): Promise<void> {
  if (!client.watchedFiles) return;
  const watchers = [SOURCES, TOOL_SERVER_FILES, CONFIGURATIONS].map((globPattern) => ({ globPattern }));
  await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
}
