/** URIs of documents as places in workspace folders, and back. */
import { posix } from "node:path";
import { URI } from "vscode-uri";
import { isToolServerFile } from "../tool-server-files.js";
import { LOOSE } from "../workspace/analysis-messages.js";
import type { Place } from "../workspace/analysis.js";

export interface WorkspaceRoot {
  /** The folder's URI as the client wrote it, without a slash at the end. */
  id: string;
  name: string;
  /** Absolute path on disk, or null for a folder that is not a file-system folder. */
  path: string | null;
}

/** Language ids that are analysed, with the extension that an untitled document of each gets. */
const LANGUAGES: Record<string, string> = {
  typescript: ".ts",
  typescriptreact: ".tsx",
  javascript: ".js",
  javascriptreact: ".jsx",
  "typescript.tsx": ".tsx",
  "javascript.jsx": ".jsx",
};
const SOURCE = /\.[cm]?[jt]sx?$/;

/** Whether a document belongs to the analysis: by its language, or as a configuration of tool servers. */
export function isAnalysed({ uri, languageId }: { uri: string; languageId: string }): boolean {
  return languageId in LANGUAGES || isToolServerFile(uri);
}

export class Places {
  #roots: { root: WorkspaceRoot; uri: URI; prefix: string }[] = [];
  /** The client's own spelling of the URI of each open document, by place. */
  readonly #open = new Map<string, string>();

  get roots(): WorkspaceRoot[] {
    return this.#roots.map(({ root }) => root);
  }

  setRoots(folders: readonly { uri: string; name: string }[]): void {
    this.#roots = folders.map((folder) => {
      const uri = URI.parse(folder.uri);
      const path = uri.scheme === "file" ? uri.fsPath : null;
      const root = { id: folder.uri.replace(/\/$/, ""), name: folder.name, path };
      return { root, uri, prefix: `${uri.path.replace(/\/$/, "")}/` };
    });
  }

  /** Folders inside `id` that are workspace folders themselves, relative to it. */
  nested(id: string): string[] {
    const outer = this.#roots.find(({ root }) => root.id === id);
    if (!outer) return [];
    return this.#roots
      .filter((inner) => inner !== outer && inner.uri.scheme === outer.uri.scheme)
      .filter((inner) => inner.prefix.startsWith(outer.prefix) && inner.prefix !== outer.prefix)
      .map((inner) => inner.prefix.slice(outer.prefix.length, -1));
  }

  /** An element's id as the client knows it: those of other folders than the first cannot meet its own. */
  elementId(folder: string, id: string): string {
    return folder === (this.#roots[0]?.root.id ?? LOOSE) ? id : `${folder}#${id}`;
  }

  /** The place of a document: in the innermost workspace folder that holds it, else among the loose documents. */
  locate(uri: string, languageId?: string): Place {
    const parsed = URI.parse(uri);
    const holding = this.#roots
      .filter((each) => each.uri.scheme === parsed.scheme && each.uri.authority === parsed.authority)
      .filter((each) => parsed.path.startsWith(each.prefix))
      .sort((left, right) => right.prefix.length - left.prefix.length)[0];
    if (holding) return { folder: holding.root.id, file: parsed.path.slice(holding.prefix.length) };
    const scheme = parsed.scheme === "file" ? "" : `${parsed.scheme}/`;
    const path = `${scheme}${parsed.authority}${parsed.path}`.replace(/^\//, "");
    // The extension tells the engine how to parse; an untitled document has none.
    const extension = SOURCE.test(path) ? "" : (LANGUAGES[languageId ?? ""] ?? "");
    return { folder: LOOSE, file: path + extension };
  }

  /** Remembers how the client spells the URI of a document while it is open. */
  opened(uri: string, languageId: string): Place {
    const place = this.locate(uri, languageId);
    this.#open.set(keyOf(place), uri);
    return place;
  }

  /** A loose document keeps its URI: no folder tells it once its findings are taken back. */
  closed(place: Place): void {
    if (place.folder !== LOOSE) this.#open.delete(keyOf(place));
  }

  /** The URI of a place, in the client's spelling when the document is open. */
  uriOf(place: Place): string {
    const open = this.#open.get(keyOf(place));
    if (open !== undefined) return open;
    const holding = this.#roots.find(({ root }) => root.id === place.folder);
    if (!holding) return URI.file(`/${place.file}`).toString();
    // A configuration may lie above the folder it holds for.
    return holding.uri.with({ path: posix.normalize(holding.prefix + place.file) }).toString();
  }
}

export function keyOf({ folder, file }: Place): string {
  return `${folder}\n${file}`;
}
