/** `textDocument/publishDiagnostics`, for clients that do not pull. */
import { basename } from "node:path/posix";
import { LOOSE } from "../workspace/analysis-messages.js";
import { Cancelled } from "../workspace/analysis.js";
import { CONFIG_FILE } from "../workspace/config.js";
import { diagnosticsOf, problemDiagnostic, resultIdOf } from "./diagnostics.js";
import { fileDiagnostics, type FileDiagnostics } from "./file-diagnostics.js";
import type { Session } from "./session.js";

export class Publisher {
  readonly #session: Session;
  readonly #published = new Map<string, string>();
  /** Documents that changed while their findings were on the way. */
  readonly #again = new Set<string>();
  readonly #running = new Set<string>();

  constructor(session: Session) {
    this.#session = session;
    session.known.on("analysed", (event) => {
      for (const { file, findings, version } of event.changed) {
        const place = { folder: event.folder, file };
        this.#publish(session.places.uriOf(place), {
          items: diagnosticsOf(session, place, findings),
          version,
        });
      }
    });
    session.known.on("scanned", ({ folder, problems }) => this.#publishConfigurations(folder, problems));
  }

  /** Publishes for a document that changed: once per answer of the analysis, however fast the typing. */
  async changed(uri: string): Promise<void> {
    if (this.#running.has(uri)) return void this.#again.add(uri);
    this.#running.add(uri);
    try {
      await this.#session.ready;
      do {
        this.#again.delete(uri);
        this.#publish(uri, await fileDiagnostics(this.#session, uri));
      } while (this.#again.has(uri));
    } catch (error) {
      if (!(error instanceof Cancelled)) this.#session.log("error", String(error));
    } finally {
      this.#running.delete(uri);
    }
  }

  /** Takes back what is only shown for open documents. The rest follows when the analysis has read the disk's text. */
  closed(uri: string): void {
    const { folder } = this.#session.places.locate(uri);
    const { scope } = this.#session.settingsOf(folder).diagnostics;
    if (folder === LOOSE || scope === "openFiles") this.#publish(uri, { items: [], version: null });
  }

  /** Publishes everything anew: settings changed, or a folder went. */
  all(): void {
    const { known, places } = this.#session;
    const seen = new Set<string>();
    for (const folder of known.folders()) {
      for (const [file, { findings, version }] of known.folder(folder).files) {
        const place = { folder, file };
        seen.add(places.uriOf(place));
        this.#publish(places.uriOf(place), { items: diagnosticsOf(this.#session, place, findings), version });
      }
    }
    for (const uri of [...this.#published.keys()])
      if (!seen.has(uri)) this.#publish(uri, { items: [], version: null });
  }

  #publishConfigurations(folder: string, problems: Parameters<typeof problemDiagnostic>[0][]): void {
    const { places } = this.#session;
    const byUri = new Map<string, FileDiagnostics>();
    for (const uri of this.#published.keys()) {
      const place = places.locate(uri);
      if (place.folder === folder && basename(place.file) === CONFIG_FILE)
        byUri.set(uri, { items: [], version: null });
    }
    for (const problem of problems) {
      if (problem.file === undefined || basename(problem.file) !== CONFIG_FILE) continue;
      const uri = places.uriOf({ folder, file: problem.file });
      const items = [...(byUri.get(uri)?.items ?? []), problemDiagnostic(problem)];
      byUri.set(uri, { items, version: null });
    }
    for (const [uri, diagnostics] of byUri) this.#publish(uri, diagnostics);
  }

  #publish(uri: string, { items, version }: FileDiagnostics): void {
    const { connection, documents, places } = this.#session;
    const open = documents.get(uri);
    // Older than what the client shows: the newer ones are on their way.
    if (open && version !== null && version < open.version) return;
    const { diagnostics } = this.#session.settingsOf(places.locate(uri).folder);
    const shown = open || diagnostics.scope === "workspace" ? items : [];
    const id = resultIdOf(shown);
    if ((this.#published.get(uri) ?? resultIdOf([])) === id && !open) return;
    if (shown.length === 0) this.#published.delete(uri);
    else this.#published.set(uri, id);
    void connection.sendDiagnostics({ uri, ...(version !== null && { version }), diagnostics: shown });
  }
}
