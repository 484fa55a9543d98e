/** `workspace/diagnostic/refresh` and `workspace/codeLens/refresh`: what the client shows is no longer true. */
import { CodeLensRefreshRequest } from "vscode-languageserver/node";
import { diagnosticsOf, resultIdOf } from "./diagnostics.js";
import type { Session } from "./session.js";

/** After a refresh the next one waits this long for more, so that a burst of changes asks the client twice at most. */
const GATHER_MS = 50;

export function registerRefresh(session: Session): void {
  const { connection, client, known, places } = session;
  let timer: NodeJS.Timeout | undefined;
  const wanted = { diagnostics: false, lenses: false };

  const flush = () => {
    timer = setTimeout(() => {
      timer = undefined;
      if (wanted.diagnostics || wanted.lenses) flush();
    }, GATHER_MS);
    const complain = (error: unknown) => session.log("warn", `A refresh was refused: ${String(error)}`);
    if (wanted.diagnostics && client.refreshDiagnostics)
      connection.languages.diagnostics.refresh().catch(complain);
    if (wanted.lenses && client.refreshCodeLens)
      connection.sendRequest(CodeLensRefreshRequest.type).catch(complain);
    wanted.diagnostics = wanted.lenses = false;
  };
  const want = (what: Partial<typeof wanted>) => {
    Object.assign(wanted, what);
    if (!timer) flush();
  };

  session.refresh = () => want({ diagnostics: true, lenses: true });

  known.on("analysed", ({ folder, changed }) => {
    // A document that was asked for since has the new findings already.
    const stale = changed.some(({ file, findings }) => {
      const place = { folder, file };
      const served = session.served.get(places.uriOf(place));
      return served !== undefined && served !== resultIdOf(diagnosticsOf(session, place, findings));
    });
    if (stale) want({ diagnostics: true, lenses: true });
  });
  known.on("mapChanged", () => want({ lenses: true }));
}
