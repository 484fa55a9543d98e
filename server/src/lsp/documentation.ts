/** Where the documentation of a threat is found: on the project's site, or as a document that the server provides. */
import { threatById } from "../threats/index.js";
import type { Session } from "./session.js";
import { threatPage } from "./threat-page.js";

/** Base of every link to the documentation; the pages are named after threat ids. */
export const DOCUMENTATION_BASE = "https://github.com/threatline/threatline/blob/main/docs/threats/";
/** URIs with this scheme open a page from the server itself: no network is needed to read it. */
export const DOCUMENTATION_SCHEME = "threatline-docs";

/** The link behind a diagnostic's code; undefined for an id that has no page. */
export function documentationLink(session: Session, threat: string): string | undefined {
  if (!threatById(threat)) return undefined;
  return session.client.textDocumentContent
    ? `${DOCUMENTATION_SCHEME}:/threats/${threat}.md`
    : `${DOCUMENTATION_BASE}${threat}.md`;
}

/** `workspace/textDocumentContent`: the page of a threat, from the server itself. */
export function registerDocumentation(session: Session): void {
  session.connection.workspace.textDocumentContent.on(({ uri }) => {
    const threat = threatById(/\/threats\/([a-z-]+)\.md$/.exec(uri)?.[1] ?? "");
    return threat ? { text: threatPage(threat) } : null;
  });
}
