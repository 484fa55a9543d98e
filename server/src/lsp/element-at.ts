/** `threatline/elementAt`: the map's element at a position, which the map lights while the cursor moves. */
import type { Position } from "vscode-languageserver/node";
import type { Place } from "../workspace/analysis.js";
import { contains, elementToLsp, innermostFirst } from "./convert.js";
import { InvalidParams } from "./invalid-params.js";
import { ELEMENT_AT_REQUEST, ElementAtParams, type ElementAtResult } from "./protocol.js";
import type { Session } from "./session.js";

export function registerElementAt(session: Session): void {
  const { connection, documents, places, analysis, maps } = session;

  const elementAt = async (place: Place, position: Position): Promise<string | null> => {
    const summaries = await analysis.summaries(place);
    const spans = [
      ...summaries.map((summary) => ({ id: summary.elementId, range: elementToLsp(summary) })),
      // Elements without a summary, such as a process or a page, are known from the map that was asked for last.
      ...maps.elementsIn(place),
    ];
    const holding = spans.filter(({ range }) => contains(range, position));
    holding.sort((left, right) => innermostFirst(left.range, right.range));
    return holding[0] ? places.elementId(place.folder, holding[0].id) : null;
  };

  connection.onRequest(ELEMENT_AT_REQUEST, (params: unknown, token) =>
    session.answer(token, async (): Promise<ElementAtResult> => {
      const parsed = ElementAtParams.safeParse(params);
      if (!parsed.success) throw new InvalidParams(parsed.error);
      const { uri, line, character } = parsed.data;
      const place = places.locate(uri, documents.get(uri)?.languageId);
      return { elementId: await elementAt(place, { line, character }) };
    }),
  );
}
