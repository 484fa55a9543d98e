/** `workspace/executeCommand`. */
import { LSPErrorCodes, ResponseError } from "vscode-languageserver/node";
import { RESCAN_COMMAND } from "./protocol.js";
import type { Session } from "./session.js";

export function registerExecuteCommand(session: Session): void {
  session.connection.onExecuteCommand(({ command }, token) =>
    session.answer(token, async () => {
      if (command !== RESCAN_COMMAND)
        throw new ResponseError(LSPErrorCodes.RequestFailed, `Unknown: ${command}`);
      // Somebody who asks for everything anew also wants what gave up to try again.
      session.analysis.restart();
      return null;
    }),
  );
}
