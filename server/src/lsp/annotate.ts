/** `threatline/annotate`: the edit of Accept… and Dismiss…, after the client asked a person for the answers. */
import { InvalidParams } from "./invalid-params.js";
import { ANNOTATE_REQUEST, AnnotateParams } from "./protocol.js";
import type { Session } from "./session.js";
import { toWorkspaceEdit } from "./workspace-edit.js";

export function registerAnnotate(session: Session): void {
  session.connection.onRequest(ANNOTATE_REQUEST, (params: unknown, token) =>
    session.answer(token, async () => {
      const parsed = AnnotateParams.safeParse(params);
      if (!parsed.success) throw new InvalidParams(parsed.error);
      const { uri, fingerprint, control, input } = parsed.data;
      const place = session.places.locate(uri, session.documents.get(uri)?.languageId);
      const result = await session.analysis.edit(place, { fingerprint, control, input }, token);
      return result ? toWorkspaceEdit(session, place.folder, result, undefined) : null;
    }),
  );
}
