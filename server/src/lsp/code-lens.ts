/** `textDocument/codeLens` and `codeLens/resolve`: a line above every model call and tool. */
import { LSPErrorCodes, ResponseError, type CodeLens, type Command } from "vscode-languageserver/node";
import { z } from "zod";
import type { ElementSummary } from "../api.js";
import { spanToLsp } from "./convert.js";
import { isAnalysed } from "./places.js";
import { CLIENT_COMMANDS } from "./protocol.js";
import type { Session } from "./session.js";
import { phrases } from "./summary.js";

const LensData = z.object({ uri: z.string(), elementId: z.string() });

/** Kinds worth a line of their own; routes and stores are explained by their hover. */
const SHOWN: ReadonlySet<ElementSummary["kind"]> = new Set(["model", "tool", "agent", "tool-server"]);

export function registerCodeLens(session: Session): void {
  const { connection, documents, places, analysis } = session;

  connection.onCodeLens(({ textDocument: { uri } }, token) =>
    session.answer(token, async (): Promise<CodeLens[]> => {
      const document = documents.get(uri);
      if (!document || !isAnalysed(document)) return [];
      const place = places.locate(uri, document.languageId);
      const { enable, codeLens } = session.settingsOf(place.folder);
      if (!enable || !codeLens.enable) return [];
      const summaries = await analysis.summaries(place, token);
      return summaries
        .filter(({ kind }) => SHOWN.has(kind))
        .map((summary) => ({ range: spanToLsp(summary), data: { uri, elementId: summary.elementId } }));
    }),
  );

  connection.onCodeLensResolve((lens, token) =>
    session.answer(token, async (): Promise<CodeLens> => {
      const data = LensData.safeParse(lens.data).data;
      if (!data)
        throw new ResponseError(LSPErrorCodes.RequestFailed, "This lens is not one of Threatline's.");
      const place = places.locate(data.uri, documents.get(data.uri)?.languageId);
      const summaries = await analysis.summaries(place, token);
      const summary = summaries.find(({ elementId }) => elementId === data.elementId);
      const title = summary ? phrases(summary).join(" · ") : "";
      return {
        ...lens,
        command: summary ? commandOf(session, place.folder, summary, title) : { title, command: "" },
      };
    }),
  );
}

/** A lens without a command of the client is text only: its command is empty. */
function commandOf(session: Session, folder: string, summary: ElementSummary, title: string): Command {
  if (!session.options.clientCommands) return { title, command: "" };
  const isThreatened = summary.findings.some(({ status }) => status === "open");
  const command = isThreatened ? CLIENT_COMMANDS.showFindings : CLIENT_COMMANDS.revealElement;
  return { title, command, arguments: [session.places.elementId(folder, summary.elementId)] };
}
