/** `window/workDoneProgress`: the scan of each folder, which a person may cancel. */
import type { WorkDoneProgressServerReporter } from "vscode-languageserver/node";
import type { Session } from "./session.js";

export function registerScanProgress(session: Session): void {
  const { connection, client, known, analysis, places } = session;
  if (!client.progress) return;
  const running = new Map<string, Promise<WorkDoneProgressServerReporter | undefined>>();

  const begin = async (folder: string): Promise<WorkDoneProgressServerReporter | undefined> => {
    try {
      const progress = await connection.window.createWorkDoneProgress();
      const name = places.roots.length > 1 ? places.roots.find(({ id }) => id === folder)?.name : undefined;
      progress.begin(name ? `Threatline: ${name}` : "Threatline", 0, "Reading the workspace", true);
      progress.token.onCancellationRequested(() => analysis.cancelScan(folder));
      return progress;
    } catch (error) {
      session.log("warn", `Progress is not shown: ${String(error)}`);
      return undefined;
    }
  };

  known.on("scanning", async ({ folder, done, total }) => {
    if (!running.has(folder)) running.set(folder, begin(folder));
    const progress = await running.get(folder);
    if (running.has(folder))
      progress?.report(total === 0 ? 0 : (100 * done) / total, `${done} of ${total} files`);
  });
  const end = async (folder: string) => {
    const progress = running.get(folder);
    running.delete(folder);
    (await progress)?.done();
  };
  known.on("scanned", ({ folder }) => void end(folder));
  known.on("crashed", () => {
    for (const folder of [...running.keys()]) void end(folder);
  });
}
